"""Owns the lock that lets one thing run in a forum at a time: an owner, a request, an expiry.

An owner renews it while it works. It is free again when it was given back, when it was not renewed
in time, and at once when its owner was a process of this machine that is no more.
"""

import os
import platform
import secrets
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update

from bpforum.store.rows import instant_of, text_of
from bpforum.store.tables_of_runs import run_lock as table
from models.base import Instant
from models.run_request import RunLock

LEASE = timedelta(seconds=90)
"""So long an owner may be silent: longer than any write in one transaction is expected to take."""
_NAME = "runs"


def new_owner() -> str:
    """What this process is called: `host:number:token`."""
    return f"{platform.node().replace(':', '-')}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Whether it was a process of this machine and is no more; False where nobody can tell."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    # On Windows signal 0 is not a question but Ctrl-C.
    if os.name != "posix" or host != platform.node().replace(":", "-"):
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError, OverflowError):
        return False  # it is another user's, or no number that we wrote
    return False


def holder(connection: Connection) -> RunLock | None:
    """Who holds it, in time or not."""
    row = connection.execute(select(table)).first()
    if row is None:
        return None
    return RunLock(
        owner=row.owner, request=row.request, since=instant_of(row.since),
        until=instant_of(row.until),
    )  # fmt: skip


def is_dead(lock: RunLock, now: Instant) -> bool:
    """Whether its owner cannot be working any more."""
    return lock.until <= now or is_gone(lock.owner)


def take(connection: Connection, owner: str, request: str, now: Instant, until: Instant) -> None:
    """For `owner`; nobody may hold it."""
    row = {
        "name": _NAME, "owner": owner, "request": request, "since": text_of(now),
        "until": text_of(until),
    }  # fmt: skip
    connection.execute(insert(table), row)


def renew(connection: Connection, owner: str, request: str, until: Instant) -> bool:
    """Whether it is still `owner`'s for this request; then it holds until `until`."""
    mine = (table.c.owner == owner) & (table.c.request == request)
    done = connection.execute(update(table).where(mine).values(until=text_of(until)))
    return done.rowcount == 1


def give_back(connection: Connection, request: str) -> None:
    """Frees it, where it was held for `request`."""
    connection.execute(delete(table).where(table.c.request == request))
