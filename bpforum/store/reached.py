"""Owns how far tables were read, as their sources say it, and whether that still holds; a cache.

It holds while the store has of a source what it had then: nothing came, went or was erased since.
"""

from pydantic import ValidationError
from sqlalchemy import Connection, and_, delete, exists, func, select

from bpforum.store import worked_out
from bpforum.store.tables import erasures, presences, received, row_bytes
from bpforum.store.tables import worked_out as table
from models.base import Model
from models.ids import Slug, digest
from models.submission import ROW

_BASIS = digest(b"how far a table was read")


class _Then(Model):
    """What the store had when a table was read."""

    reached: str
    number: int
    """Of the last that was received."""
    presence: int
    """The last time that anything was gone or there again."""
    erased: int


def put(connection: Connection, source: Slug, reached: str) -> None:
    """Keeps what a source says of how far its table was read; nothing where it says nothing."""
    if not reached:
        connection.execute(delete(table).where(table.c.kind == _kind(source)))
        return
    then = _now(connection, reached).model_dump_json()
    worked_out.put(connection, _kind(source), _BASIS, {0: then.encode()})


def find(connection: Connection, source: Slug) -> str:
    """What the source said; empty where it does not hold any more, or any row's bytes are lost."""
    return "" if _has_lost(connection, source) else find_again(connection, source)


def find_again(connection: Connection, source: Slug) -> str:
    """The same, but for the bytes."""
    data = next(iter(worked_out.find(connection, _kind(source), _BASIS)), (0, b""))[1]
    try:
        then = _Then.model_validate_json(data)
    except ValidationError:
        return ""
    return then.reached if _holds(connection, source, then) else ""


def _kind(source: Slug) -> str:
    return f"table {source}"


def _now(connection: Connection, reached: str) -> _Then:
    return _Then(
        reached=reached,
        number=connection.execute(select(func.max(received.c.number))).scalar() or 0,
        presence=connection.execute(select(func.max(presences.c.id))).scalar() or 0,
        erased=connection.execute(select(func.count()).select_from(erasures)).scalar_one(),
    )


def _holds(connection: Connection, source: Slug, then: _Then) -> bool:
    came = select(received.c.number).where(
        received.c.number > then.number, received.c.source == source
    )
    marked = (
        select(presences.c.id)
        .join(received, received.c.number == presences.c.number)
        .where(presences.c.id > then.presence, received.c.source == source)
    )
    return _now(connection, "").erased == then.erased and not any(
        connection.execute(query.limit(1)).first() for query in (came, marked)
    )


def _has_lost(connection: Connection, source: Slug) -> bool:
    lost = select(received.c.number).where(
        and_(
            received.c.source == source, received.c.media_type == ROW,
            ~exists().where(row_bytes.c.digest == received.c.digest),
        )
    )  # fmt: skip
    return connection.execute(lost.limit(1)).first() is not None
