"""Checks the store against its own audit chain; mends nothing."""

import json
from collections.abc import Iterator

from sqlalchemy import Connection, select

from bpforum.store import audit, decisions, standing, submissions
from bpforum.store.tables import audit as audit_table
from bpforum.store.tables import decisions as decision_table
from bpforum.store.tables import received
from bpforum.store.tables import terms as terms_table
from models.ids import Digest, reference
from models.submission import Reason, Rejected

_REMEDY = "Compare with a backup: somebody changed the store's database by hand."


def verify(connection: Connection) -> Rejected | None:
    """None where all holds; else every row that the chain does not vouch for, in order."""
    broken = list(audit.broken_links(connection))
    reasons = broken or list(_unvouched(connection))
    return Rejected(reasons=tuple(reasons)) if reasons else None


def _unvouched(connection: Connection) -> Iterator[Reason]:
    """Rows that are not as the chain says, rows it does not know, and rows that are missing."""
    said = _said(connection)
    found: dict[tuple[str, str], list[Digest]] = {}
    for row in connection.execute(select(received).order_by(received.c.number)).mappings():
        found["submission", reference(row["number"])] = [submissions.seal(row)]
    for row in connection.execute(select(terms_table).order_by(terms_table.c.id)).mappings():
        found.setdefault(("terms", reference(row["number"])), []).append(standing.seal(row))
    for row in connection.execute(select(decision_table)).mappings():
        found["decision", row["id"]] = [decisions.seal(row)]
    for key in sorted(said.keys() | found.keys()):
        if said.get(key) == found.get(key):
            continue
        kind, name = key
        wrong = (
            "is missing from the store" if key not in found
            else "is not in the audit chain" if key not in said
            else "is not as it was written"
        )  # fmt: skip
        yield Reason(
            code="row_changed",
            message=f"The {kind} of {name} {wrong}." if kind == "terms"
            else f"The {kind} {name} {wrong}.",
            where=f"{kind}.{name}",
            remedy=_REMEDY,
        )  # fmt: skip


def _said(connection: Connection) -> dict[tuple[str, str], list[Digest]]:
    """What the chain says was written, by kind and name."""
    said: dict[tuple[str, str], list[Digest]] = {}
    rows = connection.execute(
        select(audit_table.c.action, audit_table.c.subject, audit_table.c.payload)
        .order_by(audit_table.c.seq)
    )  # fmt: skip
    for action, subject, text in rows:
        payload = json.loads(text)
        if action in ("submission.received", "submission.erased"):
            said["submission", subject] = [payload["row"]]
        if action in ("submission.received", "submission.terms"):
            said.setdefault(("terms", subject), []).append(payload["terms"])
        if action in ("decision.added", "decision.blanked"):
            said["decision", subject] = [payload["row"]]
    return said
