"""Which characters may stand in a text."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.characters import clean, clean_line


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_end_becomes_one(end: str) -> None:
    assert clean(f"a{end}b").text == "a\nb"


def test_control_characters_are_replaced_and_counted() -> None:
    cleaned = clean("a\x00b\x1b[0mc\x7f\x9f\ufdd0\ufffe\U0001ffff\ud800")
    assert cleaned.text == "a\ufffdb\ufffd[0mc" + "\ufffd" * 6
    assert cleaned.flags == ("replaced 8 control characters",)


def test_tabs_and_newlines_stay() -> None:
    assert clean("a\tb\nc") == ("a\tb\nc", ())


@pytest.mark.parametrize("control", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_bidirectional_controls_are_shown(control: str) -> None:
    cleaned = clean(f"pay {control}001 now")
    assert cleaned.text == "pay \ufffd001 now"
    assert cleaned.flags == ("bidirectional controls",)


def test_zero_width_characters_go_but_joiners_that_shape_letters_stay() -> None:
    cleaned = clean("in\u200bvis\u2060ible te\u200cxt \U000e0041")
    assert cleaned.text == "invisible text "
    assert cleaned.flags == ("removed 4 invisible characters",)
    assert clean("می\u200cخواهم").text == "می\u200cخواهم"
    assert clean("👩\u200d🔬").text == "👩\u200d🔬"


def test_a_byte_order_mark_at_the_start_is_no_news() -> None:
    assert clean("\ufefftext") == ("text", ())


def test_soft_hyphens_go_and_mend_the_line_they_broke() -> None:
    assert clean("gover\u00ad\nnance co\u00adoperation").text == "governance cooperation"


def test_text_is_composed() -> None:
    assert clean("cafe\u0301").text == "café"


def test_a_line_has_single_spaces() -> None:
    assert clean_line("  a\r\n b\t\u202ec ") == "a b \ufffdc"


def test_a_tower_of_accents_is_cut_and_takes_no_time() -> None:
    marks = "\u0301\u0323" * 200_000
    started = time.process_time()
    cleaned = clean("a" + marks).text
    assert time.process_time() - started < 2
    assert len(cleaned) <= 31


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once) == (once, ())
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")
