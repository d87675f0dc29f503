"""Owns which originals had to go when their time was over; what was read in them stays."""

from collections.abc import Collection

from sqlalchemy import Connection, insert, select

from bpforum.store import audit
from bpforum.store.rows import text_of
from bpforum.store.tables import received, retired
from models.base import Instant
from models.ids import Digest, reference
from models.submission import Reason, Rejected

NO_LONGER_KEPT = Rejected(
    reasons=(
        Reason(
            code="no-longer-kept",
            message="The original was destroyed when its time was over, and what was read is lost.",
            remedy="Restore .bpforum from a backup, or ask the sender again.",
        ),
    )
)
"""What is answered where neither the original nor what was read in it is left."""


def retired_digests(connection: Connection) -> frozenset[Digest]:
    """Of the originals that were destroyed."""
    return frozenset(connection.execute(select(retired.c.digest)).scalars())


def retire(connection: Connection, digests: Collection[Digest], *, at: Instant, by: str) -> None:
    """Writes that these originals are no longer kept."""
    rows = [{"digest": name, "at": text_of(at)} for name in sorted(digests)]
    if not rows:
        return
    connection.execute(insert(retired), rows)
    numbers = connection.execute(
        select(received.c.number, received.c.digest)
        .where(received.c.digest.in_(digests))
        .order_by(received.c.number)
    )
    entries = [
        audit.Entry(action="original.retired", subject=reference(number), payload={"digest": name})
        for number, name in numbers
    ]
    audit.append(connection, entries, at=at, actor=by)
