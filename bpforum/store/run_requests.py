"""Owns the queue of what was asked to be run, and its history; runs nothing itself.

What asks writes a row with its audit entry; what runs claims one at a time, under the lock. Only
the audit chain, the claim and the end need to last: what is told meanwhile is for onlookers.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from bpforum.errors import StoreError
from bpforum.store import audit, run_lock
from bpforum.store.database import Database
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.run_rows import request_of
from bpforum.store.tables_of_runs import run_events as events_table
from bpforum.store.tables_of_runs import run_requests as table
from models.base import Instant
from models.run_request import (
    STOPPED,
    WITHDRAWN,
    RunEvent,
    RunFailure,
    RunKind,
    RunLock,
    RunOutcome,
    RunParameters,
    RunRequest,
    RunTrigger,
)

MOST_ATTEMPTS = 2
"""A run whose process died is begun once more; one that kills two is told to a person."""


BY_HAND = RunFailure(code=STOPPED, words="It was stopped by hand.")
_TAKEN_BACK = RunFailure(code=WITHDRAWN, words="It was taken back before it began.")


class LockLost(StoreError):
    """A run went on for longer than it said it was alive, and another may have begun."""

    code = "lock_lost"


class RunRequests:
    """The runs of a forum. Never two at a time: a request waits while another is running."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        kind: RunKind,
        *,
        by: str,
        trigger: RunTrigger,
        at: Instant,
        parameters: RunParameters | None = None,
        key: str | None = None,
    ) -> RunRequest:
        """The request as it stands in the queue now. Asked again with the same `key`, the same."""
        with self._database.write() as connection:
            if key is not None and (known := _row_by(connection, table.c.key == key)):
                return request_of(known)
            return _insert(
                connection, kind, by, trigger, at, parameters or RunParameters(), key=key
            )

    def fall_due(
        self, kind: RunKind, due: Instant, *, at: Instant, flow_run: str = ""
    ) -> RunRequest | None:
        """What the schedule asks for at `due`; None where that was asked for already.

        While one that the schedule asked for still waits it stands for this time too: a run is of
        all that there is when it begins.
        """
        scheduled = (table.c.kind == kind) & table.c.due.is_not(None)
        waits = table.c.finished_at.is_(None) & table.c.claimed_at.is_(None)
        with self._database.write() as connection:
            if _row_by(connection, scheduled & (table.c.due >= text_of(due))):
                return None
            if waiting := _row_by(connection, scheduled & waits):
                name = waiting["id"]
                later = update(table).where(table.c.id == name).values(due=text_of(due))
                connection.execute(later)
                return _found(connection, name)
            return _insert(
                connection, kind, "machine", "schedule", at, RunParameters(), due=text_of(due),
                flow_run=flow_run,
            )  # fmt: skip

    def begin(
        self,
        kind: RunKind,
        *,
        by: str,
        trigger: RunTrigger,
        at: Instant,
        owner: str,
        lease: timedelta,
        parameters: RunParameters | None = None,
    ) -> RunRequest | None:
        """Asks, and claims in the same moment; None, and nothing asked, while another runs."""
        with self._database.write() as connection:
            _recover(connection, at)
            if run_lock.holder(connection) is not None:
                return None
            one = _insert(connection, kind, by, trigger, at, parameters or RunParameters())
            return _claim(connection, one.id, owner, at, lease)

    def claim(self, owner: str, *, at: Instant, lease: timedelta) -> RunRequest | None:
        """The oldest that waits, handed to `owner` with the lock; None where none may begin."""
        with self._database.read() as connection:  # mostly there is nothing to do
            if _oldest_waiting(connection) is None:
                return None
        with self._database.write() as connection:
            _recover(connection, at)
            name = _oldest_waiting(connection)
            if name is None or run_lock.holder(connection) is not None:
                return None
            return _claim(connection, name, owner, at, lease)

    def start(self, request: str, owner: str, *, at: Instant, flow_run: str = "") -> None:
        """The work itself begins now. Raises LockLost."""
        with self._database.write() as connection:
            _held(connection, request, owner)
            values = {"started_at": text_of(at)} | ({"flow_run": flow_run} if flow_run else {})
            connection.execute(update(table).where(table.c.id == request).values(values))

    def renew(
        self,
        request: str,
        owner: str,
        *,
        at: Instant,
        lease: timedelta,
        events: Iterable[RunEvent] = (),
    ) -> None:
        """Says that the owner is alive, and what it did meanwhile. Raises LockLost."""
        with self._database.write(lasting=False) as connection:
            if not run_lock.renew(connection, owner, request, at + lease):
                raise _lost(request)
            _tell(connection, request, events)

    def tell(self, request: str, events: Iterable[RunEvent]) -> None:
        """Says something about a request that nobody is working on."""
        with self._database.write(lasting=False) as connection:
            _tell(connection, request, events)

    def finish(
        self,
        request: str,
        owner: str,
        *,
        at: Instant,
        run: str = "",
        outcome: RunOutcome | None = None,
        failure: RunFailure | None = None,
        events: Iterable[RunEvent] = (),
    ) -> None:
        """It is over, well or not, and the next may begin. Raises LockLost."""
        with self._database.write() as connection:
            _held(connection, request, owner)
            _tell(connection, request, events)
            text = outcome.model_dump_json() if outcome else None
            _end(connection, request, at, owner, failure, {"run": run, "outcome": text})

    def release(self, request: str, owner: str, *, at: Instant, words: str, again: bool) -> None:
        """Back into the queue, undone; with `again` it counts as not tried. Raises LockLost."""
        with self._database.write() as connection:
            row = _held(connection, request, owner)
            attempts = row["attempts"] - 1 if again else row["attempts"]
            _hand_back(connection, request, at, words, attempts)

    def withdraw(self, request: str, *, by: str, at: Instant) -> bool:
        """Takes back what waits; False where it was begun, is over, or is not known."""
        with self._database.write() as connection:
            row = _row_by(connection, table.c.id == request)
            if row is None or request_of(row).state != "waiting":
                return False
            _end(connection, request, at, by, _TAKEN_BACK, {})
            return True

    def stop(self, request: str, *, by: str, at: Instant) -> RunRequest | None:
        """Asks that it be stopped; the request as it stands then, None where it is not known.

        What waits is withdrawn; what is over, or was asked to stop before, stays as it is.
        """
        with self._database.write() as connection:
            row = _row_by(connection, table.c.id == request)
            if row is None:
                return None
            one = request_of(row)
            if one.state == "waiting":
                _end(connection, request, at, by, _TAKEN_BACK, {})
            elif one.state == "running" and one.stop_asked_at is None:
                asked = {"stop_asked_at": text_of(at), "stop_asked_by": by}
                connection.execute(update(table).where(table.c.id == request).values(asked))
                entry = audit.Entry(action="run_request.stop_asked", subject=request, payload={})
                audit.append(connection, [entry], at=at, actor=by)
                _recover(connection, at)  # nobody is there to see it where its process is gone
                lock = run_lock.holder(connection)
                if lock is None and _found(connection, request).finished_at is None:
                    _end(connection, request, at, by, BY_HAND, {})  # nor where none is known of
            return _found(connection, request)

    def is_to_stop(self, request: str) -> bool:
        """Whether somebody asked that it be stopped."""
        with self._database.read() as connection:
            query = select(table.c.stop_asked_at).where(table.c.id == request)
            return connection.execute(query).scalar() is not None

    def recover(self, *, at: Instant) -> RunRequest | None:
        """What had been begun by a process that is no more: handed out again, or ended."""
        with self._database.read() as connection:
            lock = run_lock.holder(connection)
        if lock is None or not run_lock.is_dead(lock, at):
            return None
        with self._database.write() as connection:
            return _recover(connection, at)

    def get(self, request: str) -> RunRequest | None:
        """One request, by its id."""
        with self._database.read() as connection:
            row = _row_by(connection, table.c.id == request)
            return request_of(row) if row else None

    def newest(self, most: int = 50, kinds: Collection[RunKind] = ()) -> tuple[RunRequest, ...]:
        """The last that were asked for, newest first."""
        query = select(table).order_by(table.c.number.desc()).limit(most)
        if kinds:
            query = query.where(table.c.kind.in_(kinds))
        with self._database.read() as connection:
            return tuple(request_of(row) for row in connection.execute(query).mappings())

    def open(self) -> tuple[RunRequest, ...]:
        """What is running or waits, in the order of the queue."""
        query = select(table).where(table.c.finished_at.is_(None)).order_by(table.c.number)
        with self._database.read() as connection:
            return tuple(request_of(row) for row in connection.execute(query).mappings())

    def last_due(self, kind: RunKind) -> Instant | None:
        """The latest time of the schedule for which a run was asked."""
        query = select(table.c.due).where(table.c.kind == kind, table.c.due.is_not(None))
        with self._database.read() as connection:
            text = connection.execute(query.order_by(table.c.due.desc()).limit(1)).scalar()
        return instant_of(text) if text else None

    def events(self, request: str) -> tuple[RunEvent, ...]:
        """What happened to a request, in order."""
        query = select(events_table.c.data).where(events_table.c.request == request)
        with self._database.read() as connection:
            found = connection.execute(query.order_by(events_table.c.id)).scalars()
            return tuple(RunEvent.model_validate_json(text) for text in found)

    def lock(self) -> RunLock | None:
        """Who runs something now."""
        with self._database.read() as connection:
            return run_lock.holder(connection)


