"""A collector killed while it walks a service: the next one brings the rest, none twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.collecting import Collecting
from bpforum.forum_file import load_forum
from bpforum.store import CollectCount, open_store
from bpforum.verify import verify_store
from tests.builders.loopback import Asked, Loopback, Reply
from tests.builders.walks import WALKS, Walk, Watched

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


def _start(folder: Path, environ: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", "from bpforum.cli import main; main()", "collect", str(folder)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env={**os.environ, **(environ or {})},
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


# In each the request at which the walk is somewhere in its middle.
MIDDLE = {"wordpress": 5, "discourse": 20, "mailing_list": 3, "feed": 3, "regulations_gov": 40}


@pytest.mark.parametrize(("kind", "mute"), MIDDLE.items())
def test_killed_in_the_middle_of_any_service_the_next_collect_brings_the_rest(
    tmp_path: Path, kind: str, mute: int
) -> None:
    _kill_and_go_on(tmp_path, WALKS[kind], mute, 0.0)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "delay"), [(0.35, 0.2), (0.85, 0.0)])
@pytest.mark.parametrize("kind", WALKS)
def test_killed_at_any_moment_of_any_service_nothing_is_lost_and_nothing_comes_twice(
    tmp_path: Path, kind: str, share: float, delay: float
) -> None:
    """With a delay the request was answered: it is killed while it keeps, or reads, what came."""
    with Watched() as server:
        WALKS[kind].serve(server)
        (tmp_path / "whole").mkdir()
        _collect(tmp_path / "whole", WALKS[kind], server)
        last = server.count
    _kill_and_go_on(tmp_path, WALKS[kind], max(1, round(share * last)), delay)


def _kill_and_go_on(folder: Path, walk: Walk, number: int, delay: float) -> None:
    with Watched() as server:
        walk.serve(server)
        (folder / "forum.toml").write_text(walk.forum(server.url), encoding="utf-8")
        server.mute = 0 if delay else number
        process = _start(folder, walk.environ)
        deadline = time.monotonic() + 60
        while server.count < number:
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.002)
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        server.mute = 0
        again = _start(folder, walk.environ)
        _, errors = again.communicate(timeout=120)
        assert again.returncode == 0, errors
        assert verify_store(folder) == []
        rows = _rows(folder)
        assert len(rows) == len(set(rows)) == walk.count
        (folder / "at-once").mkdir()
        _collect(folder / "at-once", walk, server)
        assert sorted(rows) == sorted(_rows(folder / "at-once"))
        for anew in (False, True):
            count = _collect(folder, walk, server, anew=anew)
            assert (count.new, count.changed, count.vanished, count.problem) == (0, 0, 0, "")


def _collect(folder: Path, walk: Walk, server: Loopback, *, anew: bool = False) -> CollectCount:
    (folder / "forum.toml").write_text(walk.forum(server.url), encoding="utf-8")
    with open_store(folder) as store:
        collecting = Collecting(load_forum(folder), folder, walk.environ, anew=anew)
        [count] = collecting.collect(store, datetime.now(UTC), lambda message: None).counts
    return count


def _rows(folder: Path) -> list[tuple[str, int, str, str, str]]:
    with open_store(folder) as store:
        return [
            (one.external_id, one.version, one.digest, one.trouble, str(one.received_at))
            for one in store.submissions()
        ]


@pytest.mark.parametrize(
    "kind",
    [
        kind if kind in ("json", "mailing_list") else pytest.param(kind, marks=pytest.mark.slow)
        for kind in WALKS
    ],
)
def test_two_that_collect_at_once_take_nothing_twice(tmp_path: Path, kind: str) -> None:
    walk = WALKS[kind]
    with Watched() as server:
        walk.serve(server)
        (tmp_path / "forum.toml").write_text(walk.forum(server.url), encoding="utf-8")
        both = [_start(tmp_path, walk.environ) for _ in range(2)]
        told = [one.communicate(timeout=120) for one in both]
        assert [one.returncode for one in both] == [0, 0], told
        assert verify_store(tmp_path) == []
        rows = _rows(tmp_path)
        assert len(rows) == len({row[0] for row in rows}) == walk.count
        count = _collect(tmp_path, walk, server)
        assert (count.new, count.changed, count.vanished, count.problem) == (0, 0, 0, "")
