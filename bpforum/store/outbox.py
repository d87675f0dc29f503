"""Owns the notices to be sent: each once by its key, tried again at growing pauses; sends none."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Connection, RowMapping, func, insert, select, update

from bpforum.store.database import Database
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables_of_pages import outbox
from models.base import Instant, Model
from models.notice import AT_ONCE, ROOMS, Notice, Waiting

TOGETHER = timedelta(hours=1)
"""What nobody waits for is gathered for so long, and goes as one mail."""
_PAUSES = tuple(timedelta(minutes=n) for n in (1, 5, 15, 60, 180, 360, 720, 1440))
_MOST = 500


class OutboxCount(Model):
    """How the notices stand."""

    waiting: int
    sent: int
    given_up: int


def put(connection: Connection, notice: Notice, key: str, *, at: Instant) -> bool:
    """Adds a notice inside the caller's transaction; False where its key is known."""
    known = connection.execute(select(outbox.c.id).where(outbox.c.key == key)).first()
    if known:
        return False
    later = at if _alone(notice.kind, notice.to) else at + TOGETHER
    connection.execute(
        insert(outbox).values(
            key=key, at=text_of(at), kind=notice.kind, address=notice.to,
            language=notice.language, content=canonical(notice.values), next_try=text_of(later),
            tries=0, failure="",
        )
    )  # fmt: skip
    return True


class Outbox:
    """The notices of a forum."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, notices: Iterable[tuple[str, Notice]], *, at: Instant) -> int:
        """Adds notices, each with its key; how many were not known."""
        with self._database.write() as connection:
            return sum(put(connection, notice, key, at=at) for key, notice in notices)

    def due(self, *, at: Instant) -> tuple[tuple[Waiting, ...], ...]:
        """What is to be sent now, a mail each: the notices that go together.

        With the first that is due for an address go all others that wait for it, so that nobody
        gets a mail for each; but what somebody waits for goes alone and at once.
        """
        now = text_of(at)
        with self._database.read() as connection:
            rows = connection.execute(
                select(outbox)
                .where(outbox.c.sent_at.is_(None), outbox.c.given_up_at.is_(None))
                .order_by(outbox.c.id)
            ).mappings()  # fmt: skip
            mails: list[tuple[Waiting, ...]] = []
            together: dict[tuple[str, str], list[Waiting]] = {}
            is_due: set[tuple[str, str]] = set()
            for row in rows:
                if _alone(row["kind"], row["address"]):
                    if row["next_try"] <= now:
                        mails.append((_waiting(row),))
                    continue
                to = (row["address"], row["language"])
                together.setdefault(to, []).append(_waiting(row))
                if row["next_try"] <= now:
                    is_due.add(to)
        mails += [tuple(found) for to, found in together.items() if to in is_due]
        return tuple(mails[:_MOST])

    def mark_sent(self, ids: Sequence[int], *, at: Instant) -> None:
        """Notes that they were sent, and forgets to whom and with which words."""
        with self._database.write() as connection:
            connection.execute(
                update(outbox)
                .where(outbox.c.id.in_(ids))
                .values(sent_at=text_of(at), address="", content="{}", failure="")
            )

    def mark_failed(self, ids: Sequence[int], why: str, *, at: Instant, for_good: bool) -> None:
        """Notes why they could not be sent; they are tried again later, but not for ever."""
        with self._database.write() as connection:
            for row in connection.execute(
                select(outbox.c.id, outbox.c.tries).where(outbox.c.id.in_(ids))
            ).all():
                over = for_good or row.tries >= len(_PAUSES)
                pause = _PAUSES[min(row.tries, len(_PAUSES) - 1)]
                connection.execute(
                    update(outbox)
                    .where(outbox.c.id == row.id)
                    .values(
                        tries=row.tries + 1, failure=why[:500], next_try=text_of(at + pause),
                        given_up_at=text_of(at) if over else None,
                    )
                )  # fmt: skip

    def count(self) -> OutboxCount:
        """How many wait, were sent, and could not be."""
        with self._database.read() as connection:
            sent, given_up, all_of_them = connection.execute(
                select(
                    func.count(outbox.c.sent_at), func.count(outbox.c.given_up_at), func.count()
                ).select_from(outbox)
            ).one()
        return OutboxCount(
            waiting=all_of_them - sent - given_up, sent=sent, given_up=given_up
        )  # fmt: skip

    def given_up(self) -> tuple[tuple[Waiting, str], ...]:
        """What could not be sent, with the reason: a person has to look."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(outbox).where(outbox.c.given_up_at.is_not(None)).order_by(outbox.c.id)
            ).mappings()
            return tuple((_waiting(row), row["failure"]) for row in rows)


def _alone(kind: str, to: str) -> bool:
    """Whether it goes at once and by itself."""
    return kind in AT_ONCE or to == ROOMS


def _waiting(row: RowMapping) -> Waiting:
    return Waiting(
        id=row["id"], key=row["key"], at=instant_of(row["at"]), tries=row["tries"],
        notice=Notice(
            kind=row["kind"], to=row["address"], language=row["language"],
            values=json.loads(row["content"]),
        ),
    )  # fmt: skip
