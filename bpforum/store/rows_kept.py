"""Owns the bytes of tables' rows, by digest, and the keys by which their sources know them again.

Rows are kept in the database, in the transaction that is on disk before a receipt is given; their
keys are a cache, believed only where the row that they name still has the content it had then.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store.tables import received, row_bytes, row_keys
from models.ids import Digest, Slug
from models.submission import ROW, Unchanged

_FIND = select(row_bytes.c.data).where(row_bytes.c.digest == bindparam("name"))
_AT_ONCE = 500


def put(connection: Connection, rows: Mapping[Digest, bytes]) -> None:
    """Keeps bytes; what is known stays."""
    values = [{"digest": name, "data": rows[name]} for name in sorted(rows)]
    if values:
        connection.execute(insert(row_bytes).on_conflict_do_nothing(), values)


def find(connection: Connection, name: Digest) -> bytes | None:
    """The bytes of one row, unchecked; None where they are not kept here."""
    data = connection.execute(_FIND, {"name": name}).scalar()
    return data if isinstance(data, bytes) else None


def following(connection: Connection, number: int, most: int) -> dict[Digest, bytes]:
    """The bytes of the rows among the next `most` submissions from `number` on, unchecked."""
    query = (
        select(row_bytes.c.digest, row_bytes.c.data)
        .join(received, received.c.digest == row_bytes.c.digest)
        .where(received.c.number >= number, received.c.number < number + most)
    )
    return {name: data for name, data in connection.execute(query) if isinstance(data, bytes)}


def forget(connection: Connection, digests: Collection[Digest]) -> None:
    """Takes out bytes that nothing names any more."""
    wanted = sorted(digests)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        connection.execute(delete(row_bytes).where(row_bytes.c.digest.in_(some)))


def known(connection: Connection, source: Slug) -> dict[bytes, Unchanged]:
    """By key the rows of a source whose newest version is whole and as it was when it got its key.

    Those whose bytes are not here are left out: handed over once more, they are kept again.
    """
    newest = (
        select(received.c.external_id, func.max(received.c.version).label("version"))
        .where(received.c.source == source, received.c.occurrence == 1)
        .where(received.c.parent.is_(None), received.c.media_type == ROW)
        .group_by(received.c.external_id)
        .subquery()
    )
    query = (
        select(row_keys.c.key, received.c.external_id, received.c.content)
        .join(received, received.c.number == row_keys.c.number)
        .join(
            newest,
            and_(
                newest.c.external_id == received.c.external_id,
                newest.c.version == received.c.version,
            ),
        )
        .where(received.c.source == source, received.c.occurrence == 1)
        .where(received.c.content == row_keys.c.content, received.c.trouble == "")
        .where(exists().where(row_bytes.c.digest == received.c.digest))
    )
    rows = connection.execute(query)
    return {key: Unchanged(name, content) for key, name, content in rows if isinstance(key, bytes)}


def put_keys(connection: Connection, keys: Iterable[Mapping[str, Any]]) -> None:
    """Keeps the keys of rows: `number`, `key` and the row's `content`; the last of each holds."""
    values = list(keys)
    if values:
        statement = insert(row_keys)
        changed = {name: statement.excluded[name] for name in ("key", "content")}
        connection.execute(statement.on_conflict_do_update(set_=changed), values)


def forget_keys(connection: Connection, numbers: Collection[int]) -> None:
    """Takes out the keys of rows: they can be compared with those of guessed words."""
    connection.execute(delete(row_keys).where(row_keys.c.number.in_(numbers)))
