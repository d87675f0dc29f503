"""Owns the signs of life of the forum's workers, for pages that never speak to one."""

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store import run_lock
from bpforum.store.database import Database
from bpforum.store.rows import instant_of, text_of
from bpforum.store.tables_of_runs import workers as table
from models.base import Instant
from models.run_request import WorkerSign

_SILENT = timedelta(minutes=2)
"""Who has said nothing for so long is taken not to be there."""


class Workers:
    """Who is there to run what is asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign(self, worker: WorkerSign) -> None:
        """Says that a worker is there."""
        row = {
            "owner": worker.owner, "started_at": text_of(worker.started_at),
            "seen_at": text_of(worker.seen_at), "prefect_url": worker.prefect_url,
            "trouble": worker.trouble,
        }  # fmt: skip
        statement = insert(table).values(row)
        with self._database.write(lasting=False) as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["owner"], set_=row))
            old = table.c.seen_at < text_of(worker.seen_at - timedelta(days=1))
            connection.execute(delete(table).where(old))

    def leave(self, owner: str) -> None:
        """Says that it goes."""
        with self._database.write() as connection:
            connection.execute(delete(table).where(table.c.owner == owner))

    def there(self, *, at: Instant) -> WorkerSign | None:
        """The worker that was last seen, where one is there."""
        with self._database.read() as connection:
            rows = connection.execute(select(table).order_by(table.c.seen_at.desc())).all()
        for row in rows:
            if instant_of(row.seen_at) + _SILENT > at and not run_lock.is_gone(row.owner):
                return WorkerSign(
                    owner=row.owner, started_at=instant_of(row.started_at),
                    seen_at=instant_of(row.seen_at), prefect_url=row.prefect_url,
                    trouble=row.trouble,
                )  # fmt: skip
        return None
