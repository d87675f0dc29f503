"""Titles that a document has without saying so."""

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.recognise import recognise
from models.reading import Reading

LONG = (
    "Seven villages share one tower, and each of them pays for its own batteries. What was"
    " hardest was to find somebody who would answer the telephone at night, and on every night."
)


def title(text: str) -> str:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return recognise(reading, "x.txt").title


def test_a_short_line_over_a_long_text_is_the_title() -> None:
    assert title(f"Document\n\nWho answers at night¹\n\n{LONG}") == "Who answers at night"


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        f"Dear secretariat,\n\n{LONG}",
        f"We agree.\n\n{LONG}",
        f"19 February 2026\n\n{LONG}",
        "Yes",
    ],
)
def test_no_title_is_made_up(text: str) -> None:
    assert title(text) == ""
