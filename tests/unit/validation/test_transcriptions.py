"""A document that is a picture becomes a contribution by what a person typed from it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpforum.validation.acts import Acts
from bpforum.validation.transcriptions import (
    FLAG,
    as_transcribed,
    is_transcribed,
    transcribe,
)
from models.audience import Consent
from models.contribution import Contribution, MarginComment
from models.decision import Decision
from models.reading import Reading
from models.submission import Reason, Rejected

SCAN = Rejected(reasons=(Reason(code="no-text-layer", message="Its only page is a picture."),))
TEXT = "Our answer\n\nWe ask for open roofs. Write to ann@example.org.\n\nSecond paragraph."
GOOD = {"text": TEXT, "author": "A. Typist", "method": "by hand", "second_reader": "B. Reader"}


def decision(value: Any, target: str = "C-0001", name: str = "d1", day: int = 1) -> Decision:
    return Decision(
        id=name, kind="transcribe", target=target, value=value, by="secretary",
        at=datetime(2024, 9, day, tzinfo=UTC),
    )  # fmt: skip


def contribution(text: str) -> Contribution:
    return Contribution(
        reference="C-0001", source="s", external_id="x", digest="0" * 64,
        kind="contribution", text=text, received_at=datetime(2024, 8, 1, tzinfo=UTC),
        audience="public", consent=Consent(scope="full", basis="stated"),
    )  # fmt: skip


def test_a_scan_gets_the_text_that_somebody_typed() -> None:
    acts = Acts([decision(GOOD)])
    readings, versions = transcribe({"C-0001": SCAN, "C-0002": SCAN}, acts)
    reading = readings["C-0001"]
    assert isinstance(reading, Reading)
    assert [reading.text[block.start : block.end] for block in reading.blocks][-1] == (
        "Second paragraph."
    )
    assert "ann@example.org" not in reading.text
    assert readings["C-0002"] is SCAN
    version = versions["C-0001"]
    assert (version.by, version.method, version.second_reader) == (
        "A. Typist", "by hand", "B. Reader",
    )  # fmt: skip
    assert [one.id for one in acts.applied] == ["d1"]


def test_the_contribution_says_that_it_was_transcribed_and_what_was_received() -> None:
    readings, versions = transcribe({"C-0001": SCAN}, Acts([decision(GOOD)]))
    reading = readings["C-0001"]
    assert isinstance(reading, Reading)
    one = as_transcribed(contribution(reading.text), SCAN, versions["C-0001"])
    assert is_transcribed(one)
    assert one.received_text == ""
    assert FLAG in one.flags
    assert "Typist" not in " ".join(one.flags)
    assert not is_transcribed(as_transcribed(contribution("x"), SCAN, None))


def test_what_stood_beside_a_text_stays_beside_its_transcription() -> None:
    comment = MarginComment(id="1", text="why?", start=3)
    badly_read = Reading(text="%&!!", comments=(comment,), properties={"author": "X"})
    readings, versions = transcribe({"C-0001": badly_read}, Acts([decision(GOOD)]))
    reading = readings["C-0001"]
    assert isinstance(reading, Reading)
    assert reading.comments == (comment.model_copy(update={"start": None}),)
    assert reading.properties == {"author": "X"}
    one = as_transcribed(contribution(reading.text), badly_read, versions["C-0001"])
    assert one.received_text == "%&!!"


def test_the_last_of_several_counts_and_the_others_say_so() -> None:
    later = decision({**GOOD, "text": "Better typed."}, name="d2", day=2)
    acts = Acts([later, decision(GOOD)])
    readings, _ = transcribe({"C-0001": SCAN}, acts)
    reading = readings["C-0001"]
    assert isinstance(reading, Reading)
    assert reading.text == "Better typed."
    assert [(one.decision.id, "d2" in one.reason) for one in acts.refused] == [("d1", True)]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "text"),
        ("words", "text"),
        ({"author": "A"}, "text"),
        ({"text": " \n ", "author": "A"}, "text"),
        ({"text": "x"}, "author"),
        ({"text": "x", "author": 3}, "author"),
        ({"text": "x", "author": "A", "method": ["x"]}, "method"),
        ({"text": "x", "author": "A", "second_reader": " A "}, "somebody else"),
        ({"text": "x" * 2_000_001, "author": "A"}, "longer"),
    ],
)
def test_a_transcription_that_lacks_something_is_refused_in_words(value: Any, told: str) -> None:
    acts = Acts([decision(value)])
    readings, versions = transcribe({"C-0001": SCAN}, acts)
    assert readings == {"C-0001": SCAN}
    assert not versions
    (refused,) = acts.refused
    assert told in refused.reason


def test_a_transcription_of_nothing_is_refused() -> None:
    acts = Acts([decision(GOOD, target="C-0009")])
    transcribe({"C-0001": SCAN}, acts)
    assert "C-0009" in acts.refused[0].reason


@pytest.mark.parametrize("text", ["%PDF-1.7 we ask", "{\\rtf1 we ask", "PK we ask", "<html>we ask"])
def test_typed_text_is_text_whatever_it_looks_like(text: str) -> None:
    readings, _ = transcribe({"C-0001": SCAN}, Acts([decision({"text": text, "author": "A"})]))
    reading = readings["C-0001"]
    assert isinstance(reading, Reading)
    assert "we ask" in reading.text
