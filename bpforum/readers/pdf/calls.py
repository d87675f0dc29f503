"""Owns the calls to PDFium that are made for each letter, without conversions; interprets nothing.

The library's own wrappers cost five times the call itself: objects are plain addresses here.
"""

import ctypes
from collections.abc import Callable
from ctypes import c_int, c_size_t, c_uint, c_void_p
from typing import Any

import pypdfium2.raw as pdfium


def _plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, c_void_p).value
    return ctypes.CFUNCTYPE(result, *arguments)(address or 0)


letter = _plain(pdfium.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
drawer = _plain(pdfium.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
"""The object that draws a letter; none for spaces and line ends that the library adds."""
is_unmapped = _plain(pdfium.FPDFText_HasUnicodeMapError, c_int, c_void_p, c_int)
box = _plain(pdfium.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
origin = _plain(pdfium.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)
matrix = _plain(pdfium.FPDFText_GetMatrix, c_int, c_void_p, c_int, c_void_p)
size = _plain(pdfium.FPDFTextObj_GetFontSize, c_int, c_void_p, c_void_p)
mode = _plain(pdfium.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
font = _plain(pdfium.FPDFTextObj_GetFont, c_void_p, c_void_p)
font_name = _plain(pdfium.FPDFFont_GetBaseFontName, c_size_t, c_void_p, c_void_p, c_size_t)
font_flags = _plain(pdfium.FPDFFont_GetFlags, c_int, c_void_p)
fill = _plain(
    pdfium.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p
)


def address(handle: Any) -> int:
    """The address behind a handle of the library; 0 where there is none."""
    return ctypes.cast(handle, c_void_p).value or 0
