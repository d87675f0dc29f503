"""A collector killed while it walks a service: the next one brings the rest, none twice."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpforum.store import open_store
from bpforum.verify import verify_store
from tests.builders.loopback import Asked, Loopback, Reply

ROOT = Path(__file__).parents[2]
TOML = """
[forum]
id = "f"
title = "F"
cycle = "2026"
[[sources]]
id = "comments"
kind = "json"
url = "URL/comments"
items = "data"
columns = { external_id = "id", text = "body" }
query = { page = "{page}" }
"""
PAGES, EACH = 12, 20


def _start(folder: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", "from bpforum.cli import main; main()", "collect", str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("killed_at", [1, 11])
def test_killed_between_two_pages_nothing_is_lost_and_nothing_comes_twice(
    tmp_path: Path, killed_at: int
) -> None:
    def page(asked: Asked) -> Reply:
        number = int(asked.query["page"])
        first = (number - 1) * EACH
        numbers = range(first, first + EACH) if number <= PAGES else range(0)
        items = [{"id": n, "body": f"Comment number {n}."} for n in numbers]
        stalls = 60.0 if number == killed_at + 1 and not killed else 0.0
        return Reply.json({"data": items}) if not stalls else Reply(stalls=stalls)

    killed: list[int] = []
    with Loopback() as server:
        server.route("/comments", page)
        toml = TOML.replace("URL", server.url)
        (tmp_path / "forum.toml").write_text(toml, encoding="utf-8")
        process = _start(tmp_path)
        deadline = time.monotonic() + 60
        while not any(a.query["page"] == str(killed_at + 1) for a in list(server.asked)):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        killed.append(process.pid)
        with open_store(tmp_path) as store:
            assert len(store.submissions()) == killed_at * EACH
        before = len(server.asked)
        again = _start(tmp_path)
        _, errors = again.communicate(timeout=120)
        assert again.returncode == 0, errors
        asked = [int(one.query["page"]) for one in server.asked[before:]]
        assert min(asked) >= killed_at, "what was kept is not asked for again"
    with open_store(tmp_path) as store:
        ids = [one.external_id for one in store.submissions()]
    assert sorted(map(int, ids)) == list(range(PAGES * EACH))
    assert verify_store(tmp_path) == []
