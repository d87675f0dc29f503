"""Many names are found as the regular expression of all of them would find them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.name_search import Names
from bpforum.text.word_hashes import Words

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


@given(
    names=st.lists(_words, max_size=6),
    texts=st.lists(st.text(alphabet="aAbBéÉiIıİſsS ßK-.'1_(\n"), min_size=1, max_size=3),
)
def test_those_are_found_that_their_own_expressions_find(
    names: list[str], texts: list[str]
) -> None:
    expected = {
        name
        for name in names
        if name.strip()
        for text in texts
        if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    }
    assert Names(names).found(texts) == expected
    assert Names(names).found(Words(*texts)) == expected


def test_long_names_and_names_of_one_word_are_found_as_they_are_written() -> None:
    long = "The Network of Networks for the Rights of all who Live by the Sea"
    known = Names([long, "Ada", "C++", "???"])
    assert known.found([f"said {long.upper()}, and ada,\nand c++ (why ???)"]) == {
        long, "Ada", "C++", "???",
    }  # fmt: skip
    assert known.found([f"said {long[:-3]}Lake", "Adam and c", "C+"]) == set()
    assert known.found([f"é ’{long.casefold()}’", "é C++"]) == {long, "C++"}


def test_what_stands_on_another_line_is_no_part_of_a_name() -> None:
    assert Names(["Ada Okoro"]).found(["Ada\nOkoro", "Ada", "Okoro"]) == set()
    assert Names(["Ada Okoro"]).found(Words("by Ada", "Okoro and others")) == set()
