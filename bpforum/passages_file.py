"""Makes `passages.parquet`, where every passage stands with its place; places none."""

import io
from collections.abc import Mapping, Sequence
from operator import attrgetter

import pyarrow as pa
import pyarrow.parquet as pq

from bpforum.grouped import Grouping
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
_OWN = (
    "id", "contribution", "source", "external_id", "start", "end", "text", "language",
)  # fmt: skip
"""The columns that are fields of a passage."""
_own_fields = attrgetter(*_OWN)


def passages_parquet(grouping: Grouping, cited: frozenset[str], says: Mapping[str, Says]) -> bytes:
    """Every passage with theme, offsets, score, maker of the assignment, and what it says."""
    homes = {passage: group.id for group in grouping.groups for passage in group.passages}
    placed = homes.keys() | grouping.unplaced.keys()
    # In this order they come already, nearly.
    rows = sorted(
        (one for name, one in grouping.passages.items() if name in placed),
        key=lambda one: (len(one.contribution), one.contribution, one.start),
    )
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, _SCHEMA, compression="zstd") as writer:
        for start in range(0, len(rows) or 1, _ROWS_AT_ONCE):
            columns = _columns(rows[start : start + _ROWS_AT_ONCE], grouping, homes, cited, says)
            arrays = [pa.array(columns[one.name], one.type) for one in _SCHEMA]
            writer.write_table(pa.table(arrays, schema=_SCHEMA))
    return sink.getvalue()


def _columns(
    rows: Sequence[Passage],
    grouping: Grouping,
    homes: Mapping[str, str],
    cited: frozenset[str],
    says: Mapping[str, Says],
) -> dict[str, Sequence[object]]:
    """The columns of the table by name, each made at once: row by row takes three times as long."""
    own = zip(*map(_own_fields, rows), strict=True) if rows else ([] for _ in _OWN)
    columns: dict[str, Sequence[object]] = dict(zip(_OWN, own, strict=True))
    names = [one.id for one in rows]
    said = list(map(says.get, names))
    columns |= {
        "theme": [homes.get(name, "") for name in names],
        "unplaced": list(map(grouping.unplaced.get, names)),
        "score": [grouping.scores.get(name, 0.0) for name in names],
        "assigned_by": [grouping.assigned_by.get(name, "machine") for name in names],
        "duplicate_of": [one.copy_of for one in rows],
        "cited": list(map(cited.__contains__, names)),
        "says": [one.kind if one else None for one in said],
        "said_by": [one.said_by if one else None for one in said],
    }
    return columns
