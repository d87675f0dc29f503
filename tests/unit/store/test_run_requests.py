"""Runs are asked for once, begun one at a time, and none is left hanging by a process that died."""

import os
import platform
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from bpforum.store import Store, open_store, run_lock
from bpforum.store.run_lock import is_gone, new_owner
from bpforum.store.run_requests import BY_HAND, LockLost
from models.base import Instant
from models.run_request import RunEvent, RunFailure, RunOutcome, RunParameters, RunRequest

LEASE = timedelta(seconds=60)
ELSEWHERE = "another-host:1:ffff"


def ask(store: Store, at: Instant, **more: str) -> RunRequest:
    return store.run_requests.add("compile", by="a1", trigger="page", at=at, **more)  # type: ignore[arg-type]


def later(at: Instant, seconds: float) -> Instant:
    return at + timedelta(seconds=seconds)


def gone_owner() -> str:
    """The name of a process of this machine that is no more."""
    done = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    return f"{platform.node().replace(':', '-')}:{int(done.stdout)}:ffff"


def test_what_was_asked_for_is_written_with_its_audit_entry(store: Store, noon: Instant) -> None:
    before = store.head()
    one = store.run_requests.add(
        "compile", by="a1", trigger="page", at=noon,
        parameters=RunParameters(label="Draft I", cut_off=noon, dry_run=True),
    )  # fmt: skip
    assert one.state == "waiting"
    assert store.head() != before
    assert store.run_requests.get(one.id) == one
    assert one.parameters == RunParameters(label="Draft I", cut_off=noon, dry_run=True)
    assert store.verify_chain() is None


def test_asking_again_with_the_same_key_asks_once(store: Store, noon: Instant) -> None:
    one = ask(store, noon, key="form-1")
    head = store.head()
    assert ask(store, later(noon, 5), key="form-1") == one
    assert ask(store, noon, key="form-2").id != one.id
    assert len(store.run_requests.open()) == 2
    assert store.head() != head


def test_a_second_waits_until_the_first_is_over(store: Store, noon: Instant) -> None:
    first, second = ask(store, noon), ask(store, later(noon, 1))
    begun = store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
    assert begun is not None
    assert (begun.id, begun.state, begun.attempts) == (first.id, "running", 1)
    assert store.run_requests.claim("other:2:ffff", at=noon, lease=LEASE) is None
    outcome = RunOutcome(received=3, fates={"reflected": 3})
    store.run_requests.finish(first.id, ELSEWHERE, at=noon, run="r", outcome=outcome)
    done = store.run_requests.get(first.id)
    assert done is not None
    assert (done.state, done.outcome) == ("done", outcome)
    following = store.run_requests.claim("other:2:ffff", at=noon, lease=LEASE)
    assert following is not None
    assert following.id == second.id


def test_a_command_begins_only_while_nothing_runs(store: Store, noon: Instant) -> None:
    def begin(owner: str) -> RunRequest | None:
        return store.run_requests.begin(
            "compile", by="command", trigger="command", at=noon, owner=owner, lease=LEASE
        )

    one = begin(ELSEWHERE)
    assert one is not None
    assert begin("other:2:ffff") is None
    assert store.run_requests.open() == (one,)


def test_who_renews_in_time_keeps_it_and_who_does_not_loses_it(store: Store, noon: Instant) -> None:
    one = ask(store, noon)
    store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
    event = RunEvent(at=noon, step="validate", counted="submissions", received=9, passed=8)
    store.run_requests.renew(one.id, ELSEWHERE, at=later(noon, 50), lease=LEASE, events=[event])
    assert store.run_requests.events(one.id) == (event,)
    assert store.run_requests.recover(at=later(noon, 100)) is None
    again = store.run_requests.recover(at=later(noon, 111))
    assert again is not None
    assert again.state == "waiting"
    requests = store.run_requests
    with pytest.raises(LockLost, match="nothing was lost"):
        requests.renew(one.id, ELSEWHERE, at=noon, lease=LEASE)
    with pytest.raises(LockLost, match="nothing was lost"):
        requests.start(one.id, ELSEWHERE, at=noon)
    with pytest.raises(LockLost, match="nothing was lost"):
        requests.finish(one.id, ELSEWHERE, at=noon)
    with pytest.raises(LockLost, match="nothing was lost"):
        requests.release(one.id, ELSEWHERE, at=noon, words="", again=True)


