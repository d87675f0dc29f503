"""Owns which pieces of lines on a PDF's page stand in one row, and which are one; moves none."""

from collections.abc import Sequence
from itertools import pairwise

from bpforum.readers.pdf.lines import Line, join

GUTTER = 4.0
"""Points: the narrowest gutter."""
MOST_GUTTERS = 64
_ROW = 0.35
"""Letter heights that baselines of one row may differ."""
_NEAR_ROWS = 2
_MOST_GAPS = 8
"""In a justified line between words."""
_CLOSE, _NEAR = 0.35, 1.2
"""Letter heights between pieces that are one; more where letters come in any order."""
_FULL = 0.6
_FEWEST_ROWS = 6
"""Of a column whose edges say something."""


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
    both_rtl = is_rtl(line.text) and is_rtl(other.text)
    return gap < (_NEAR if both_rtl else _CLOSE) * size


def _is_mark(text: str) -> bool:
    """A bullet, or a list's number, that stands alone before its text."""
    return (len(text) == 1 and not text.isalnum()) or (
        len(text) <= 6 and text[-1:] in ".)" and text.strip("().").isalnum()
    )


def is_rtl(text: str) -> bool:
    """Whether most letters are Hebrew or Arabic."""
    return 2 * sum("\u0590" <= letter <= "\u08ff" for letter in text) > len(text)


def is_justified(rows: Sequence[Sequence[Line]]) -> bool:
    """Whether most rows have two words or more and reach from edge to edge, as set text does."""
    x0, x1 = _edges(rows)
    words = (sum(len(line.text.split()) for line in row) > 1 for row in rows)
    full = sum(two and _reaches(row, x0, x1) for row, two in zip(rows, words, strict=True))
    return len(rows) >= _FEWEST_ROWS and full >= _FULL * len(rows)


def closed(column: Sequence[Line]) -> list[Line]:
    """The lines of a column; of a justified one each row from edge to edge is a single line.

    In a narrow column the gaps of several rows may stand one above the other, like a gutter.
    """
    rows = rows_of(column)
    if not is_justified(rows):
        return list(column)
    x0, x1 = _edges(rows)
    made = ([join(row)] if len(row) > 1 and _reaches(row, x0, x1) else row for row in rows)
    return [line for row in made for line in row]


def _edges(rows: Sequence[Sequence[Line]]) -> tuple[float, float]:
    lines = [line for row in rows for line in row]
    return min(line.x0 for line in lines), max(line.x1 for line in lines)


def _reaches(row: Sequence[Line], x0: float, x1: float) -> bool:
    return row[0].x0 - x0 < 2 and x1 - max(line.x1 for line in row) < 2


def heal(rows: list[list[Line]]) -> list[list[Line]]:
    """Rows in which the words of justified lines, however far apart, are together again.

    A line near by that reaches from the left edge of one piece to the right edge of another shows
    that these are the ends of a line of the same paragraph; unless the gap goes on above or below.
    """
    return [
        _healed(row, rows[max(0, n - _NEAR_ROWS) : n], rows[n + 1 : n + 1 + _NEAR_ROWS])
        if len(row) > 1
        else row
        for n, row in enumerate(rows)
    ]


def _healed(row: list[Line], above: list[list[Line]], below: list[list[Line]]) -> list[Line]:
    ends: dict[int, list[float]] = {}
    for line in (line for other in (*above, *below) for line in other):
        if abs(line.baseline - row[0].baseline) < 2 * _NEAR_ROWS * row[0].size:
            for place in range(round(line.x0 / 2) - 1, round(line.x0 / 2) + 2):
                ends.setdefault(place, []).append(line.x1)
    beside = [*above[-1:], *below[:1]]
    gaps = [
        (left.x1, right.x0) for other in beside for left, right in pairwise(other[:MOST_GUTTERS])
    ]

    def goes_on(left: Line, right: Line) -> bool:
        return any(min(right.x0, end) - max(left.x1, start) >= GUTTER for start, end in gaps)

    made: list[Line] = []
    at = 0
    while at < len(row):
        reach = ends.get(round(row[at].x0 / 2), [])[:MOST_GUTTERS]
        last, m = at, at
        while m + 1 < min(len(row), at + _MOST_GAPS) and reach and not goes_on(row[m], row[m + 1]):
            m += 1
            if any(abs(row[m].x1 - x1) < 2 for x1 in reach):
                last = m
        made.append(row[at] if last == at else join(row[at : last + 1]))
        at = last + 1
    return made
