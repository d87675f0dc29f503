"""One decision at a time: refused when somebody was faster, at a cost that does not grow."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bpforum.store import DecisionBook, Overtaken, Store
from bpforum.store.database import Database, sqlite_url
from models.base import Instant
from models.decision import Decision
from models.forum import SourceConfig
from tests.unit.store.conftest import NOON, Item


def make(
    target: str, kind: str = "edit_paragraph", value: Any = "words"
) -> Callable[..., Decision]:
    def made(identifier: str) -> Decision:
        return Decision.model_validate(
            {"id": identifier, "kind": kind, "target": target, "value": value, "by": "A",
             "at": NOON}
        )  # fmt: skip

    return made


def unseen(found: Sequence[Decision]) -> bool:
    """As a page that showed no decision."""
    return not found


def ids(found: Sequence[tuple[int, Decision]]) -> list[str]:
    return [one.id for _, one in found]


def test_of_two_who_saw_the_same_the_second_is_told_what_the_first_said(store: Store) -> None:
    book = store.decision_book
    first = book.record(make("p"), about=["p"], is_current=unseen, at=NOON, actor="a1")
    second = book.record(
        make("p", value="others"), about=["p"], is_current=unseen, at=NOON, actor="a2"
    )
    assert isinstance(second, Overtaken)
    assert second.since == (first,)
    assert book.record(make("q"), about=["q"], is_current=unseen, at=NOON, actor="a2")
    assert [one.value for one in store.decisions()] == ["words", "words"]
    assert store.verify_chain() is None


def test_of_many_at_once_exactly_one_is_recorded(store: Store) -> None:
    answers: list[object] = []
    start = threading.Barrier(6)

    def press(n: int) -> None:
        start.wait()
        answers.append(
            store.decision_book.record(
                make("p", value=f"words of {n}"), about=["p"], is_current=unseen, at=NOON,
                actor="a1",
            )
        )  # fmt: skip

    threads = [threading.Thread(target=press, args=(n,)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    recorded = [one for one in answers if isinstance(one, Decision)]
    assert len(recorded) == 1
    assert all(one.since == (recorded[0],) for one in answers if isinstance(one, Overtaken))
    assert len(store.decisions()) == 1


def test_what_takes_a_decision_back_is_about_the_same_thing(store: Store) -> None:
    book = store.decision_book
    made = [make("p"), make("d001", "take_back", None), make("d002", "take_back", None), make("q")]
    for one in made:
        book.record(one, at=NOON, actor="a1")
    assert ids(book.on(["p"])) == ["d001", "d002", "d003"]
    assert ids(book.on([])) == []
    assert ids(book.after(2)) == ["d003", "d004"]
    assert book.newest() == 4
    refused = book.record(
        make("p"), about=["p"], is_current=lambda found: len(found) == 1, at=NOON, actor="a1"
    )
    assert isinstance(refused, Overtaken)


def test_ids_that_others_gave_are_not_given_again(store: Store, noon: Instant) -> None:
    store.add_decisions([make("p")("d002")], at=noon)
    recorded = store.decision_book.record(make("p"), at=noon, actor="a1")
    assert isinstance(recorded, Decision)
    assert recorded.id == "d003"


def test_what_touches_ones_own_input_is_flagged_without_a_name_in_the_chain(store: Store) -> None:
    book = store.decision_book
    one = book.record(make("p"), own_input=["C-0012", "C-0004"], at=NOON, actor="a1")
    other = book.record(make("q"), at=NOON, actor="a1")
    assert isinstance(one, Decision)
    assert isinstance(other, Decision)
    assert book.own_inputs([one.id, other.id]) == {one.id: ("C-0004", "C-0012")}
    assert store.verify_chain() is None


def test_what_somebody_saw_last_takes_the_place_of_what_they_saw_before(store: Store) -> None:
    book = store.decision_book
    assert book.look("a1") is None
    book.looked("a1", "run-1", 3, at=NOON)
    book.looked("a1", "run-2", 7, at=NOON)
    seen = book.look("a1")
    assert seen is not None
    assert (seen.run, seen.seq, seen.at) == ("run-2", 7, NOON)
    assert book.look("a2") is None


@pytest.mark.parametrize("kind", ["edit_paragraph", "dispose"])
def test_recording_one_costs_the_same_in_a_forum_of_any_size(
    tmp_path: Path, store: Store, source: SourceConfig, item: Item, kind: str
) -> None:
    """SQLite's own count of steps: the same with 20 decisions and submissions as with 2,000."""
    database = Database(sqlite_url(tmp_path / ".bpforum" / "store.sqlite"))
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    @event.listens_for(database._engine, "connect")
    def _watch(connection: Any, _record: object) -> None:
        connection.set_progress_handler(count, 50)

    def cost() -> int:
        nonlocal steps
        steps = 0
        book = DecisionBook(database)
        target = "C-0001" if kind == "dispose" else "p"
        assert book.knows("C-0001")
        assert isinstance(
            book.record(
                make(target, kind, "noted"), about=[target, "none"], at=NOON, actor="a1"
            ),
            Decision,
        )  # fmt: skip
        return steps

    def grow(name: str, n: int) -> None:
        store.add_submissions(
            source, None, [item(f"{name}-{i}.txt") for i in range(n)], at=NOON, complete=False
        )
        store.add_decisions(
            [make(f"{name}{i}")(f"{name}-{i}") for i in range(n)], at=NOON
        )  # fmt: skip

    grow("few", 20)
    cost()
    small = cost()
    grow("many", 2000)
    large = cost()
    database.close()
    assert small > 0
    assert large <= small * 2
