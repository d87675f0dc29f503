"""Owns what people have typed and not filed yet, by the digest of their form's key; files nothing.

A draft is no submission: it is in no chain, and goes when the form is filed or its time is over.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from bpforum.store.database import Database
from bpforum.store.rows import canonical, instant_of, text_of
from bpforum.store.tables_of_filings import filings, form_drafts
from models.base import Instant
from models.ids import Digest, digest
from models.receipt import FormDraft

KEPT = "kept"
"""The field of a form that carries the receipts of its files."""


class FormDrafts:
    """Drafts, each under the key of its form. Who has the key may go on with it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, key: str, form: str, data: Mapping[str, Sequence[str]], *, at: Instant) -> bool:
        """Keeps what was typed, in the place of what was there; False where it was filed already.

        It survives a kill at once, a power cut after some seconds.
        """
        name = digest(key.encode())
        row = {
            "key": name, "form": form, "at": text_of(at),
            "data": canonical({field: list(values) for field, values in data.items()}),
        }  # fmt: skip
        statement = insert(form_drafts)
        with self._database.write(lasting=False) as connection:
            was_filed = select(filings.c.number).where(filings.c.key == name).limit(1)
            if connection.execute(was_filed).first():
                return False
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["key"],
                    set_={
                        "form": statement.excluded.form, "data": statement.excluded.data,
                        "at": statement.excluded.at,
                    },
                ),
                [row],
            )  # fmt: skip
        return True

    def find(self, key: str) -> FormDraft | None:
        """What was typed last under `key`."""
        with self._database.read() as connection:
            query = select(form_drafts).where(form_drafts.c.key == digest(key.encode()))
            row = connection.execute(query).mappings().first()
        if row is None:
            return None
        data = {field: tuple(values) for field, values in json.loads(row["data"]).items()}
        return FormDraft(form=row["form"], data=data, at=instant_of(row["at"]))

    def forget_before(self, at: Instant) -> int:
        """Takes away drafts that nobody has touched since; how many."""
        with self._database.write(lasting=False) as connection:
            old = delete(form_drafts).where(form_drafts.c.at < text_of(at))
            return connection.execute(old).rowcount

    @staticmethod
    def files(connection: Connection) -> Iterator[Digest]:
        """The blobs of all files that wait in drafts: each receipt begins with its digest."""
        query = select(form_drafts.c.data).where(form_drafts.c.data.contains(f'"{KEPT}":['))
        for (data,) in connection.execute(query):
            for receipt in json.loads(data).get(KEPT, ()):
                yield receipt.partition(".")[0]

    @staticmethod
    def forget(connection: Connection, keys: Sequence[Digest]) -> None:
        """Takes away the drafts of what was filed, inside the caller's transaction."""
        connection.execute(delete(form_drafts).where(form_drafts.c.key.in_(keys)))
