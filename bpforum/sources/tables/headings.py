"""Finds the header of a table, of one line or of several; refuses to take a row for a header.

A header that is taken for a row is seen by whoever reads the rows; a row that is taken for a header
is lost without a word. So a line below the first belongs to the header only where something that
rows do not have says so; `head_depth` lists what.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence

from bpforum.sources.tables.cells import is_data, is_tick
from bpforum.sources.tables.columns import Column, Merged, Names, Table
from bpforum.sources.tables.sheet import Line, plain_header

_SEARCHED = 20
"""Lines from the top in which a header is looked for: titles and notes may stand above it."""
_COMPARED = 50
_MOST_DEEP = 3
_IMPORT_ID = re.compile(r"""^\{\s*["']ImportId["']""")
_SUBHEADERS = frozenset(
    "response|open-ended response|open ended response|other (please specify)|other, please specify"
    "|respuesta|respuesta abierta|otro (especifique)|otro, especifique|réponse|réponse ouverte"
    "|autre (veuillez préciser)|autre, précisez".split("|")
)
_CODE = re.compile(r"[A-Za-z][\w.\-]{0,30}(?:\[\w{1,20}\])?")
_ASKS = ("?", ":", "…", "？")
_LONGEST_NAME = 2_000
_BRACKETS = re.compile(r"(.*\S)\s*\[([^\[\]]{1,300})\]")
_CHOSEN = re.compile(r"(?:selected choice|respuesta seleccionada|choix sélectionné)\s*-\s*", re.I)


def table_of(
    lines: Sequence[Line],
    *,
    expected: Collection[str] = (),
    knows: Callable[[str], bool] = lambda _: False,
    merged: Sequence[Merged] = (),
    delimiter: str = "",
    sheet: str = "",
) -> Table:
    """`lines`, none of them empty, as a table.

    `expected` are the headers that must be in it; without any, `knows` tells a header's words.
    """
    start = _start(lines, expected, knows, merged)
    depth = head_depth(lines, start, expected, merged)
    heads = lines[start : start + depth]
    return Table(
        columns=_columns(heads, merged),
        lines=tuple(lines[start + depth :]),
        width=max((len(line.cells) for line in heads), default=0),
        header_lines=tuple(line.number for line in heads),
        above=tuple(lines[:start]),
        delimiter=delimiter,
        sheet=sheet,
        merged=tuple(merged),
    )


def _start(
    lines: Sequence[Line],
    expected: Collection[str],
    knows: Callable[[str], bool],
    merged: Sequence[Merged],
) -> int:
    """Where the header begins: the first line with most of the expected headers, or known words.

    Where nothing is expected, lines are passed over only if they have fewer cells than the header:
    titles and notes, not rows.
    """
    best, most, filled_above = 0, (0, False), 0
    for at, line in enumerate(lines[:_SEARCHED]):
        filled = sum(1 for cell in line.cells if cell.strip())
        if not expected and filled <= filled_above:
            continue
        filled_above = filled
        depth = head_depth(lines, at, (), merged)
        columns = _columns(lines[at : at + depth], merged)
        if not expected:
            found = sum(1 for one in columns if any(map(knows, one.heads)))
        else:
            found = _count(columns, expected)
        if (found, True) > most:
            best, most = at, (found, True)
        # A second line that only the mapping makes one counts less: it may stand below a title.
        deeper = head_depth(lines, at, expected, merged) if expected else depth
        if deeper > depth:
            found = _count(_columns(lines[at : at + deeper], merged), expected)
            if (found, False) > most:
                best, most = at, (found, False)
    return best


def _count(columns: Sequence[Column], expected: Collection[str]) -> int:
    names = Names(columns)
    return sum(bool(names.find(name)) for name in expected)


def head_depth(
    lines: Sequence[Line], start: int, expected: Collection[str], merged: Sequence[Merged]
) -> int:
    """How many lines the header has that begins with `lines[start]`: more than one only where

    1. a line holds Qualtrics' import ids, which end its header;
    2. cells of the first line are merged with those below, or over several columns that have names
       below, of which none looks like data;
    3. some of the `expected` headers stand in the second line and not in the first, and no cell of
       it looks like data;
    4. it has a sub-header as SurveyMonkey writes them, and nothing below the first column's header;
    5. two or more columns have their only name in the second line, and all that stands below is of
       another kind (numbers, dates, ticks, the name itself here and there), and no cell of the
       second line looks like data;
    6. the first line holds codes alone and half of the second asks something, where a column holds
       numbers or dates below and words there, and no cell of it looks like data.
    """
    if start + 1 >= len(lines):
        return min(1, len(lines))
    for deep in range(1, _MOST_DEEP):
        if start + deep < len(lines) and any(
            _IMPORT_ID.match(cell) for cell in lines[start + deep].cells
        ):
            return deep + 1
    first, second = lines[start], lines[start + 1]
    under = {at: cell.strip() for at, cell in enumerate(second.cells) if cell.strip()}
    top = {at: cell.strip() for at, cell in enumerate(first.cells) if cell.strip()}
    if deep := _merged_depth(first.number, second.number, under, merged):
        return deep
    if not under or not top:
        return 1
    if _is_subheader(top, under):
        return 2
    if any(is_data(cell) for cell in under.values()):
        return 1
    if expected and _adds_expected(top, under, expected):
        return 2
    below = _below(lines[start + 2 : start + 2 + _COMPARED], under)
    gaps = [at for at in under if at not in top]
    if sum(_is_named_by(under[at], below[at], len(lines) - start) for at in gaps) >= 2:
        return 2
    is_coded = len(top) > 1 and all(_CODE.fullmatch(cell) for cell in top.values())
    asking = sum(1 for cell in under.values() if cell.endswith(_ASKS))
    differs = any(below[at] and all(map(is_data, below[at])) for at in under)
    return 2 if is_coded and differs and 2 * asking >= len(under) else 1


def _merged_depth(
    first: int, second: int, under: Mapping[int, str], merged: Sequence[Merged]
) -> int:
    deepest, below = 0, sorted(under)
    looks_like_row = any(map(is_data, under.values()))
    for top, left, bottom, right in merged:
        if top != first:
            continue
        if second <= bottom < first + _MOST_DEEP:
            deepest = max(deepest, bottom - top + 1)
        elif deepest < 2 and top == bottom and right > left and not looks_like_row:
            after = bisect_left(below, left)
            if after < len(below) and below[after] <= right:
                deepest = 2
    return deepest


def _is_subheader(top: Mapping[int, str], under: Mapping[int, str]) -> bool:
    return min(top) not in under and any(cell.casefold() in _SUBHEADERS for cell in under.values())


def _adds_expected(
    top: Mapping[int, str], under: Mapping[int, str], expected: Collection[str]
) -> bool:
    above = set(map(plain_header, top.values()))
    here = set(map(plain_header, under.values()))
    wanted = set(map(plain_header, expected))
    joined = {f"{plain_header(top[at])} / {plain_header(under[at])}" for at in under if at in top}
    return bool(wanted & (here | joined) - above) and not wanted <= above


def _below(lines: Sequence[Line], columns: Collection[int]) -> dict[int, list[str]]:
    return {
        at: [line.cells[at].strip() for line in lines if at < len(line.cells) and line.cells[at]]
        for at in columns
    }


def _is_named_by(name: str, below: Sequence[str], rows: int) -> bool:
    """Whether `name` can only be a name of what is `below` it."""
    filled = [cell for cell in below if cell]
    if len(filled) < 1 or is_tick(name):
        return False
    if all(map(is_data, filled)) or all(map(is_tick, filled)):
        return len(filled) > 1
    return len(filled) < min(rows - 2, _COMPARED) and all(cell == name for cell in filled)


def _columns(heads: Sequence[Line], merged: Sequence[Merged]) -> tuple[Column, ...]:
    width = max((len(line.cells) for line in heads), default=0)
    grid = [
        [" ".join(cell.split()) for cell in line.cells] + [""] * (width - len(line.cells))
        for line in heads
    ]
    grid = [row for row in grid if not any(map(_IMPORT_ID.match, row))] or grid
    shared = _fill(grid, [line.number for line in heads], merged) if len(grid) > 1 else set()
    columns = []
    for at in range(width):
        cells = tuple(row[at] for row in grid if row[at])
        if not cells:
            continue
        group = (cells[0], " / ".join(cells[1:])) if at in shared and len(cells) > 1 else ("", "")
        columns.append(Column(at, cells, *group))
    return _grouped(columns)


def _fill(grid: list[list[str]], numbers: Sequence[int], merged: Sequence[Merged]) -> set[int]:
    """Puts the text of a cell that covers several columns into each; the columns it then shares.

    A text file does not say which cells were merged: there a name covers what has none after it.
    """
    shared: set[int] = set()
    top, under = grid[0], grid[1]
    spans = {left: right for first, left, _, right in merged if first == numbers[0]}
    if not spans:
        left = None
        for at, cell in enumerate(top):
            if cell:
                left = at
            elif left is not None and under[at]:
                spans[left] = at
    covered = -1
    for left, right in sorted(spans.items()):
        if left <= covered:
            continue
        covered = right
        for at in range(left, min(right, len(top) - 1) + 1):
            top[at] = top[at] or top[left]
            if right > left and top[at] == top[left]:
                shared.add(at)
    return shared


def _grouped(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns side by side that are called `Question [a]`, `Question [b]` or `Question - a`."""
    split = [_split(max(one.heads, key=len)) if not one.question else ("", "") for one in columns]
    grouped = []
    for n, one in enumerate(columns):
        question, label = split[n]
        beside = [split[m][0] for m in (n - 1, n + 1) if 0 <= m < len(columns)]
        if question and question in beside:
            one = Column(one.at, one.heads, question, label)
        grouped.append(one)
    return tuple(grouped)


def _split(words: str) -> tuple[str, str]:
    if len(words) > _LONGEST_NAME:
        return "", ""
    if found := _BRACKETS.fullmatch(words):
        return found[1], found[2]
    question, dash, label = words.partition(" - ")
    if dash and len(question) >= 2:
        return question.strip(), _CHOSEN.sub("", label.strip())
    return "", ""
