"""Text and Markdown files: paragraphs, headings, items and rows."""

import time
from pathlib import Path

import pytest

from bpforum.readers.plain import read_plain
from models.reading import Reading
from models.submission import Rejected

SHARED = Path(__file__).parents[4] / "shared"
LONG = (
    "Community networks need spectrum that they may share, and people who are trained to use it. "
)


def read(text: str, *, is_markdown: bool = False) -> Reading:
    reading = read_plain(text.encode(), is_markdown=is_markdown)
    assert isinstance(reading, Reading)
    return reading


def shapes(reading: Reading) -> list[tuple[str, str]]:
    return [(block.kind, reading.text[block.start : block.end]) for block in reading.blocks]


def test_paragraphs_are_a_blank_line_apart() -> None:
    reading = read(f"{LONG}\n\n\n\n{LONG}\n")
    assert reading.text == f"{LONG.strip()}\n\n{LONG.strip()}"


def test_lines_of_a_masthead_stay_together() -> None:
    reading = read(f"Document 22\nOriginal: English\n\n{LONG}")
    assert reading.text.startswith("Document 22\nOriginal: English\n\nCommunity")


def test_an_empty_file_is_an_empty_text() -> None:
    assert read("") == read(" \n\n ") == Reading(text="")


def test_headings_are_short_lines_over_text() -> None:
    reading = read(
        f"What we ask for\n\n{LONG}\n\nII. OUR EXPERIENCE\n{LONG}\n\n3.1 Costs\n\n{LONG}"
    )
    kinds = [(block.kind, block.level) for block in reading.blocks]
    assert kinds == [("heading", 1), ("paragraph", 0)] * 2 + [("heading", 2), ("paragraph", 0)]
    assert reading.title == "What we ask for"


@pytest.mark.parametrize(
    "line",
    [
        "We agree.",
        "14 January 2004",
        "Other proposals: 20 June 2014",
        "In the area of cybersecurity we will focus on the following areas:",
        "and so on",
    ],
)
def test_sentences_dates_and_lead_ins_are_no_headings(line: str) -> None:
    assert read(f"{line}\n\n{LONG}").blocks[0].kind != "heading"


def test_a_bullet_stands_in_the_text_but_not_in_its_block() -> None:
    reading = read("We ask for:\n\n- spectrum,\n- training.")
    assert reading.text.endswith("- spectrum,\n- training.")
    assert shapes(reading)[1:] == [("item", "spectrum,"), ("item", "training.")]


def test_numbers_of_paragraphs_stay_in_the_text() -> None:
    assert shapes(read(f"1. {LONG}\n2. {LONG}"))[0] == ("item", f"1. {LONG.strip()}")


def test_tabs_make_rows() -> None:
    assert shapes(read("Name\tCountry\nAna\tPeru")) == [
        ("row", "Name\tCountry"),
        ("row", "Ana\tPeru"),
    ]


def test_text_files_keep_every_mark() -> None:
    text = "**Addendum 7** and [improved](#) <http://example.org> *stars*"
    assert read(text).text == text


def test_markdown_marks_go_and_what_they_say_stays() -> None:
    source = (
        "# What we *ask* for #\n\nSome **bold**, _slanted_ and `code` text with a\n"
        "[link](https://example.org/x) and [a note](#n).\n\n"
        "Costs\n-----\n\n> Quoted line\n\n* item one\n  goes on\n* item two\n\n---\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nkept  *as* is\n```\n"
    )
    reading = read(source, is_markdown=True)
    assert shapes(reading) == [
        ("heading", "What we ask for"),
        (
            "paragraph",
            "Some bold, slanted and code text with a link (https://example.org/x) and a note.",
        ),
        ("heading", "Costs"),
        ("paragraph", "Quoted line"),
        ("item", "item one goes on"),
        ("item", "item two"),
        ("row", "a\tb"),
        ("row", "1\t2"),
        ("paragraph", "kept  *as* is"),
    ]
    assert [block.level for block in reading.blocks if block.kind == "heading"] == [1, 2]


def test_markdown_of_names_with_underscores_is_left_alone() -> None:
    assert read("snake_case_name and 2 * 3 * 4", is_markdown=True).text == (
        "snake_case_name and 2 * 3 * 4"
    )


def test_control_characters_are_flagged() -> None:
    reading = read("We \x07 agree \u202e fully.")
    assert reading.text == "We \ufffd agree \ufffd fully."
    assert reading.flags == ("replaced 1 control characters", "bidirectional controls")


def test_a_binary_file_called_text_is_refused() -> None:
    refused = read_plain(bytes(range(256)) * 20)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "not-text"


@pytest.mark.parametrize("is_markdown", [False, True])
def test_a_hundred_thousand_words_are_read_in_seconds(is_markdown: bool) -> None:
    text = (LONG * 6 + "\n\n") * (100_000 // (len(LONG.split()) * 6))
    started = time.process_time()
    assert len(read(text, is_markdown=is_markdown).blocks) > 1_000
    assert time.process_time() - started < 5


@pytest.mark.parametrize("text", ["*" * 200_000, "[" * 200_000, "_a" * 100_000, "`" * 200_000,
                                  "# " * 100_000, "|" * 200_000, "> " * 100_000])  # fmt: skip
def test_crafted_marks_take_no_longer(text: str) -> None:
    started = time.process_time()
    read(text, is_markdown=True)
    assert time.process_time() - started < 5


@pytest.mark.skipif(not (SHARED / "inputs").is_dir(), reason="the shared documents are not here")
def test_a_transcript_on_one_line_is_one_block() -> None:
    (path,) = (SHARED / "inputs").glob("004_*.txt")
    reading = read_plain(path.read_bytes())
    assert isinstance(reading, Reading)
    assert len(reading.blocks) == 1
    assert reading.text.count(">>") == 184
