"""Owns where collecting from a service goes on, and the record of what it answered."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from bpforum.store.rows import instant_of, text_of
from bpforum.store.tables import cursors, fetches
from models.base import Instant
from models.fetch import Fetch
from models.ids import Slug
from models.run import ServiceTrace


def cursor_of(connection: Connection, source: Slug) -> str:
    """Where to go on; empty before the first page."""
    query = select(cursors.c.cursor).where(cursors.c.source == source)
    return connection.execute(query).scalar() or ""


def move_cursor(connection: Connection, source: Slug, cursor: str, *, at: Instant) -> None:
    """Goes on from `cursor` next time."""
    connection.execute(delete(cursors).where(cursors.c.source == source))
    row = {"source": source, "cursor": cursor, "at": text_of(at)}
    connection.execute(insert(cursors), row)


def record(connection: Connection, source: Slug, found: Sequence[Fetch]) -> None:
    """Keeps where things came from."""
    if found:
        rows = [
            {**one.model_dump(exclude={"at"}), "at": text_of(one.at), "source": source}
            for one in found
        ]
        connection.execute(insert(fetches), rows)


def traces(connection: Connection) -> tuple[ServiceTrace, ...]:
    """What each service was asked in all, by source."""
    query = (
        select(
            fetches.c.source,
            func.count(),
            func.sum(fetches.c.size),
            func.min(fetches.c.at),
            func.max(fetches.c.at),
        )
        .group_by(fetches.c.source)
        .order_by(fetches.c.source)
    )
    return tuple(
        ServiceTrace(
            source=source, answers=answers, size=size, first_at=instant_of(first),
            last_at=instant_of(last),
        )
        for source, answers, size, first, last in connection.execute(query)
    )  # fmt: skip


def fetched(connection: Connection, source: Slug) -> tuple[Fetch, ...]:
    """All answers of a service, in order."""
    query = select(fetches).where(fetches.c.source == source).order_by(fetches.c.id)
    return tuple(
        Fetch(
            url=row["url"], at=instant_of(row["at"]), status=row["status"],
            digest=row["digest"], size=row["size"],
        )
        for row in connection.execute(query).mappings()
    )  # fmt: skip
