"""Owns the audit chain: who did what and when, each entry sealed with the one before it.

Entries are written in the transaction of what they tell, and never changed. Whoever changes one
must change all that follow, and the head that manifests hold. It refuses personal data: payloads
hold ids, digests and counts.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, insert, select

from bpforum.store.rows import canonical, text_of
from bpforum.store.tables import audit
from models.base import Instant, Model
from models.ids import Digest, digest
from models.submission import Reason

START: Digest = "0" * 64
"""The digest before the first entry."""
_AT_ONCE = 2000


class Entry(Model):
    """What is to be written: `subject` is a reference, a decision's id, a run …"""

    action: str
    subject: str
    payload: dict[str, Any]


def append(connection: Connection, entries: Iterable[Entry], *, at: Instant, actor: str) -> None:
    """Writes `entries` at the end of the chain, inside the caller's transaction."""
    number, previous = _last(connection)
    moment, left = text_of(at), iter(entries)
    while some := list(islice(left, _AT_ONCE)):
        rows = []
        for entry in some:
            number += 1
            row: dict[str, Any] = {
                "seq": number,
                "at": moment,
                "actor": actor,
                "action": entry.action,
                "subject": entry.subject,
                "payload": canonical(entry.payload),
                "previous": previous,
            }
            previous = row["digest"] = _seal(row)
            rows.append(row)
        connection.execute(insert(audit), rows)


def head(connection: Connection) -> Digest:
    """The digest of the newest entry; START where there is none."""
    return _last(connection)[1]


def broken_links(connection: Connection) -> Iterator[Reason]:
    """Where the chain does not hold; after the first break only numbers can be trusted."""
    previous, expected = START, 1
    for row in connection.execute(select(audit).order_by(audit.c.seq)).mappings():
        wrong = ""
        if row["seq"] != expected:
            wrong = f"entries {expected} to {row['seq'] - 1} are missing"
        elif row["previous"] != previous:
            wrong = "it does not follow on the entry before it"
        elif row["digest"] != _seal(dict(row)):
            wrong = "it is not what was written"
        if wrong:
            yield Reason(
                code="chain_broken",
                message=f"Audit entry {row['seq']}: {wrong}.",
                where=f"audit.{row['seq']}",
                remedy="Compare with a backup: somebody changed the store's database by hand.",
            )
            return
        previous, expected = row["digest"], expected + 1


def _last(connection: Connection) -> tuple[int, Digest]:
    newest = select(func.max(audit.c.seq)).scalar_subquery()
    row = connection.execute(
        select(audit.c.seq, audit.c.digest).where(audit.c.seq == newest)
    ).first()
    return (row.seq, row.digest) if row else (0, START)


def _seal(row: dict[str, Any]) -> Digest:
    names = ("seq", "at", "actor", "action", "subject", "payload", "previous")
    return digest(canonical([row[name] for name in names]).encode())
