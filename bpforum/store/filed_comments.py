"""Reads the comments that were filed by the pages, and only what is new since one last looked.

It gives rows with their terms as they are; what may be shown of them is for others to say.
"""

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bpforum.store.database import Database
from bpforum.store.rows import instant_of
from bpforum.store.standing import terms_of_row
from bpforum.store.tables import erasures, received
from bpforum.store.tables import terms as terms_table
from bpforum.store.terms import Terms
from models.base import Instant
from models.ids import Digest, Reference, Slug, reference

_COMMENT = "comment"


@dataclass(frozen=True)
class FiledComment:
    """A version of a comment as it was received."""

    number: int
    source: Slug
    external_id: str
    version: int
    digest: Digest
    received_at: Instant
    fields: dict[str, str]

    @property
    def reference(self) -> Reference:
        """Of this version."""
        return reference(self.number)


@dataclass(frozen=True)
class Seen:
    """How far one has looked."""

    number: int = 0
    terms: int = 0
    erasures: int = 0


@dataclass(frozen=True)
class News:
    """What came since."""

    seen: Seen
    comments: tuple[FiledComment, ...]
    terms: dict[int, Terms]
    """By number, of whatever was filed: the terms that came since, and hold now."""
    erased: frozenset[int]
    """Of everything that was ever erased, the numbers; empty where nothing was since."""


class FiledComments:
    """The comments of one forum, whose bytes are of `media_type`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, seen: Seen, media_type: str) -> News | None:
        """What is new; None where nothing is. It costs what is new, not what is there."""
        with self._database.read() as connection:
            now = _now(connection)
            if now == seen:
                return None
            return News(
                seen=now,
                comments=_comments(connection, seen.number, media_type),
                terms=_terms(connection, seen.terms),
                erased=(
                    frozenset(connection.execute(select(erasures.c.number)).scalars())
                    if now.erasures != seen.erasures
                    else frozenset()
                ),
            )


def _now(connection: Connection) -> Seen:
    return Seen(
        number=connection.execute(select(func.max(received.c.number))).scalar() or 0,
        terms=connection.execute(select(func.max(terms_table.c.id))).scalar() or 0,
        erasures=connection.execute(select(func.count()).select_from(erasures)).scalar_one(),
    )


def _comments(connection: Connection, after: int, media_type: str) -> tuple[FiledComment, ...]:
    columns = [
        received.c[name] for name in
        ("number", "source", "external_id", "version", "digest", "received_at", "fields")
    ]  # fmt: skip
    query = (
        select(*columns)
        .where(received.c.number > after, received.c.media_type == media_type)
        .order_by(received.c.number)
    )
    found = []
    for row in connection.execute(query):
        fields = json.loads(row.fields)
        if fields.get("kind") == _COMMENT:
            found.append(
                FiledComment(
                    number=row.number, source=row.source, external_id=row.external_id,
                    version=row.version, digest=row.digest,
                    received_at=instant_of(row.received_at), fields=fields,
                )
            )  # fmt: skip
    return tuple(found)


def _terms(connection: Connection, after: int) -> dict[int, Terms]:
    query = select(terms_table).where(terms_table.c.id > after).order_by(terms_table.c.id)
    return {
        row["number"]: terms_of_row(row) for row in connection.execute(query).mappings()
    }  # fmt: skip
