"""Owns the pieces of lines on a PDF's page, made of its runs of letters; refuses to order them.

A piece ends where the gap is too wide for a space or a rule stands in it: at a column's or a cell's
edge. Raised and lowered digits become superscript and subscript digits. Right-to-left letters are
put into reading order by their places, since files keep them in any order.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from unicodedata import bidirectional, normalize

from bpforum.readers.pdf.drawings import Box
from bpforum.readers.pdf.glyphs import Run

_RAISED = str.maketrans("0123456789+-()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾")
_LOWERED = str.maketrans("0123456789+-()", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎")
_SMALL = 0.85
"""Share of the line's letter height below which raised and lowered letters are."""
_SHIFT = 0.12
_SAME_LINE = 0.5
_WORD_GAP = 0.17
_WIDEST_SPACE = 2.5
"""Letter heights: justified lines have spaces as wide as that."""
_WIDEST_GAP = 0.9
_MOST_RULES = 600
_MOST_DOTS = 40
_REACH = 30.0
"""Points above and below a broken rule in which its breaks part cells."""
_PRESENTATION = re.compile(r"[\ufb00-\ufdff\ufe70-\ufeff]")
_RTL = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff]")
_MIRRORED = str.maketrans("()[]{}«»", ")(][}{»«")


@dataclass(slots=True)
class Line:
    """Letters that follow each other on one baseline; drawn from `order` to `last`."""

    runs: list[Run]
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    order: int
    last: int
    text: str = ""
    bold: bool = False

    @property
    def height(self) -> float:
        """From the top to the bottom of the letters, at least a point."""
        return max(1.0, self.bottom - self.top)


class Edges:
    """Where rules part a page: upright ones, and the breaks in level ones."""

    def __init__(self, level: Sequence[Box], upright: Sequence[Box]) -> None:
        edges = [(rule.x0, rule.y0, rule.y1) for rule in upright[:_MOST_RULES]]
        ordered = sorted(level[:_MOST_RULES], key=lambda rule: (round(rule.y0), rule.x0))
        for one, other in pairwise(ordered):
            if round(one.y0) == round(other.y0) and 0 <= other.x0 - one.x1 < 6:
                middle = (one.x1 + other.x0) / 2
                edges.append((middle, one.y0 - _REACH, one.y0 + _REACH))
        self._edges = sorted(edges)
        self._places = [edge[0] for edge in self._edges]

    def part(self, left: float, right: float, y: float) -> bool:
        """Whether an edge stands between `left` and `right` at the height `y`."""
        n = bisect_left(self._places, left - 0.5)
        while n < len(self._edges) and self._places[n] <= right + 0.5:
            if self._edges[n][1] <= y <= self._edges[n][2]:
                return True
            n += 1
        return False


def make_lines(runs: Iterable[Run], edges: Edges, dots: Sequence[Box] = ()) -> list[Line]:
    """The pieces of lines that `runs` make, in the order in which they were drawn.

    Of `dots` those that stand before a line become its bullet.
    """
    lines: list[Line] = []
    for run in runs:
        line = _of(run)
        if lines and _follows(lines[-1], line, run, edges):
            _extend(lines[-1], line)
        else:
            lines.append(line)
    for line in lines:
        write(line)
    lines = [line for line in lines if line.text]
    heights = sorted((dot.y0, dot.x0, dot.x1, dot.y1) for dot in dots)
    for line in lines if heights else ():
        at = bisect_left(heights, (line.baseline - line.size,))
        for _, x0, x1, y1 in heights[at : at + _MOST_DOTS]:
            if y1 <= line.baseline + 1 and 0 < line.x0 - x1 < 2 * line.size:
                line.text, line.x0 = f"• {line.text}", x0
                break
    return lines


def _of(run: Run) -> Line:
    style = run.style
    return Line(
        runs=[run], x0=min(run.lefts), x1=max(run.rights), top=run.top, bottom=run.bottom,
        baseline=style.baseline, size=style.size, order=run.order, last=run.order,
    )  # fmt: skip


def _follows(line: Line, piece: Line, run: Run, edges: Edges) -> bool:
    size = max(line.size, piece.size)
    if abs(line.baseline - piece.baseline) > _SAME_LINE * size:
        return False
    gap = max(piece.x0 - line.x1, line.x0 - piece.x1)
    if run.broken:
        return gap < 0.3 * size and piece.x0 > line.x0
    if gap > (_WIDEST_SPACE if run.spaced else _WIDEST_GAP) * size:
        return False
    if gap <= 0:
        return True
    left = line.x1 if piece.x0 >= line.x1 else piece.x1
    return not edges.part(left, left + gap, (line.top + line.bottom) / 2)


