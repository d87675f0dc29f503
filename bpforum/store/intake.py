"""Owns how received things enter the store: gives references, keeps versions apart; drops nothing.

A thing is known by its source and external id. Other bytes or fields under a known id are a new
version with a reference of its own. Where one collect brings an id twice, the second is kept as a
further occurrence and quarantined, so that a person can tell which is meant.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Connection, insert

from bpforum.errors import StoreBusy
from bpforum.store import audit, rows_kept, standing
from bpforum.store.arrivals import Arrival, place, unreachable
from bpforum.store.rows import text_of
from bpforum.store.submissions import find_row, newest_versions, next_number, numbers_of, seal
from bpforum.store.tables import presences, received
from models.base import Instant, Model
from models.call import Call
from models.forum import SourceConfig
from models.ids import Digest, Reference, Slug, reference
from models.session import Session

Row = dict[str, Any]
_AT_ONCE = 2000


class CollectCount(Model):
    """What one collect brought: `received` = new + changed + unchanged."""

    source: Slug
    received: int
    new: int
    changed: int
    """New versions of known things."""
    unchanged: int
    troubled: int
    """Of all received, those the source could not hand over whole."""
    vanished: int
    returned: int
    erased: int = 0
    """Still in the source though it was erased here: not taken in, to be deleted there."""
    remarks: tuple[str, ...] = ()
    """What people should know of the source: what it was not asked for, and why."""
    problem: str = ""
    """Why the source could not be walked to its end; what came before is kept."""


@dataclass
class _Writing:
    """What one transaction adds."""

    at: Instant
    by: str
    next_number: int
    rows: list[Row] = field(default_factory=list)
    presences: list[Row] = field(default_factory=list)
    keys: list[Row] = field(default_factory=list)

    def add(self, arrival: Arrival, **row: str | int | None) -> int:
        """Gives `arrival` its reference; `row` holds what it cannot know of itself."""
        number = self.next_number
        self.next_number += 1
        self.rows.append(
            {
                "number": number,
                "external_id": arrival.external_id,
                "digest": arrival.digest,
                "size": arrival.size,
                "media_type": arrival.media_type,
                "channel": arrival.channel,
                "received_at": text_of(arrival.received_at),
                "fields": arrival.fields,
                "content": arrival.content,
                **row,
            }
        )
        return number

    def mark(self, number: int, *, gone: bool) -> None:
        """Says that a thing is no longer in its source, or is there again."""
        self.presences.append({"number": number, "at": text_of(self.at), "gone": int(gone)})

    def write_rows(self, connection: Connection) -> None:
        """Inserts the rows; their terms and the audit entries come after."""
        for table, rows in ((received, self.rows), (presences, self.presences)):
            for start in range(0, len(rows), _AT_ONCE):
                connection.execute(insert(table), rows[start : start + _AT_ONCE])
        rows_kept.put_keys(connection, self.keys)

    def write_audit(self, connection: Connection, sealed_terms: Mapping[int, Digest]) -> None:
        """Tells in the audit chain what was added, `sealed_terms` with it."""
        entries = chain(
            (self._received(row, sealed_terms) for row in self.rows),
            self._renewed(sealed_terms),
            (
                audit.Entry(
                    action="submission.vanished" if mark["gone"] else "submission.returned",
                    subject=reference(mark["number"]),
                    payload={},
                )
                for mark in self.presences
            ),
        )
        audit.append(connection, entries, at=self.at, actor=self.by)

    def _received(self, row: Row, sealed_terms: Mapping[int, Digest]) -> audit.Entry:
        payload = {
            "source": row["source"],
            "version": row["version"],
            "digest": row["digest"],
            "row": seal(row),
            "terms": sealed_terms[row["number"]],
        }
        name = reference(row["number"])
        return audit.Entry(action="submission.received", subject=name, payload=payload)

    def _renewed(self, sealed_terms: Mapping[int, Digest]) -> Iterator[audit.Entry]:
        fresh = {row["number"] for row in self.rows}
        for number, sealed in sealed_terms.items():
            if number not in fresh:
                yield audit.Entry(
                    action="submission.terms",
                    subject=reference(number),
                    payload={"terms": sealed},
                )


def _key(number: int, arrival: Arrival) -> Row:
    return {"number": number, "key": arrival.key, "content": arrival.content}


def add(
    connection: Connection,
    source: SourceConfig,
    call: Call | None,
    sessions: Sequence[Session],
    arrivals: Sequence[Arrival],
    *,
    at: Instant,
    by: str,
    complete: bool,
    page: Sequence[str] | None = None,
    calls: Sequence[Call] = (),
) -> CollectCount:
    """Takes in what a source brought; their blobs are on disk already.

    Of a service's page, `page` holds the ids that are gone: nothing else of the source is looked
    at, and the terms of what came before stay as they are until `finish`.
    """
    ids = None if page is None else [*page, *(arrival.external_id for arrival in arrivals)]
    known = newest_versions(connection, source.id, attached=False, ids=ids)
    writing = _Writing(at, by, next_number(connection))
    placed = place(arrivals, known)
    new = changed = returned = troubled = vanished = 0
    for occurrence, trouble, arrival in sorted(placed, key=lambda one: one[2].order):
        troubled += bool(trouble)
        before = known.get((arrival.external_id, occurrence))
        is_same = before and (before.content, before.troubled) == (arrival.content, bool(trouble))
        if not arrival.is_whole and not is_same:
            raise StoreBusy(
                f"Something else collected from the source {source.id} at the same time; nothing "
                "was taken in. Run it again."
            )
        if before and is_same:
            if arrival.key and not trouble:
                writing.keys.append(_key(before.number, arrival))
            if before.gone:
                writing.mark(before.number, gone=False)
                returned += 1
            continue
        new, changed = new + (before is None), changed + (before is not None)
        number = writing.add(
            arrival,
            source=source.id,
            occurrence=occurrence,
            version=before.version + 1 if before else 1,
            trouble=trouble,
            parent=None,
        )
        if arrival.key and not trouble:
            writing.keys.append(_key(number, arrival))
    seen = {(arrival.external_id, occurrence) for occurrence, _, arrival in placed}
    unknown = unreachable(arrivals)
    for key, one in sorted(known.items()):
        missed = complete and not (one.imported or key[0].startswith(unknown))
        if (missed or key[0] in (page or ())) and key not in seen and not one.gone:
            writing.mark(one.number, gone=True)
            vanished += 1
    writing.write_rows(connection)
    fresh = None if page is None else [row["number"] for row in writing.rows]
    renewed = standing.renew(connection, source, call, sessions, at=at, numbers=fresh, calls=calls)
    writing.write_audit(connection, renewed)
    return CollectCount(
        source=source.id,
        received=len(placed),
        new=new,
        changed=changed,
        unchanged=len(placed) - new - changed,
        troubled=troubled,
        vanished=vanished,
        returned=returned,
    )


def finish(
    connection: Connection,
    source: SourceConfig,
    call: Call | None,
    sessions: Sequence[Session],
    listed: Collection[str] | None,
    *,
    at: Instant,
    by: str,
) -> int:
    """After a service was walked: terms are brought up to date; how many things are gone.

    `listed` holds all ids that the service has now, where the walk began at the beginning.
    """
    writing = _Writing(at, by, 0)
    if listed is not None:
        known = newest_versions(connection, source.id, attached=False)
        for (external_id, _), one in sorted(known.items()):
            if external_id not in listed and not one.gone and not one.imported:
                writing.mark(one.number, gone=True)
    writing.write_rows(connection)
    writing.write_audit(connection, standing.renew(connection, source, call, sessions, at=at))
    return len(writing.presences)


def attach(
    connection: Connection, parent: Reference, arrivals: Sequence[Arrival], *, at: Instant, by: str
) -> tuple[Reference, ...]:
    """Takes in what came inside `parent`; the references in the order given.

    What an earlier version of the parent held, and this one does not, is marked as vanished.
    """
    owner = find_row(connection, parent)
    owner_number = owner["number"]
    versions = numbers_of(connection, owner)
    known = newest_versions(
        connection, owner["source"], attached=True,
        ids=[arrival.external_id for arrival in arrivals], inside=versions,
    )  # fmt: skip
    writing = _Writing(at, by, next_number(connection))
    numbers = []
    for arrival in arrivals:
        before = known.get((arrival.external_id, 1))
        if before and (before.content, before.parent, before.troubled) == (
            arrival.content,
            owner_number,
            bool(arrival.trouble),
        ):
            numbers.append(before.number)
            if before.gone:
                writing.mark(before.number, gone=False)
            continue
        number = writing.add(
            arrival,
            source=owner["source"],
            occurrence=1,
            version=before.version + 1 if before else 1,
            trouble=arrival.trouble,
            parent=owner_number,
        )
        numbers.append(number)
    seen = {arrival.external_id for arrival in arrivals}
    for (external_id, _), one in sorted(known.items()):
        if external_id not in seen and one.parent in versions and not one.gone:
            writing.mark(one.number, gone=True)
    writing.write_rows(connection)
    fresh = [row["number"] for row in writing.rows]
    writing.write_audit(connection, standing.attach(connection, fresh, owner_number, at))
    return tuple(reference(number) for number in numbers)
