"""Many who write at once share a transaction, and each is answered for its own."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bpforum.errors import StoreBusy, StoreFull
from bpforum.store.writer import BatchingWriter


class Paper:
    """What is committed, batch by batch; the first commit waits until it may go on."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.may_go_on, self.begun = threading.Event(), threading.Event()

    def commit(self, items: Sequence[int]) -> list[int | Exception]:
        self.begun.set()
        assert self.may_go_on.wait(20)
        if any(one < 0 for one in items):
            raise ValueError("negative")
        self.batches.append(list(items))
        return [LookupError(str(one)) if one % 10 == 7 else one * 2 for one in items]


def _all_at_once(paper: Paper, items: Sequence[int], **limits: int) -> list[object]:
    writer = BatchingWriter(paper.commit, **limits)

    def write(item: int) -> object:
        try:
            return writer.write(item)
        except Exception as error:
            return type(error)

    with ThreadPoolExecutor(len(items) + 1) as pool:
        first = pool.submit(write, 0)
        assert paper.begun.wait(20)
        futures = [pool.submit(write, item) for item in items]
        while len(writer._queue) < min(len(items), limits.get("most_waiting", len(items))):
            threading.Event().wait(0.005)
        paper.may_go_on.set()
        assert first.result() == 0
        return [one.result() for one in futures]


def test_those_who_come_while_one_writes_are_written_together() -> None:
    paper = Paper()
    assert _all_at_once(paper, [1, 2, 3, 4]) == [2, 4, 6, 8]
    assert [sorted(batch) for batch in paper.batches] == [[0], [1, 2, 3, 4]]


def test_no_transaction_grows_without_bound() -> None:
    paper = Paper()
    _all_at_once(paper, list(range(10, 16)), most_at_once=4)
    assert [len(batch) for batch in paper.batches] == [1, 4, 2]


def test_who_came_first_is_written_first() -> None:
    paper = Paper()
    writer = BatchingWriter(paper.commit, most_at_once=3)
    with ThreadPoolExecutor(9) as pool:
        pool.submit(writer.write, 0)
        assert paper.begun.wait(20)
        for item in range(1, 9):
            pool.submit(writer.write, item * 10)
            while len(writer._queue) < item:
                threading.Event().wait(0.002)
        paper.may_go_on.set()
    assert paper.batches == [[0], [10, 20, 30], [40, 50, 60], [70, 80]]


def test_an_item_of_its_own_fault_fails_alone() -> None:
    assert _all_at_once(Paper(), [1, 7, 2]) == [2, LookupError, 4]


def test_a_commit_that_fails_is_tried_for_each_alone() -> None:
    paper = Paper()
    assert _all_at_once(paper, [1, -5, 2]) == [2, ValueError, 4]
    assert sorted(paper.batches) == [[0], [1], [2]]


def test_a_line_that_is_too_long_is_refused_at_once() -> None:
    paper = Paper()
    writer = BatchingWriter(paper.commit, most_waiting=2)
    with ThreadPoolExecutor(3) as pool:
        futures = [pool.submit(writer.write, 0)]
        assert paper.begun.wait(20)
        futures += [pool.submit(writer.write, item) for item in (1, 2)]
        while len(writer._queue) < 2:
            threading.Event().wait(0.005)
        with pytest.raises(StoreFull):
            writer.write(3)
        paper.may_go_on.set()
        assert [one.result() for one in futures] == [0, 2, 4]


def test_a_store_that_is_busy_is_not_asked_again_for_each() -> None:
    calls: list[int] = []
    begun, may_go_on = threading.Event(), threading.Event()

    def commit(items: Sequence[int]) -> list[int | Exception]:
        calls.append(len(items))
        begun.set()
        assert may_go_on.wait(20)
        raise StoreBusy("busy")

    writer = BatchingWriter(commit)
    with ThreadPoolExecutor(4) as pool:
        futures = [pool.submit(writer.write, 0)]
        assert begun.wait(20)
        futures += [pool.submit(writer.write, item) for item in (1, 2, 3)]
        while len(writer._queue) < 3:
            threading.Event().wait(0.005)
        may_go_on.set()
        assert all(isinstance(one.exception(), StoreBusy) for one in futures)
    assert calls == [1, 3]


def test_after_all_is_written_the_next_one_is_written_too() -> None:
    paper = Paper()
    paper.may_go_on.set()
    writer = BatchingWriter(paper.commit)
    assert [writer.write(n) for n in range(3)] == [0, 2, 4]
