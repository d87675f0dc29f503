"""Runs of words are found wherever they stand, whatever their case and what is between them."""

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.word_hashes import Words
from bpforum.text.word_runs import LENGTH, Runs, RunsOf, runs_in

WORDS = st.lists(st.sampled_from(["a", "b", "Of", "mast", "licence"]), max_size=40).map(" ".join)
HOSTILE = st.text(alphabet="aBéIıİſßǰΣς\u0345’_ \n\x00\x1c9", max_size=60)


@given(st.lists(WORDS, max_size=4), WORDS)
def test_those_are_found_that_a_text_has_and_no_others(wanted: list[str], text: str) -> None:
    runs = {run for one in wanted for run in runs_in(one)}
    assert Runs(runs).found(text) == runs & set(runs_in(text))
    assert RunsOf(wanted).found(text) == runs & set(runs_in(text))


@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, max_size=4))
def test_no_run_stands_in_two_texts_at_once(texts: list[str], wanted: list[str]) -> None:
    runs = {run for one in wanted for run in runs_in(one)}
    assert Runs(runs).found(Words(*texts)) == runs & {r for text in texts for r in runs_in(text)}


@given(HOSTILE, HOSTILE)
def test_words_are_the_expressions_whatever_they_are_written_with(text: str, more: str) -> None:
    def words_of(text: str) -> list[str]:
        return re.findall(r"\w+", text.casefold())

    words = Words(text, more)
    count = len(words.rows(1))
    rows = [row for at in range(count) for (row,) in words.rows_at(np.array([at]), 1)]
    assert [one for one in rows if one != "\ufffd"] == [*words_of(text), *words_of(more)]
    assert [words.line(at)[0] for at in range(count)][: len(words_of(text))] == [text] * len(
        words_of(text)
    )


def test_a_text_of_fewer_words_has_none() -> None:
    assert list(runs_in("one two three")) == []
    assert len(list(runs_in(" ".join("abcdefghi")))) == 9 - LENGTH + 1
    assert Runs(()).found("whatever is written here is of no interest to anybody at all") == set()


def test_marks_and_case_between_the_words_change_nothing() -> None:
    (run,) = runs_in("The mast of Harbour lane stands since May")
    assert Runs([run]).found("“the MAST, of\nHarbour-lane — stands since May”") == {run}


@given(HOSTILE, st.integers(1, 3))
def test_rows_of_all_places_are_those_of_each(text: str, length: int) -> None:
    words = Words(f"{text} one two three")
    places = np.arange(len(words.rows(length)))
    each = [words.rows_at(places[[at]], length) for at in places]
    assert all(len(row) == 1 for row in each)
    assert words.rows_at(places, length) == set().union(*each)
    assert words.rows_at(places[:0], length) == set()


def test_words_with_the_same_number_are_told_apart() -> None:
    """Of a word the first 16 bytes count, and how long it is."""
    long, other = "bundesdatenschutzgesetz", "bundesdatenschutzgebots"
    (run,) = runs_in(" ".join([long] * LENGTH))
    text = " ".join([other] * LENGTH)
    assert len(long) == len(other)
    assert (Words(long).rows(1) == Words(other).rows(1)).all()
    assert Runs([run]).found(text) == set()
    assert Runs([run]).found(f"{text} {' '.join(run)}") == {run}
