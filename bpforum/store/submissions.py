"""Reads what was received, and what became of it in its source; writes nothing."""

import json
from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import Any

from sqlalchemy import Connection, RowMapping, and_, func, select

from bpforum.errors import StoreError
from bpforum.store import standing
from bpforum.store.arrivals import Identity, Known
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables import ERASED, presences, received
from bpforum.store.terms import Terms
from models.base import Instant
from models.ids import Digest, Reference, Slug, digest, number_of, reference
from models.submission import Submission

_AT_ONCE = 1000
_SEALED = sorted(column.name for column in received.columns)


def each(connection: Connection, without: str = "") -> Iterator[Submission]:
    """All submissions but those of the media type `without`, in the order of their references.

    Only a number and its terms are held for each.
    """
    query = select(received).where(received.c.media_type != without).order_by(received.c.number)
    if without and connection.execute(query.limit(1)).first() is None:
        return
    terms, marks, successor = (
        standing.newest(connection),
        marked(connection),
        successors(connection),
    )
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(query)
    vanished: set[int] = set()
    for row in rows.mappings():  # a parent's number is smaller than those of what it holds
        number = row["number"]
        if marks.get(number, False) or row["parent"] in vanished:
            vanished.add(number)
        yield submission_of(row, terms[number], successor.get(number), number in vanished)


def count(connection: Connection, after: Instant | None = None) -> int:
    """How many there are; with `after`, how many came later than that."""
    query = select(func.count()).select_from(received)
    if after is not None:
        query = query.where(received.c.received_at > text_of(after))
    return connection.execute(query).scalar_one()


def successors(connection: Connection) -> dict[int, int]:
    """The next version of each thing that has one, by number."""
    identity = ("source", "external_id", "occurrence")
    later = select(*(received.c[name] for name in identity)).where(received.c.version > 1)
    versions = later.distinct().subquery()
    rows = connection.execute(
        select(received.c.number, *(received.c[name] for name in identity))
        .join(versions, and_(*(received.c[name] == versions.c[name] for name in identity)))
        .order_by(received.c.number)
    )
    successor: dict[int, int] = {}
    newest: dict[tuple[Any, ...], int] = {}
    for number, *key in rows:
        if tuple(key) in newest:
            successor[newest[tuple(key)]] = number
        newest[tuple(key)] = number
    return successor


def submission_of(
    row: RowMapping | Mapping[str, Any], terms: Terms, successor: int | None, vanished: bool
) -> Submission:
    """The submission that a row of `received` is, under `terms`."""
    # Rows were validated before they were written; not again each time that all are read.
    return Submission.trusted(
        {
            "reference": reference(row["number"]),
            "source": intern(row["source"]),
            "external_id": row["external_id"],
            "version": row["version"],
            "digest": row["digest"],
            "size": row["size"],
            "media_type": intern(row["media_type"]),
            "channel": intern(row["channel"]),
            "received_at": instant_of(row["received_at"]),
            "audience": terms.audience,
            "embargo_until": terms.embargo_until,
            "consent": terms.consent,
            "call": terms.call,
            "session": terms.session,
            "fields": json.loads(row["fields"]),
            "trouble": row["trouble"],
            "parent": reference(row["parent"]) if row["parent"] else None,
            "superseded_by": reference(successor) if successor else None,
            "vanished": vanished,
            "erased": row["media_type"] == ERASED,
        }
    )


IMPORTED = "import"
"""The channel of what a person put in by hand in place of something else: no source has it."""


def seal(row: RowMapping | Mapping[str, Any]) -> Digest:
    """The digest of a row of `received`, which the audit chain holds."""
    return digest(canonical([row[name] for name in _SEALED]).encode())


def find_row(connection: Connection, name: Reference) -> RowMapping:
    """The row of a reference. Raises StoreError where there is none."""
    query = select(received).where(received.c.number == number_of(name))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise StoreError(f"There is no submission {name}.")
    return row


def next_number(connection: Connection) -> int:
    """The number of the next reference: they are never reused, since no row ever goes."""
    return (connection.execute(select(func.max(received.c.number))).scalar() or 0) + 1


def newest_versions(
    connection: Connection,
    source: Slug,
    *,
    attached: bool,
    ids: Iterable[str] | None = None,
    inside: Iterable[int] = (),
) -> dict[Identity, Known]:
    """The newest version of each thing of `source`: what came by itself, or inside others.

    Of a service's page only its own `ids` are looked up, and what came `inside` these: there may be
    a million others.
    """
    gone = marked(connection)
    parent = received.c.parent
    names = ("external_id", "occurrence", "number", "version", "content", "trouble", "parent",
             "channel")  # fmt: skip
    query = (
        select(*(received.c[name] for name in names))
        .where(received.c.source == source)
        .where(parent.is_not(None) if attached else parent.is_(None))
        .order_by(received.c.version)
    )
    if ids is not None:
        wanted = received.c.external_id.in_(sorted(set(ids)))
        within = sorted(set(inside))
        # With the second, where it says nothing, all that the source ever brought would be read.
        query = query.where(wanted | parent.in_(within) if within else wanted)
    return {
        (name, occurrence): Known(
            number, version, content, bool(trouble), owner, gone.get(number, False),
            channel == IMPORTED,
        )
        for name, occurrence, number, version, content, trouble, owner, channel in (
            connection.execute(query)
        )
    }  # fmt: skip


def attached(connection: Connection, owners: Iterable[int]) -> dict[int, dict[str, int]]:
    """What stands attached to each of `owners`: the newest of each id, but for what is gone."""
    query = (
        select(received.c.number, received.c.parent, received.c.external_id)
        .where(received.c.parent.in_(sorted(set(owners))))
        .order_by(received.c.number)
    )
    gone = marked(connection)
    found: dict[int, dict[str, int]] = {}
    for number, parent, name in connection.execute(query):
        files = found.setdefault(parent, {})
        files.pop(name, None)
        if not gone.get(number, False):
            files[name] = number
    return found


def digest_of(connection: Connection, source: Slug, external_id: str) -> Digest | None:
    """Of the newest bytes under an id; None where there are none, or only such with trouble."""
    query = (
        select(received.c.digest, received.c.trouble, received.c.media_type)
        .where(received.c.source == source)
        .where(received.c.external_id == external_id)
        .where(received.c.occurrence == 1)
        .where(received.c.parent.is_(None))
        .order_by(received.c.version.desc())
    )
    row = connection.execute(query).first()
    return None if row is None or row.trouble or row.media_type == ERASED else row.digest


def marked(connection: Connection) -> dict[int, bool]:
    """For each thing that was ever marked, whether it is gone now."""
    rows = connection.execute(select(presences.c.number, presences.c.gone).order_by(presences.c.id))
    return {number: bool(gone) for number, gone in rows}


def numbers_of(connection: Connection, row: RowMapping) -> set[int]:
    """The numbers of all versions of the thing that `row` is one of."""
    return set(
        connection.execute(
            select(received.c.number)
            .where(received.c.source == row["source"])
            .where(received.c.external_id == row["external_id"])
            .where(received.c.occurrence == row["occurrence"])
        ).scalars()
    )
