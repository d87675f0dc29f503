"""Owns the reading order of a PDF's page: columns, tables and plain text; refuses to judge words.

A page is cut from top to bottom where its gutters (upright strips without letters) begin and end.
What stands between gutters is a table where rules cross them or the file draws it row by row, else
it is columns, which are laid out again each for itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bpforum.readers.pdf.drawings import Box
from bpforum.readers.pdf.lines import Line, join
from bpforum.readers.pdf.rows import GUTTER, MOST_GUTTERS, closed, heal, is_rtl, rows_of
from bpforum.readers.pdf.tables import Interval, column_of, is_table, read_table

_DEEPEST = 6


@dataclass
class Area:
    """A part of a page, in reading order: lines of text, or a table's rows of cells."""

    lines: list[Line] = field(default_factory=list)
    rows: list[list[list[Line]]] = field(default_factory=list)


def lay_out(lines: Sequence[Line], rules: Sequence[Box], depth: int = 0) -> list[Area]:
    """The areas of `lines` in reading order; `rules` are the page's level ones, top down."""
    areas: list[Area] = []
    for band in _bands(heal(rows_of(lines))):
        gutters = _inner(band.free, band.x0, band.x1)
        if not gutters or depth >= _DEEPEST:
            _add_text(areas, band.rows)
            continue
        before, rows, after = _trim(band.rows, gutters)
        _add_text(areas, before)
        columns = _columns(rows, gutters)
        if len(columns) < 2:
            _add_text(areas, rows)
        elif is_table(rows, columns, gutters, rules):
            areas.append(Area(rows=read_table(rows, gutters, rules)))
        else:
            for column in reversed(columns) if _runs_left(columns) else columns:
                areas += lay_out(closed(column), rules, depth + 1)
        if after:
            areas += lay_out([line for row in after for line in row], rules, depth + 1)
    return areas


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
        if line.x0 - edge >= GUTTER:
            free.append((edge, line.x0))
        edge = max(edge, line.x1)
    free.append((edge, float("inf")))
    if len(free) > MOST_GUTTERS:
        free = sorted(sorted(free, key=lambda gap: gap[0] - gap[1])[:MOST_GUTTERS])
    return free


def _both(one: list[Interval], other: list[Interval]) -> list[Interval]:
    shared: list[Interval] = []
    n = m = 0
    while n < len(one) and m < len(other):
        left, right = max(one[n][0], other[m][0]), min(one[n][1], other[m][1])
        if right - left >= GUTTER:
            shared.append((left, right))
        if one[n][1] <= other[m][1]:
            n += 1
        else:
            m += 1
    return shared[:MOST_GUTTERS]


def _inner(free: list[Interval], x0: float, x1: float) -> list[Interval]:
    """The strips that have letters on both sides."""
    return [gap for gap in free if gap[0] > x0 and gap[1] < x1]


def _columns(rows: Sequence[Sequence[Line]], gutters: list[Interval]) -> list[list[Line]]:
    columns: list[list[Line]] = [[] for _ in range(len(gutters) + 1)]
    for row in rows:
        for line in row:
            columns[column_of(line, gutters)].append(line)
    return [column for column in columns if column]


def _trim(
    rows: list[list[Line]], gutters: list[Interval]
) -> tuple[list[list[Line]], list[list[Line]], list[list[Line]]]:
    """What stands above and below the columns in the first of them, which is not theirs."""

    def sides(row: list[Line]) -> set[int]:
        return {column_of(line, gutters) for line in row}

    start = 0
    while start < len(rows) and sides(rows[start]) == {0}:
        start += 1
    end = len(rows)
    others = [line.order for row in rows for line in row if column_of(line, gutters) > 0]
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


def _runs_left(columns: list[list[Line]]) -> bool:
    """Whether most letters are Hebrew or Arabic: then the right column comes first."""
    return is_rtl("".join(line.text for column in columns for line in column[:20]))
