"""Prefect's database is made whole or not at all, and only once."""

import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from flows.home import (
    PrefectFailed,
    database_of,
    entered,
    home_of,
    is_prepared,
    prepare,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home prepared after an earlier try was cut off."""
    home = home_of(tmp_path_factory.mktemp("forum"))
    home.mkdir(parents=True)
    cut_off = home / "unfinished-1.db"
    cut_off.write_bytes(b"half a database")
    long_ago = time.time() - 86_400
    os.utime(cut_off, (long_ago, long_ago))
    prepare(home)
    return home


def test_an_earlier_try_that_was_cut_off_does_no_harm(home: Path) -> None:
    assert is_prepared(home)
    assert list(home.glob("unfinished-*")) == []
    with closing(sqlite3.connect(database_of(home))) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("SELECT count(*) FROM flow_run").fetchall() == [(0,)]


def test_what_is_prepared_is_not_prepared_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("started again"))
    before = database_of(home).read_bytes()
    prepare(home)
    assert database_of(home).read_bytes() == before


def test_a_path_that_prefect_would_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PrefectFailed, match="rename the folder"):
        prepare(tmp_path / "what?" / "home")


def test_a_home_that_cannot_be_written_says_what_else_works(tmp_path: Path) -> None:
    (tmp_path / "a file").touch()
    with pytest.raises(PrefectFailed, match="Compiling without --flow needs no Prefect"):
        prepare(tmp_path / "a file" / "home")


def test_the_environment_is_as_before_when_a_flow_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "the user's own")
    monkeypatch.delenv("PREFECT_HOME", raising=False)
    before = dict(os.environ)
    with entered(tmp_path, {"PREFECT_API_URL": "ours"}):
        assert os.environ["PREFECT_API_URL"] == "ours"
        assert os.environ["PREFECT_HOME"] == str(tmp_path)
        assert os.environ["DO_NOT_TRACK"] == "1"
        assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert dict(os.environ) == before
