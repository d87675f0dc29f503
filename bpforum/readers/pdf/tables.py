"""Owns the tables of a PDF's page: which columns are a table's, and where its rows and cells part.

Rules that lead on beyond a gutter tell it; without them the order does in which the file draws.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from bpforum.readers.pdf.drawings import Box
from bpforum.readers.pdf.lines import Line
from bpforum.readers.pdf.rows import MOST_GUTTERS, is_justified, rows_of

_FILLED = 0.6

Interval = tuple[float, float]


def column_of(line: Line, gutters: list[Interval]) -> int:
    """The column that `line` stands in, from the left."""
    return bisect_right(gutters, ((line.x0 + line.x1) / 2, 0.0))


def is_table(
    rows: Sequence[Sequence[Line]], columns: list[list[Line]], gutters: list[Interval],
    rules: Sequence[Box],
) -> bool:  # fmt: skip
    """Whether `columns`, the pieces of `rows` between `gutters`, are a table's."""
    if len(_crossing(rows, gutters, rules)) >= 2:
        return True
    drawn = sorted((line for row in rows for line in row), key=lambda one: one.order)
    places = [column_of(line, gutters) for line in drawn]
    changes = sum(1 for one, other in pairwise(places) if one != other)
    fewest = min(len(column) for column in columns)
    is_text = fewest >= 2 and sum(map(_reads_as_text, columns)) >= min(2, len(columns))
    if changes < len(columns):
        return not is_text and (fewest < 2 or not any(map(_reads_as_text, columns)))
    # Drawn row by row: a table, or a page whose lines were written straight across its columns.
    straight = changes >= 1.5 * len(rows) * (len(columns) - 1)
    return not (is_text and straight and len(rows) >= 4)


def _reads_as_text(column: list[Line]) -> bool:
    """Most lines are about as long as the longest and have several words, or are justified."""
    if is_justified(rows_of(column)):
        return True
    widest = max(line.x1 - line.x0 for line in column)
    widths = median((line.x1 - line.x0) / max(1.0, widest) for line in column)
    words = median(len(line.text.split()) + len(line.text) / 12 for line in column)
    return widths >= _FILLED and words >= 5


def read_table(
    rows: list[list[Line]], gutters: list[Interval], rules: Sequence[Box]
) -> list[list[list[Line]]]:
    """Rows of cells of lines: parted by rules, else as the file draws them, else line by line."""
    heights = _crossing(rows, gutters, rules)
    lines = [line for row in rows for line in row]
    if len(heights) >= 2:
        groups: dict[int, list[Line]] = {}
        for line in lines:
            groups.setdefault(bisect_right(heights, line.baseline - line.size / 4), []).append(line)
        parted = [groups[n] for n in sorted(groups)]
        if len(parted) > 1:
            return [_cells(group, gutters) for group in parted]
    drawn: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: one.order):
        last = drawn[-1][-1] if drawn else None
        if last is None or column_of(line, gutters) < column_of(last, gutters):
            drawn.append([])
        drawn[-1].append(line)
    tops = [min(line.baseline for line in group) for group in drawn]
    ends = [max(line.baseline for line in group) for group in drawn]
    if all(end < top + 1 for end, top in zip(ends, tops[1:], strict=False)):
        return [_cells(group, gutters) for group in drawn]
    return [_cells(row, gutters) for row in rows]


def _cells(lines: list[Line], gutters: list[Interval]) -> list[list[Line]]:
    cells: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows_of(lines):
        for line in row:
            cells[column_of(line, gutters)].append(line)
    return cells


def _crossing(
    rows: Sequence[Sequence[Line]], gutters: list[Interval], rules: Sequence[Box]
) -> list[float]:
    """The heights of level rules within `rows` that lead on beyond a gutter, top down."""
    first, last = rows[0][0], rows[-1][0]
    top, bottom = first.top - first.height, last.bottom + last.height
    heights: list[float] = []
    for rule in rules:
        inside = top <= rule.y0 <= bottom
        across = any(rule.x0 <= left + 2 and rule.x1 >= right - 2 for left, right in gutters) or (
            inside and any(_touches(rule, other, gutters) for other in _beside(rule, rules))
        )
        if inside and across and (not heights or rule.y0 - heights[-1] > 2):
            heights.append(rule.y0)
    return heights


def _beside(rule: Box, rules: Sequence[Box]) -> list[Box]:
    """Rules at the same height that begin where `rule` ends: a table's line in pieces."""
    at = bisect_right(rules, rule.y0 - 0.6, key=lambda one: one.y0)
    found: list[Box] = []
    while at < len(rules) and rules[at].y0 <= rule.y0 + 0.6 and len(found) < MOST_GUTTERS:
        if 0 <= rules[at].x0 - rule.x1 < 6:
            found.append(rules[at])
        at += 1
    return found


def _touches(rule: Box, other: Box, gutters: list[Interval]) -> bool:
    return any(left - 2 <= (rule.x1 + other.x0) / 2 <= right + 2 for left, right in gutters)
