"""Owns the connection: SQLite set to survive a kill, one writer at a time; knows no table."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from bpforum.errors import StoreBusy, StoreError, StoreTooNew

HEAD = "0013"
"""The newest revision in `migrations/versions`."""

_WAIT_SECONDS = 60.0
_MIGRATIONS = Path(__file__).resolve().parent / "migrations"


class Database:
    """A store's database. Reads see a snapshot; writes of all threads and processes queue up."""

    def __init__(self, url: URL, wait_seconds: float = _WAIT_SECONDS) -> None:
        self._engine = _engine(url, wait_seconds)
        self._writing = threading.RLock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view, which later writes do not change."""
        with _plain_errors(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[Connection]:
        """A transaction that holds the database's write lock from its start: all or nothing.

        It is on disk when this ends; with `lasting` false, which is for caches, some time after.
        """
        with _plain_errors(), self._writing, self._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if lasting else 'NORMAL'}")
            # IMMEDIATE: what is read here cannot be changed by another process before the commit.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    def migrate(self) -> None:
        """Brings the tables to HEAD. Raises StoreTooNew for a store of a later bpforum."""
        if self._revision() == HEAD:
            return
        from alembic import command  # slow to import, and needed once in a store's life
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", _MIGRATIONS.as_posix().replace("%", "%%"))
        with self.write() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise StoreTooNew(
                    f"This store was written by a later bpforum ({error}). "
                    "Use that version, or a copy of the forum's folder without .bpforum."
                ) from error

    def _revision(self) -> str | None:
        with self.read() as connection:
            known = connection.execute(
                text("select 1 from sqlite_master where type = 'table' and name = :name"),
                {"name": "alembic_version"},
            ).first()
            if not known:
                return None
            return connection.execute(text("select version_num from alembic_version")).scalar()

    def scrub(self) -> None:
        """Empties the write-ahead log, in which what was erased could still be read."""
        with _plain_errors(), self._writing, self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Closes all connections; the last of all processes to do so folds the WAL in."""
        self._engine.dispose()


def sqlite_url(path: Path) -> URL:
    """The URL of the database file `path`."""
    return URL.create("sqlite", database=str(path))


def read_url(url: str) -> URL:
    """`url` as SQLAlchemy understands it. Raises StoreError where we cannot keep a store."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            f"BPFORUM_DATABASE_URL: {url!r} is no database URL; "
            "write sqlite:////absolute/path/store.sqlite, or unset it."
        ) from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database or ":memory:" in url:
        raise StoreError(
            f"BPFORUM_DATABASE_URL: a store cannot be kept in {parsed.render_as_string()} yet; "
            "write sqlite:////absolute/path/store.sqlite, or unset it."
        )
    return parsed.set(drivername="sqlite")


def _engine(url: URL, wait_seconds: float) -> Engine:
    # With no isolation level the driver leaves BEGIN to us: the kind of it matters.
    engine = create_engine(url, connect_args={"timeout": wait_seconds, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        # What is erased must not stay readable in pages that are free again.
        connection.execute("PRAGMA secure_delete = ON")
        _to_wal(connection, wait_seconds)
        # A receipt means it is on disk: FULL syncs the WAL at every commit.
        connection.execute("PRAGMA synchronous = FULL")

    return engine


def _to_wal(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """SQLite does not wait for the lock of this switch: two first openings at once would fail."""
    until = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if "locked" in str(error.orig) or "busy" in str(error.orig):
            raise StoreBusy(
                "Another bpforum has been writing to this forum's store for longer than we wait. "
                "Try again when it is done."
            ) from error
        raise StoreError(
            f"The store's database cannot be used: {error.orig}. Make sure that bpforum may write "
            "in the forum's folder and in .bpforum, and that the disk is not full."
        ) from error
    except DatabaseError as error:
        raise StoreError(
            f"The store's database cannot be used: {error.orig}. If the file is damaged, restore "
            "it from a backup; without one, move .bpforum away and collect again."
        ) from error
