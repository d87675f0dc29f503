"""Removes bytes that nobody names: of files that came with a form that was never filed.

What is named stays: by what was received, by a draft, by what was read in a mail. So does what was
put a short while ago, since whoever files it names it only afterwards; and what was there before
this database was begun, since where a store is opened with a wrong one nothing is named.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from sqlalchemy import Connection, select

from bpforum.store import audit, readings
from bpforum.store.blobs import Blobs
from bpforum.store.database import Database
from bpforum.store.form_drafts import FormDrafts
from bpforum.store.rows import instant_of
from bpforum.store.tables import audit as audit_table
from bpforum.store.tables import received
from models.base import Instant
from models.ids import Digest

_ACTOR = "machine"
_AT_ONCE = 100


def remove(database: Database, blobs: Blobs, since: Instant, *, at: Instant) -> int:
    """Takes blobs off the disk that nothing names, and that nobody has put `since`; how many."""
    with database.read() as connection:
        begun = connection.execute(select(audit_table.c.at).where(audit_table.c.seq == 1)).scalar()
        old = set(blobs.last_put(instant_of(begun), since)) if begun else set()
        if old:
            old.difference_update(_named(connection))
    waiting, removed = sorted(old), 0
    while waiting:
        some, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        with database.write() as connection:
            # Asked again: from here on until the commit nothing can come to name one of them.
            named = set(some).intersection(_named(connection, some))
            gone = [
                name for name in some if name not in named and blobs.remove_unless_put(name, since)
            ]
            if gone:
                entry = audit.Entry(
                    action="files.removed", subject="unfiled", payload={"files": len(gone)}
                )
                audit.append(connection, [entry], at=at, actor=_ACTOR)
        removed += len(gone)
    return removed


def _named(connection: Connection, some: Collection[Digest] = ()) -> Iterator[Digest]:
    """What anything names, again and again; of what was received only `some`, where given."""
    query = select(received.c.digest)
    if some:
        query = query.where(received.c.digest.in_(some))
    ours: Iterable[Digest] = connection.execute(query).scalars()
    return chain(ours, FormDrafts.files(connection), readings.files(connection))
