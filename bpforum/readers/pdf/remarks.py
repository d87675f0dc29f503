"""Owns what people put onto a PDF's page: remarks in the margin and values of form fields.

Remarks are for the secretariat's eyes only; what somebody filled into a form is text, and stands
where the field is. Links and actions are not followed.
"""

import ctypes
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from bpforum.readers.characters import clean, clean_line
from bpforum.readers.pdf.document import OpenedPdf, read_date, read_units
from bpforum.readers.pdf.drawings import Turn
from bpforum.readers.pdf.lines import Line
from models.contribution import MarginComment

MOST_REMARKS = 2_000
"""On one page, of any kind."""
_MOST_ANCHORS = 100
_LONGEST_ANCHOR = 500
_MARKED = (
    pdfium.FPDF_ANNOT_HIGHLIGHT, pdfium.FPDF_ANNOT_UNDERLINE, pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_STRIKEOUT,
)  # fmt: skip
_REMARKS = (
    *_MARKED, pdfium.FPDF_ANNOT_TEXT, pdfium.FPDF_ANNOT_FREETEXT, pdfium.FPDF_ANNOT_CARET,
    pdfium.FPDF_ANNOT_STAMP, pdfium.FPDF_ANNOT_LINE, pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE, pdfium.FPDF_ANNOT_INK, pdfium.FPDF_ANNOT_POLYGON,
)  # fmt: skip
_CHECKS = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)
_TEXTS = (
    pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX,
)  # fmt: skip
_SECRET, _HIDDEN = 1 << 13, 1 << 1
_LAUNCH = 4
_FIELD_SIZE = 11.0
_NEIGHBOURS = 20


@dataclass
class PageRemarks:
    """What was put onto one page; `values` are lines where the form's fields are."""

    comments: list[MarginComment] = field(default_factory=list)
    values: list[Line] = field(default_factory=list)
    launches: bool = False


def read_remarks(
    opened: OpenedPdf, page: Any, text_page: Any, turn: Turn, lines: Sequence[Line], number: int
) -> PageRemarks:
    """The remarks, field values and files on the page `number`, in the file's order."""
    found = PageRemarks()
    lines = sorted(lines, key=lambda line: (line.baseline, line.x0))
    parents: list[tuple[int, int]] = []
    places: dict[int, str] = {}
    for n in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_REMARKS)):
        remark = pdfium.FPDFPage_GetAnnot(page, n)
        if not remark:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(remark)
            if kind == pdfium.FPDF_ANNOT_WIDGET:
                line = _value(opened, remark, turn, lines) if opened.form else None
                found.values += [line] if line else []
            elif kind == pdfium.FPDF_ANNOT_LINK:
                found.launches = found.launches or _launches(remark)
            elif kind in _REMARKS:
                anchored = kind in _MARKED and len(places) < _MOST_ANCHORS
                comment = _comment(remark, f"{number}-{n + 1}", text_page if anchored else None)
                if comment:
                    places[n] = comment.id
                    parents.append((len(found.comments), _parent(page, remark)))
                    found.comments.append(comment)
        finally:
            pdfium.FPDFPage_CloseAnnot(remark)
    for at, parent in parents:
        if parent in places:
            found.comments[at] = found.comments[at].model_copy(update={"parent": places[parent]})
    return found


def _text(remark: Any, key: bytes) -> str:
    return read_units(
        lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(remark, key, buffer, size)
    )


def _comment(remark: Any, name: str, text_page: Any) -> MarginComment | None:
    text = clean(_text(remark, b"Contents")).text.strip()
    if not text:
        return None
    written = _text(remark, b"M") or _text(remark, b"CreationDate")
    return MarginComment(
        id=name,
        text=text,
        author=clean_line(_text(remark, b"T"))[:200],
        at=read_date(written),
        anchor=_anchor(remark, text_page) if text_page else "",
        resolved=_text(remark, b"State") in ("Completed", "Accepted", "Rejected", "Cancelled"),
    )


def _anchor(remark: Any, text_page: Any) -> str:
    """The words that a remark marks."""
    pieces = []
    points = pdfium.FS_QUADPOINTSF()
    for n in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(remark), 20)):
        if not pdfium.FPDFAnnot_GetAttachmentPoints(remark, n, points):
            continue
        across = (points.x1, points.x2, points.x3, points.x4)
        along = (points.y1, points.y2, points.y3, points.y4)
        edges = (min(across), max(along), max(across), min(along))
        size = pdfium.FPDFText_GetBoundedText(text_page, *edges, None, 0)
        if 0 < size <= _LONGEST_ANCHOR:
            buffer = (ctypes.c_ushort * (size + 1))()
            pdfium.FPDFText_GetBoundedText(text_page, *edges, buffer, size)
            pieces.append(bytes(buffer).decode("utf-16-le", "replace").rstrip("\x00"))
    return clean_line(" ".join(pieces))[:_LONGEST_ANCHOR]


def _parent(page: Any, remark: Any) -> int:
    """The place of the remark that this one answers; -1 where there is none."""
    other = pdfium.FPDFAnnot_GetLinkedAnnot(remark, b"IRT")
    if not other:
        return -1
    try:
        return int(pdfium.FPDFPage_GetAnnotIndex(page, other))
    finally:
        pdfium.FPDFPage_CloseAnnot(other)


def _launches(remark: Any) -> bool:
    link = pdfium.FPDFAnnot_GetLink(remark)
    action = pdfium.FPDFLink_GetAction(link) if link else None
    return bool(action) and pdfium.FPDFAction_GetType(action) == _LAUNCH


def _value(opened: OpenedPdf, remark: Any, turn: Turn, lines: Sequence[Line]) -> Line | None:
    """A form field's value as a line in its place; none where it is empty, hidden or secret."""
    form = opened.form
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, remark)
    secret = pdfium.FPDFAnnot_GetFormFieldFlags(form, remark) & _SECRET
    if pdfium.FPDFAnnot_GetFlags(remark) & _HIDDEN or (secret and kind in _TEXTS):
        return None
    if kind in _CHECKS:
        text = "☒" if pdfium.FPDFAnnot_IsChecked(form, remark) else "☐"
    elif kind in _TEXTS:
        text = read_units(
            lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, remark, buffer, size)
        )
        text = " ".join(clean(text).text.split())
    else:
        return None
    edges = pdfium.FS_RECTF()
    if not text or not pdfium.FPDFAnnot_GetRect(remark, edges):
        return None
    box = turn.box(edges.left, edges.bottom, edges.right, edges.top)
    size = min(_FIELD_SIZE, max(6.0, box.y1 - box.y0))
    baseline = box.y0 + min(box.y1 - box.y0, 1.5 * size) * 0.75
    at = bisect_left(lines, baseline, key=lambda line: line.baseline)
    near = min(
        lines[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS],
        key=lambda line: (abs(line.baseline - baseline), abs(line.x1 - box.x0)),
        default=None,
    )
    if near and abs(near.baseline - baseline) < 0.8 * size:
        baseline, size = near.baseline, near.size
    drawn = near.last if near else 0
    return Line(
        runs=[], x0=box.x0, x1=max(box.x1, box.x0 + 1), top=box.y0, bottom=box.y1,
        baseline=baseline, size=size, order=drawn, last=drawn, text=text,
    )  # fmt: skip
