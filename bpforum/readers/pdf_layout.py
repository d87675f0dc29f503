"""Owns the reading order of a PDF's page: columns, tables and plain text; refuses to judge words.

A page is cut from top to bottom where its gutters (upright strips without letters) begin and end.
What stands between gutters is a table where rules cross them or the file draws it row by row, else
it is columns, which are laid out again each for itself.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from bpforum.readers.pdf_drawings import Box
from bpforum.readers.pdf_lines import Line, join

_ROW = 0.35
"""Letter heights that baselines of one row may differ."""
_GUTTER = 4.0
"""Points: the narrowest gutter."""
_MOST_GUTTERS = 64
_DEEPEST = 6
_FILLED = 0.6
_CLOSE, _NEAR = 0.35, 1.2
"""Letter heights between pieces that are one; more where letters come in any order."""

Interval = tuple[float, float]


@dataclass
class Area:
    """A part of a page, in reading order: lines of text, or a table's rows of cells."""

    lines: list[Line] = field(default_factory=list)
    rows: list[list[list[Line]]] = field(default_factory=list)


def lay_out(lines: Sequence[Line], rules: Sequence[Box], depth: int = 0) -> list[Area]:
    """The areas of `lines` in reading order; `rules` are the page's level ones, top down."""
    areas: list[Area] = []
    for band in _bands(rows_of(lines)):
        gutters = _inner(band.free, band.x0, band.x1)
        if not gutters or depth >= _DEEPEST:
            _add_text(areas, band.rows)
            continue
        before, rows, after = _trim(band.rows, gutters)
        _add_text(areas, before)
        columns = _columns(rows, gutters)
        if len(columns) < 2:
            _add_text(areas, rows)
        elif _is_table(rows, columns, gutters, rules):
            areas.append(Area(rows=_table(rows, gutters, rules)))
        else:
            for column in reversed(columns) if _runs_left(columns) else columns:
                areas += lay_out(column, rules, depth + 1)
        if after:
            areas += lay_out([line for row in after for line in row], rules, depth + 1)
    return areas


def rows_of(lines: Sequence[Line]) -> list[list[Line]]:
    """Pieces on one baseline together, from top to bottom; neighbours are joined."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: (one.baseline, one.x0, one.order)):
        first = rows[-1][0] if rows else None
        if first and abs(line.baseline - first.baseline) <= _ROW * min(line.size, first.size):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_join_neighbours(sorted(row, key=lambda one: (one.x0, one.order))) for row in rows]


def _join_neighbours(row: list[Line]) -> list[Line]:
    """Pieces with no more than a space between them, or a list's mark and its text, are one."""
    joined: list[list[Line]] = []
    edge = 0.0
    for line in row:
        if joined and _belong(joined[-1][-1], line, line.x0 - edge):
            joined[-1].append(line)
            edge = max(edge, line.x1)
        else:
            joined.append([line])
            edge = line.x1
    return [pieces[0] if len(pieces) == 1 else join(pieces) for pieces in joined]


def _belong(line: Line, other: Line, gap: float) -> bool:
    size = max(line.size, other.size)
    if _is_mark(line.text) and gap < 5 * size:
        return True
    both_rtl = _is_rtl(line.text) and _is_rtl(other.text)
    return gap < (_NEAR if both_rtl else _CLOSE) * size


def _is_rtl(text: str) -> bool:
    """Whether most letters are Hebrew or Arabic."""
    return 2 * sum("\u0590" <= letter <= "\u08ff" for letter in text) > len(text)


def _is_mark(text: str) -> bool:
    """A bullet, or a list's number, that stands alone before its text."""
    return (len(text) == 1 and not text.isalnum()) or (
        len(text) <= 6 and text[-1:] in ".)" and text.strip("().").isalnum()
    )


def _add_text(areas: list[Area], rows: Sequence[Sequence[Line]]) -> None:
    lines = [row[0] if len(row) == 1 else _spread(row) for row in rows]
    if lines and areas and areas[-1].lines:
        areas[-1].lines += lines
    elif lines:
        areas.append(Area(lines=lines))


def _spread(row: Sequence[Line]) -> Line:
    """A row of text with wide gaps in it: a form's line, or a justified one."""
    made = join(row)
    wide = any(right.x0 - left.x1 > 3 * made.size for left, right in pairwise(row))
    if wide:
        made.text = "".join(
            line.text + (" " if line.text.endswith(":") else "\t") for line in row
        ).strip()
    return made


@dataclass
class _Band:
    rows: list[list[Line]]
    free: list[Interval]
    x0: float
    x1: float


def _bands(rows: list[list[Line]]) -> list[_Band]:
    """Runs of rows that share gutters, or have none.

    Where a group of rows was drawn column by column, its columns end with the group.
    """
    bands: list[_Band] = []
    loose = False
    for group in _groups(rows):
        joins = loose and len(group) == 1
        loose = len(group) == 1
        for row in group:
            if not (joins and bands and _join_band(bands[-1], row, loose)):
                x1 = max(line.x1 for line in row)
                bands.append(_Band([row], _free(row), row[0].x0, x1))
            joins = True
    return bands


def _join_band(band: _Band, row: list[Line], loose: bool) -> bool:
    """Adds `row` to `band` where it crosses none of its gutters, or where neither has any."""
    x0, x1 = min(band.x0, row[0].x0), max(band.x1, *(line.x1 for line in row))
    free = _free(row)
    shared = _both(band.free, free)
    parts = len(_inner(band.free, band.x0, band.x1))
    shared_parts = len(_inner(shared, x0, x1))
    if shared_parts < max(parts, min(1, len(row) - 1)):
        return False
    if loose and len(row) > 1 and not parts:
        return False
    if loose and len(band.rows) == 1 and len(_inner(free, row[0].x0, x1)) > parts:
        return False  # a table's row below a heading of several of its columns
    band.rows.append(row)
    band.free, band.x0, band.x1 = shared, x0, x1
    return True


