"""What XML cannot hold is replaced, and every stretch of text knows which way it runs."""

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bpforum.rendering.characters import Direction, columns, direction, legal, stretches

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)


@given(ANYTHING)
def test_legal_text_is_always_xml(text: str) -> None:
    element = etree.Element("a")
    element.text = legal(text)
    assert etree.fromstring(etree.tostring(element)).text in (legal(text), None)


def test_only_what_is_illegal_is_replaced() -> None:
    assert (
        legal("a\x00b\x0b\ufffe\ud800 \U0001f600\tß\n")
        == "a\ufffdb\ufffd\ufffd\ufffd \U0001f600\tß\n"
    )


@pytest.mark.parametrize(
    ("text", "otherwise", "expected"),
    [
        ("", "rtl", "rtl"),
        ("12, 13.", "ltr", "ltr"),
        ("C-0007", "rtl", "ltr"),
        ("شبكة says that training lasts", "rtl", "ltr"),
        ("تقول شبكة Wi-Fi إن التدريب مستمر", "ltr", "rtl"),
    ],
)
def test_a_text_runs_as_most_of_its_letters_do(
    text: str, otherwise: Direction, expected: Direction
) -> None:
    assert direction(text, otherwise) == expected


@given(ANYTHING, st.sampled_from(["ltr", "rtl"]))
def test_stretches_lose_nothing_and_alternate(text: str, base: Direction) -> None:
    found = list(stretches(text, base))
    assert "".join(words for words, _ in found) == text
    ways = [way for _, way in found]
    assert all(one != other for one, other in pairwise(ways))


def test_what_has_no_direction_goes_with_its_neighbours_or_with_the_paragraph() -> None:
    assert list(stretches("عربي (CERT).", "rtl")) == [
        ("عربي (", "rtl"),
        ("CERT", "ltr"),
        (").", "rtl"),
    ]
    assert list(stretches("one عربي, عربي two", "ltr")) == [
        ("one ", "ltr"),
        ("عربي, عربي", "rtl"),
        (" two", "ltr"),
    ]


def test_wide_letters_take_two_columns_and_marks_none() -> None:
    assert columns("ab能力") == 6
    assert columns("e\u0301") == 1


def test_every_letter_from_right_to_left_is_seen_as_one() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    right = [one for one in every if unicodedata.bidirectional(one) in ("R", "AL")]
    assert len(right) > 2_000
    for one in right:
        assert direction(f"a “b” {one}{one}{one}", "ltr") == "rtl"
        assert [way for _, way in stretches(f"“b” {one}", "ltr")] == ["ltr", "rtl"]
