"""Real flows on a fresh home: what comes out, what is recorded, and that nothing stays behind."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from flows.compile import MOST_TASKS
from flows.home import database_of

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """What the process of the two flows said and left."""

    seen: dict[str, Any]
    stderr: str
    home: Path
    user_home: Path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What Prefect recorded."""
        with closing(sqlite3.connect(database_of(self.home))) as database:
            return database.execute(query).fetchall()


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Two flows in one process: fresh home with a space, empty HOME, a user's own settings."""
    folder = tmp_path_factory.mktemp("a forum")
    user_home = folder / "user"
    user_home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.small_flow", str(folder / "home")],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(user_home),
            "PREFECT_API_URL": "http://192.0.2.1/api",
            "PREFECT_API_KEY": "the user's own",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Ran(json.loads(done.stdout), done.stderr, folder / "home", user_home)


def test_every_step_gives_its_result(ran: Ran) -> None:
    assert [doubled for doubled, _ in ran.seen["doubled"]] == [2 * n for n in range(MOST_TASKS + 3)]


def test_an_error_comes_out_as_it_was_raised_and_is_not_printed(ran: Ran) -> None:
    assert ran.seen["raised"] == "as it is"
    assert ran.stderr == ""


def test_runs_are_recorded_by_name(ran: Ran) -> None:
    assert set(ran.rows("SELECT name, state_type FROM flow_run")) == {
        ("small {1}", "COMPLETED"),
        ("small 2", "FAILED"),
    }


def test_a_run_has_as_many_tasks_as_it_may_and_no_more(ran: Ran) -> None:
    in_a_task = [in_a_task for _, in_a_task in ran.seen["doubled"]]
    assert in_a_task == [True] * MOST_TASKS + [False] * 3


def test_a_step_is_recorded_as_a_task_of_its_name(ran: Ran) -> None:
    # Only some: Prefect writes them down when it has time, and we do not wait for it.
    recorded = {name.rpartition("-")[0] for (name,) in ran.rows("SELECT name FROM task_run")}
    assert "double 0" in recorded
    assert recorded <= {"refuse", *(f"double {n}" for n in range(MOST_TASKS))}


def test_the_terminal_is_told_what_is_waited_for(ran: Ran) -> None:
    told = ran.seen["told"]
    assert [line for line in told if line.startswith("Preparing")] == told[:1]  # once, not twice
    assert sum(line.startswith("Starting Prefect's server") for line in told) == 2


def test_the_server_answers_nobody_else(ran: Ran) -> None:
    assert ran.seen["status without secret"] == 401


def test_the_server_is_gone_afterwards(ran: Ran) -> None:
    address = urlsplit(ran.seen["url"])
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname or "", address.port or 0), timeout=5)


def test_the_users_own_prefect_is_left_alone(ran: Ran) -> None:
    assert ran.seen["left in the environment"] == ["PREFECT_API_KEY", "PREFECT_API_URL"]
    assert list(ran.user_home.iterdir()) == []