def _extend(line: Line, piece: Line) -> None:
    line.runs += piece.runs
    line.last = max(line.last, piece.last)
    line.x0, line.x1 = min(line.x0, piece.x0), max(line.x1, piece.x1)
    line.top, line.bottom = min(line.top, piece.top), max(line.bottom, piece.bottom)
    if piece.size > line.size:
        line.size, line.baseline = piece.size, piece.baseline


def join(lines: Sequence[Line]) -> Line:
    """One line of pieces that stand beside each other, in reading order."""
    first = lines[0]
    rtl = sum(len(_RTL.findall(line.text)) for line in lines)
    if 2 * rtl > sum(len(line.text) for line in lines):
        lines = sorted(lines, key=lambda line: -line.x1)
    return Line(
        runs=[run for line in lines for run in line.runs],
        x0=min(line.x0 for line in lines), x1=max(line.x1 for line in lines),
        top=min(line.top for line in lines), bottom=max(line.bottom for line in lines),
        baseline=first.baseline, size=max(line.size for line in lines),
        order=min(line.order for line in lines), last=max(line.last for line in lines),
        text=" ".join(line.text for line in lines), bold=all(line.bold for line in lines),
    )  # fmt: skip


def write(line: Line) -> None:
    """Gives `line` its text, letter height and weight."""
    weights: dict[tuple[float, float], int] = {}
    for run in line.runs:
        key = (run.style.size, run.style.baseline)
        weights[key] = weights.get(key, 0) + len(run.letters)
    line.size, line.baseline = min(weights, key=lambda key: (-weights[key], -key[0]))
    heavy = sum(len(run.letters) for run in line.runs if run.style.bold)
    line.bold = heavy > 0.95 * sum(len(run.letters) for run in line.runs)
    letters = "".join("".join(run.letters) for run in line.runs)
    text = _in_reading_order(line) if _RTL.search(letters) else _as_drawn(line)
    line.text = " ".join(_PRESENTATION.sub(lambda m: normalize("NFKC", m[0]), text).split())


def _as_drawn(line: Line) -> str:
    pieces: list[str] = []
    edge: float | None = None
    for run in line.runs:
        text = "".join(run.letters)
        apart = edge is not None and run.lefts[0] - edge > _WORD_GAP * line.size
        if pieces and (run.spaced or apart):
            pieces.append(" ")
        pieces.append(_shifted(run, line, text))
        edge = run.rights[-1]
    return "".join(pieces)


def _shifted(run: Run, line: Line, text: str) -> str:
    if run.style.size >= _SMALL * line.size or any(letter.isalpha() for letter in text):
        return text
    rise = line.baseline - run.style.baseline
    if rise > _SHIFT * line.size:
        return text.translate(_RAISED)
    return text.translate(_LOWERED) if rise < -_SHIFT * line.size else text


def _in_reading_order(line: Line) -> str:
    """From right to left by place, but numbers and foreign words from left to right."""
    placed = [
        (left, right, letter)
        for run in line.runs
        for left, right, letter in zip(run.lefts, run.rights, run.letters, strict=True)
        if letter != " "
    ]
    rtl = sum(1 for _, _, letter in placed if _RTL.match(letter))
    if 3 * rtl < len(placed):
        return _as_drawn(line)
    # A ligature's letters have one place: lam comes before alef.
    placed.sort(key=lambda one: (-(one[0] + one[1]), one[2] != "\u0644"))
    spaced: list[str] = []
    edge: float | None = None
    for left, right, letter in placed:
        left, right = min(left, right), max(left, right)
        if edge is not None and edge - right > _WORD_GAP * line.size:
            spaced.append(" ")
        spaced.append(letter)
        edge = left if edge is None or letter else edge
    text = _turn_numbers(spaced)
    opening, closing = text.find("("), text.find(")")
    return text.translate(_MIRRORED) if 0 <= closing < opening or opening < 0 <= closing else text


def _turn_numbers(letters: list[str]) -> str:
    made: list[str] = []
    held: list[str] = []
    between: list[str] = []
    for letter in letters:
        kind = bidirectional(letter)
        if kind in ("L", "EN", "AN"):
            held += [*between, letter]
            between = []
        elif held and kind not in ("R", "AL", "NSM"):
            between.append(letter)
        else:
            made += [*reversed(held), *between, letter]
            held, between = [], []
    return "".join([*made, *reversed(held), *between])
