"""Owns how far tables were read, as their sources say it, and whether that still holds; a cache.

It holds while the store has of a source what it had then: nothing came, went or was erased since.
"""

from pydantic import ValidationError
from sqlalchemy import Connection, Integer, and_, delete, exists, func, literal_column, select

from bpforum.store import worked_out
from bpforum.store.tables import erasures, presences, received, row_bytes
from bpforum.store.tables import worked_out as table
from models.base import Model
from models.ids import Slug, digest
from models.submission import ROW

_BASIS = digest(b"how far a table was read")
_place = literal_column("row_bytes.rowid", Integer)
_last_row = select(_place, row_bytes.c.digest).order_by(_place.desc()).limit(1)


class _Then(Model):
    """What the store had when a table was read."""

    reached: str
    number: int
    """Of the last that was received."""
    presence: int
    """The last time that anything was gone or there again."""
    erased: int
    rows: int
    """Whose bytes were there."""
    last: tuple[int, str]
    """The last of these by its place in their table, which only erasing takes one out of."""


def put(connection: Connection, source: Slug, reached: str, *, anew: bool = True) -> None:
    """Keeps what a source says of how far its table was read; nothing where it says nothing.

    Where it was read `anew` and any row's bytes are not here, nothing is kept either: that they
    stay is then seen by counting them, which takes a fiftieth of the time.
    """
    if not reached or (anew and _has_lost(connection, source)):
        connection.execute(delete(table).where(table.c.kind == _kind(source)))
        return
    then = _now(connection, reached).model_dump_json()
    worked_out.put(connection, _kind(source), _BASIS, {0: then.encode()})


def find(connection: Connection, source: Slug) -> str:
    """What the source said; empty where it does not hold any more, or any row's bytes are lost."""
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
        rows=connection.execute(select(func.count()).select_from(row_bytes)).scalar_one(),
        last=connection.execute(_last_row).one_or_none() or (0, ""),
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
    now = _now(connection, "")
    place, name = then.last
    row = connection.execute(_last_row.where(_place <= place)).one_or_none() or (0, "")
    since = connection.execute(select(func.count()).select_from(row_bytes).where(_place > place))
    return (
        now.erased == then.erased
        and (now.rows - since.scalar_one(), *row) == (then.rows, place, name)
        and not any(connection.execute(query.limit(1)).first() for query in (came, marked))
    )


def _has_lost(connection: Connection, source: Slug) -> bool:
    lost = select(received.c.number).where(
        and_(
            # Words put together: by the index of sources it would go to and fro in the table.
            received.c.source + "" == source, received.c.media_type == ROW,
            ~exists().where(row_bytes.c.digest == received.c.digest),
        )
    )  # fmt: skip
    return connection.execute(lost.limit(1)).first() is not None