def _insert(
    connection: Connection,
    kind: RunKind,
    by: str,
    trigger: RunTrigger,
    at: Instant,
    parameters: RunParameters,
    **more: str | None,
) -> RunRequest:
    row: dict[str, Any] = {
        "id": f"r{secrets.token_hex(6)}", "kind": kind, "by": by, "trigger": trigger,
        "parameters": canonical(parameters.model_dump(mode="json")), "requested_at": text_of(at),
        "attempts": 0, "claimed_by": "", "run": "", "flow_run": "", **more,
    }  # fmt: skip
    connection.execute(insert(table), row)
    payload = {name: row[name] for name in ("kind", "trigger", "parameters")}
    entry = audit.Entry(action="run_request.added", subject=row["id"], payload=payload)
    audit.append(connection, [entry], at=at, actor=by)
    return _found(connection, row["id"])


def _claim(
    connection: Connection, request: str, owner: str, at: Instant, lease: timedelta
) -> RunRequest:
    run_lock.take(connection, owner, request, at, at + lease)
    values = {
        "claimed_at": text_of(at), "claimed_by": owner, "started_at": None,
        "attempts": table.c.attempts + 1,
    }  # fmt: skip
    connection.execute(update(table).where(table.c.id == request).values(values))
    return _found(connection, request)


