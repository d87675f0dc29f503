"""Runs of words are found wherever they stand, whatever their case and what is between them."""

from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.word_runs import LENGTH, Runs, _stretches, runs_in

WORDS = st.lists(st.sampled_from(["a", "b", "Of", "mast", "licence"]), max_size=40).map(" ".join)


@given(st.lists(WORDS, max_size=4), WORDS)
def test_those_are_found_that_a_text_has_and_no_others(wanted: list[str], text: str) -> None:
    runs = {run for one in wanted for run in runs_in(one)}
    assert Runs(runs).found(text) == runs & set(runs_in(text))


def test_a_text_of_fewer_words_has_none() -> None:
    assert list(runs_in("one two three")) == []
    assert len(list(runs_in(" ".join("abcdefghi")))) == 9 - LENGTH + 1
    assert Runs(()).found("whatever is written here is of no interest to anybody at all") == set()


def test_marks_and_case_between_the_words_change_nothing() -> None:
    (run,) = runs_in("The mast of Harbour lane stands since May")
    assert Runs([run]).found("“the MAST, of\nHarbour-lane — stands since May”") == {run}


@given(st.lists(st.sampled_from("abcdefgh"), max_size=60), st.integers(LENGTH, 20))
def test_a_text_gone_through_some_words_at_a_time_loses_no_run(words: list[str], most: int) -> None:
    text = " ".join(words)
    seen = {
        tuple(part[n : n + LENGTH])
        for part in _stretches(text, most)
        for n in range(len(part) - LENGTH + 1)
    }
    assert seen == set(runs_in(text))
