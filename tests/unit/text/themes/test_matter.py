"""The order of what themes are made of."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.themes.matter import gather, gather_as_asked
from tests.unit.text.toy import SPECTRUM, encode, passage, pieces, voices


def test_rows_of_members_are_those_that_are_here_in_the_order_asked_for() -> None:
    passages = pieces(SPECTRUM)
    matter = gather(passages, encode(SPECTRUM), voices(passages), [True] * len(passages))
    asked = [matter.ids[4], "p-elsewhere", matter.ids[0], "z", matter.ids[2], ""]
    assert matter.rows_of(asked).tolist() == [4, 0, 2]
    assert matter.rows_of(()).tolist() == []
    assert matter.only(np.array([2, 4])).rows_of(asked).tolist() == [1, 0]
    assert matter.only(np.array([], dtype=np.int64)).rows_of(asked).tolist() == []


def test_what_is_told_as_it_is_asked_for_is_the_same() -> None:
    passages = pieces(SPECTRUM)
    whose = {one.id: f"V{n % 3}" for n, one in enumerate(passages)}
    open_to_all = [n % 2 == 0 for n in range(len(passages))]
    usable = dict(zip([one.id for one in passages], open_to_all, strict=True))
    at_once = gather(passages, encode(SPECTRUM), whose, open_to_all)
    as_asked = gather_as_asked(
        passages, encode(SPECTRUM), lambda one: whose[one.id], lambda one: usable[one.id]
    )
    rows = np.array([5, 1, 3])
    assert at_once.only(rows) is not at_once
    for one, other in ((at_once, as_asked), (at_once.only(rows), as_asked.only(rows))):
        for name in ("ids", "texts", "languages", "voices", "usable"):
            assert list(getattr(one, name)) == list(getattr(other, name))
        assert np.array_equal(one.rows, other.rows)
    assert list(as_asked.texts[2:4]) == list(at_once.texts[2:4])


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40), st.integers(1, 4), st.integers(1, 45))
def test_a_sample_is_everybodys_first_then_everybodys_second(
    whose: list[int], of_a_voice: int, most: int
) -> None:
    passages = [passage(f"Text {n}", n) for n in range(len(whose))]
    voices = {one.id: str(who) for one, who in zip(passages, whose, strict=True)}
    matter = gather(passages, np.ones((len(whose), 2)), voices, [True] * len(whose))
    turns: dict[str, int] = defaultdict(int)
    order = []
    for row, voice in enumerate(matter.voices):
        order.append((turns[voice], row))
        turns[voice] += 1
    expected = sorted(row for _, row in sorted(x for x in order if x[0] < of_a_voice)[:most])
    assert matter.sample(of_a_voice, most).tolist() == expected
