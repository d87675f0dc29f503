"""Owns the cache of vectors by (encoder, digest of the text), so that a text is encoded once."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store.tables import vectors as table
from models.ids import Digest

_AT_ONCE = 500


def find(connection: Connection, encoder: str, digests: Iterable[Digest]) -> dict[Digest, bytes]:
    """The vectors that are known, float32 little-endian."""
    wanted = sorted(set(digests))
    found: dict[Digest, bytes] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = select(table.c.digest, table.c.data)
        rows = connection.execute(query.where(table.c.encoder == encoder, table.c.digest.in_(some)))
        found.update((name, data) for name, data in rows)
    return found


def put(connection: Connection, encoder: str, vectors: Mapping[Digest, bytes]) -> None:
    """Keeps `vectors`; those that are known stay as they are."""
    rows = [{"encoder": encoder, "digest": name, "data": vectors[name]} for name in sorted(vectors)]
    if rows:
        connection.execute(insert(table).on_conflict_do_nothing(), rows)
