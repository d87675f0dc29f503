"""Owns the key of a table's row: a digest of its cells and of all by which they are read.

Equal keys make equal submissions, so that a row which is known by its key need not be made again:
in a table of a hundred thousand that grows by a hundred, hashing is all that is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from bpforum.sources.tables.columns import Table
from bpforum.sources.tables.mapping import Places
from bpforum.sources.tables.sheet import Line
from models.submission import Unchanged

_SIZE = 16


@dataclass(frozen=True)
class KnownRows:
    """What the store has of a table's rows, by key."""

    by_key: Mapping[bytes, Unchanged]
    basis: str
    """Of the code that makes rows: with another one none is known."""


class RowKeys:
    """The keys of one table's rows."""

    def __init__(self, table: Table, places: Places, how: object, known: KnownRows) -> None:
        """`how`: whatever else the rows are read by, as its `repr` tells it."""
        told = repr((known.basis, places, how, bool(table.delimiter)))
        self.known = known.by_key
        self._start = blake2b(told.encode("utf-8", "surrogatepass"), digest_size=_SIZE)
        self._read = sorted({one.at for one in places.read()})
        self._last = max(self._read, default=0)
        self._names = [one.at for one in places.columns.get("external_id", ())]
        self._width = table.width if table.delimiter else None

    def of(self, line: Line, number: int) -> bytes:
        """The key of the row `line`, the `number`-th; empty where something is wrong with it."""
        cells = line.cells
        if line.trouble or (self._width is not None and len(cells) > self._width):
            return b""
        if self._last >= len(cells):
            cells = (*cells, *[""] * (self._last + 1 - len(cells)))
        read = [cells[at] for at in self._read]
        # What has no id of its own is known by its place.
        place = "" if any(cells[at].strip() for at in self._names) else str(number)
        told = "\n".join([place, *map(str, map(len, read)), *read])
        key = self._start.copy()
        key.update(told.encode("utf-8", "surrogatepass"))
        return key.digest()
