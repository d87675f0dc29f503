"""Destroys the content of what a person asked to be erased; the chain that vouches for it stays.

What stays is that something came: reference, source, time, and the fate in the ledger. What goes:
bytes, file name, fields, everything that was read in it, what decisions about it quote, and what a
language model made of it.
"""

import json
from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from bpforum.store import answers, audit, decisions, filing_links, worked_out
from bpforum.store.rows import canonical, text_of
from bpforum.store.submissions import find_row, numbers_of, seal
from bpforum.store.tables import ERASED, erasures, readings, received, vectors
from bpforum.store.tables import decisions as decision_table
from models.base import Instant
from models.decision import Decision
from models.ids import Digest, Slug, digest, reference


def identity(source: Slug, external_id: str) -> Digest:
    """How an erased thing is known again when its source brings it once more."""
    return digest(canonical([source, external_id]).encode())


def identities(connection: Connection) -> frozenset[Digest]:
    """Of everything that was ever erased."""
    return frozenset(connection.execute(select(erasures.c.identity)).scalars())


def erase(
    connection: Connection, decision: Decision, *, at: Instant
) -> tuple[list[int], list[Digest]]:
    """Blanks the target, all its versions, and what came inside them or in their place.

    Returns the numbers, and the digests of blobs that nothing names any more. Raises StoreError
    where there is no such submission.
    """
    numbers = _with_all_that_hangs_on(connection, decision.target)
    done = set(connection.execute(select(erasures.c.number)).scalars())
    numbers = [number for number in numbers if number not in done]
    if not numbers:
        return [], []
    rows = connection.execute(select(received).where(received.c.number.in_(numbers))).mappings()
    before = {row["number"]: dict(row) for row in rows}
    connection.execute(
        insert(erasures),
        [
            {
                "number": number,
                "at": text_of(at),
                "decision": decision.id,
                "identity": identity(row["source"], row["external_id"]),
            }
            for number, row in sorted(before.items())
        ],
    )
    nothing = digest(b"")
    for number in numbers:
        blank = {
            "external_id": f"erased-{number}", "occurrence": 1, "version": 1, "digest": nothing,
            "size": 0, "media_type": ERASED, "channel": "", "fields": "{}", "trouble": "",
            "content": nothing,
        }  # fmt: skip
        connection.execute(update(received).where(received.c.number == number).values(blank))
    digests = {row["digest"] for row in before.values()}
    connection.execute(delete(readings).where(readings.c.digest.in_(digests)))
    # A vector can be compared with those of guessed texts; all are cheap to make anew.
    connection.execute(delete(vectors))
    worked_out.forget(connection)
    answers.forget(connection, map(reference, numbers))
    filing_links.forget(
        connection, sorted({(row["source"], row["external_id"]) for row in before.values()})
    )
    after = connection.execute(select(received).where(received.c.number.in_(numbers))).mappings()
    entries = [
        audit.Entry(
            action="submission.erased",
            subject=reference(row["number"]),
            payload={"row": seal(row), "decision": decision.id},
        )
        for row in after
    ]
    entries += _blank_decisions(connection, map(reference, numbers), decision.id)
    audit.append(connection, entries, at=at, actor=decision.by)
    named = set(
        connection.execute(
            select(received.c.digest).where(received.c.digest.in_(digests))
        ).scalars()
    )
    return numbers, sorted(digests - named)


def _with_all_that_hangs_on(connection: Connection, target: str) -> list[int]:
    """Versions, attachments, and what was imported as a correction, whatever hangs on those."""
    found: set[int] = set()
    waiting = [find_row(connection, target)["number"]]
    while waiting:
        number = waiting.pop()
        if number in found:
            continue
        row = find_row(connection, reference(number))
        versions = numbers_of(connection, row)
        found |= versions
        inside = select(received.c.number).where(received.c.parent.in_(versions))
        waiting += connection.execute(inside).scalars()
        for version in sorted(versions):
            corrects = func.json_extract(received.c.fields, "$.corrects") == reference(version)
            waiting += connection.execute(select(received.c.number).where(corrects)).scalars()
    return sorted(found)


def _blank_decisions(
    connection: Connection, references: Iterable[str], but: str
) -> list[audit.Entry]:
    """Takes away what decisions about the erased quote: a transcription is the whole text."""
    entries = []
    for name in references:
        about = or_(decision_table.c.target == name, decision_table.c.target.startswith(f"{name}/"))
        rows = connection.execute(select(decision_table).where(about)).mappings().all()
        for row in rows:
            if row["id"] == but or (json.loads(row["value"]) is None and not row["why"]):
                continue
            blank = {"value": "null", "why": ""}
            connection.execute(
                update(decision_table).where(decision_table.c.id == row["id"]).values(blank)
            )
            payload = {"row": decisions.seal({**row, **blank})}
            entries.append(
                audit.Entry(action="decision.blanked", subject=row["id"], payload=payload)
            )
    return entries
