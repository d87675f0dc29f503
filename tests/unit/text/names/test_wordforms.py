"""What the form of a word says."""

import pytest

from bpforum.text.names.wordforms import is_verbal, may_begin, may_end


@pytest.mark.parametrize(
    "word", ["training", "network", "radios", "initiative", "proposal", "parliament", "library",
             "family", "need", "interest", "expertise", "traffic", "ethics", "self-exclusion"],
)  # fmt: skip
def test_nouns_may_end_a_label(word: str) -> None:
    assert may_end(word, "en")


@pytest.mark.parametrize(
    "word", ["digital", "vulnerable", "economic", "promoting", "quickly", "increased", "people's",
             "recognises", "maximise", "strengthen", "cheapest", "dangerous", "don't", "they'll"],
)  # fmt: skip
def test_adjectives_adverbs_and_verbs_may_not(word: str) -> None:
    assert not may_end(word, "en")


@pytest.mark.parametrize("word", ["digital", "people's", "shared", "young", "emerging"])
def test_what_describes_may_begin_one(word: str) -> None:
    assert may_begin(word, "en")


@pytest.mark.parametrize(
    ("word", "language"), [("fortalecer", "es"), ("renforcer", "fr"), ("rápidamente", "es")]
)
def test_infinitives_of_other_languages_begin_none(word: str, language: str) -> None:
    assert not may_begin(word, language)


@pytest.mark.parametrize(
    ("word", "language"), [("mujer", "es"), ("taller", "es"), ("quartier", "fr")]
)
def test_nouns_that_look_like_infinitives_do(word: str, language: str) -> None:
    assert may_begin(word, language)


def test_forms_of_verbs_part_phrases() -> None:
    assert is_verbal("offered", "en")
    assert is_verbal("promoting", "en")
    assert not is_verbal("speed", "en")
    assert not is_verbal("training", "en")
