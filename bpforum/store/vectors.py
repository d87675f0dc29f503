"""Owns the cache of vectors by (encoder, digest of the text), so that a text is encoded once.

A million vectors are 2 GB: they are given out one by one, for the caller to keep as it sees fit.
"""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store.tables import vectors as table
from models.ids import Digest

_AT_ONCE = 1000
"""Digests of one query: it has a variable for each."""


def known(connection: Connection, encoder: str, digests: Iterable[Digest]) -> set[Digest]:
    """Which of `digests` have a vector."""
    found: set[Digest] = set()
    for some in _parts(digests):
        query = select(table.c.digest)
        query = query.where(table.c.encoder == encoder, table.c.digest.in_(some))
        found.update(connection.execute(query).scalars())
    return found


def find(
    connection: Connection, encoder: str, digests: Iterable[Digest]
) -> Iterator[tuple[Digest, bytes]]:
    """The vectors that are known, float32 little-endian, each once."""
    for some in _parts(digests):
        query = select(table.c.digest, table.c.data)
        query = query.where(table.c.encoder == encoder, table.c.digest.in_(some))
        yield from ((name, data) for name, data in connection.execute(query))


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
