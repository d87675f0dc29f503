"""Which texts are the same in a record: who speaks for whom, and what is cut apart."""

from hashlib import blake2b
from types import SimpleNamespace
from typing import Any

import pytest

from bpforum.columns import Columns
from bpforum.cuts import Cuts
from bpforum.pieces import cut, find_duplicates
from bpforum.received import KEY_SIZE
from bpforum.text import passages
from models.block import Block
from models.contribution import Contribution
from models.passage import Passage
from models.record import Record
from models.theme import SameTexts
from tests.unit.text.copies.test_additions import LETTER, OWN
from tests.unit.text.copies.test_duplicates import prose, write
from tests.unit.validation.test_relations import document

LONG = "\n\n".join(f"{write(prose(n, 60)).capitalize()}." for n in range(2, 8))


def record(*ones: Contribution) -> Record:
    return Record(contributions=ones)


def same(*texts: str, closed: tuple[str, ...] = (), **audiences: Any) -> SameTexts:
    ones = [
        document(n, text=text, audience=audiences.get(f"c{n}", "public"))
        for n, text in enumerate(texts, start=1)
    ]
    return find_duplicates(record(*ones), closed)


def told(found: SameTexts) -> list[tuple[str, ...]]:
    return [
        (g.representative.contribution, *(m.contribution for m in g.members)) for g in found.groups
    ]


def test_a_copy_for_everybody_speaks_and_what_is_unlike_it_stands_alone() -> None:
    words = prose(1, 100)
    left = [f"left{n}" if n in range(0, 50, 6) else word for n, word in enumerate(words)]
    right = [f"right{n}" if n in range(50, 100, 6) else word for n, word in enumerate(words)]
    texts = [write(words), write(left), write(right)]
    assert told(same(*texts)) == [("C-0001", "C-0002", "C-0003")]
    # The middle is the members' own affair: of the others neither is like the other.
    found = same(*texts, c1="members", c3="members")
    assert told(found) == [("C-0002", "C-0001")]


def test_a_public_text_is_no_copy_of_a_letter_that_only_members_may_read() -> None:
    texts = f"{LONG}\n\n{LETTER}", LETTER
    assert len(same(*texts).holdings) == 1
    hidden = same(*texts, c2="members")
    assert (hidden.groups, hidden.holdings) == ((), ())
    assert len(same(*texts, c1="members").holdings) == 1


def test_what_was_not_taken_up_speaks_for_no_addition_either() -> None:
    added = f"{LETTER}\n\n{OWN}"
    ones = [document(n, text=text) for n, text in enumerate([LETTER, added, added + " ✓"], start=1)]
    for closed, speaks in (((), "C-0002"), (("C-0002",), "C-0003")):
        found = find_duplicates(record(*ones), closed)
        pieces = cut(record(*ones), ["en"], found)
        own = [p.contribution for p in pieces if OWN in p.text and p.copy_of is None]
        assert own == [speaks]


def test_a_digest_of_letters_has_nothing_of_its_own() -> None:
    other = LETTER.replace("bands", "frequencies")[::-1]
    ones = [document(1, text=LETTER), document(2, text=other),
            document(3, text=f"{LETTER}\n\n{other}\n\n{OWN}")]  # fmt: skip
    found = find_duplicates(record(*ones))
    pieces = [p for p in cut(record(*ones), ["en"], found) if p.contribution == "C-0003"]
    assert {p.copy_of for p in pieces} == {"C-0001", "C-0002", None}
    assert [p.text for p in pieces if p.copy_of is None] == [OWN]


def test_what_a_mail_quotes_and_a_form_asks_makes_no_texts_alike() -> None:
    def answered(n: int, answer: str, kind: Any) -> Contribution:
        text = f"{LETTER}\n{answer}"
        blocks = (
            Block(kind=kind, start=0, end=len(LETTER)),
            Block(kind="paragraph", start=len(LETTER) + 1, end=len(text)),
        )
        return document(n, text=text, blocks=blocks)

    answers = [OWN, write(prose(8, 30))]
    for kind in ("quoted", "question"):
        ones = [answered(n, answer, kind) for n, answer in enumerate(answers, start=1)]
        assert find_duplicates(record(*ones)).groups == ()
    short = [answered(n, "For the file.", "quoted") for n in (1, 2)]
    [group] = find_duplicates(record(*short, document(3, text=LETTER))).groups
    assert (group.kind, group.members[0].contribution) == ("exact", "C-0002")


