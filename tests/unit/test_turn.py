"""A command waits for its turn, is written down with its steps, and stops when it lost the lock."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bpforum.errors import SourceRefused
from bpforum.pipeline import Runner, call_directly, compile_forum
from bpforum.progress import Progress, RunStopped
from bpforum.store import open_store
from bpforum.store.run_lock import LEASE, new_owner
from bpforum.store.run_requests import LockLost
from bpforum.turn import failure_of, take_turn
from models.run import CompileRequest, CompileResult
from models.run_request import RunParameters

Around = Callable[[Runner], Runner]
Tell = Callable[[str], None]
TEXT = (
    "Solar power failed in our second winter because nobody had counted the batteries of mast {n}."
)


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    folder = tmp_path / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(
        '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n'
        '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n'
    )
    for n in range(3):
        (folder / "inbox" / f"{n}.txt").write_text(TEXT.format(n=n * 1000))
    (folder / "inbox" / "damaged.docx").write_bytes(b"PK\x03\x04 cut off")
    return folder


def step_on(run: Runner) -> None:
    """Many short steps, for at most 20 seconds."""
    for _ in range(400):
        run("read", int, "7")
        time.sleep(0.05)


def quiet(message: str) -> None:
    """Nobody listens."""


def test_a_compile_is_written_down_with_its_steps_and_counts(forum: Path) -> None:
    def work(around: Around, tell: Tell) -> CompileResult:
        request = CompileRequest(folder=str(forum), out=str(forum.parent / "out"))
        return compile_forum(request, around(call_directly), tell)

    result = take_turn(forum, "compile", RunParameters(label="Draft I"), work, quiet)
    with open_store(forum) as store:
        (one,) = store.run_requests.newest()
        told = store.run_requests.events(one.id)
    assert (one.state, one.trigger, one.by, one.run) == ("done", "command", "command", result.run)
    assert one.outcome is not None
    assert one.outcome.received == 4
    assert one.outcome.attention == 1
    assert one.outcome.snapshot == result.snapshot != ""
    counts = {event.step: (event.received, event.passed) for event in told if event.ended}
    assert counts["collect"] == (4, 4)
    assert counts["read"] == (4, 4)
    assert counts["validate"] == (4, 3)
    assert counts["compare"][0] == 3
    assert counts["group"][0] == counts["cut"][1]
    assert counts["draft"][0] == 3
    assert counts["verify"][1] == len(result.files) + 1
    assert all(event.step for event in told)


def test_a_failure_is_written_down_and_raised(forum: Path) -> None:
    def work(around: Around, tell: Tell) -> None:
        raise SourceRefused("The service said no. Look at its address.")

    with pytest.raises(SourceRefused):
        take_turn(forum, "collect", RunParameters(), work, quiet)
    with open_store(forum) as store:
        (one,) = store.run_requests.newest()
        assert store.run_requests.lock() is None
    assert one.failure is not None
    assert one.failure.code == "source_refused"
    assert "Look at its address" in one.failure.words


def test_a_fault_is_told_without_a_trace_and_with_what_to_do() -> None:
    told = failure_of(KeyError("a name that may be somebody's"))
    assert told.code == "fault"
    assert "somebody" not in told.words
    assert "worker.log" in told.words
    assert failure_of(MemoryError()).code == "out_of_memory"


def test_of_two_at_once_the_second_waits_and_says_so(forum: Path) -> None:
    spans: list[tuple[float, float]] = []
    said: list[str] = []

    def work(around: Around, tell: Tell) -> None:
        began = time.monotonic()
        time.sleep(0.5)
        spans.append((began, time.monotonic()))

    def run() -> None:
        take_turn(forum, "collect", RunParameters(), work, said.append)

    open_store(forum).close()
    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (_, first_ended), (second_began, _) = sorted(spans)
    assert first_ended <= second_began
    assert said == ["Waiting for another run of this forum to end"]


def test_who_lost_the_lock_is_stopped_at_the_next_step(forum: Path) -> None:
    with open_store(forum) as store:
        owner, at = new_owner(), datetime.now(UTC)
        one = store.run_requests.add("compile", by="a1", trigger="page", at=at)
        store.run_requests.claim(owner, at=at, lease=LEASE)
        with Progress(store, one.id, owner, timedelta(seconds=0.6)) as progress:
            run = progress.around(call_directly)
            assert run("collect", int, "7") == 7
            store.run_requests.recover(at=at + timedelta(hours=1))  # as if it had been silent
            store.run_requests.claim("another-host:1:f", at=at, lease=timedelta(hours=1))
            with pytest.raises(LockLost, match="another may have begun"):
                step_on(run)
        lock = store.run_requests.lock()
        assert lock is not None
        assert lock.owner == "another-host:1:f"


def test_while_it_works_it_says_that_it_is_alive(forum: Path) -> None:
    with open_store(forum) as store:
        owner, at = new_owner(), datetime.now(UTC)
        one = store.run_requests.add("compile", by="a1", trigger="page", at=at)
        store.run_requests.claim(owner, at=at, lease=timedelta(seconds=1))
        with Progress(store, one.id, owner, timedelta(seconds=1)):
            time.sleep(2.0)  # twice the lease, in one step
            assert store.run_requests.recover(at=datetime.now(UTC)) is None


def ask_to_stop_when(folder: Path, begun: threading.Event) -> threading.Thread:
    """What somebody does on a page: another connection to the store."""

    def stop() -> None:
        assert begun.wait(20)
        with open_store(folder) as store:
            (one,) = store.run_requests.open()
            store.run_requests.stop(one.id, by="a1", at=datetime.now(UTC))

    thread = threading.Thread(target=stop)
    thread.start()
    return thread


def test_who_is_asked_to_stop_ends_in_the_middle_of_a_long_step(forum: Path) -> None:
    begun, times = threading.Event(), []

    def long_step() -> None:
        begun.set()
        times.append(time.monotonic())
        try:
            time.sleep(60)  # waits for something: no line of Python runs
        finally:
            times.append(time.monotonic())

    def work(around: Around, tell: Tell) -> None:
        around(call_directly)("read", long_step)

    open_store(forum).close()
    asking = ask_to_stop_when(forum, begun)
    with pytest.raises(RunStopped):
        take_turn(forum, "collect", RunParameters(), work, quiet)
    asking.join()
    assert times[1] - times[0] < 10
    with open_store(forum) as store:
        (one,) = store.run_requests.newest()
        assert (one.state, one.stop_asked_by) == ("stopped", "a1")
        assert store.run_requests.lock() is None


def test_outside_the_main_thread_it_ends_at_the_next_step(forum: Path) -> None:
    begun, steps, raised = threading.Event(), [], []

    def work(around: Around, tell: Tell) -> None:
        run = around(call_directly)
        begun.set()
        for n in range(400):
            steps.append(run("read", int, n))
            time.sleep(0.05)

    def turn() -> None:
        try:
            take_turn(forum, "collect", RunParameters(), work, quiet)
        except RunStopped as stopped:
            raised.append(stopped)

    open_store(forum).close()
    asking = ask_to_stop_when(forum, begun)
    thread = threading.Thread(target=turn)
    thread.start()
    thread.join()
    asking.join()
    assert len(raised) == 1
    assert 0 < len(steps) < 400


def test_who_asks_when_all_is_verified_comes_too_late(forum: Path) -> None:
    begun = threading.Event()
    looked: list[bool] = []

    def work(around: Around, tell: Tell) -> str:
        around(call_directly)("verify", int, "7")
        begun.set()
        time.sleep(3)  # it puts its files into their place
        with open_store(forum) as store:
            looked.append(store.run_requests.is_to_stop(store.run_requests.open()[0].id))
        return "made"

    open_store(forum).close()
    asking = ask_to_stop_when(forum, begun)
    assert take_turn(forum, "compile", RunParameters(), work, quiet) == "made"
    asking.join()
    assert looked == [True]
    with open_store(forum) as store:
        assert store.run_requests.newest()[0].state == "done"


def test_a_compile_that_is_stopped_leaves_no_folder_and_keeps_what_it_collected(
    forum: Path,
) -> None:
    begun, place = threading.Event(), forum.parent / "out"

    def work(around: Around, tell: Tell) -> CompileResult:
        def slow(name: str, step: Callable[..., Any], /, *args: Any) -> Any:
            result = step(*args)
            if name == "render":
                assert list(place.glob(".*.partial"))
                begun.set()
                time.sleep(60)
            return result

        return compile_forum(CompileRequest(folder=str(forum), out=str(place)), around(slow), tell)

    open_store(forum).close()
    asking = ask_to_stop_when(forum, begun)
    with pytest.raises(RunStopped):
        take_turn(forum, "compile", RunParameters(), work, quiet)
    asking.join()
    assert list(place.iterdir()) == []
    with open_store(forum) as store:
        assert store.count_submissions() == 4
        assert store.last_run() is None
        assert store.verify_chain() is None
    again = compile_forum(CompileRequest(folder=str(forum), out=str(place)))
    assert again.received == 4
