"""Owns how far a table was read, so that where it was only appended to, the end alone is read.

A table that begins with the very bytes that were all of it is read as its beginning and its end:
the beginning tells the columns, as it did then, and what is between is as it was. Wherever that is
not certain the whole is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from bpforum.readers.characters import clean
from bpforum.sources.tables.answers import cell_of
from bpforum.sources.tables.columns import Table
from bpforum.sources.tables.day_order import DayOrder, Days, days_in, order_of
from bpforum.sources.tables.mapping import Places, find_places
from bpforum.sources.tables.sheet import MOST_ROWS, Line
from bpforum.sources.tables.tables import Tables, open_tables
from models.base import Model
from models.forum import SourceConfig
from models.ids import Digest, digest

FEWEST = 200
"""Rows of the beginning: more than any that a header is told by."""
_SAMPLE, _LONGEST = 65_536, 1_048_576
"""Bytes of the beginning: at least those that its encoding is told by; at most."""
_MOST_MORE = 10_000
"""Rows that are added; where there are more the whole is read."""
_LAST = 4_096
"""Bytes at the end that are looked at."""
_SOFT_HYPHEN = "\u00ad".encode()
_ODD = (_SOFT_HYPHEN, *(one.encode() for one in "\r\x0b\x0c\x85\u2028\u2029"))
"""What ends a line beside the line feed, or has one taken out."""


class Reached(Model):
    """How a table was read to its end, every row of it whole and of an id of its own."""

    basis: Digest
    """Of all that its rows are read and taken in by, beside the table."""
    how: Digest
    """Of its columns."""
    size: int
    digest: Digest
    """Of all its bytes."""
    lines: int
    """Line feeds in it, as it was read."""
    rows: int
    days: Days
    head: int
    """Bytes of its beginning."""
    head_lines: int
    head_rows: int


@dataclass(frozen=True)
class Bytes:
    """Of a table's bytes what `Reached` is made of: they need not be held for it."""

    size: int
    digest: Digest
    lines: int | None
    """Line feeds in it as it is read; None where it does not end with the end of a line."""
    head: bytes

    @classmethod
    def of(cls, data: bytes, name: Digest) -> "Bytes":
        """`name`: the digest of `data`."""
        return cls(len(data), name, _lines_of(data), data[:_LONGEST])


@dataclass(frozen=True)
class More:
    """The rows that were appended, as a table of their own."""

    table: Table
    places: Places
    order: DayOrder
    """Of the dates in the whole."""
    reached: Reached
    """Where they end."""
    before: int
    """So many rows stand before them."""


def reached_of(
    read: Bytes, config: SourceConfig, table: Table, places: Places, basis: Digest
) -> Reached | None:
    """How far a table was read; None where all of it has to be looked at to know what it holds: a
    workbook, one whose columns nobody declared, and one with several columns for an answer.
    """
    several = any(len(columns) > 1 for columns in places.questions.values())
    if read.lines is None or several or not (names_of(config) and table.delimiter):
        return None
    head = _head(read.head, table.lines)
    begin = _opened(config, head) if head else None
    lines = _lines_of(head)
    rows = len(begin.lines) if begin else 0
    if begin is None or lines is None or _how(begin, places) != _how(table, places):
        return None
    if begin.lines != table.lines[:rows] or begin.columns != table.columns:
        return None
    return Reached(
        basis=basis, how=_how(table, places), size=read.size, digest=read.digest, lines=read.lines,
        rows=len(table.lines), days=_days(table.lines, places), head=len(head), head_lines=lines,
        head_rows=rows,
    )  # fmt: skip


def more_of(data: bytes, reached: Reached, config: SourceConfig, basis: Digest) -> More | None:
    """What was appended to a table since; None where anything before may now be another."""
    told = sha256(data[: reached.size])
    if len(data) < reached.size or told.hexdigest() != reached.digest or basis != reached.basis:
        return None
    end = data[reached.size :]
    told.update(end)
    lines = _lines_of(end)
    table = _opened(config, data[: reached.head] + end) if lines is not None else None
    if table is None or lines is None:
        return None
    places = find_places(table, config.columns, config.questions)
    if not isinstance(places, Places) or _how(table, places) != reached.how:
        return None
    rows = table.lines[reached.head_rows :]
    if not len(rows) <= min(_MOST_MORE, MOST_ROWS - reached.rows):
        return None
    here = _days(rows, places)
    days = reached.days[0] or here[0], reached.days[1] or here[1]
    if order_of(days) != order_of(reached.days):
        return None
    shift = reached.lines - reached.head_lines
    appended = tuple(Line(one.number + shift, one.cells, one.trouble) for one in rows)
    now = reached.model_copy(
        update={
            "size": len(data), "digest": told.hexdigest(), "lines": reached.lines + lines,
            "rows": reached.rows + len(rows), "days": days,
        }
    )  # fmt: skip
    return More(replace(table, lines=appended), places, order_of(days), now, reached.rows)


def names_of(config: SourceConfig) -> list[str]:
    """What the columns that a source declares are called."""
    names = [*config.columns.values()]
    for named in config.questions.values():
        names += [named] if isinstance(named, str) else named
    return names


def _opened(config: SourceConfig, data: bytes) -> Table | None:
    """The one table in text with the declared columns."""
    tables = open_tables(Path(config.path).name, data, names_of(config))
    every = tables.every() if isinstance(tables, Tables) else ()
    return every[0] if len(every) == 1 and every[0].delimiter else None


def _how(table: Table, places: Places) -> Digest:
    told = repr((table.delimiter, table.width, table.columns, places))
    return digest(told.encode("utf-8", "surrogatepass"))


def _days(lines: Sequence[Line], places: Places) -> Days:
    columns = places.columns.get("received_at", ())
    return days_in(cell_of(line, one.at) for one in columns for line in lines)


def _lines_of(data: bytes) -> int | None:
    """The line feeds that are read in `data`; None where it is not UTF-8 of whole lines."""
    if not data:
        return 0
    end = data[-_LAST:].rstrip(b" \t\n")
    if not data.endswith(b"\n") or end.endswith(_SOFT_HYPHEN) or not (end or len(data) < _LAST):
        return None
    if data.isascii() and not any(odd in data for odd in _ODD):
        return data.count(b"\n")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return clean(text).text.count("\n") if any(odd in data for odd in _ODD) else text.count("\n")


def _head(data: bytes, lines: Sequence[Line]) -> bytes:
    """The beginning up to the end of a row; empty where the table is too short for one."""
    at = number = 0
    for line in lines[FEWEST:]:
        while number < line.number - 1:
            at, number = data.find(b"\n", at) + 1, number + 1
            if not at:
                return b""
        if at >= _SAMPLE:
            return data[:at]
    return b""
