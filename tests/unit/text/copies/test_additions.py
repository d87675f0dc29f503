"""What a copy adds: found as an exact span, whatever else was done to the text."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.copies.additions import apart, shingled
from bpforum.text.passages import cut
from models.passage import Passage
from tests.unit.text.test_passages import contribution

LETTER = (
    "We ask the commission to keep the bands of village networks open to all who build them. "
    "Community networks reach places where no operator has ever put a mast, and they do it with "
    "the money and the hands of those who live there.\n\n"
    "Licences should be cheap, simple and long enough to pay back a roof and a mast. "
    "Nobody should need a lawyer in the capital to connect a school on a hill.\n\n"
    "Please publish who holds which band, and where it is not in use, every single year."
)
OWN = (
    "In our valley the clinic lost three winters of records because the only link went through "
    "a tower that nobody maintained after the operator left."
)


def told(text: str, *originals: str, mere: bool = True) -> list[tuple[str, str | None]]:
    known = [(f"C-000{n}", shingled(one)) for n, one in enumerate(originals, start=1)]
    one = contribution(text)
    found = apart(cut(one), one.text, known, mere)
    assert all(one.text[piece.start : piece.end] == piece.text for piece in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert len({piece.id for piece in found}) == len(found)
    return [(piece.text, piece.copy_of) for piece in found]


def own(found: list[tuple[str, str | None]]) -> list[str]:
    return [text for text, copy_of in found if copy_of is None]


def test_a_paragraph_pasted_in_anywhere_is_a_passage_of_its_own() -> None:
    first, second, third = LETTER.split("\n\n")
    for parts in ([OWN, first, second, third], [first, OWN, second, third],
                  [first, second, third, OWN]):  # fmt: skip
        assert own(told("\n\n".join(parts), LETTER)) == [OWN]
    assert own(told(f"{first}\n\n{second} {OWN} {third}", LETTER)) == [OWN]


def test_a_copy_with_small_edits_adds_nothing_and_its_passages_keep_their_ids() -> None:
    edited = LETTER.replace("cheap", "fair").replace("every single year", "every month")
    signed = f"Dear Sir or Madam,\n\n{edited}\n\nYours sincerely,\nAnna Kowalska, Tarnów"
    one = contribution(signed)
    base = cut(one)
    found = apart(base, signed, [("C-0001", shingled(LETTER))], True)
    assert [piece.id for piece in found] == [piece.id for piece in base]
    assert {piece.copy_of for piece in found} == {"C-0001"}


def test_what_is_filled_into_a_sentence_is_its_senders() -> None:
    form = (
        "I support the open bands because {} and I ask the commission to keep them open to all."
        " Licences should be cheap, simple and long enough to pay back a roof and a mast."
    )
    reason = "my daughter learns to repair radios in the workshop behind our small library"
    short = "they are good for us"
    assert own(told(form.format(reason), form.format(short))) == [reason]
    assert own(told(form.format("it is right"), form.format(short))) == []


def test_a_long_text_that_holds_a_letter_stays_its_senders_but_for_the_letter() -> None:
    chapters = [f"{OWN.replace('three', word)}" for word in ("two", "four", "five", "six")]
    text = "\n\n".join([*chapters[:2], LETTER, *chapters[2:]])
    found = told(text, LETTER, mere=False)
    assert " ".join(own(found)).split() == " ".join(chapters).split()
    assert " ".join(t for t, c in found if c).split() == LETTER.split()


def test_a_text_that_holds_two_letters_tells_which_is_whose() -> None:
    other = OWN.replace("valley", "district")
    found = told(f"{LETTER}\n\n{other}", LETTER, other, mere=False)
    assert {copy_of for _, copy_of in found} == {"C-0001", "C-0002"}


def test_chinese_additions_are_found_without_spaces() -> None:
    letter = "我们要求委员会为所有建设社区网络的人开放频段。社区网络到达没有运营商的地方。"
    added = "在我们的山谷里诊所三个冬天失去了所有记录因为唯一的链路经过一座无人维护的塔。"
    assert own(told(letter + added, letter)) == [added]


def test_moved_paragraphs_are_still_copies() -> None:
    assert own(told("\n\n".join(reversed(LETTER.split("\n\n"))), LETTER)) == []


def test_hostile_texts_take_no_time() -> None:
    told("no " * 100_000, "no " * 50_000)
    told("a-" * 100_000, "b-" * 100_000)
    told(" ".join(map(str, range(50_000))) + ".", LETTER)


@given(st.integers(0, 2**32), st.integers(0, 6), st.integers(0, 6))
def test_spans_are_exact_and_nothing_is_lost_whatever_is_sent(
    seed: int, edits: int, pasted: int
) -> None:
    chance = np.random.default_rng(seed)
    words = LETTER.split(" ")
    for place in chance.integers(0, len(words), edits).tolist():
        words[place] = "changed"
    for place in sorted(chance.integers(0, len(words), pasted).tolist(), reverse=True):
        words[place:place] = [f"new{n}" for n in range(int(chance.integers(1, 30)))]
    one = contribution(" ".join(words))
    base = cut(one)
    found: tuple[Passage, ...] = apart(base, one.text, [("C-0001", shingled(LETTER))], True)
    assert all(one.text[piece.start : piece.end] == piece.text for piece in found)

    def letters(pieces: tuple[Passage, ...]) -> str:
        return "".join("".join(piece.text.split()) for piece in pieces)

    assert letters(found) == letters(base)
