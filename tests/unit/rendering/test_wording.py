"""The document's fixed words exist in every language, with the same fields."""

import re
import tomllib
from pathlib import Path

import pytest

from bpforum.rendering.wording import LANGUAGES, Wording, language_of

FOLDER = Path(__file__).parents[3] / "templates" / "outcome" / "words"


def flat(language: str) -> dict[str, str]:
    def walk(prefix: str, table: dict[str, object]) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in table.items():
            if isinstance(value, dict):
                found |= walk(f"{prefix}{key}.", value)
            else:
                found[prefix + key] = str(value)
        return found

    return walk("", tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_keys_and_fields(language: str) -> None:
    english, words = flat("en"), flat(language)
    assert words.keys() == english.keys()
    for key, value in words.items():
        assert set(re.findall(r"\{(\w+)\}", value)) == set(
            re.findall(r"\{(\w+)\}", english[key])
        ), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_fixed_words_break_the_markup(language: str) -> None:
    assert not [key for key, value in flat(language).items() if set(value) & set('<>&"')]


def test_one_and_many_are_chosen_by_the_number_and_values_are_escaped() -> None:
    wording = Wording(b'[a]\nb.one = "one"\nb.many = "{n} of {who}"\n')
    assert wording.markup("a.b", n=1, who="x") == "one"
    assert wording.markup("a.b", n=2, who="<x>") == "2 of &lt;x&gt;"


def test_words_that_do_not_exist_are_an_error() -> None:
    with pytest.raises(KeyError):
        Wording(b"").word("no.such.words")


def test_a_language_without_fixed_words_falls_back_to_english() -> None:
    assert language_of(("pt", "es")) == "en"
    assert language_of(("es",)) == "es"