def _groups(rows: list[list[Line]]) -> list[list[list[Line]]]:
    """The rows cut wherever all above was drawn before all below."""
    latest, groups = -1, list[list[list[Line]]]()
    earliest: list[int] = [0] * (len(rows) + 1)
    earliest[-1] = 1 << 60
    for n in range(len(rows) - 1, -1, -1):
        earliest[n] = min(earliest[n + 1], *(line.order for line in rows[n]))
    for n, row in enumerate(rows):
        if latest < earliest[n]:
            groups.append([])
        groups[-1].append(row)
        latest = max(latest, *(line.last for line in row))
    return groups


def _free(row: list[Line]) -> list[Interval]:
    """The strips beside and between the pieces of a row."""
    free: list[Interval] = []
    edge = float("-inf")
    for line in row:
        if line.x0 - edge >= _GUTTER:
            free.append((edge, line.x0))
        edge = max(edge, line.x1)
    free.append((edge, float("inf")))
    if len(free) > _MOST_GUTTERS:
        free = sorted(sorted(free, key=lambda gap: gap[0] - gap[1])[:_MOST_GUTTERS])
    return free


def _both(one: list[Interval], other: list[Interval]) -> list[Interval]:
    shared: list[Interval] = []
    n = m = 0
    while n < len(one) and m < len(other):
        left, right = max(one[n][0], other[m][0]), min(one[n][1], other[m][1])
        if right - left >= _GUTTER:
            shared.append((left, right))
        if one[n][1] <= other[m][1]:
            n += 1
        else:
            m += 1
    return shared[:_MOST_GUTTERS]


def _inner(free: list[Interval], x0: float, x1: float) -> list[Interval]:
    """The strips that have letters on both sides."""
    return [gap for gap in free if gap[0] > x0 and gap[1] < x1]


def _column(line: Line, gutters: list[Interval]) -> int:
    return bisect_right(gutters, ((line.x0 + line.x1) / 2, 0.0))


def _columns(rows: Sequence[Sequence[Line]], gutters: list[Interval]) -> list[list[Line]]:
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        for line in row:
            columns[_column(line, gutters)].append(line)
    return [column for column in columns if column]


def _trim(
    rows: list[list[Line]], gutters: list[Interval]
) -> tuple[list[list[Line]], list[list[Line]], list[list[Line]]]:
    """What stands above and below the columns in the first of them, which is not theirs."""

    def sides(row: list[Line]) -> set[int]:
        return {_column(line, gutters) for line in row}

    start = 0
    while start < len(rows) and sides(rows[start]) == {0}:
        start += 1
    end = len(rows)
    others = [line.order for row in rows for line in row if _column(line, gutters) > 0]
    last_drawn = max(others, default=0)
    while end > start and sides(rows[end - 1]) == {0}:
        if min(line.order for line in rows[end - 1]) < last_drawn:
            break
        end -= 1
    while end < len(rows) and end > start and _goes_on(rows[end - 1], rows[end]):
        end += 1
    return rows[:start], rows[start:end], rows[end:]


def _goes_on(row: list[Line], below: list[Line]) -> bool:
    """Whether a cell's text in the first column goes on in the line below."""
    above, line = row[0], below[0]
    return (
        line.baseline - above.baseline < 1.45 * above.size
        and abs(line.size - above.size) < 0.5
        and line.bold == above.bold
    )


def _is_table(
    rows: Sequence[Sequence[Line]], columns: list[list[Line]], gutters: list[Interval],
    rules: Sequence[Box],
) -> bool:  # fmt: skip
    if len(_crossing(rows, gutters, rules)) >= 2:
        return True
    drawn = sorted((line for row in rows for line in row), key=lambda one: one.order)
    places = [_column(line, gutters) for line in drawn]
    changes = sum(1 for one, other in pairwise(places) if one != other)
    fewest = min(len(column) for column in columns)
    is_text = fewest >= 2 and sum(map(_reads_as_text, columns)) >= min(2, len(columns))
    if changes < len(columns):
        return not is_text and (fewest < 2 or not any(map(_reads_as_text, columns)))
    # Drawn row by row: a table, or a page whose lines were written straight across its columns.
    straight = changes >= 1.5 * len(rows) * (len(columns) - 1)
    return not (is_text and straight and len(rows) >= 4)


def _reads_as_text(column: list[Line]) -> bool:
    """Most lines are about as long as the longest, and have several words."""
    widest = max(line.x1 - line.x0 for line in column)
    widths = median((line.x1 - line.x0) / max(1.0, widest) for line in column)
    words = median(len(line.text.split()) + len(line.text) / 12 for line in column)
    return widths >= _FILLED and words >= 5


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
    while at < len(rules) and rules[at].y0 <= rule.y0 + 0.6 and len(found) < _MOST_GUTTERS:
        if 0 <= rules[at].x0 - rule.x1 < 6:
            found.append(rules[at])
        at += 1
    return found


def _touches(rule: Box, other: Box, gutters: list[Interval]) -> bool:
    return any(left - 2 <= (rule.x1 + other.x0) / 2 <= right + 2 for left, right in gutters)


def _table(
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
        if last is None or _column(line, gutters) < _column(last, gutters):
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
            cells[_column(line, gutters)].append(line)
    return cells


def _runs_left(columns: list[list[Line]]) -> bool:
    """Whether most letters are Hebrew or Arabic: then the right column comes first."""
    return _is_rtl("".join(line.text for column in columns for line in column[:20]))
