"""A real worker with a real Prefect server: what is asked for is done, once, whatever is killed."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bpforum.forum_file import load_forum
from bpforum.store import Store, open_store
from flows.home import database_of, home_of, prepare
from flows.keeper import Keeper
from flows.worker import Worker
from models.run_request import RunRequest
from tests.builders.loopback import Asked, Loopback, Reply

ROOT = Path(__file__).parents[2]
FORUM = """
[forum]
id = "asked-for"
title = "A forum that is compiled when it is asked for"
cycle = "2026"

[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
"""
TEXT = (
    "Solar power failed in winter {n} because nobody had counted the batteries of mast {n}. We now "
    "keep a list on the wall of the shop, and a neighbour checks it in week {n} of the year."
)
MAY_DIFFER = {"manifest.json", "changes.json"}

pytestmark = pytest.mark.skipif(os.name != "posix", reason="ends processes by signals")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prefect's home, made once: its migrations take longer than most of what is tested."""
    home = tmp_path_factory.mktemp("home")
    prepare(home)
    return home


@pytest.fixture
def forum(tmp_path: Path, prepared: Path) -> Path:
    folder = tmp_path / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(FORUM, encoding="utf-8")
    for n in range(8):
        (folder / "inbox" / f"{n}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    home = home_of(folder)
    home.mkdir(parents=True)
    shutil.copy(database_of(prepared), database_of(home))
    return folder


@contextmanager
def working(forum: Path) -> Iterator["subprocess.Popen[str]"]:
    """A worker, ended with all its processes on the way out."""
    command = [sys.executable, "-m", "bpforum", "worker", str(forum), "--out", str(out(forum))]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    ) as process:  # fmt: skip
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(60)


def out(forum: Path) -> Path:
    return forum.parent / "out"


def ask(store: Store) -> RunRequest:
    return store.run_requests.add("compile", by="a1", trigger="page", at=datetime.now(UTC))


def wait_for(store: Store, what: Callable[[], object], seconds: float = 180) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            told = [
                (one.model_dump_json(), store.run_requests.events(one.id)[-5:])
                for one in store.run_requests.newest(5)
            ]
            pytest.fail(f"it did not come to pass: {told}")
        time.sleep(0.2)


def deafen(forum: Path, child: int) -> None:
    """Halts the run's process, as deaf as in a long call of a library, and as there not while it
    writes: then nobody else could."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        os.kill(child, signal.SIGSTOP)
        time.sleep(0.05)
        path = forum / ".bpforum" / "store.sqlite"
        with closing(sqlite3.connect(path, timeout=0.1, isolation_level=None)) as database:
            try:
                database.execute("begin immediate")
            except sqlite3.OperationalError:
                os.kill(child, signal.SIGCONT)
                time.sleep(0.02)
            else:
                database.execute("rollback")
                return
    pytest.fail("it was never found not writing")


def state(store: Store, request: str) -> str:
    one = store.run_requests.get(request)
    assert one is not None
    return one.state


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def server_of(forum: Path) -> int:
    """The port of the worker's Prefect server."""
    told = json.loads((home_of(forum) / "server.json").read_text("utf-8"))
    return int(told["url"].rsplit(":", 1)[1])


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in Path(f"/proc/{process}/status").read_text("utf-8", errors="replace")


def test_what_a_page_asks_for_is_what_the_command_makes(forum: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bpforum", "compile", str(forum), "--json", "--out",
         str(forum.parent / "command")],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    commanded = files(Path(json.loads(done.stdout)["folder"]))
    with open_store(forum) as store:
        one = ask(store)
        assert ask_again(store, one)
        with working(forum) as worker:
            wait_for(store, lambda: state(store, one.id) == "done")
            made = store.run_requests.get(one.id)
            told = store.run_requests.events(one.id)
            seen = store.workers.there(at=datetime.now(UTC))
            port = server_of(forum)
            assert refused(port) == 401
            worker.terminate()
            assert worker.wait(30) == 0
        assert store.workers.there(at=datetime.now(UTC)) is None
        by_trigger = {one.trigger: one.state for one in store.run_requests.newest()}
    assert by_trigger == {"command": "done", "page": "done", "api": "withdrawn"}
    assert made is not None
    assert made.outcome is not None
    assert made.outcome.folder is not None
    assert seen is not None
    assert seen.prefect_url.startswith("http://127.0.0.1:")
    pages = files(Path(made.outcome.folder))
    assert {name for name in commanded if commanded[name] != pages.get(name)} <= MAY_DIFFER
    assert commanded.keys() == pages.keys()
    manifest = json.loads(pages["manifest.json"])
    assert (manifest["trigger"], manifest["engine"]) == ("page", "flow")
    assert made.outcome.snapshot == manifest["snapshot"]
    steps = {one.step: one.received for one in told if one.ended}
    assert steps["validate"] == 8
    assert {"collect", "cut", "group", "draft", "render", "verify"} <= steps.keys()
    with closing(sqlite3.connect(database_of(home_of(forum)))) as database:
        runs = database.execute(
            "select idempotency_key, state_type from flow_run where idempotency_key is not null "
            "and not auto_scheduled"
        ).fetchall()
    assert runs == [(f"{one.id}-1", "COMPLETED")]
    assert refused(port) == 0
    assert not (home_of(forum) / "server.json").exists()


def ask_again(store: Store, one: RunRequest) -> bool:
    """A form that is sent twice asks once."""
    first = store.run_requests.add(
        "sweep", by="a1", trigger="api", at=datetime.now(UTC), key="twice"
    )
    again = store.run_requests.add(
        "sweep", by="a1", trigger="api", at=datetime.now(UTC), key="twice"
    )
    assert store.run_requests.withdraw(first.id, by="a1", at=datetime.now(UTC))
    return first.id == again.id != one.id


def refused(port: int) -> int:
    """What Prefect's server says to somebody without its secret; 0 where none is there."""
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/flow_runs/count")
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_while_prefect_does_not_start_requests_wait_and_say_so(
    tmp_path: Path, forum: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in the way").touch()
    monkeypatch.setenv("BPFORUM_PREFECT_HOME", str(tmp_path / "in the way" / "home"))
    worker = Worker(forum, None, lambda words: None, timedelta(seconds=60))
    with open_store(forum) as store:
        one = ask(store)
        worker._turn(store)
        assert state(store, one.id) == "waiting"
        told = [event.words for event in store.run_requests.events(one.id)]
        assert len(told) == 1
        assert "tried again in 5 s" in told[0]
        worker._turn(store)
        assert len(store.run_requests.events(one.id)) == 1
        sign = store.workers.there(at=datetime.now(UTC))
        assert sign is not None
        assert sign.trouble == told[0]
        assert ask(store).state == "waiting"


def test_pauses_grow_and_the_words_say_how_long(tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    keeper = Keeper(tmp_path / "in the way" / "home")
    said = []
    for _ in range(9):
        keeper._next_try = 0
        assert not keeper.turn()
        said.append(keeper.trouble.split("tried again in ")[1].split(" s")[0])
    assert said == ["5", "10", "20", "40", "80", "160", "300", "300", "300"]
    assert keeper.environment == {}
    assert keeper.url == ""


def test_what_was_missed_is_caught_up_once(forum: Path) -> None:
    (forum / "forum.toml").write_text(FORUM + '[schedule]\ncron = "0 6 * * 1"\n', encoding="utf-8")
    monday = datetime(2026, 11, 30, 6, tzinfo=UTC)
    minute, week = timedelta(minutes=1), timedelta(days=7)
    worker = Worker(forum, None, lambda words: None, timedelta(seconds=60))
    with open_store(forum) as store:
        worker._catch_up(store, monday - week + minute)  # first seen: what was before is past
        assert store.run_requests.open() == ()
        worker._catch_up(store, monday + minute / 2)  # Prefect may still bring it
        assert compiles(store) == []
        worker._catch_up(store, monday + 3 * week + minute)
        assert compiles(store) == [monday + 3 * week]
        worker._catch_up(store, monday + 3 * week + 2 * minute)
        assert compiles(store) == [monday + 3 * week]
        store.schedules.pause("compile", by="a1", at=monday + 4 * week - minute)
        worker._catch_up(store, monday + 4 * week + minute)
        store.schedules.resume("compile", by="a1", at=monday + 4 * week + 2 * minute)
        worker._catch_up(store, monday + 4 * week + 3 * minute)
        assert compiles(store) == [monday + 3 * week]
    assert load_forum(forum).schedule is not None


def compiles(store: Store) -> list[datetime | None]:
    return [one.due for one in store.run_requests.open() if one.kind == "compile"]


@pytest.mark.slow
def test_a_schedule_fires_and_what_is_asked_meanwhile_waits(forum: Path) -> None:
    (forum / "forum.toml").write_text(FORUM + '[schedule]\ncron = "* * * * *"\n', encoding="utf-8")
    with open_store(forum) as store, working(forum):

        def fired() -> list[RunRequest]:
            return [one for one in store.run_requests.newest() if one.trigger == "schedule"
                    and one.kind == "compile"]  # fmt: skip

        def late(one: RunRequest) -> bool:
            """A minute that ended before Prefect was up is caught up with, a minute later."""
            assert one.due is not None
            return one.requested_at - one.due >= timedelta(seconds=60)

        def in_time(state: str) -> list[RunRequest]:
            return [one for one in fired() if one.state == state and not late(one)]

        wait_for(store, lambda: in_time("running"))
        asked = ask(store)
        assert state(store, asked.id) == "waiting"
        wait_for(store, lambda: state(store, asked.id) == "done")
        store.schedules.pause("compile", by="a1", at=datetime.now(UTC))
        wait_for(store, lambda: not store.run_requests.open())
        over = sorted(
            (one.claimed_at, one.finished_at)
            for one in store.run_requests.newest()
            if one.claimed_at and one.finished_at
        )
        assert len(over) >= 2
        assert all(ended <= began for (_, ended), (began, _) in pairwise(over))
        done = in_time("done")
        assert done
        for one in filter(late, fired()):
            told = [event.words for event in store.run_requests.events(one.id)]
            assert any("when it could not begin" in words for words in told)
        count = len(fired())
        time.sleep(75)
        assert len(fired()) == count  # paused
    with closing(sqlite3.connect(database_of(home_of(forum)))) as database:
        states = dict(database.execute("select id, state_type from flow_run").fetchall())
    assert states[done[-1].flow_run] == "COMPLETED"


@pytest.mark.slow
def test_a_run_that_is_killed_begins_again_and_makes_the_same(forum: Path) -> None:
    with open_store(forum) as store, working(forum) as worker:
        one = ask(store)
        wait_for(store, lambda: step_of(store, one.id, "read"))
        os.kill(process_of(store), signal.SIGKILL)
        wait_for(store, lambda: state(store, one.id) == "waiting", 20)
        wait_for(store, lambda: state(store, one.id) == "done")
        again = store.run_requests.get(one.id)
        assert again is not None
        assert again.attempts == 2
        assert worker.poll() is None
        words = [event.words for event in store.run_requests.events(one.id)]
        assert any("begins again" in told for told in words)
    with closing(sqlite3.connect(database_of(home_of(forum)))) as database:
        keys = dict(database.execute("select idempotency_key, state_type from flow_run"))
    assert keys[f"{one.id}-1"] == "CRASHED"
    assert keys[f"{one.id}-2"] == "COMPLETED"


@pytest.mark.slow
def test_a_worker_that_is_killed_takes_all_along_and_the_next_goes_on(forum: Path) -> None:
    with open_store(forum) as store:
        one = ask(store)
        with working(forum) as worker:
            wait_for(store, lambda: step_of(store, one.id, "read"))
            child, port = process_of(store), server_of(forum)
            worker.kill()
            worker.wait(10)
            wait_for(store, lambda: refused(port) == 0, 30)
            wait_for(store, lambda: not is_there(child), 30)
            assert state(store, one.id) == "running"  # nobody has looked yet
        with working(forum):
            wait_for(store, lambda: state(store, one.id) == "done")
        assert len([one for one in out(forum).iterdir() if one.is_dir()]) == 1


@pytest.mark.slow
def test_a_worker_that_is_stopped_gives_back_what_it_had_begun(forum: Path) -> None:
    with open_store(forum) as store:
        one = ask(store)
        with working(forum) as worker:
            wait_for(store, lambda: step_of(store, one.id, "collect"))
            worker.terminate()
            assert worker.wait(30) == 0
        back = store.run_requests.get(one.id)
        assert back is not None
        assert (back.state, back.attempts) in (("waiting", 0), ("done", 1))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="finds the server by /proc")
def test_when_the_server_is_killed_in_the_middle_the_run_begins_again(forum: Path) -> None:
    with open_store(forum) as store, working(forum) as worker:
        one = ask(store)
        wait_for(store, lambda: step_of(store, one.id, "collect"))
        os.kill(server_process(worker), signal.SIGKILL)
        wait_for(store, lambda: state(store, one.id) == "done", 400)
        assert worker.poll() is None
        done = store.run_requests.get(one.id)
        assert done is not None
        assert done.attempts in (1, 2)  # it may have been through with Prefect already


COMMENTS = """
[[sources]]
id = "comments"
kind = "json"
url = "URL/comments"
items = "data"
columns = { external_id = "id", text = "body" }
query = { page = "{page}" }
"""


@pytest.mark.slow
def test_a_long_run_is_stopped_and_what_waits_behind_it_runs(forum: Path) -> None:
    is_slow = threading.Event()
    is_slow.set()

    def page(asked: Asked) -> Reply:
        number = int(asked.query["page"])
        if number == 2 and is_slow.is_set():
            return Reply(stalls=120)
        return Reply.json({"data": [{"id": 1, "body": TEXT.format(n=1)}] if number == 1 else []})

    with Loopback() as server, open_store(forum) as store:
        server.route("/comments", page)
        source = COMMENTS.replace("URL", server.url)
        (forum / "forum.toml").write_text(FORUM + source, encoding="utf-8")
        one, following = ask(store), ask(store)
        with working(forum) as worker:
            wait_for(store, lambda: any(a.query["page"] == "2" for a in list(server.asked)))
            is_slow.clear()
            began = time.monotonic()
            store.run_requests.stop(one.id, by="a7", at=datetime.now(UTC))
            wait_for(store, lambda: state(store, one.id) == "stopped", 9)  # before it is killed
            took = time.monotonic() - began
            assert not list(out(forum).glob(".*.partial"))
            kept = store.count_submissions()
            wait_for(store, lambda: state(store, following.id) == "done")
            assert worker.poll() is None
        assert took < 6
        assert kept == 9  # eight files, and the first page
        stopped = store.run_requests.get(one.id)
        assert stopped is not None
        assert (stopped.stop_asked_by, stopped.attempts, stopped.run) == ("a7", 1, "")
        assert store.run_requests.lock() is None
        assert store.verify_chain() is None
    assert len([one for one in out(forum).iterdir() if one.is_dir()]) == 1
    with closing(sqlite3.connect(database_of(home_of(forum)))) as database:
        states = dict(database.execute("select id, state_type from flow_run").fetchall())
    assert states[stopped.flow_run] == "CANCELLED"


@pytest.mark.slow
def test_a_run_that_does_not_heed_is_killed_and_leaves_nothing(forum: Path) -> None:
    with open_store(forum) as store, working(forum) as worker:
        one, following = ask(store), ask(store)
        wait_for(store, lambda: step_of(store, one.id, "collect"))
        child = process_of(store)
        deafen(forum, child)
        left = out(forum) / f".20261129T000000Z-abc.{child}.partial"
        left.mkdir(parents=True)
        others = out(forum) / ".20261129T000000Z-def.1.partial"
        others.mkdir()
        store.run_requests.stop(one.id, by="a7", at=datetime.now(UTC))
        wait_for(store, lambda: state(store, one.id) == "stopped", 30)
        assert not is_there(child)
        assert not left.exists()
        assert others.exists()
        wait_for(store, lambda: state(store, following.id) == "done")
        assert worker.poll() is None
        first = store.run_requests.get(one.id)
        assert first is not None
        assert first.attempts == 1
    with closing(sqlite3.connect(database_of(home_of(forum)))) as database:
        states = dict(database.execute("select id, state_type from flow_run").fetchall())
    assert states[first.flow_run] == "CANCELLED"


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_while_it_is_being_stopped_stays_stopped(forum: Path) -> None:
    with open_store(forum) as store:
        one = ask(store)
        with working(forum) as worker:
            wait_for(store, lambda: step_of(store, one.id, "collect"))
            deafen(forum, process_of(store))
            store.run_requests.stop(one.id, by="a7", at=datetime.now(UTC))
            child = process_of(store)
            worker.kill()
            worker.wait(10)
            os.kill(child, signal.SIGKILL)
        following = ask(store)
        with working(forum):
            wait_for(store, lambda: state(store, following.id) == "done")
        assert state(store, one.id) == "stopped"


def server_process(worker: "subprocess.Popen[str]") -> int:
    """The process of its Prefect server."""
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    for child in children:
        if b"flows.server" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError(f"{worker.pid} has no server")


def step_of(store: Store, request: str, step: str) -> bool:
    return any(event.step == step for event in store.run_requests.events(request))


def process_of(store: Store) -> int:
    lock = store.run_requests.lock()
    assert lock is not None
    return int(lock.owner.split(":")[1])
