"""Every word of the pages is there in every language, and templates ask for no others."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from bpforum.data import data_path
from bpforum.web.words import LANGUAGES, chosen, speaking

SCREENS = sorted(data_path("templates", "web", "words").glob("*.toml"))


@pytest.mark.parametrize("path", SCREENS, ids=lambda path: path.stem)
def test_every_word_is_there_in_every_language(path: Path) -> None:
    def blanks(words: str) -> list[str]:
        return sorted(name for _, name, _, _ in string.Formatter().parse(words) if name)

    for key, words in tomllib.loads(path.read_text("utf-8")).items():
        assert set(words) == set(LANGUAGES), f"{path.stem}.{key}"
        assert all(words.values()), f"{path.stem}.{key}"
        assert len({str(blanks(one)) for one in words.values()}) == 1, f"{path.stem}.{key}"


def test_templates_ask_for_words_that_are_there() -> None:
    known = {
        f"{path.stem}.{key}" for path in SCREENS for key in tomllib.loads(path.read_text("utf-8"))
    }
    known |= {re.sub("_(one|many)$", "", key) for key in known}
    for path in sorted(data_path("templates", "web").rglob("*.jinja")):
        for key in re.findall(r"say\(\"([\w.]+)\"[,)]", path.read_text("utf-8")):
            assert key in known, f"{path.name} asks for {key}"


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        speaking("en")("home.no_such_word")


def test_no_line_ends_before_a_french_stop() -> None:
    for path in SCREENS:
        for key in tomllib.loads(path.read_text("utf-8")):
            said = speaking("fr")(f"{path.stem}.{key}")
            assert not re.search(r" [:;?!»]|« ", said), f"{path.stem}.{key}"
    assert "\N{NO-BREAK SPACE}:" in speaking("fr")("runs.call_closes")


@pytest.mark.parametrize(
    ("wanted", "accepted", "expected"),
    [
        ("", "", "es"),
        ("fr", "es", "fr"),
        ("xx", "de, fr;q=0.5, en;q=0.7", "en"),
        ("", "fr-CH, fr;q=0.9", "fr"),
        ("", "en;q=nonsense, es", "es"),
        ("", "*", "es"),
    ],
)
def test_the_language_is_the_readers(wanted: str, accepted: str, expected: str) -> None:
    assert chosen(wanted, accepted, ["sw", "es"]) == expected
