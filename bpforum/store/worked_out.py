"""Owns the cache of what was worked out of what was received, in parts; knows nothing of what.

It may be emptied any day. A part is given out only as it was written, and only for the basis (code,
forum file, profile) that it was worked out on.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store.tables import worked_out as table
from models.ids import Digest, digest


def find(connection: Connection, kind: str, basis: Digest) -> Iterator[tuple[int, bytes]]:
    """The parts of a kind by number, in order; those that were damaged are left out."""
    query = (
        select(table.c.part, table.c.seal, table.c.data)
        .where(table.c.kind == kind, table.c.basis == basis)
        .order_by(table.c.part)
    )
    for part, seal, data in connection.execution_options(yield_per=8).execute(query):
        if seal == _seal(kind, part, basis, data):
            yield part, data


def put(connection: Connection, kind: str, basis: Digest, parts: Mapping[int, bytes]) -> None:
    """Keeps parts in the place of those of before."""
    rows = [
        {
            "kind": kind, "part": part, "basis": basis, "data": data,
            "seal": _seal(kind, part, basis, data),
        }
        for part, data in sorted(parts.items())
    ]  # fmt: skip
    if rows:
        statement = insert(table)
        changed = {name: statement.excluded[name] for name in ("basis", "seal", "data")}
        connection.execute(statement.on_conflict_do_update(set_=changed), rows)


def forget(connection: Connection) -> None:
    """Empties it: parts hold the words of many."""
    connection.execute(delete(table))


def _seal(kind: str, part: int, basis: Digest, data: object) -> Digest:
    if not isinstance(data, bytes):
        return ""
    return digest(f"{kind} {part} {basis}\n".encode() + data)