def _recover(connection: Connection, at: Instant) -> RunRequest | None:
    lock = run_lock.holder(connection)
    if lock is None or not run_lock.is_dead(lock, at):
        return None
    one = _found(connection, lock.request)
    if one.stop_asked_at is not None:
        _end(connection, one.id, at, "machine", BY_HAND, {})
        return _found(connection, one.id)
    if one.trigger == "command":
        words = "The command that ran it was stopped before the end. Run it again to go on."
    elif one.attempts >= MOST_ATTEMPTS:
        words = (
            "The process that ran it ended without a word, twice: perhaps the machine has too "
            "little memory; .bpforum/worker.log may say more. What was collected is safe. Start it "
            "again when that is mended."
        )
    else:
        words = "The process that ran it is no more. It begins again; nothing was lost."
        _hand_back(connection, one.id, at, words, one.attempts)
        return _found(connection, one.id)
    failure = RunFailure(code="process_lost", words=words)
    _end(connection, one.id, at, "machine", failure, {})
    return _found(connection, one.id)


def _hand_back(
    connection: Connection, request: str, at: Instant, words: str, attempts: int
) -> None:
    if _found(connection, request).stop_asked_at is not None:
        _end(connection, request, at, "machine", BY_HAND, {})
        return
    values = {"claimed_at": None, "claimed_by": "", "started_at": None, "attempts": attempts}
    connection.execute(update(table).where(table.c.id == request).values(values))
    run_lock.give_back(connection, request)
    _tell(connection, request, [RunEvent(at=at, words=words)])


def _end(
    connection: Connection,
    request: str,
    at: Instant,
    by: str,
    failure: RunFailure | None,
    values: Mapping[str, Any],
) -> None:
    told = failure.model_dump_json() if failure else None
    row = {"finished_at": text_of(at), "failure": told, **values}
    connection.execute(update(table).where(table.c.id == request).values(row))
    run_lock.give_back(connection, request)
    payload = {"run": values.get("run", ""), "failure": failure.code if failure else ""}
    entry = audit.Entry(action="run_request.ended", subject=request, payload=payload)
    audit.append(connection, [entry], at=at, actor="machine" if ":" in by else by)


def _held(connection: Connection, request: str, owner: str) -> RowMapping:
    """The request's row, where `owner` holds the lock for it."""
    lock = run_lock.holder(connection)
    row = _row_by(connection, table.c.id == request)
    if row is None or lock is None or (lock.owner, lock.request) != (owner, request):
        raise _lost(request)
    return row


def _lost(request: str) -> LockLost:
    return LockLost(
        f"The run {request} did not say in time that it is alive, so another may have begun. "
        "It stops here; nothing was lost."
    )


def _oldest_waiting(connection: Connection) -> str | None:
    waits = table.c.finished_at.is_(None) & table.c.claimed_at.is_(None)
    query = select(table.c.id).where(waits).order_by(table.c.number).limit(1)
    return connection.execute(query).scalar()


def _tell(connection: Connection, request: str, events: Iterable[RunEvent]) -> None:
    rows = [
        {"request": request, "at": text_of(one.at), "data": one.model_dump_json()} for one in events
    ]
    if rows:
        connection.execute(insert(events_table), rows)


def _row_by(connection: Connection, where: Any) -> RowMapping | None:
    return connection.execute(select(table).where(where)).mappings().first()


def _found(connection: Connection, request: str) -> RunRequest:
    row = _row_by(connection, table.c.id == request)
    if row is None:
        raise StoreError(f"There is no request {request!r} for a run.")
    return request_of(row)
