"""Makes a submission of each row of a table whose columns are known; finds no columns."""

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from bpforum.readers.row import MEDIA_TYPE, pack_row
from bpforum.readers.sheet_errors import ERRORS
from bpforum.sources.tables.answers import answer_of, cell_of, tick_columns
from bpforum.sources.tables.columns import Column, Table
from bpforum.sources.tables.day_order import DayOrder, day_order, year_first
from bpforum.sources.tables.keys import KnownRows, RowKeys
from bpforum.sources.tables.mapping import Places
from bpforum.sources.tables.sheet import Line
from bpforum.sources.telling import said_of
from models.base import Instant
from models.submission import Received, Unchanged

LARGEST_CELL = 2**20
"""In characters: more is no answer but a file that slipped into a cell."""

_LONGEST_MERGED = 100
"""Rows that one merged cell covers at most."""
_NOT_FIELDS = ("external_id", "text", "question")


def rows_of(
    table: Table,
    places: Places,
    zone: ZoneInfo,
    *,
    otherwise_at: Instant,
    below: str = "",
    known: KnownRows | None = None,
    before: int = 0,
    order: DayOrder | None = None,
) -> Iterator[Received | Unchanged]:
    """The rows in their order; one with a mistake in it comes with `trouble`.

    Where they are the end of a table, so many rows stand `before` them, and `order` is that of all
    its dates.

    Its id is what the mapped column says, else `row-<n>`, with `below` before it. With `known` each
    row without a mistake has a key, and one whose key is known is not made again.
    """
    boxes = {name: tick_columns(columns, table.lines) for name, columns in places.questions.items()}
    covered = _covered(table, places)
    if order is None:
        order = day_order(
            cell_of(line, one.at)
            for one in places.columns.get("received_at", ())
            for line in table.lines
        )
    read = places.read()
    keys = known and RowKeys(table, places, (boxes, order, zone, below), known)
    first: dict[str, int] = {}
    for number, line in enumerate(table.lines, before + 1):
        key = keys.of(line, number) if keys and line.number not in covered else b""
        again = keys.known.get(key) if keys and key else None
        if again and again.external_id.removeprefix(below) not in first:
            first[again.external_id.removeprefix(below)] = line.number
            yield again
            continue
        cells = {
            field: " ".join(cell for one in columns if (cell := cell_of(line, one.at)))
            for field, columns in places.columns.items()
        }
        for field, value in covered.get(line.number, {}).items():
            cells[field] = cells[field] or value
        answers = [
            (name, answer_of(columns, line, boxes[name]))
            for name, columns in places.questions.items()
        ]
        told = {name: cell for name, cell in cells.items() if name not in _NOT_FIELDS}
        said = said_of(
            {**told, "received_at": year_first(told.get("received_at", ""), order)},
            zone,
            otherwise_at=otherwise_at,
            channel="table",
        )
        # The time is kept as it was written, in whatever order.
        fields = dict(said.fields)
        if "received_at" in fields:
            fields["received_at"] = told["received_at"]
        name = " ".join(cells.get("external_id", "").split()).rstrip("/") or f"row-{number}"
        twice = (
            f"The id {name!r} stands in line {first[name]} already; that row was taken in. "
            "Give this one an id of its own, or remove it."
            if name in first
            else ""
        )
        first.setdefault(name, line.number)
        yield Received(
            external_id=below + name,
            data=pack_row(
                cells.get("text", ""),
                cells.get("question", ""),
                [(question, answer) for question, answer in answers if answer],
                fields,
            ),
            media_type=MEDIA_TYPE,
            received_at=said.received_at,
            channel=said.channel,
            fields=fields,
            trouble=twice or line.trouble or _trouble(line, table, read) or said.trouble,
            key=key,
        )


def _covered(table: Table, places: Places) -> dict[int, dict[str, str]]:
    """What a cell that was merged over several rows says of the others: row → field → value.

    Not of words: one text over two rows was sent once.
    """
    wanted = {
        columns[0].at: field
        for field, columns in places.columns.items()
        if field not in _NOT_FIELDS and len(columns) == 1
    }
    lines = {line.number: line for line in table.lines} if table.merged else {}
    found: dict[int, dict[str, str]] = {}
    for top, left, bottom, _ in table.merged:
        if bottom > top in lines and left in wanted:
            value = cell_of(lines[top], left)
            for row in range(top + 1, min(bottom, top + _LONGEST_MERGED) + 1):
                found.setdefault(row, {})[wanted[left]] = value
    return found


def _trouble(line: Line, table: Table, read: Sequence[Column]) -> str:
    if table.delimiter:
        beyond = [cell for cell in line.cells[table.width :] if cell.strip()]
        if beyond:
            return (
                f"Line {line.number} has {len(line.cells)} cells under {table.width} headers: a "
                f"cell with {table.delimiter!r} in it needs quotation marks around it."
            )
    for column in read:
        cell = cell_of(line, column.at)
        if len(cell) > LARGEST_CELL:
            return (
                f"The cell under {column.name!r} in line {line.number} has {len(cell):,} "
                "characters; put what is in it into a file of its own."
            )
        if not table.delimiter and cell in ERRORS:
            return (
                f"The cell under {column.name!r} in line {line.number} shows the error {cell} "
                "instead of what was written; words that begin with = or - need an apostrophe "
                "before them. Mend it and save the table."
            )
    return ""
