"""Owns who registered by a call's form; private: no reading, ledger or output knows of it."""

import json
from collections.abc import Mapping

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store import audit
from bpforum.store.database import Database
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables_of_filings import form_drafts, registrations
from models.base import Instant
from models.ids import Slug, digest
from models.receipt import Registration


class Registrations:
    """Registrations, each under the key of its form. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def register(
        self, call: Slug, answers: Mapping[str, str], *, key: str, at: Instant, by: str = "form"
    ) -> Registration:
        """Keeps the answers; under a known key they take the place of those before.

        The time and the number are those of the first.
        """
        name = digest(key.encode())
        text = canonical(dict(answers))
        with self._database.write() as connection:
            row = connection.execute(
                select(registrations).where(registrations.c.key == name)
            ).mappings().first()  # fmt: skip
            if row is None or row["answers"] != text:
                number = f"R-{name[:8]}"
                statement = insert(registrations).values(
                    key=name, id=number, call=call, answers=text, at=text_of(at)
                )
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["key"], set_={"answers": statement.excluded.answers}
                    )
                )
                entry = audit.Entry(
                    action="registration.changed" if row else "registration.received",
                    subject=number, payload={"call": call},
                )  # fmt: skip
                audit.append(connection, [entry], at=at, actor=by)
            connection.execute(delete(form_drafts).where(form_drafts.c.key == name))
            kept = connection.execute(
                select(registrations).where(registrations.c.key == name)
            ).mappings().one()  # fmt: skip
            return _registration(kept)

    def all(self, call: Slug | None = None) -> tuple[Registration, ...]:
        """All registrations, or those of one call, in the order in which they came."""
        query = select(registrations).order_by(registrations.c.at, registrations.c.id)
        with self._database.read() as connection:
            rows = connection.execute(
                query.where(registrations.c.call == call) if call else query
            ).mappings()
            return tuple(map(_registration, rows))

    def forget(self, number: str, *, at: Instant, by: str) -> bool:
        """Destroys a registration, as whom it concerns may ask; False where there is none."""
        with self._database.write() as connection:
            gone = delete(registrations).where(registrations.c.id == number)
            if not connection.execute(gone).rowcount:
                return False
            entry = audit.Entry(action="registration.erased", subject=number, payload={})
            audit.append(connection, [entry], at=at, actor=by)
        self._database.scrub()
        return True

    def find(self, key: str) -> Registration | None:
        """What was answered under `key`."""
        query = select(registrations).where(registrations.c.key == digest(key.encode()))
        with self._database.read() as connection:
            row = connection.execute(query).mappings().first()
        return _registration(row) if row else None


def _registration(row: RowMapping) -> Registration:
    return Registration(
        id=row["id"], call=row["call"], at=instant_of(row["at"]), answers=json.loads(row["answers"])
    )
