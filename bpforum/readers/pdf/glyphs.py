"""Owns the letters of a PDF's page as runs with place, size and weight; refuses to order them.

Letters that nobody sees on the page (invisible, white on white, off the page, tiny) are kept apart:
what the document shows is what was sent. Coordinates are points, top down, turned so that most of
the page's letters stand upright.
"""

import ctypes
import math
import re
from collections import Counter
from ctypes import c_double, c_float, c_uint
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from bpforum.readers.pdf import calls
from bpforum.readers.pdf.drawings import Drawings, Turn

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_FORCED_BOLD = 1 << 18
_TINY = 1.0
"""Points: nobody reads smaller letters."""
_UNSEEN_MODES = (3, 7)
_FILLED_MODES = (0, 4)
_WHITE = 250
_ASKEW = 6.0
"""Degrees that a scan may be turned."""
_JUMP = 4.0
"""Letter heights between two letters of one object from which they stand apart."""
_HYPHENS = (0x02, 0xFFFE)
"""What the library puts in the place of a hyphen at a line's end."""
_SPACES = (0, 9, 32, 0xA0)
_LINE_ENDS = (10, 13)
SAMPLE = 400


@dataclass(frozen=True, slots=True)
class Style:
    """What letters drawn together share; lengths in points."""

    size: float
    bold: bool
    angle: float
    baseline: float
    hidden: bool
    invisible: bool


@dataclass(slots=True)
class Run:
    """Letters drawn one after the other in one style."""

    style: Style
    order: int
    """Its place among the runs of its page, as drawn."""
    spaced: bool
    """A space stands before it."""
    broken: bool
    """The library sees the end of a line before it."""
    letters: list[str] = field(default_factory=list)
    lefts: list[float] = field(default_factory=list)
    rights: list[float] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0


@dataclass
class Letters:
    """A page's runs: upright ones, those that run another way, and those that nobody sees."""

    turn: Turn
    runs: list[Run] = field(default_factory=list)
    turned: list[Run] = field(default_factory=list)
    hidden: list[Run] = field(default_factory=list)
    count: int = 0
    unmapped: int = 0
    """Of the first letters, those for which the file does not say what they are."""
    recognised: bool = False
    """Most letters are invisible and lie over a picture: a machine recognised them."""


class TooManyLetters(Exception):
    """The document holds more letters than are read."""


