"""The comments at hand are those of the store, however they came to be known."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - seeded

import pytest

from bpforum.commenting.book import CommentBook, Comments
from bpforum.store import Store, open_store
from models.audience import Consent
from models.decision import Decision, DecisionKind
from models.filing import FiledAnswer, FiledTarget, Filer, Filing
from models.forum import Forum, ForumHead, SourceConfig
from tests.builders.filings import FIRST, file_one

FORUM = Forum(
    forum=ForumHead(id="f", title="F", cycle="2026"),
    sources=(SourceConfig(id="form", kind="form"),),
)
NOW = FIRST + timedelta(days=1)
RULES = {"v1": "before", "v2": "after"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path) as opened:
        yield opened


def said(text: str = "I say so.", version: str = "v1", answers: str = "", **more: str) -> Filing:
    target = FiledTarget(scope="whole", document=version, in_reply_to=answers)
    return Filing(
        kind="comment", form="comment-1", filer=Filer(name="Mara Okoye"),
        consent=more.get("consent", "full"), answers=(FiledAnswer(text=text),), target=target,
    )  # fmt: skip


def decide(
    store: Store, n: int, kind: DecisionKind, target: str, value: object, why: str = "w"
) -> None:
    at = FIRST + timedelta(hours=n)
    one = Decision(id=f"d{n}", kind=kind, target=target, value=value, by="A", at=at, why=why)
    store.add_decisions([one], at=at)


def states(comments: Comments) -> list[str]:
    return [one.state for one in comments.all.values()]


def test_what_is_read_step_by_step_is_what_is_read_at_once(store: Store) -> None:
    book = CommentBook(store)
    assert book.now(NOW, RULES).all == {}
    refs: list[str] = []
    for n in range(6):
        answers = refs[0] if n == 5 else ""
        filing = said(f"Comment {n}", "v2" if n % 3 == 2 else "v1", answers)
        refs.append(file_one(FORUM, store, filing, n).reference)
        decide(store, n + 1, "hold", refs[-1], n % 2 == 1)
        assert book.now(NOW, RULES) == CommentBook(store).now(NOW, RULES)
    comments = book.now(NOW, RULES)
    assert states(comments) == ["shown", "held", "shown", "held", "shown", "held"]
    assert comments.all[refs[0]].replies == (refs[5],)
    assert book.now(NOW, RULES) is comments
    assert book.now(NOW, {"v1": "after"}) is not comments


def test_a_changed_comment_waits_again_and_keeps_its_first_number(store: Store) -> None:
    first = file_one(FORUM, store, said("One"), 1)
    decide(store, 1, "hold", first.reference, False)
    book = CommentBook(store)
    assert states(book.now(NOW, RULES)) == ["shown"]
    # The same key with other words is a new version.
    second = file_one(FORUM, store, said("Another"), 1)
    comments = book.now(NOW, RULES)
    [one] = comments.all.values()
    assert (one.first, one.reference, one.state) == (first.reference, second.reference, "waiting")
    assert comments.find(second.reference) is one
    assert comments.find(first.reference) is one
    decide(store, 2, "hold", first.reference, True, "it insults")
    [one] = book.now(NOW, RULES).all.values()
    assert (one.state, one.reason) == ("held", "it insults")


def test_what_is_withdrawn_taken_back_or_only_counted_is_shown_to_nobody(store: Store) -> None:
    refs = [file_one(FORUM, store, said(f"C {n}", "v2"), n).reference for n in range(4)]
    counted = file_one(FORUM, store, said("C", "v2", consent="counts only"), 4).reference
    book = CommentBook(store)
    assert states(book.now(NOW, RULES)) == ["shown"] * 4 + ["private"]
    decide(store, 1, "dispose", refs[0], "withdrawn")
    decide(store, 2, "consent", refs[1], "counts_only")
    decide(store, 3, "hold", refs[2], True)
    decide(store, 4, "take_back", "d3", None)
    erase = Decision(id="e", kind="erase", target=refs[3], by="A", at=NOW)
    store.add_decisions([erase], at=NOW)
    store.erase(erase, at=NOW)
    comments = book.now(NOW, RULES)
    assert states(comments) == ["withdrawn", "private", "shown", "private"]
    assert refs[3] not in comments.all
    assert comments.taken_back == {refs[0], refs[1], refs[3]}
    assert comments.all[counted].consent == Consent(
        basis="stated", scope="counts_only", detail="counts only"
    )
    assert comments == CommentBook(store).now(NOW, RULES)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_in_whichever_order_the_comments_are_those_of_the_store(
    store: Store, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311
    book, made = CommentBook(store), 0
    refs: list[str] = []
    for n in range(40):
        what = chance.choice(("file", "file", "reply", "change", "decide", "undo", "erase", "two"))
        if what in ("file", "two") or not refs:
            for more in range(2 if what == "two" else 1):
                consent = chance.choice(("full", "name withheld", "counts only"))
                filing = said(f"{n} {more}", chance.choice(("v1", "v2")), consent=consent)
                refs.append(file_one(FORUM, store, filing, 100 * n + more).reference)
        elif what == "reply":
            filing = said(f"To that {n}", answers=chance.choice(refs))
            refs.append(file_one(FORUM, store, filing, 100 * n).reference)
        elif what == "change":
            key = 100 * chance.randrange(n)
            refs.append(file_one(FORUM, store, said(f"Otherwise {n}", "v2"), key).reference)
        elif what == "decide":
            kind, value = chance.choice(
                (("hold", True), ("hold", False), ("dispose", "withdrawn"), ("dispose", "noted"),
                 ("consent", "counts_only"), ("consent", "full"))
            )  # fmt: skip
            decide(store, n + 1, kind, chance.choice(refs), value)  # type: ignore[arg-type]
            made = n + 1
        elif what == "undo" and made:
            decide(store, n + 1, "take_back", f"d{made}", None)
        elif what == "erase" and chance.random() < 0.3:
            gone = chance.choice(refs)
            refs = [one for one in refs if one != gone]
            erase = Decision(id=f"e{n}", kind="erase", target=gone, by="A", at=NOW)
            store.add_decisions([erase], at=NOW)
            store.erase(erase, at=NOW)
        if chance.random() < 0.6:
            rules = RULES if chance.random() < 0.8 else {"v1": "after", "v2": "before"}
            now, fresh = book.now(NOW, rules), CommentBook(store).now(NOW, rules)
            assert now == fresh
            assert list(now.all) == list(fresh.all)
