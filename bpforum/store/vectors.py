"""Owns the cache of vectors by (encoder, digest of the text), so that a text is encoded once.

A million vectors are 2 GB: they are given out one by one, for the caller to keep as it sees fit.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store.tables import vectors as table
from models.ids import Digest

_AT_ONCE = 1000
"""Digests of one query: it has a variable for each."""
_TOLD = 4096
"""Digests that are given out at once."""


def known(connection: Connection, encoder: str) -> Iterator[Sequence[Digest]]:
    """The digests of all texts that have a vector, in order, some thousands at a time."""
    query = select(table.c.digest).where(table.c.encoder == encoder).order_by(table.c.digest)
    yield from connection.execution_options(yield_per=_TOLD).execute(query).scalars().partitions()


def find(
    connection: Connection, encoder: str, digests: Iterable[Digest]
) -> Iterator[tuple[Digest, bytes]]:
    """The vectors that are known, float32 little-endian, each once."""
    for some in _parts(digests):
        # Written out, since a variable for each costs more than what is found.
        places = ",".join("?" * len(some))
        query = f"SELECT digest, data FROM vectors WHERE encoder = ? AND digest IN ({places})"  # noqa: S608
        rows = connection.exec_driver_sql(query, (encoder, *some)).all()
        yield from ((name, data) for name, data in rows)


def every(connection: Connection, encoder: str) -> Iterator[tuple[Sequence[Digest], bytes]]:
    """All vectors, some thousands at a time: the digests, and the vectors one after the other.

    They are read in the order in which they lie: an index would lead from one end to the other.
    """
    query = "SELECT digest, data FROM vectors NOT INDEXED WHERE encoder = ?"
    for rows in connection.exec_driver_sql(query, (encoder,)).partitions(_TOLD):
        digests, data = zip(*rows, strict=True)
        yield digests, b"".join(data)


def put(connection: Connection, encoder: str, vectors: Mapping[Digest, bytes]) -> None:
    """Keeps `vectors`; those that are known stay as they are."""
    rows = [{"encoder": encoder, "digest": name, "data": vectors[name]} for name in sorted(vectors)]
    if rows:
        connection.execute(insert(table).on_conflict_do_nothing(), rows)


def _parts(digests: Iterable[Digest]) -> Iterator[list[Digest]]:
    """Each once, in the order in which the table is laid out."""
    wanted = sorted(set(digests))
    for start in range(0, len(wanted), _AT_ONCE):
        yield wanted[start : start + _AT_ONCE]
