"""Writes what several people filed, inside one transaction; opens none, and keeps no bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from bpforum.errors import FilingSettled
from bpforum.store import arrivals, erasure, filing_links, intake, submissions
from bpforum.store.arrivals import Arrival
from bpforum.store.form_drafts import FormDrafts
from bpforum.store.rows import instant_of
from bpforum.store.submissions import newest_versions
from bpforum.store.tables import received
from bpforum.store.tables_of_filings import filings as table
from models.base import Instant
from models.call import Call
from models.forum import SourceConfig
from models.ids import Digest, Slug, reference
from models.receipt import Receipt
from models.session import Session
from models.submission import Received

ACTOR = "form"
"""Who wrote, in the audit chain: never a person's name."""


@dataclass(frozen=True)
class FilingTerms:
    """What the forum declares about what is filed: see `Store.add_submissions`."""

    source: SourceConfig
    call: Call | None = None
    sessions: Sequence[Session] = ()
    calls: Sequence[Call] = ()


@dataclass(frozen=True)
class Work:
    terms: FilingTerms
    item: Received
    attachments: tuple[Received, ...]
    key: Digest
    edit: Digest
    until: Instant | None
    email: str
    at: Instant
    content: Digest

    @property
    def filing(self) -> tuple[Slug, str]:
        return self.terms.source.id, self.item.external_id


class Batch:
    """What one transaction takes in."""

    def __init__(self, connection: Connection, at: Instant) -> None:
        self._connection = connection
        self._at = at
        self._erased = erasure.identities(connection)

    def take(
        self, works: Mapping[int, tuple[Work, list[Arrival]]]
    ) -> dict[int, Receipt | Exception]:
        """Answers by number; no two of `works` are of one key or one filing."""
        answers: dict[int, Receipt | Exception] = {}
        known = self._known(work.key for work, _ in works.values())
        fresh: dict[int, tuple[Work, list[Arrival]]] = {}
        for n, (work, arrived) in works.items():
            if (same := known.get((work.key, work.content))) is not None:
                answers[n] = self._again(same)
            elif self._erased and erasure.identity(*work.filing) in self._erased:
                answers[n] = FilingSettled("This was erased, and is not taken in again.")
            else:
                fresh[n] = work, arrived
        before = self._newest(work for work, _ in fresh.values())
        for n in list(fresh):
            work = fresh[n][0]
            if work.filing in before and work.until is not None and work.at > work.until:
                answers[n] = FilingSettled("The time for changing this is over.")
                del fresh[n]
        if not fresh:
            return answers
        self._add(fresh.values())
        after = self._newest(work for work, _ in fresh.values())
        for work, arrived in fresh.values():
            row = after[work.filing]
            if len(arrived) > 1 or work.filing in before:
                intake.attach(
                    self._connection, reference(row.number), arrived[1:], at=self._at, by=ACTOR
                )
        receipts = _receipts(self._connection, {row.number: row.number for row in after.values()})
        answers |= {n: receipts[after[work.filing].number] for n, (work, _) in fresh.items()}
        self._remember(fresh.values(), after, before)
        return answers

    def _known(self, keys: Iterable[Digest]) -> dict[tuple[Digest, Digest], int]:
        query = select(table.c.key, table.c.content, table.c.number)
        rows = self._connection.execute(query.where(table.c.key.in_(sorted(set(keys)))))
        return {(row.key, row.content): row.number for row in rows}

    def _newest(self, works: Iterable[Work]) -> dict[tuple[Slug, str], arrivals.Known]:
        ids: dict[Slug, list[str]] = {}
        for work in works:
            ids.setdefault(work.terms.source.id, []).append(work.item.external_id)
        found = {}
        for source, some in ids.items():
            for (name, _), one in newest_versions(
                self._connection, source, attached=False, ids=some
            ).items():
                found[source, name] = one
        return found

    def _again(self, number: int) -> Receipt:
        row = submissions.find_row(self._connection, reference(number))
        newest = newest_versions(
            self._connection, row["source"], attached=False, ids=[row["external_id"]]
        )[row["external_id"], row["occurrence"]]
        receipt = _receipts(self._connection, {number: newest.number})[number]
        return receipt.model_copy(update={"again": True})

    def _add(self, fresh: Iterable[tuple[Work, list[Arrival]]]) -> None:
        alike: dict[tuple[Slug, Slug | None], list[tuple[Work, Arrival]]] = {}
        for work, arrived in fresh:
            call = work.terms.call.id if work.terms.call else None
            alike.setdefault((work.terms.source.id, call), []).append((work, arrived[0]))
        for some in alike.values():
            terms = some[0][0].terms
            intake.add(
                self._connection, terms.source, terms.call, terms.sessions,
                [arrival for _, arrival in some], at=self._at, by=ACTOR, complete=False, page=(),
                calls=terms.calls,
            )  # fmt: skip

    def _remember(
        self,
        fresh: Iterable[tuple[Work, list[Arrival]]],
        after: Mapping[tuple[Slug, str], arrivals.Known],
        before: Mapping[tuple[Slug, str], arrivals.Known],
    ) -> None:
        works = [work for work, _ in fresh]
        self._connection.execute(
            insert(table),
            [
                {
                    "key": work.key, "content": work.content, "source": work.filing[0],
                    "external_id": work.filing[1], "number": after[work.filing].number,
                }
                for work in works
            ],
        )  # fmt: skip
        filing_links.add_own(
            self._connection,
            [(work.edit, work.filing, work.until) for work in works if work.filing not in before],
            at=self._at,
        )
        filing_links.put_emails(
            self._connection, {work.filing: work.email for work in works if work.email}
        )
        FormDrafts.forget(self._connection, [work.key for work in works])


def _receipts(connection: Connection, newest: Mapping[int, int]) -> dict[int, Receipt]:
    """By number; `newest` holds for each number that of the version that counts now."""
    wanted = sorted(newest)
    files = submissions.attached(connection, wanted)
    rows = connection.execute(select(received).where(received.c.number.in_(wanted))).mappings()
    return {
        row["number"]: Receipt(
            reference=reference(row["number"]),
            source=row["source"],
            external_id=row["external_id"],
            version=row["version"],
            received_at=instant_of(row["received_at"]),
            attachments=tuple(map(reference, files.get(row["number"], {}).values())),
            newest=reference(newest[row["number"]]),
        )
        for row in rows
    }
