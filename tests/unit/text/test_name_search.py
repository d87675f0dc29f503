"""Many names are found as the regular expression of all of them would find them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.name_search import Names

_words = st.text(alphabet="aAbBéÉiIıİſsS ßK-.'1_(\n", min_size=1, max_size=8)


@given(names=st.lists(_words, max_size=6), text=st.text(alphabet="aAbBéÉiIıİſsS ßK-.'1_(\n"))
def test_it_finds_what_the_expression_of_all_names_finds(names: list[str], text: str) -> None:
    ordered = sorted({name for name in names if name.strip()}, key=lambda name: (-len(name), name))
    known = Names(names)
    if not ordered:
        assert not known
        assert known.replaced(text, "*") == text
        return
    whole = "|".join(map(re.escape, ordered))
    pattern = re.compile(rf"(?<!\w)(?:{whole})(?!\w)", re.IGNORECASE)
    assert known.search(text) == bool(pattern.search(text))
    assert known.replaced(text, "*") == pattern.sub("*", text)


@pytest.mark.parametrize("text", ["spoke:\nAda Okoro, chair", "ADA OKORO", "(ada okoro)"])
def test_which_names_stand_in_texts_of_many_lines(text: str) -> None:
    known = Names(["Ada Okoro", "Ada", "Okoro Ltd", "Ada Okoros"])
    assert known.found([text]) == {"Ada Okoro", "Ada"}


def test_a_name_inside_a_longer_word_is_none() -> None:
    assert not Names(["Ann Li"]).search("Ann Lima and Joann Li")
    assert Names(["Ann Li"]).found(["Joann Li", "Ann Li"]) == {"Ann Li"}


def test_a_name_over_two_lines_is_sought_as_it_is_written() -> None:
    assert Names(["Ada\nOkoro"]).found(["Ada\nOkoro"]) == {"Ada\nOkoro"}


def test_a_hundred_thousand_names_take_one_look_at_each_word() -> None:
    known = Names(f"Person {number:06}x" for number in range(100_000))
    assert known.found([f"Person {n:06}x spoke.\n" for n in range(0, 200_000, 20_000)]) == {
        f"Person {n:06}x" for n in range(0, 100_000, 20_000)
    }