def test_it_is_handed_out_again_once_and_then_ended_with_words(store: Store, noon: Instant) -> None:
    one = ask(store, noon)
    owner = gone_owner()
    for attempt in (1, 2):
        claimed = store.run_requests.claim(owner, at=noon, lease=LEASE)
        assert claimed is not None
        assert claimed.attempts == attempt
        store.run_requests.recover(at=noon)  # at once: nobody waits for the lease of the dead
    ended = store.run_requests.get(one.id)
    assert ended is not None
    assert ended.state == "failed"
    assert ended.failure is not None
    assert "twice" in ended.failure.words
    assert store.run_requests.lock() is None
    assert store.verify_chain() is None


def test_a_command_that_was_killed_is_ended_and_holds_up_nobody(
    store: Store, noon: Instant
) -> None:
    one = store.run_requests.begin(
        "compile", by="command", trigger="command", at=noon, owner=gone_owner(), lease=LEASE
    )
    assert one is not None
    other = ask(store, noon)
    claimed = store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
    assert claimed is not None
    assert claimed.id == other.id
    ended = store.run_requests.get(one.id)
    assert ended is not None
    assert ended.state == "failed"


def test_what_is_given_back_counts_as_not_tried(store: Store, noon: Instant) -> None:
    one = ask(store, noon)
    for _ in range(5):
        claimed = store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
        assert claimed is not None
        assert claimed.attempts == 1
        store.run_requests.release(one.id, ELSEWHERE, at=noon, words="The worker ends.", again=True)
    assert [told.words for told in store.run_requests.events(one.id)] == ["The worker ends."] * 5


def test_only_what_waits_can_be_taken_back(store: Store, noon: Instant) -> None:
    first, second = ask(store, noon), ask(store, noon)
    store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
    assert not store.run_requests.withdraw(first.id, by="a1", at=noon)
    assert store.run_requests.withdraw(second.id, by="a1", at=noon)
    assert not store.run_requests.withdraw(second.id, by="a1", at=noon)
    assert not store.run_requests.withdraw("unknown", by="a1", at=noon)
    taken = store.run_requests.get(second.id)
    assert taken is not None
    assert taken.state == "withdrawn"


def test_a_failure_is_told_in_words(store: Store, noon: Instant) -> None:
    one = ask(store, noon)
    store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
    failure = RunFailure(code="unbalanced", words="The ledger does not balance.")
    store.run_requests.finish(one.id, ELSEWHERE, at=noon, failure=failure)
    failed = store.run_requests.newest()[0]
    assert (failed.state, failed.failure) == ("failed", failure)


