"""Signatures: the author's name below a text is nobody's input; a short answer is."""

import pytest

from bpforum.readers.recognition.recognise import recognise
from models.reading import Reading

BODY = "We share one tower and seven batteries, and it works."


def quotable(text: str, **fields: str) -> list[str]:
    reading = recognise(Reading(text=text, fields=fields), "x.eml")
    return [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "paragraph"]


@pytest.mark.parametrize("closing", ["Kind regards,", "Saludos cordiales,", "Cordialement,"])
def test_closing_words_and_what_follows_are_masthead(closing: str) -> None:
    assert quotable(f"{BODY}\n\n{closing}\n\nAda Okoro\n\nDelta Mesh, Port Vela") == [BODY]


def test_a_known_name_closes_a_text_without_closing_words() -> None:
    text = f"{BODY}\n\nAda Okoro\n\nDelta Mesh"
    assert quotable(text, name="Ada Okoro") == [BODY]
    assert quotable(text) == [BODY, "Ada Okoro", "Delta Mesh"]


def test_a_text_goes_on_below_thanks() -> None:
    text = f"{BODY}\n\nThank you.\n\nOne more thing: nobody may climb alone, and nobody does."
    assert len(quotable(text)) == 3


def test_a_short_answer_is_no_signature() -> None:
    assert quotable("Thank you") == ["Thank you"]
