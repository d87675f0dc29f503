"""Owns who is told of events, and what each still has to be told; tells nobody.

The events are the entries of the audit chain: whoever is told of them misses none, and each hook
has its own place in the chain.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import RowMapping, func, insert, select, update

from bpforum.store import audit
from bpforum.store.database import Database
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables import audit as chain
from bpforum.store.tables import decisions
from bpforum.store.tables_of_pages import hooks
from models.api import Hook, HookEvent
from models.base import Instant, Model

_ACTIONS: dict[str, HookEvent] = {
    "submission.received": "received",
    "run.finished": "compiled",
    "decision.added": "published",
}
_PAUSES = tuple(timedelta(minutes=n) for n in (1, 2, 5, 15, 60, 180, 360))
_GIVES_UP = timedelta(days=3)
_AT_ONCE = 100


class Event(Model):
    """Something that a hook is told."""

    seq: int
    """Its place in the audit chain."""
    event: HookEvent
    at: Instant
    subject: str
    """A reference, a run, or the id of a decision."""


class Hooks:
    """The hooks of a forum."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, url: str, events: Sequence[HookEvent], *, at: Instant, by: str) -> Hook:
        """A new hook, which is told of what happens from now on."""
        name = "h" + secrets.token_hex(6)
        with self._database.write() as connection:
            newest = connection.execute(select(func.max(chain.c.seq))).scalar() or 0
            connection.execute(
                insert(hooks).values(
                    id=name, url=url, secret=secrets.token_hex(32), events=canonical(list(events)),
                    since=text_of(at), position=newest, next_try=text_of(at), tries=0, failure="",
                )
            )  # fmt: skip
            entry = audit.Entry(action="hook.added", subject=name, payload={})
            audit.append(connection, [entry], at=at, actor=by)
            row = connection.execute(select(hooks).where(hooks.c.id == name)).mappings().one()
            return _hook(row)

    def all(self) -> tuple[Hook, ...]:
        """All hooks, also those that ended."""
        with self._database.read() as connection:
            rows = connection.execute(select(hooks).order_by(hooks.c.since, hooks.c.id))
            return tuple(_hook(row) for row in rows.mappings())

    def secret(self, hook: str) -> bytes:
        """What the messages to a hook are signed with."""
        with self._database.read() as connection:
            found = connection.execute(select(hooks.c.secret).where(hooks.c.id == hook)).scalar()
            return bytes.fromhex(str(found))

    def end(self, hook: str, *, at: Instant, by: str, why: str = "") -> None:
        """Ends a hook."""
        with self._database.write() as connection:
            ended = connection.execute(
                update(hooks)
                .where(hooks.c.id == hook, hooks.c.ended_at.is_(None))
                .values(ended_at=text_of(at), failure=why)
            )
            if ended.rowcount:
                entry = audit.Entry(action="hook.ended", subject=hook, payload={})
                audit.append(connection, [entry], at=at, actor=by)

    def due(self, *, at: Instant) -> tuple[tuple[Hook, tuple[Event, ...]], ...]:
        """The hooks that may be told now, each with what it has to be told, in order."""
        found = []
        with self._database.read() as connection:
            newest = connection.execute(select(func.max(chain.c.seq))).scalar() or 0
            rows = connection.execute(
                select(hooks).where(
                    hooks.c.ended_at.is_(None), hooks.c.next_try <= text_of(at),
                    hooks.c.position < newest,
                )
            ).mappings().all()  # fmt: skip
            for row in rows:
                hook = _hook(row)
                entries = connection.execute(
                    select(chain.c.seq, chain.c.at, chain.c.action, chain.c.subject)
                    .where(chain.c.seq > hook.position, chain.c.action.in_(_ACTIONS))
                    .order_by(chain.c.seq)
                    .limit(_AT_ONCE)
                ).all()
                published = set(
                    connection.execute(
                        select(decisions.c.id).where(
                            decisions.c.kind == "publish",
                            decisions.c.id.in_([one.subject for one in entries]),
                        )
                    ).scalars()
                )
                events = tuple(
                    Event(
                        seq=one.seq, event=_ACTIONS[one.action], at=instant_of(one.at),
                        subject=one.subject,
                    )
                    for one in entries
                    if _ACTIONS[one.action] in hook.events
                    and (one.action != "decision.added" or one.subject in published)
                )  # fmt: skip
                upto = entries[-1].seq if len(entries) == _AT_ONCE else newest
                found.append((hook.model_copy(update={"position": upto}), events))
        return tuple(found)

    def told(self, hook: str, upto: int) -> None:
        """Notes how far a hook was told."""
        with self._database.write() as connection:
            connection.execute(
                update(hooks)
                .where(hooks.c.id == hook, hooks.c.position < upto)
                .values(position=upto, tries=0, failing_since=None, failure="")
            )

    def failed(self, hook: str, why: str, *, at: Instant) -> None:
        """Notes that a hook did not answer; it is tried again, but not for ever."""
        with self._database.write() as connection:
            row = connection.execute(select(hooks).where(hooks.c.id == hook)).mappings().one()
            since = instant_of(row["failing_since"]) if row["failing_since"] else at
            pause = _PAUSES[min(row["tries"], len(_PAUSES) - 1)]
            over = at - since > _GIVES_UP
            connection.execute(
                update(hooks)
                .where(hooks.c.id == hook)
                .values(
                    tries=row["tries"] + 1, failing_since=text_of(since), failure=why[:500],
                    next_try=text_of(at + pause), ended_at=text_of(at) if over else None,
                )
            )  # fmt: skip


def _hook(row: RowMapping) -> Hook:
    return Hook(
        id=row["id"], url=row["url"], events=json.loads(row["events"]),
        since=instant_of(row["since"]), position=row["position"],
        failing_since=instant_of(row["failing_since"]) if row["failing_since"] else None,
        failure=row["failure"],
        ended_at=instant_of(row["ended_at"]) if row["ended_at"] else None,
    )  # fmt: skip
