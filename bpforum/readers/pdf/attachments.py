"""Owns the files inside a PDF; refuses to look into them."""

import ctypes
from ctypes import c_ulong
from pathlib import PurePosixPath
from typing import Any

import pypdfium2.raw as pdfium

from bpforum.readers.characters import clean_line
from bpforum.readers.pdf.document import read_units
from models.reading import Attachment

_MOST_FILES = 200
_MOST_BYTES = 40 * 2**20
"""Of all files together."""
UNREADABLE = "holds an attached file that cannot be read"
LEFT_OUT = "holds more attached files than are read"


def read_attachments(document: Any) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The files that the document holds, in its order, and what to tell of them."""
    attached: list[Attachment] = []
    names: set[str] = set()
    flags: dict[str, None] = {}
    room = _MOST_BYTES
    count = pdfium.FPDFDoc_GetAttachmentCount(document)
    for n in range(min(count, _MOST_FILES)):
        one = pdfium.FPDFDoc_GetAttachment(document, n)
        size = c_ulong()
        if not one or not pdfium.FPDFAttachment_GetFile(one, None, 0, ctypes.byref(size)):
            flags[UNREADABLE] = None
            continue
        if size.value > room:
            flags[LEFT_OUT] = None
            break
        if not size.value:
            continue
        room -= size.value
        buffer = ctypes.create_string_buffer(size.value)
        if not pdfium.FPDFAttachment_GetFile(one, buffer, size.value, ctypes.byref(size)):
            flags[UNREADABLE] = None
            continue
        attached.append(_attachment(one, buffer.raw, n + 1, names))
    if count > _MOST_FILES:
        flags[LEFT_OUT] = None
    return tuple(attached), tuple(flags)


def _attachment(one: Any, data: bytes, number: int, names: set[str]) -> Attachment:
    said = read_units(lambda buffer, size: pdfium.FPDFAttachment_GetName(one, buffer, size), 500)
    name = PurePosixPath(clean_line(said).replace("\\", "/")).name[:150] or f"file-{number}"
    while name in names:
        name = f"{number}-{name}"
    names.add(name)
    return Attachment(name=name, media_type="application/octet-stream", data=data)