class GlyphReader:
    """Reads the letters of pages; raises TooManyLetters after `most`."""

    def __init__(self, most: int) -> None:
        self._left = most
        self._bold: dict[int, bool] = {}

    def read(self, text_page: Any, drawings: Drawings) -> Letters:
        """The letters of one page in the order in which they are drawn."""
        count = max(0, pdfium.FPDFText_CountChars(text_page))
        self._left -= count
        if self._left < 0:
            raise TooManyLetters
        self._bold.clear()  # fonts are freed with their page
        page = calls.address(text_page)
        letters = Letters(Turn(_direction(page, count)))
        drawn = self._runs(page, count, drawings, letters)
        unseen = sum(len(run.letters) for run in drawn if run.style.invisible)
        letters.recognised = drawings.is_picture and 2 * unseen > letters.count
        for run in drawn:
            if run.style.hidden or (run.style.invisible and not letters.recognised):
                letters.hidden.append(run)
            elif _differs(run.style.angle, letters.turn.degrees):
                letters.turned.append(run)
            else:
                letters.runs.append(run)
        return letters

    def _runs(self, page: int, count: int, drawings: Drawings, letters: Letters) -> list[Run]:
        runs: list[Run] = []
        styles: dict[int, Style] = {}
        box = pdfium.FS_RECTF()
        at, turn = ctypes.addressof(box), letters.turn
        letter_at, drawer_of, box_of = calls.letter, calls.drawer, calls.box
        upright = turn.degrees == 0
        run: Run | None = None
        drawn_by, spaced, broken, high = 0, False, False, 0
        for n in range(count):
            code = letter_at(page, n)
            if code in _LINE_ENDS:
                run, broken = None, True
                continue
            if code in _SPACES:
                spaced = True
                continue
            drawer = drawer_of(page, n) or 0
            if not drawer:
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if high and 0xDC00 <= code < 0xE000:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
            high = 0
            style = styles.get(drawer)
            if style is None:
                style = styles[drawer] = self._style(page, n, drawer, drawings, turn)
            box_of(page, n, at)
            left, right = box.left, box.right
            if not upright:
                left, _, right, _ = turn.box(left, box.bottom, right, box.top)
            letters.count += 1
            if letters.count <= SAMPLE:
                letters.unmapped += calls.is_unmapped(page, n) > 0
            jump = run is not None and abs(left - run.rights[-1]) > _JUMP * style.size
            if run is None or drawer != drawn_by or jump:
                _, top, _, bottom = turn.box(box.left, box.bottom, box.right, box.top)
                run = Run(style, len(runs), spaced, broken, top=top, bottom=bottom)
                runs.append(run)
                drawn_by = drawer
            elif spaced:
                run.letters.append(" ")
                run.lefts.append(min(run.rights[-1], left))
                run.rights.append(max(run.rights[-1], left))
            spaced = broken = False
            run.letters.append("-" if code in _HYPHENS else chr(min(code, 0x10FFFF)))
            run.lefts.append(left)
            run.rights.append(right)
        return runs

    def _style(self, page: int, n: int, drawer: int, drawings: Drawings, turn: Turn) -> Style:
        matrix = pdfium.FS_MATRIX()
        calls.matrix(page, n, ctypes.addressof(matrix))
        size, x, y = c_float(), c_double(), c_double()
        calls.size(drawer, ctypes.addressof(size))
        calls.origin(page, n, ctypes.addressof(x), ctypes.addressof(y))
        height = abs(size.value) * math.hypot(matrix.c, matrix.d)
        if not (math.isfinite(height) and math.isfinite(x.value + y.value)):
            height, x.value, y.value = 0.0, 0.0, 0.0
        mode = calls.mode(drawer)
        colour = [c_uint() for _ in range(4)]
        white = (
            mode in _FILLED_MODES
            and calls.fill(drawer, *map(ctypes.addressof, colour))
            and (min(part.value for part in colour[:3]) >= _WHITE or not colour[3].value)
        )
        return Style(
            size=round(height, 1),
            bold=self._is_bold(calls.font(drawer) or 0),
            angle=math.degrees(math.atan2(matrix.b, matrix.a)) % 360,
            baseline=turn.point(x.value, y.value)[1],
            hidden=height < _TINY
            or not drawings.is_on_page(x.value, y.value)
            or bool(white and drawings.is_bare(x.value, y.value + height / 4)),
            invisible=mode in _UNSEEN_MODES,
        )

    def _is_bold(self, font: int) -> bool:
        if not font:
            return False
        if font not in self._bold:
            name = ctypes.create_string_buffer(256)
            length = calls.font_name(font, ctypes.addressof(name), 256)
            said = name.value.decode("latin-1") if 0 < length <= 256 else ""
            self._bold[font] = _BOLD.search(said) is not None or bool(
                calls.font_flags(font) & _FORCED_BOLD
            )
        return self._bold[font]


def _direction(page: int, count: int) -> int:
    """0, 90, 180 or 270 degrees: how most letters of the page run."""
    matrix = pdfium.FS_MATRIX()
    seen: Counter[int] = Counter()
    for n in range(0, count, max(1, count // SAMPLE)):
        if calls.drawer(page, n) and calls.matrix(page, n, ctypes.addressof(matrix)):
            angle = math.degrees(math.atan2(matrix.b, matrix.a))
            seen[round(angle / 90) * 90 % 360] += 1
    return min(seen, key=lambda degrees: (-seen[degrees], degrees)) if seen else 0


def _differs(angle: float, degrees: int) -> bool:
    away = abs(angle - degrees) % 360
    return min(away, 360 - away) > _ASKEW
