"""Gives what was received a page at a time, at a cost that does not grow with the forum."""

from sqlalchemy import func, select

from bpforum.store import standing
from bpforum.store.database import Database
from bpforum.store.submissions import submission_of
from bpforum.store.tables import presences, received
from models.submission import Submission


class ReceivedPages:
    """What was received, in the order of references."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def after(self, number: int, most: int) -> tuple[Submission, ...]:
        """Those whose numbers follow on `number`, at most `most`."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(received)
                .where(received.c.number > number)
                .order_by(received.c.number)
                .limit(most)
            ).mappings().all()  # fmt: skip
            numbers = [row["number"] for row in rows]
            under = standing.newest(connection, numbers)
            gone = {
                row.number: bool(row.gone)
                for row in connection.execute(
                    select(presences.c.number, presences.c.gone)
                    .where(presences.c.number.in_(numbers))
                    .order_by(presences.c.id)
                )
            }
            later = received.alias()
            pairs = connection.execute(
                select(received.c.number, func.min(later.c.number))
                .join(
                    later,
                    (later.c.source == received.c.source)
                    & (later.c.external_id == received.c.external_id)
                    & (later.c.occurrence == received.c.occurrence)
                    & (later.c.version == received.c.version + 1),
                )
                .where(received.c.number.in_(numbers))
                .group_by(received.c.number)
            )
            successors: dict[int, int] = {row[0]: row[1] for row in pairs}
        return tuple(
            submission_of(
                row, under[row["number"]], successors.get(row["number"]),
                gone.get(row["number"], False),
            )
            for row in rows
        )  # fmt: skip
