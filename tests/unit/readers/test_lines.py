"""Hard-wrapped lines become paragraphs again, and no word is lost or changed."""

import re
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.encoding import DecodedText, decode_text
from bpforum.readers.lines import join_lines

SHARED = Path(__file__).parents[4] / "shared/data/netmundial"
PROSE = (
    "Community networks are run by the people who use them. They need spectrum, training and a"
    " place on the roof, and they need rules that fit a network of ninety houses. Where the rules"
    " were written for a company of nine million, nobody can follow them and everybody breaks them."
)


def joined(text: str) -> list[str]:
    return [paragraph.text for paragraph in join_lines(text.split("\n"))]


def test_a_wrapped_text_is_one_paragraph_again() -> None:
    assert joined(textwrap.fill(PROSE, 72)) == [PROSE]


def test_paragraphs_without_a_blank_line_between_them_are_told_apart() -> None:
    second = "A second paragraph begins here. " + PROSE
    text = textwrap.fill(PROSE, 72) + "\n" + textwrap.fill(second, 72)
    assert joined(text) == [PROSE, second]


def test_a_file_with_one_paragraph_a_line_is_left_alone() -> None:
    lines = [PROSE, "Short one.", PROSE + " And more.", "Another"]
    assert joined("\n".join(lines)) == lines


def test_bullets_and_numbers_begin_items() -> None:
    text = textwrap.fill("Three things are needed, as we said in the hearing of last year:", 60)
    items = ["• spectrum for all who will share it with their neighbours and", "friends",
             "- training", "2. rules that fit", "(a) money", "iv) time"]  # fmt: skip
    found = join_lines((text + "\n" + "\n".join(items)).split("\n"))
    assert [one.text for one in found[1:]] == [
        "spectrum for all who will share it with their neighbours and friends",
        "training", "2. rules that fit", "(a) money", "iv) time",
    ]  # fmt: skip
    assert [one.mark for one in found[1:]] == ["• ", "- ", "", "", ""]


def test_lines_of_a_form_are_not_run_together() -> None:
    form = ["Title: Why a network of ninety houses in the hills needs rules of its own",
            "Name: Ana",
            "Organisation: Association of the Networks of the Upper Valley and its Hills",
            "Country: Peru"]  # fmt: skip
    assert joined("\n".join([*form, textwrap.fill(PROSE, 76)]))[:4] == form


def test_an_address_of_short_lines_stays_as_it_is() -> None:
    lines = ["Administrations of Member States,", "Regulators", "Geneva", "Switzerland"]
    assert joined("\n".join(lines)) == lines


def test_a_heading_in_capitals_over_two_lines_is_one() -> None:
    text = "REPORT TO THE DIRECTOR-GENERAL BY THE EXPERTS MEETING\nON CYBERSPACE LAW\n"
    assert joined(text + textwrap.fill(PROSE, 70)) == [
        "REPORT TO THE DIRECTOR-GENERAL BY THE EXPERTS MEETING ON CYBERSPACE LAW",
        PROSE,
    ]


def test_a_column_of_single_words_is_one_stream() -> None:
    words = (PROSE + " " + PROSE).split()
    assert joined("\n".join(words)) == [" ".join(words)]


@pytest.mark.parametrize(
    ("elsewhere", "joined_as"),
    [
        ("", "cooperation"),
        ("We want co-operation. ", "co-operation"),
        ("Cooperation helps. ", "cooperation"),
        ("The co met. A co again. No operation, one operation. ", "co-operation"),
    ],
)
def test_a_line_end_hyphen_is_mended_as_the_document_spells(elsewhere: str, joined_as: str) -> None:
    text = f"{elsewhere}\n\nFor many years all of us have been asking for more co-\noperation here."
    assert (
        joined(text)[-1] == f"For many years all of us have been asking for more {joined_as} here."
    )


def test_a_hyphen_before_a_capital_or_a_digit_stays() -> None:
    assert joined("was convened by the Director-\nGeneral") == [
        "was convened by the Director-General"
    ]
    assert joined("in the study period 2010-\n2014 and later")[0].startswith(
        "in the study period 2010-"
    )


def test_japanese_lines_join_without_a_space() -> None:
    line = "地域のネットワークは利用する人々によって運営されており周波数と訓練と屋根の上の場所が"
    assert joined(f"{line}\n{line}\n{line}")[0].startswith(line * 2)


words = st.lists(st.sampled_from(["net", "Roof", "a-", "b", "•", "1.", "x:", "THE", "é,", "-"]))


@given(st.lists(words.map(" ".join), max_size=30))
def test_no_word_is_lost(lines: list[str]) -> None:
    """Hyphens at line ends are the only characters that may go."""

    def letters(text: str) -> str:
        return "".join(text.split()).replace("-", "")

    found = join_lines(lines)
    assert "".join(letters(one.mark + one.text) for one in found) == letters("".join(lines))


@pytest.mark.parametrize("line", ["- a", "a-", "A" * 70, "x: y", "1. " * 20, "[" * 80])
def test_crafted_lines_take_no_longer(line: str) -> None:
    started = time.process_time()
    join_lines([line] * 20_000)
    assert time.process_time() - started < 4


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared NETmundial files are not here")
def test_wrapped_real_texts_get_the_paragraphs_of_their_unwrapped_twins() -> None:
    """Of files that came twice, wrapped and not: how many paragraphs are found word for word."""
    whole = found = 0
    for name in ("005", "010", "013", "014", "015", "016", "018"):
        wrapped, plain = (_text(SHARED / f"{name}{kind}.txt") for kind in "AB")
        joined_texts = {_letters(text) for text in joined(wrapped)}
        for line in plain.split("\n"):
            words = " ".join(line.split())
            if len(words) > 150 and words[:60] in " ".join(wrapped.split()):
                whole += 1
                found += _letters(words) in joined_texts
    assert whole > 60
    assert found / whole > 0.85


def _letters(text: str) -> str:
    """Without numbering and hyphens, in which the twins differ."""
    return re.sub(r"[\W\d_]", "", text)


def _text(path: Path) -> str:
    decoded = decode_text(path.read_bytes())
    assert isinstance(decoded, DecodedText)
    return decoded.text
