"""Owns what is drawn on a PDF's page besides letters: rules, filled areas, pictures; shows none.

Only what tells of the text is kept: rules part cells and footnotes, a dark area makes white letters
visible, a picture that fills a page means a scan.
"""

import ctypes
import math
from ctypes import c_float, c_uint
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_MOST_OBJECTS = 20_000
_MOST_SEGMENTS = 400
_MOST_KEPT = 4_000
_DEEPEST = 4
_THIN = 2.0
"""Points: what is thinner is a rule, not an area."""
_PICTURE_SHARE = 0.4
_SLACK = 1.0
_LARGEST_DOT = 7.0
_KINDS = (pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE)


class Box(NamedTuple):
    """A rectangle, in points."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Turn:
    """From the page's own coordinates to top-down ones in which most letters stand upright."""

    degrees: int

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the page lies."""
        if self.degrees == 90:
            return y, x
        if self.degrees == 180:
            return -x, y
        if self.degrees == 270:
            return -y, -x
        return x, -y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Where a rectangle of the page lies."""
        (left, top), (right, bottom) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


@dataclass
class Drawings:
    """What is drawn on one page, in its own coordinates (`frame` is the visible part)."""

    frame: Box
    rules: list[Box] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)
    """What is filled with anything but white, pictures too."""
    dots: list[Box] = field(default_factory=list)
    """Small ones, about as high as wide, as browsers draw the marks of lists."""
    things: int = 0
    """Pictures and paths, which is what text may also be drawn with."""
    pictured: float = 0.0
    """The largest picture's share of the page."""

    @property
    def is_picture(self) -> bool:
        """Whether a picture covers most of the page, as a scan does."""
        return self.pictured >= _PICTURE_SHARE

    def is_on_page(self, x: float, y: float) -> bool:
        """Whether a point can be seen."""
        return (
            self.frame.x0 - _SLACK <= x <= self.frame.x1 + _SLACK
            and self.frame.y0 - _SLACK <= y <= self.frame.y1 + _SLACK
        )

    def is_bare(self, x: float, y: float) -> bool:
        """Whether a point lies on white paper."""
        return not any(a.x0 <= x <= a.x1 and a.y0 <= y <= a.y1 for a in self.areas)

    def rules_in(self, turn: Turn) -> tuple[list[Box], list[Box]]:
        """The horizontal and the vertical rules in the turned frame."""
        turned = [turn.box(*rule) for rule in self.rules]
        return (
            [rule for rule in turned if rule.x1 - rule.x0 > rule.y1 - rule.y0],
            [rule for rule in turned if rule.x1 - rule.x0 <= rule.y1 - rule.y0],
        )


def read_drawings(page: Any) -> Drawings:
    """What is drawn on `page` besides letters, up to a bound."""
    left, bottom, right, top = (c_float() for _ in range(4))
    edges = [ctypes.byref(edge) for edge in (left, bottom, right, top)]
    if pdfium.FPDF_GetPageBoundingBox(page, rectangle := pdfium.FS_RECTF()):
        frame = _box(rectangle.left, rectangle.bottom, rectangle.right, rectangle.top)
    else:
        frame = _box(0, 0, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    drawings = Drawings(frame)
    count = min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)
    waiting = [(pdfium.FPDFPage_GetObject(page, n), 0) for n in range(count - 1, -1, -1)]
    seen = 0
    while waiting and seen < _MOST_OBJECTS:
        thing, depth = waiting.pop()
        seen += 1
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inner = min(pdfium.FPDFFormObj_CountObjects(thing), _MOST_OBJECTS - seen)
            waiting += [(pdfium.FPDFFormObj_GetObject(thing, n), depth + 1) for n in range(inner)]
        elif kind in _KINDS and pdfium.FPDFPageObj_GetBounds(thing, *edges):
            around = _box(left.value, bottom.value, right.value, top.value)
            _keep(drawings, thing, around, kind == pdfium.FPDF_PAGEOBJ_IMAGE)
    return drawings


def _keep(drawings: Drawings, thing: Any, around: Box, is_picture: bool) -> None:
    wide, high = around.x1 - around.x0, around.y1 - around.y0
    drawings.things += 1
    if is_picture:
        frame = drawings.frame
        room = max(1.0, (frame.x1 - frame.x0) * (frame.y1 - frame.y0))
        drawings.pictured = max(drawings.pictured, wide * high / room)
        if len(drawings.areas) < _MOST_KEPT:
            drawings.areas.append(around)
        return
    if len(drawings.rules) + len(drawings.areas) + len(drawings.dots) >= _MOST_KEPT:
        return
    if min(wide, high) <= _THIN:
        drawings.rules.append(around)
    elif max(wide, high) <= _LARGEST_DOT and 0.7 * wide <= high <= 1.4 * wide:
        drawings.dots.append(around)
    elif _is_coloured(thing):
        drawings.areas.append(around)
    else:
        drawings.rules += _rules_of(thing)


def _is_coloured(path: Any) -> bool:
    fills, strokes = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fills), ctypes.byref(strokes))
    parts = [c_uint() for _ in range(4)]
    if not fills.value or not pdfium.FPDFPageObj_GetFillColor(path, *map(ctypes.byref, parts)):
        return False
    return min(part.value for part in parts[:3]) < 240 and parts[3].value > 0


def _rules_of(path: Any) -> list[Box]:
    """The straight lines of a grid that is drawn as one path."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(path, matrix)
    rules: list[Box] = []
    x, y = c_float(), c_float()
    before: tuple[float, float] | None = None
    for n in range(min(pdfium.FPDFPath_CountSegments(path), _MOST_SEGMENTS)):
        segment = pdfium.FPDFPath_GetPathSegment(path, n)
        if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            continue
        at = (
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if before and kind == pdfium.FPDF_SEGMENT_LINETO:
            rule = _box(*before, *at)
            if min(rule.x1 - rule.x0, rule.y1 - rule.y0) <= _THIN:
                rules.append(rule)
        before = at
    return rules


def _box(x0: float, y0: float, x1: float, y1: float) -> Box:
    values = [value if math.isfinite(value) else 0.0 for value in (x0, y0, x1, y1)]
    return Box(
        min(values[0], values[2]), min(values[1], values[3]),
        max(values[0], values[2]), max(values[1], values[3]),
    )  # fmt: skip
