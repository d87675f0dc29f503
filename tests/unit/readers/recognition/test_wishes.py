"""Wishes not to be named, in the text itself: heard in three languages, never invented."""

import pytest

from bpforum.readers.recognition.recognise import recognise
from bpforum.readers.recognition.wishes import NOT_NAMED_FLAG, asks_not_to_be_named
from models.reading import Reading


@pytest.mark.parametrize(
    "text",
    [
        "I answer as a private person; please do not print my name.",
        "Don't publish our names.",
        "This happened to us. I would like to remain anonymous.",
        "Por favor, no publiquen mi nombre.",
        "Merci de ne pas publier mon nom.",
    ],
)
def test_a_wish_is_heard(text: str) -> None:
    assert asks_not_to_be_named(text)
    reading = recognise(Reading(text=text), "x.txt")
    assert reading.fields["consent"] == "name withheld"
    assert NOT_NAMED_FLAG in reading.flags


@pytest.mark.parametrize(
    "text",
    [
        "Operators do not publish our names on their maps.",
        "The complaint box is anonymous.",
        "They asked us not to print the name of the mast.",
    ],
)
def test_talk_of_names_is_no_wish(text: str) -> None:
    assert not asks_not_to_be_named(text)


def test_a_stated_consent_is_not_overruled() -> None:
    text = "Name: Ada Okoro\nConsent: counts only\n\nPlease do not print my name."
    assert recognise(Reading(text=text), "x.txt").fields["consent"] == "counts only"
