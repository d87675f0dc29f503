"""Owns the files inside a PDF; refuses to look into them."""

import ctypes
from ctypes import c_ulong
from pathlib import PurePosixPath
from typing import Any

import pypdfium2.raw as pdfium

from bpforum.readers.characters import clean_line
from bpforum.readers.pdf_remarks import read_units
from models.reading import Attachment

_MOST_FILES = 200
_MOST_BYTES = 40 * 2**20
"""Of all files together."""
LEFT_OUT = "holds more attached files than are read"


def read_attachments(document: Any) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The files that the document holds, in its order, and what to tell of them."""
    attached: list[Attachment] = []
    names: set[str] = set()
    room = _MOST_BYTES
    count = pdfium.FPDFDoc_GetAttachmentCount(document)
    for n in range(min(count, _MOST_FILES)):
        one = pdfium.FPDFDoc_GetAttachment(document, n)
        size = c_ulong()
        if not one or not pdfium.FPDFAttachment_GetFile(one, None, 0, ctypes.byref(size)):
            continue
        if not 0 < size.value <= room:
            return tuple(attached), (LEFT_OUT,)
        room -= size.value
        buffer = ctypes.create_string_buffer(size.value)
        if not pdfium.FPDFAttachment_GetFile(one, buffer, size.value, ctypes.byref(size)):
            continue
        attached.append(_attachment(one, buffer.raw, n + 1, names))
    return tuple(attached), (LEFT_OUT,) if count > _MOST_FILES else ()


def _attachment(one: Any, data: bytes, number: int, names: set[str]) -> Attachment:
    said = read_units(lambda buffer, size: pdfium.FPDFAttachment_GetName(one, buffer, size), 500)
    name = PurePosixPath(clean_line(said).replace("\\", "/")).name[:150] or f"file-{number}"
    while name in names:
        name = f"{number}-{name}"
    names.add(name)
    return Attachment(name=name, media_type="application/octet-stream", data=data)
