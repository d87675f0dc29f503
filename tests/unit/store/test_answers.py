"""What a language model answered is kept once, and goes with whatever it was made of."""

from collections.abc import Callable
from pathlib import Path

from bpforum.store import Store
from models.assistance import Answer, Claim, KeptAnswer
from models.base import Instant
from models.decision import Decision
from models.forum import SourceConfig
from models.ids import digest
from models.submission import Received

Item = Callable[..., Received]
SECRET = "Zuzanna Quillfeather"


def kept(asked: str, *sources: str, words: str = "Roofs leak.", **more: str) -> KeptAnswer:
    answer = Answer(label="Roofs", sentences=(Claim(text=words, passages=("p" + "0" * 12,)),))
    return KeptAnswer.model_validate(
        {
            "model": "m", "asked": digest(asked.encode()), "theme": "t1", "view": "public",
            "sources": sources, "answer": answer, **more,
        }
    )  # fmt: skip


def test_an_answer_is_found_by_its_model_and_question(store: Store) -> None:
    one = kept("one", "C-0001", "C-0002")
    store.put_answers([one, kept("two", "C-0001")])
    assert store.answers("m", [one.asked, digest(b"never asked")]) == {one.asked: one.answer}
    assert store.answers("another", [one.asked]) == {}
    assert store.answers("m", []) == {}


def test_what_was_answered_first_stays(store: Store) -> None:
    first = kept("one", "C-0001")
    store.put_answers([first])
    store.put_answers([kept("one", "C-0001", words="Roofs do not leak.")])
    assert store.answers("m", [first.asked]) == {first.asked: first.answer}


def test_the_newest_answer_about_a_theme_is_known_for_each_view(store: Store) -> None:
    assert store.last_answer("t1", "public") is None
    newest = kept("two", "C-0003", model="another")
    store.put_answers([kept("one", "C-0001"), newest])
    store.put_answers([kept("three", "C-0001", view="secretariat")])
    assert store.last_answer("t1", "public") == newest
    assert store.last_answer("t2", "public") is None


def test_it_goes_with_any_contribution_that_it_was_made_of(
    store: Store, source: SourceConfig, noon: Instant, item: Item, tmp_path: Path
) -> None:
    store.add_submissions(source, None, [item("a"), item("b")], at=noon)
    gone = kept("one", "C-0001", "C-0002", words=f"As {SECRET} says, roofs leak.")
    alike, other = kept("two", "C-00011"), kept("three", "C-0002")
    store.put_answers([gone, alike, other])

    decision = Decision(id="e", kind="erase", target="C-0001", by="A", at=noon, why="asked")
    store.erase(decision, at=noon)

    asked = [one.asked for one in (gone, alike, other)]
    assert sorted(store.answers("m", asked)) == sorted(asked[1:])
    disk = [one.read_bytes() for one in (tmp_path / ".bpforum").rglob("*") if one.is_file()]
    assert SECRET.encode() not in b"".join(disk)
    assert store.verify_chain() is None