def test_a_text_that_copies_nothing_is_cut_as_ever() -> None:
    ones = [document(1, text=LETTER), document(2, text=OWN), document(3, text=LETTER)]
    plain = cut(record(*ones), ["en"])
    found = cut(record(*ones), ["en"], find_duplicates(record(*ones)))
    assert [p.id for p in found] == [p.id for p in plain]
    assert {p.contribution for p in found if p.copy_of} == {"C-0003"}


def test_nothing_is_compared_where_nothing_was_sent() -> None:
    assert find_duplicates(record()) == SameTexts()
    assert cut(record(), ["en"], SameTexts()) == ()


def test_what_was_told_apart_before_is_so_again_and_anew_where_a_text_is_another() -> None:
    kept: dict[int, bytes] = {}

    def both(*texts: str) -> list[tuple[str, str | None]]:
        ones = [document(n, text=text) for n, text in enumerate(texts, start=1)]
        found = find_duplicates(record(*ones))
        keys = b"".join(blake2b(text.encode(), digest_size=KEY_SIZE).digest() for text in texts)
        cuts = Cuts(["en"], Columns(sorted(kept.items()), kept.update), keys)
        pieces = cut(record(*ones), ["en"], found, cuts)
        assert pieces == cut(record(*ones), ["en"], found)
        return [(piece.text, piece.copy_of) for piece in pieces]

    added = f"{OWN}\n\n{LETTER}"
    first = both(LETTER, added, LONG, LETTER.replace("cheap", "fair"))
    data = dict(kept)
    assert both(LETTER, added, LONG, LETTER.replace("cheap", "fair")) == first
    assert kept == data
    # The letter is another, of which less is copied; then somebody else's is the first.
    assert both(LETTER.split("\n\n", 1)[1], added, LONG, LETTER) != first
    both(LONG, added, LETTER, LETTER)
    both(LETTER, added)
    kept = {number: part.replace(b"0", b"9") for number, part in data.items()}
    assert both(LETTER, added, LONG, LETTER.replace("cheap", "fair")) == first


def test_what_was_kept_is_used_for_the_same_text_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[int, bytes] = {}
    made: list[str] = []

    def counted(one: Contribution) -> tuple[Passage, ...]:
        made.append(one.reference)
        return passages.cut(one)

    monkeypatch.setattr("bpforum.cuts.passages", SimpleNamespace(cut=counted))

    def run(*ones: Contribution, keys: bytes) -> list[str]:
        made.clear()
        found = find_duplicates(record(*ones))
        columns = Columns(sorted(kept.items()), kept.update)
        pieces = cut(record(*ones), ["en"], found, Cuts(["en"], columns, keys))
        assert pieces == cut(record(*ones), ["en"], found, Cuts(["en"]))
        return made[: len(made) - len(ones)]

    ones = [document(1, text=LETTER), document(2, text=OWN), document(3, text=LETTER)]
    keys = bytes([1] * 16 + [2] * 16 + [3] * 16)
    assert run(*ones, keys=keys) == ["C-0001", "C-0002", "C-0003"]
    assert run(*ones, keys=keys) == []
    assert run(*ones, document(4, text=LONG), keys=keys + bytes([4] * 16)) == ["C-0004"]
    assert run(*ones, keys=keys[:16] + bytes([9] * 16) + keys[32:]) == ["C-0002"]
    assert run(*ones, keys=keys) == ["C-0002"]
    assert run(ones[0], ones[1], document(3, text=LONG), keys=keys[:32] + bytes([5] * 16)) == [
        "C-0003"
    ]
    assert run(document(1, text=LONG), *ones[1:], keys=bytes([5] * 16) + keys[16:]) == [
        "C-0001", "C-0003",
    ]  # fmt: skip
    assert run(*ones[1:], keys=keys) == []  # the third is nobody's copy now
    assert run(*ones, keys=keys) == ["C-0001"]
    # What is not known by a key, or was corrected, is cut each time.
    assert run(*ones, keys=keys[:32]) == ["C-0003"]
    corrected = document(1, text=f"{LETTER} Indeed.", received_text=LETTER)
    assert run(corrected, *ones[1:], keys=keys) == ["C-0001", "C-0003"]
    for wrong in (b"{}", b"", kept[0].replace(b"starts", b"begins"), kept[0].replace(b"1", b"8")):
        kept[0] = wrong
        run(*ones, keys=keys)