def test_of_many_who_claim_at_once_one_gets_it(tmp_path: Path, noon: Instant) -> None:
    with open_store(tmp_path) as store:
        for _ in range(3):
            ask(store, noon)
    found: list[str] = []

    def claim(n: int) -> None:
        with open_store(tmp_path) as own:
            one = own.run_requests.claim(f"host-{n}:1:ffff", at=noon, lease=LEASE)
            if one:
                found.append(one.id)

    threads = [threading.Thread(target=claim, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_what_fell_due_is_asked_for_once(store: Store, noon: Instant) -> None:
    assert store.run_requests.last_due("compile") is None
    first = store.run_requests.fall_due("compile", noon, at=noon, flow_run="f1")
    assert first is not None
    assert (first.trigger, first.due, first.flow_run) == ("schedule", noon, "f1")
    assert store.run_requests.fall_due("compile", noon, at=noon) is None
    assert store.run_requests.fall_due("compile", later(noon, -60), at=noon) is None
    assert store.run_requests.last_due("compile") == noon
    assert store.run_requests.last_due("collect") is None


def test_one_that_waits_stands_for_what_falls_due_meanwhile(store: Store, noon: Instant) -> None:
    def due(seconds: float) -> RunRequest:
        asked = store.run_requests.fall_due("compile", later(noon, seconds), at=noon)
        assert asked is not None
        return asked

    ask(store, noon)  # what people ask for stands for itself alone
    waiting = due(60)
    assert due(120).id == due(180).id == waiting.id
    assert len(store.run_requests.open()) == 2
    first = store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
    assert first is not None
    store.run_requests.finish(first.id, ELSEWHERE, at=noon)
    begun = store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE)
    assert begun is not None
    assert (begun.id, begun.due) == (waiting.id, later(noon, 180))
    assert due(240).id != waiting.id


@pytest.mark.skipif(os.name != "posix", reason="elsewhere only the lease tells")
def test_a_process_of_this_machine_that_is_no_more_is_known_to_be_gone() -> None:
    assert is_gone(gone_owner())
    assert not is_gone(new_owner())
    for owner in (ELSEWHERE, "", "host", f"{platform.node()}:none:x"):
        assert not is_gone(owner)


def running(store: Store, at: Instant, owner: str = ELSEWHERE) -> RunRequest:
    ask(store, at)
    one = store.run_requests.claim(owner, at=at, lease=LEASE)
    assert one is not None
    return one


def test_a_run_under_way_is_asked_to_stop_once_with_its_audit_entry(
    store: Store, noon: Instant
) -> None:
    one = running(store, noon)
    assert not store.run_requests.is_to_stop(one.id)
    head = store.head()
    asked = store.run_requests.stop(one.id, by="a2", at=later(noon, 5))
    assert asked is not None
    assert (asked.state, asked.stop_asked_by, asked.stop_asked_at) == (
        "running", "a2", later(noon, 5),
    )  # fmt: skip
    assert store.run_requests.is_to_stop(one.id)
    after = store.head()
    assert after != head
    again = store.run_requests.stop(one.id, by="a3", at=later(noon, 6))
    assert again == asked  # the first who asked, and no second entry
    assert store.head() == after
    waiting = ask(store, later(noon, 7))
    store.run_requests.finish(one.id, ELSEWHERE, at=later(noon, 8), failure=BY_HAND)
    ended = store.run_requests.get(one.id)
    assert ended is not None
    assert (ended.state, ended.stop_asked_by) == ("stopped", "a2")
    assert store.run_requests.lock() is None
    following = store.run_requests.claim(ELSEWHERE, at=later(noon, 9), lease=LEASE)
    assert following is not None
    assert following.id == waiting.id
    assert store.verify_chain() is None


def test_what_has_not_begun_is_taken_back_by_stopping_it(store: Store, noon: Instant) -> None:
    one = ask(store, noon)
    stopped = store.run_requests.stop(one.id, by="a2", at=noon)
    assert stopped is not None
    assert (stopped.state, stopped.stop_asked_at) == ("withdrawn", None)
    assert store.run_requests.claim(ELSEWHERE, at=noon, lease=LEASE) is None
    assert store.run_requests.stop("unknown", by="a2", at=noon) is None


def test_what_has_just_ended_stays_as_it_is(store: Store, noon: Instant) -> None:
    one = running(store, noon)
    store.run_requests.finish(one.id, ELSEWHERE, at=noon, outcome=RunOutcome(received=1))
    head = store.head()
    late = store.run_requests.stop(one.id, by="a2", at=noon)
    assert late is not None
    assert (late.state, late.stop_asked_at) == ("done", None)
    assert store.head() == head


def test_what_ended_well_before_it_saw_that_it_should_stop_is_done(
    store: Store, noon: Instant
) -> None:
    one = running(store, noon)
    store.run_requests.stop(one.id, by="a2", at=noon)
    store.run_requests.finish(one.id, ELSEWHERE, at=noon, run="r", outcome=RunOutcome(received=1))
    done = store.run_requests.get(one.id)
    assert done is not None
    assert (done.state, done.run) == ("done", "r")


@pytest.mark.parametrize("attempts", [1, 2])
def test_whose_process_dies_after_it_was_asked_to_stop_is_not_begun_again(
    store: Store, noon: Instant, attempts: int
) -> None:
    one = running(store, noon, gone_owner())
    for _ in range(attempts - 1):
        store.run_requests.recover(at=noon)
        store.run_requests.claim(gone_owner(), at=noon, lease=LEASE)
    stopped = store.run_requests.stop(one.id, by="a2", at=noon)  # nobody else is there to see it
    assert stopped is not None
    assert stopped.state == "stopped"
    assert store.run_requests.lock() is None


def test_who_is_silent_after_being_asked_to_stop_is_stopped(store: Store, noon: Instant) -> None:
    one = running(store, noon)
    store.run_requests.stop(one.id, by="a2", at=noon)
    ended = store.run_requests.recover(at=later(noon, 61))
    assert ended is not None
    assert (ended.id, ended.state) == (one.id, "stopped")


def test_what_is_given_back_after_being_asked_to_stop_is_stopped(
    store: Store, noon: Instant
) -> None:
    one = running(store, noon)
    store.run_requests.stop(one.id, by="a2", at=noon)
    store.run_requests.release(one.id, ELSEWHERE, at=noon, words="The worker ends.", again=True)
    ended = store.run_requests.get(one.id)
    assert ended is not None
    assert ended.state == "stopped"
    assert store.run_requests.lock() is None


def test_what_counts_as_running_and_has_no_process_is_stopped_at_once(
    store: Store, noon: Instant
) -> None:
    one = running(store, noon)
    with store._database.write() as connection:  # as of a backup made by hand
        run_lock.give_back(connection, one.id)
    assert store.run_requests.recover(at=later(noon, 3600)) is None  # nobody would end it
    stopped = store.run_requests.stop(one.id, by="a2", at=noon)
    assert stopped is not None
    assert (stopped.state, stopped.stop_asked_by) == ("stopped", "a2")
    assert store.verify_chain() is None
