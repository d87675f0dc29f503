"""Owns the changes of `forum.toml` that the pages make, each with who made it; judges none.

The file is the truth: people may change it by hand as well, and what they wrote is kept before it
is changed here.
"""

import os
from pathlib import Path

from sqlalchemy import Connection, insert, select

from bpforum.errors import StoreError
from bpforum.store import audit
from bpforum.store.database import Database
from bpforum.store.rows import instant_of, text_of
from bpforum.store.tables_of_pages import declarations
from models.base import Instant, Model
from models.ids import Digest, digest

BY_HAND = "by hand"
_MOST = 50


class Declaration(Model):
    """What the file was after a change."""

    id: int
    at: Instant
    by: str
    digest: Digest
    text: str


class Declarations:
    """The versions of a forum's `forum.toml`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Declaration, ...]:
        """The newest fifty, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(
                select(declarations).order_by(declarations.c.id.desc()).limit(_MOST)
            ).mappings()
            return tuple(
                Declaration(
                    id=row["id"], at=instant_of(row["at"]), by=row["by"], digest=row["digest"],
                    text=row["text"],
                )
                for row in rows
            )  # fmt: skip

    def replace(self, path: Path, seen: Digest, text: str, *, at: Instant, by: str) -> bool:
        """Puts `text` in the file at `path`, whole or not at all; False, and nothing is changed,
        where it is no longer what was `seen`.

        Raises StoreError where it cannot be written.
        """
        # The write lock of the database is the lock of the file too: pages change it one by one.
        with self._database.write() as connection:
            before = path.read_bytes()
            if digest(before) != seen:
                return False
            newest = connection.execute(
                select(declarations.c.digest).order_by(declarations.c.id.desc()).limit(1)
            ).scalar()
            if newest != seen:
                _keep(connection, before.decode("utf-8-sig"), at=at, by=BY_HAND)
            after = _keep(connection, text, at=at, by=by)
            entry = audit.Entry(
                action="forum.changed", subject="forum.toml", payload={"from": seen, "to": after}
            )
            audit.append(connection, [entry], at=at, actor=by)
            _write(path, text)
        return True


def _keep(connection: Connection, text: str, *, at: Instant, by: str) -> Digest:
    name = digest(text.encode())
    connection.execute(insert(declarations).values(at=text_of(at), by=by, digest=name, text=text))
    return name


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except OSError as error:
        raise StoreError(f"{path.name} cannot be written: {error.strerror or error}.") from error
