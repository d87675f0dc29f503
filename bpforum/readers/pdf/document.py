"""Owns a PDF file as an open document: password, number of pages, properties; reads no page."""

import ctypes
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from bpforum.readers.characters import clean_line
from models.submission import Rejected

MOST_PAGES = 2_000
_PASSWORD = 4
"""The library's word for a wrong password."""
_PROPERTIES = {
    "Title": "title", "Author": "author", "Subject": "subject", "Keywords": "keywords",
    "Creator": "creator", "Producer": "producer", "CreationDate": "created", "ModDate": "modified",
}  # fmt: skip
_LONGEST = 500
_LONGEST_TEXT = 1_000_000
_SCRIPTS = re.compile(rb"/(?:JavaScript|JS)\b")
_LAUNCHES = re.compile(rb"/(?:Launch|ImportData|SubmitForm)\b")
_DATE = re.compile(
    r"D:(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?", re.ASCII
)
_RESAVE = "Ask the sender to open it, print it as a PDF anew and send that, or to send the text."


@dataclass
class OpenedPdf:
    """A document that is open; `form` is the library's handle to its form, if it has one."""

    document: Any
    pages: int
    form: Any
    properties: dict[str, str]
    flags: tuple[str, ...]

    def close(self) -> None:
        """Frees what the library holds."""
        self.document.close()


def open_pdf(data: bytes) -> OpenedPdf | Rejected:
    """The document in `data`, opened without a password, or why it cannot be read."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            return refuse(
                "password",
                "This document is protected by a password.",
                "Ask the sender to save it without a password and send it again.",
            )
        return refuse("damaged", "This file is damaged or cut off; it cannot be read.")
    pages = len(document)
    if not 0 < pages <= MOST_PAGES:
        document.close()
        if pages > MOST_PAGES:
            return refuse(
                "too-much-content",
                f"This file has {pages} pages; at most {MOST_PAGES} are read.",
                "Ask for it in parts.",
            )
        return refuse("damaged", "This file has no pages that can be read.")
    kind = pdfium.FPDF_GetFormType(document)
    form = None
    if kind != pdfium.FORMTYPE_NONE:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of forms of the XFA kind, which are flagged below
            document.init_forms()
        form = document.formenv.raw if document.formenv else None
    return OpenedPdf(
        document=document, pages=pages, form=form, properties=_properties(document),
        flags=tuple(_flags(document, data, kind)),
    )  # fmt: skip


def _properties(document: Any) -> dict[str, str]:
    """What the file claims of itself, by our names."""
    found: dict[str, str] = {}
    for key, name in _PROPERTIES.items():
        value = clean_line(_meta(document, key)[: 4 * _LONGEST])[:_LONGEST]
        if value:
            at = read_date(value) if key.endswith("Date") else None
            found[name] = at.isoformat() if at else value
    return found


def _meta(document: Any, key: str) -> str:
    name = key.encode()
    return read_units(lambda buffer, size: pdfium.FPDF_GetMetaText(document, name, buffer, size))


def _flags(document: Any, data: bytes, kind: int) -> list[str]:
    flags = []
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or _SCRIPTS.search(data):
        flags.append("holds scripts, which were not run")
    if _LAUNCHES.search(data):
        flags.append("holds a link that runs or opens something, which was not followed")
    if kind in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        flags.append("holds a form that only Adobe's programs show whole")
    return flags


def refuse(code: str, message: str, remedy: str = _RESAVE) -> Rejected:
    """A refusal of a PDF."""
    return Rejected.because(code, message, remedy=remedy)


def read_date(words: str) -> datetime | None:
    """A PDF's date, `D:20240903142500+02'00'`; without a zone it is taken as UTC."""
    found = _DATE.match(words)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    offset = timedelta(hours=int(found[9] or 0), minutes=int(found[10] or 0))
    try:
        zone = timezone(-offset if found[8] == "-" else offset) if found[8] else UTC
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def read_units(call: Callable[[Any, int], int], most: int = _LONGEST_TEXT) -> str:
    """A text that the library writes into a buffer in UTF-16, which `call` is given twice."""
    size = min(call(None, 0), 2 * most)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    needed = call(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    if needed > size:
        return ""
    return buffer.raw[: size - 2].decode("utf-16-le", "replace").rstrip("\x00")
