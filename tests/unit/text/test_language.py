"""Languages: right on real sentences, silent in doubt, and the same in any company."""

from pathlib import Path

import pytest

from bpforum.text.language import detect

SIB200 = Path(__file__).parents[3] / "../shared/data/sib200"


@pytest.mark.skipif(not SIB200.is_dir(), reason="the recorded sentences are not here")
@pytest.mark.parametrize(
    ("folder", "code"), [("eng_Latn", "en"), ("spa_Latn", "es"), ("fra_Latn", "fr")]
)
@pytest.mark.parametrize(("words", "least"), [(None, 0.99), (6, 0.97)])
def test_real_sentences_are_recognised(
    folder: str, code: str, words: int | None, least: float
) -> None:
    lines = (SIB200 / folder / "train.tsv").read_text("utf-8").splitlines()[1:]
    texts = [" ".join(line.split("\t")[2].split()[:words]) for line in lines]
    found = detect(texts, among=["en", "es", "fr"])
    assert found.count(code) >= least * len(texts)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "ok 123", "ok", "+1", "😀", "123 456", "no", "IGF", "\x00\x07", "\ud800",
     "https://example.org/la/casa", "someone@example.org", "Maria Silva"],
)  # fmt: skip
def test_what_nobody_could_tell_has_no_language(text: str) -> None:
    assert detect([text], among=["en", "es"]) == ("",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("I agree", "en"),
        ("Muchas gracias", "es"),
        ("Спасибо большое всем участникам", "ru"),
        ("同意", "zh"),
        ("نحن نوافق على هذا الاقتراح", "ar"),
        ("Wir sind mit diesem Vorschlag nicht einverstanden", "de"),
        ("Não concordamos com esta proposta do governo", "pt"),
    ],
)
def test_other_languages_than_the_forums_are_recognised(text: str, code: str) -> None:
    assert detect([text], among=["en"]) == (code,)


def test_the_forums_language_wins_a_close_race() -> None:
    text = "La vista, o la capacidad de"
    assert detect([text], among=["es"]) == ("es",)
    assert detect([text], among=["pt"]) == ("pt",)


def test_a_language_of_the_forum_alone_is_recognised() -> None:
    text = "Wij zijn het niet eens met dit voorstel van de overheid"
    assert detect([text], among=["nl", "en"]) == ("nl",)


def test_an_unknown_code_harms_nobody() -> None:
    assert detect(["We do not agree with this"], among=["xx", "en"]) == ("en",)


def test_a_very_long_text_is_looked_at_in_part() -> None:
    assert detect(["we agree with this proposal " * 50_000], among=["en"]) == ("en",)


def test_answers_depend_neither_on_order_nor_on_neighbours() -> None:
    texts = ["We do not agree", "No estamos de acuerdo", "Nous ne sommes pas d'accord", "ok"]
    languages = ["fr", "en", "es"]
    together = detect(texts, among=languages)
    assert together == ("en", "es", "fr", "")
    assert detect(texts[::-1], among=languages[::-1]) == together[::-1]
    assert tuple(detect([text], among=languages)[0] for text in texts) == together
    assert detect([], among=languages) == ()
