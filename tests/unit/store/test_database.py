"""The store's database: made on first use, brought up to date, and refused with a reason."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from bpforum.errors import StoreBusy, StoreError, StoreTooNew
from bpforum.store import database, open_store
from bpforum.store.database import Database, sqlite_url
from bpforum.store.tables import GROWING, metadata


def _sql(folder: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / ".bpforum" / "store.sqlite")
    try:
        rows = connection.execute(statement).fetchall()
        connection.commit()
        return rows
    finally:
        connection.close()


def test_opening_makes_the_store_and_opening_again_changes_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "new forum").close()
    before = _sql(tmp_path / "new forum", "select name, sql from sqlite_master order by name")
    open_store(tmp_path / "new forum").close()
    assert (
        _sql(tmp_path / "new forum", "select name, sql from sqlite_master order by name") == before
    )
    assert {f"{name}_refuses_delete" for name in GROWING} <= {row[0] for row in before}


def test_the_migrations_make_the_tables_that_the_code_uses(tmp_path: Path) -> None:
    found = Database(sqlite_url(tmp_path / "store.sqlite"))
    found.migrate()
    with found.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    found.close()


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == database.HEAD


def test_every_connection_is_set_to_survive_a_kill(tmp_path: Path) -> None:
    found = Database(sqlite_url(tmp_path / "store.sqlite"))
    with found.read() as connection:
        settings = {
            name: connection.execute(text(f"pragma {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    found.close()
    assert settings == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 60_000,
    }  # fmt: skip


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    _sql(tmp_path, "update alembic_version set version_num = '9999'")
    with pytest.raises(StoreTooNew, match="later bpforum"):
        open_store(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".bpforum").mkdir()
    (tmp_path / ".bpforum" / "store.sqlite").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(StoreError, match="backup"):
        open_store(tmp_path)


def test_a_store_that_cannot_be_made_says_where(tmp_path: Path) -> None:
    (tmp_path / ".bpforum").write_text("a file stands in the way")
    with pytest.raises(StoreError, match=r"cannot be made in .*\.bpforum"):
        open_store(tmp_path)


@pytest.mark.parametrize(
    "url", ["postgresql://me:secret@host/db", "sqlite://", "sqlite:///:memory:", "no url"]
)
def test_a_database_we_cannot_keep_a_store_in_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="BPFORUM_DATABASE_URL") as caught:
        open_store(tmp_path, url)
    assert "secret" not in str(caught.value)


def test_the_database_may_lie_elsewhere(tmp_path: Path) -> None:
    elsewhere = tmp_path / "here.sqlite"
    open_store(tmp_path / "forum", f"sqlite:///{elsewhere}").close()
    assert elsewhere.is_file()
    assert not (tmp_path / "forum" / ".bpforum" / "store.sqlite").exists()


def test_who_waits_too_long_for_the_lock_is_told_so(tmp_path: Path) -> None:
    holder = Database(sqlite_url(tmp_path / "store.sqlite"))
    waiter = Database(sqlite_url(tmp_path / "store.sqlite"), wait_seconds=0.05)
    with holder.write(), pytest.raises(StoreBusy, match="Try again"), waiter.write():
        pass
    holder.close()
    waiter.close()


def test_a_reader_sees_one_moment(tmp_path: Path) -> None:
    found = Database(sqlite_url(tmp_path / "store.sqlite"))
    with found.write() as connection:
        connection.execute(text("create table t (n integer)"))
    with found.read() as reader:
        assert reader.execute(text("select count(*) from t")).scalar() == 0
        with found.write() as writer:
            writer.execute(text("insert into t values (1)"))
        assert reader.execute(text("select count(*) from t")).scalar() == 0
    found.close()


def test_opening_a_store_that_is_there_does_not_load_the_migrations(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    program = (
        "import sys; from pathlib import Path; from bpforum.store import open_store; "
        f"open_store(Path({str(tmp_path)!r})).close(); "
        "assert 'alembic' not in sys.modules and 'prefect' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[3])


def test_a_database_that_cannot_be_opened_says_what_to_look_at(tmp_path: Path) -> None:
    (tmp_path / ".bpforum" / "store.sqlite").mkdir(parents=True)
    with pytest.raises(StoreError, match="may write in the forum's folder"):
        open_store(tmp_path)
