"""Owns who paused which schedule, and since when each is as it is; computes no times."""

from sqlalchemy import delete, insert, select

from bpforum.store import audit
from bpforum.store.database import Database
from bpforum.store.rows import instant_of, text_of
from bpforum.store.tables_of_runs import schedule_pauses, schedules_known
from models.base import Instant
from models.run_request import RunKind, SchedulePause


class Schedules:
    """The schedules of a forum, as far as people and time change them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pause(self, kind: RunKind, *, by: str, at: Instant) -> None:
        """No run of this kind begins by itself from now on; asking for one works as ever."""
        self._act(kind, True, by, at)

    def resume(self, kind: RunKind, *, by: str, at: Instant) -> None:
        """Runs begin by themselves again; what was due meanwhile was not missed."""
        self._act(kind, False, by, at)

    def pauses(self) -> dict[RunKind, SchedulePause]:
        """The newest act on each kind that anybody acted on."""
        query = select(schedule_pauses).order_by(schedule_pauses.c.id)
        with self._database.read() as connection:
            return {
                row.kind: SchedulePause(
                    kind=row.kind, paused=bool(row.paused), by=row.by, at=instant_of(row.at)
                )
                for row in connection.execute(query)
            }

    def paused(self, kind: RunKind) -> bool:
        """Whether nothing of this kind begins by itself now."""
        act = self.pauses().get(kind)
        return act is not None and act.paused

    def know(self, kind: RunKind, cron: str, zone: str, *, at: Instant) -> Instant:
        """Since when this schedule has been watched: now, where it is new or was changed."""
        table = schedules_known
        with self._database.read() as connection:
            row = connection.execute(select(table).where(table.c.kind == kind)).first()
        if row is not None and (row.cron, row.zone) == (cron, zone):
            since = instant_of(row.since)
        else:
            since = at
            with self._database.write() as connection:
                connection.execute(delete(table).where(table.c.kind == kind))
                new = {"kind": kind, "cron": cron, "zone": zone, "since": text_of(at)}
                connection.execute(insert(table), new)
        act = self.pauses().get(kind)
        return max(since, act.at) if act else since

    def _act(self, kind: RunKind, paused: bool, by: str, at: Instant) -> None:
        act = "paused" if paused else "resumed"
        row = {"kind": kind, "paused": int(paused), "by": by, "at": text_of(at)}
        entry = audit.Entry(action=f"schedule.{act}", subject=kind, payload={})
        with self._database.write() as connection:
            connection.execute(insert(schedule_pauses), row)
            audit.append(connection, [entry], at=at, actor=by)
