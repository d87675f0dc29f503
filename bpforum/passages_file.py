"""Makes `passages.parquet`, where every passage stands with its place; places none."""

import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter, itemgetter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bpforum.grouped import Grouping
from bpforum.text.columns import Codes, Rows
from models.passage import Passage, Says

_ROWS_AT_ONCE = 100_000
_SCHEMA = pa.schema(
    [
        ("id", pa.string()), ("contribution", pa.string()), ("source", pa.string()),
        ("external_id", pa.string()), ("theme", pa.string()), ("unplaced", pa.string()),
        ("start", pa.int64()), ("end", pa.int64()), ("text", pa.string()),
        ("language", pa.string()), ("score", pa.float64()), ("assigned_by", pa.string()),
        ("duplicate_of", pa.string()), ("cited", pa.bool_()), ("says", pa.string()),
        ("said_by", pa.string()),
    ]
)  # fmt: skip
_OWN = {
    "id": "id", "contribution": "contribution", "source": "source", "external_id": "external_id",
    "start": "start", "end": "end", "text": "text", "language": "language",
    "duplicate_of": "copy_of",
}  # fmt: skip
"""The columns that are fields of a passage, and which."""
_NEAR = 1_000
"""Passages that are gone through for each column while they are still near the processor."""
_NONE = -1


def passages_parquet(grouping: Grouping, cited: frozenset[str], says: Mapping[str, Says]) -> bytes:
    """Every passage with theme, offsets, score, maker of the assignment, and what it says."""
    every, told = list(grouping.passages.values()), _Told(grouping, cited, says)
    rows = _in_order(every, told.placed())
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, _SCHEMA, compression="zstd") as writer:
        for start in range(0, len(rows) or 1, _ROWS_AT_ONCE):
            some = rows[start : start + _ROWS_AT_ONCE]
            columns = _own(list(map(every.__getitem__, some))) | told.columns(some)
            arrays = [pa.array(columns[one.name], one.type) for one in _SCHEMA]
            writer.write_table(pa.table(arrays, schema=_SCHEMA))
    return sink.getvalue()


def _in_order(passages: Sequence[Passage], rows: Sequence[int]) -> Sequence[int]:
    """These rows by contribution, and by where they begin in it."""
    some = list(map(passages.__getitem__, rows))
    digits = map(itemgetter(slice(2, None)), map(attrgetter("contribution"), some))
    whose = np.fromiter(map(int, digits), np.int64, len(some))
    starts = np.fromiter(map(attrgetter("start"), some), np.int64, len(some))
    same, later = whose[1:] == whose[:-1], whose[1:] > whose[:-1]
    if (later | (same & (starts[1:] >= starts[:-1]))).all():
        return rows  # as nearly always
    found: list[int] = np.array(rows)[np.lexsort((starts, whose))].tolist()
    return found


def _own(passages: Sequence[Passage]) -> dict[str, object]:
    """What passages hold themselves, column by column: row by row takes three times as long."""
    columns: dict[str, list[object]] = {column: [] for column in _OWN}
    for start in range(0, len(passages), _NEAR):
        some = passages[start : start + _NEAR]
        for column, name in _OWN.items():
            columns[column] += map(attrgetter(name), some)
    return dict(columns)


class _Told:
    """What is told of passages, row by row in the order of the grouping: where each stands, by
    whose act, whether it is cited, and what it says."""

    def __init__(self, grouping: Grouping, cited: frozenset[str], says: Mapping[str, Says]) -> None:
        self._ids, self._scores = list(grouping.passages), grouping.scores
        size = len(self._ids)
        row = dict(zip(self._ids, range(size), strict=True))
        self._theme, self._unplaced = _Few(size, ""), _Few(size)
        self._by, self._kind, self._said_by = _Few(size, "machine"), _Few(size), _Few(size)
        for group in grouping.groups:
            self._theme.put(list(map(row.__getitem__, group.passages)), (group.id,))
        self._unplaced.put(
            list(map(row.__getitem__, grouping.unplaced)), grouping.unplaced.values()
        )
        moved = list(filter(row.__contains__, grouping.assigned_by))
        self._by.put(
            list(map(row.__getitem__, moved)), map(grouping.assigned_by.__getitem__, moved)
        )
        known = list(filter(row.__contains__, says))
        rows, said = list(map(row.__getitem__, known)), list(map(says.__getitem__, known))
        self._kind.put(rows, map(attrgetter("kind"), said))
        self._said_by.put(rows, map(attrgetter("said_by"), said))
        self._cited = np.zeros(size, dtype=np.bool_)
        self._cited[list(map(row.__getitem__, filter(row.__contains__, cited)))] = True

    def placed(self) -> list[int]:
        """The rows of passages that stand anywhere."""
        found: list[int] = np.flatnonzero(
            (self._theme.codes > 0) | (self._unplaced.codes != _NONE)
        ).tolist()
        return found

    def columns(self, rows: Sequence[int]) -> dict[str, object]:
        """Of these rows."""
        names, places = map(self._ids.__getitem__, rows), np.array(rows, dtype=np.int64)
        return {
            "theme": self._theme.pick(places),
            "unplaced": self._unplaced.pick(places),
            "score": np.fromiter(map(self._scores.get, names, repeat(0.0)), np.float64, len(rows)),
            "assigned_by": self._by.pick(places),
            "cited": self._cited[places],
            "says": self._kind.pick(places),
            "said_by": self._said_by.pick(places),
        }


class _Few:
    """A column of few different texts, as numbers until they are written."""

    def __init__(self, size: int, *common: str) -> None:
        """`common`: what stands where nothing is put; without it, nothing does."""
        self._names = {name: n for n, name in enumerate(common)}
        self.codes: Codes = np.full(size, 0 if common else _NONE, dtype=np.int32)

    def put(self, rows: Sequence[int], names: Iterable[str]) -> None:
        """In each of these rows one of `names`, or the only one in all."""
        known = self._names
        self.codes[rows] = [known.setdefault(name, len(known)) for name in names]

    def pick(self, rows: Rows) -> pa.Array:
        """These rows."""
        codes = self.codes[rows]
        numbers = pa.array(codes, mask=codes == _NONE)
        names = pa.array(list(self._names), pa.string())
        return pa.DictionaryArray.from_arrays(numbers, names).cast(pa.string())
