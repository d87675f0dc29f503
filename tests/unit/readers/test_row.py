"""A row of a table, read."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.readers.row import pack_row, read_row
from models.reading import Reading
from models.submission import Rejected

TEXTS = st.text(st.characters(codec="utf-8"), max_size=40)


def _read(
    text: str = "", question: str = "", answers: list[tuple[str, str]] | None = None, **fields: str
) -> Reading:
    reading = read_row(pack_row(text, question, answers or [], fields))
    assert isinstance(reading, Reading)
    return reading


def _said(reading: Reading) -> list[tuple[str, str]]:
    return [(block.question, reading.text[block.start : block.end]) for block in reading.blocks]


def test_answers_stand_a_blank_line_apart_each_under_its_question() -> None:
    reading = _read(answers=[("q1", "One.\n\nTwo."), ("q2", " "), ("q3", "Three,\nindeed.")])
    assert reading.text == "One.\n\nTwo.\n\nThree,\nindeed."
    assert _said(reading) == [("q1", "One."), ("q1", "Two."), ("q3", "Three,\nindeed.")]
    assert {block.kind for block in reading.blocks} == {"paragraph"}


def test_a_text_answers_the_question_of_its_row() -> None:
    assert _said(_read("Yes.", "What works?")) == [("What works?", "Yes.")]


def test_title_and_fields_are_the_rows() -> None:
    reading = _read("Yes.", title="On skills", name="Zoë", kind="Comment")
    assert (reading.title, reading.kind) == ("On skills", "comment")
    assert reading.fields == {"title": "On skills", "name": "Zoë", "kind": "Comment"}


def test_contact_data_is_masked() -> None:
    text = "Write to ann@example.org now."
    assert _read(text).text == "Write to ███████████████ now."


def test_characters_are_cleaned() -> None:
    reading = _read("e\u0301\r\nb\u202e")
    assert reading.text == "é\nb\ufffd"
    assert "bidirectional controls" in reading.flags


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"text": 1}', b"[" * 100_000])
def test_what_is_no_row_is_refused(data: bytes) -> None:
    assert isinstance(read_row(data), Rejected)


@settings(deadline=None, derandomize=True)
@given(TEXTS, st.lists(st.tuples(st.sampled_from(["q1", "q2"]), TEXTS), max_size=3))
def test_every_block_is_where_it_says(text: str, answers: list[tuple[str, str]]) -> None:
    reading = _read(text, answers=answers)
    assert "\n\n".join(words for _, words in _said(reading)) == reading.text
