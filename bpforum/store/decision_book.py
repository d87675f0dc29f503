"""Owns what one decision needs of the store, at a cost that does not grow with the forum.

A decision is recorded in one transaction with its audit entry, under the next free id, unless
somebody decided about the same thing since the page was made. It judges no decision's form.
"""

import json
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import Connection, func, insert, select

from bpforum.store import audit, decisions
from bpforum.store.database import Database
from bpforum.store.decisions import decision_of
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables import decisions as table
from bpforum.store.tables import erasures, looks, own_inputs, received
from models.base import Instant, Model
from models.decision import Decision
from models.ids import Reference, number_of, reference

_AT_ONCE = 500

Numbered = tuple[int, Decision]
"""A decision with its place in the order in which they came in."""


class Overtaken(Model):
    """Not recorded: others decided about the same thing in the meantime."""

    since: tuple[Decision, ...]
    """All that was decided about it, in the order in which it came in."""


class Look(Model):
    """What somebody last saw of the draft."""

    run: str
    seq: int
    at: Instant


class DecisionBook:
    """The decisions of a forum, by what they are about and by when they came in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self,
        make: Callable[[str], Decision],
        *,
        about: Collection[str] = (),
        is_current: Callable[[Sequence[Decision]], bool] = lambda found: True,
        own_input: Collection[Reference] = (),
        at: Instant,
        actor: str,
    ) -> Decision | Overtaken:
        """Records what `make` gives for the next free id.

        `is_current` is shown, within the transaction, all that was decided so far `about` these
        targets, and says whether the person has seen it. `own_input`: what of their own
        organisation's they decide on; it is flagged. Raises StoreError.
        """
        with self._database.write() as connection:
            found = [decision for _, decision in _on(connection, about)]
            if not is_current(found):
                return Overtaken(since=tuple(found))
            decision = make(_next_id(connection))
            decisions.add(connection, [decision], at=at, by=actor)
            if own_input:
                named = sorted(set(own_input), key=lambda one: (len(one), one))
                connection.execute(
                    insert(own_inputs).values(decision=decision.id, references=canonical(named))
                )
                audit.append(
                    connection,
                    [
                        audit.Entry(
                            action="decision.own_input", subject=decision.id,
                            payload={"references": named},
                        )
                    ],
                    at=at,
                    actor=actor,
                )  # fmt: skip
        return decision

    def on(self, targets: Collection[str]) -> tuple[Numbered, ...]:
        """What was decided about `targets`, with what takes that back, in order."""
        with self._database.read() as connection:
            return _on(connection, targets)

    def after(self, seq: int, most: int = 1_000_000) -> tuple[Numbered, ...]:
        """What came in after the decision `seq`; all of it from 0."""
        query = select(table).where(table.c.seq > seq).order_by(table.c.seq).limit(most)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings()
            return tuple((row["seq"], decision_of(row)) for row in rows)

    def newest_before(self, seq: int, most: int) -> tuple[Numbered, ...]:
        """The last decisions that came in before `seq` (0: of all), the newest first."""
        query = select(table).order_by(table.c.seq.desc()).limit(most)
        if seq:
            query = query.where(table.c.seq < seq)
        with self._database.read() as connection:
            rows = connection.execute(query).mappings()
            return tuple((row["seq"], decision_of(row)) for row in rows)

    def newest(self) -> int:
        """The place of the decision that came in last; 0 where there is none."""
        with self._database.read() as connection:
            return _newest(connection)

    def find(self, identifier: str) -> Decision | None:
        """The decision of that id."""
        with self._database.read() as connection:
            query = select(table).where(table.c.id == identifier)
            row = connection.execute(query).mappings().first()
            return decision_of(row) if row else None

    def knows(self, name: Reference) -> bool:
        """Whether something was ever received under that reference."""
        number = number_of(name)
        query = select(received.c.number).where(received.c.number == number)
        with self._database.read() as connection:
            return number is not None and connection.execute(query).first() is not None

    def own_inputs(self, identifiers: Collection[str]) -> dict[str, tuple[Reference, ...]]:
        """Of these decisions, those on their maker's own organisation's input, with what it is."""
        query = select(own_inputs).where(own_inputs.c.decision.in_(sorted(identifiers)))
        with self._database.read() as connection:
            rows = connection.execute(query).mappings()
            return {row["decision"]: tuple(json.loads(row["references"])) for row in rows}

    def erased(self) -> frozenset[Reference]:
        """Everything that was ever erased."""
        with self._database.read() as connection:
            return frozenset(
                map(reference, connection.execute(select(erasures.c.number)).scalars())
            )

    def look(self, account: str) -> Look | None:
        """What an account last saw; None where it never looked."""
        query = select(looks).where(looks.c.account == account)
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                return None
            return Look(run=row["run"], seq=row["seq"], at=instant_of(row["at"]))

    def looked(self, account: str, run: str, seq: int, *, at: Instant) -> None:
        """Remembers what an account sees now, in place of what it saw before."""
        with self._database.write(lasting=False) as connection:
            connection.execute(looks.delete().where(looks.c.account == account))
            connection.execute(
                insert(looks).values(account=account, run=run, seq=seq, at=text_of(at))
            )


def _on(connection: Connection, targets: Collection[str]) -> tuple[Numbered, ...]:
    found: dict[int, Decision] = {}
    waiting = sorted(set(targets))
    first = True
    while waiting:
        fresh: list[str] = []
        for start in range(0, len(waiting), _AT_ONCE):
            query = select(table).where(table.c.target.in_(waiting[start : start + _AT_ONCE]))
            if not first:
                query = query.where(table.c.kind == "take_back")
            for row in connection.execute(query).mappings():
                if row["seq"] not in found:
                    found[row["seq"]] = decision_of(row)
                    fresh.append(row["id"])
        waiting, first = sorted(fresh), False
    return tuple(sorted(found.items()))


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.max(table.c.seq))).scalar() or 0)


def _next_id(connection: Connection) -> str:
    number = _newest(connection) + 1
    while connection.execute(select(table.c.seq).where(table.c.id == f"d{number:03d}")).first():
        number += 1
    return f"d{number:03d}"
