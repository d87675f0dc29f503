"""Clauses and words: what each word says by itself, and what stands around it."""

import pytest

from bpforum.text.names import clauses

NONE: frozenset[str] = frozenset()


def read(text: str, language: str = "en") -> list[list[str]]:
    return [[w.text for w in one] for one in clauses.clauses_of(text, language, NONE, NONE)]


def test_punctuation_numbers_and_what_follows_a_title_end_a_clause() -> None:
    assert read("The fund, in 2 villages. Mr. Okoro spoke") == [
        ["The", "fund"], ["in"], ["villages"], ["Mr"], ["spoke"],
    ]  # fmt: skip


def test_a_words_place_shows_in_it_and_not_in_its_other_uses() -> None:
    (clause,) = clauses.clauses_of("funds help the funds", "en", NONE, NONE)
    first, _, _, last = clause
    assert (first.opens, last.opens) == (True, False)
    (taking,) = clauses.clauses_of("he funds the funds", "en", NONE, NONE)
    assert [one.takes for one in taking if one.text == "funds"] == [True, False]
    (half, *_) = clauses.clauses_of("Rad- und Gehweg", "de", NONE, NONE)
    assert not half[0].content
    assert half[0].parts
    assert not half[0].begins
    (whole,) = clauses.clauses_of("Rad und Gehweg", "de", NONE, NONE)
    assert whole[0].content
    assert whole[0].begins


def test_further_verbs_and_foreign_words_are_no_content() -> None:
    (clause,) = clauses.clauses_of("route car", "en", frozenset({"route"}), frozenset({"car"}))
    assert [one.content for one in clause] == [False, False]
    (clause,) = clauses.clauses_of("route car", "en", NONE, NONE)
    assert [one.content for one in clause] == [True, True]


@pytest.mark.parametrize(
    "link",
    ["https://a.example/x", "www.example.org", "a.b@example.org", "example.com", "docs.pdf", "x.eu",
     "w\ufffdrd"],
)  # fmt: skip
def test_every_kind_of_link_is_taken_out(link: str) -> None:
    assert clauses.without_links(f"See {link} there.", "|").startswith("See |")


@pytest.mark.parametrize("text", ["No link here. At all.", "A ratio of 3:4", "end.Start", ""])
def test_what_holds_no_link_is_left(text: str) -> None:
    assert clauses.without_links(text, "|") == text
