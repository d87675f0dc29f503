"""Names for themes."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bpforum.text import stopwords
from bpforum.text.labels import Corpus, Group, Label, label_all
from bpforum.text.vectors import unit
from tests.unit.text.toy import MONEY, SPECTRUM, TRAINING, encode

TOPICS = (SPECTRUM, TRAINING, MONEY)
DATA = Path(__file__).parents[3] / "../shared/data"


def name(
    topics: Sequence[Sequence[str]] = TOPICS,
    languages: Sequence[str] | None = None,
    usable: Sequence[bool] | None = None,
    people: Sequence[str] | None = None,
    forbidden: Sequence[str] = (),
    title: str = "",
    question: str = "",
) -> tuple[Label, ...]:
    texts = [text for topic in topics for text in topic]
    rows = unit(encode(texts))
    ends = np.cumsum([len(topic) for topic in topics]).tolist()
    groups = [
        Group(range(end - len(topic), end), unit(rows[end - len(topic) : end].sum(axis=0)[None])[0])
        for topic, end in zip(topics, ends, strict=True)
    ]
    corpus = Corpus(
        texts,
        languages or ["en"] * len(texts),
        people or [str(number) for number in range(len(texts))],
        usable or [True] * len(texts),
    )
    return label_all(
        groups, corpus, encode=encode, forbidden=forbidden, event_title=title, question=question
    )


def words_of(labels: Sequence[Label]) -> list[str]:
    return [phrase.lower() for label in labels for phrase in (label.text, *label.key_phrases)]


def test_a_label_says_what_its_theme_is_about() -> None:
    spectrum, training, money = name()
    assert "spectrum fees" in spectrum.text.lower()
    assert "training" in training.text.lower() or "technicians" in training.text.lower()
    assert "reserve fund" in money.text.lower()


def test_labels_are_the_same_again() -> None:
    assert name() == name()


def test_no_phrase_begins_or_ends_with_a_stop_word_or_holds_another() -> None:
    for label in name():
        ends = [
            end for phrase in label.key_phrases for end in (phrase.split()[0], phrase.split()[-1])
        ]
        assert not {end.lower() for end in ends} & stopwords.of("en")
        for one in label.key_phrases:
            others = [set(other.split()) for other in label.key_phrases if other != one]
            assert not any(set(one.split()) <= other for other in others)


def test_a_label_begins_with_a_capital_and_is_one_or_two_of_its_key_phrases() -> None:
    for label in name():
        assert label.text[:1].isupper()
        assert label.text.lower().split("; ") == [
            phrase.lower() for phrase in label.key_phrases[: label.text.count("; ") + 1]
        ]


def test_names_are_never_in_a_label() -> None:
    topics = [[f"{text} Ada Lovelace of Kestrel Networks said so." for text in t] for t in TOPICS]
    written = " ".join(words_of(name(topics, forbidden=["Ada Lovelace", "Kestrel Networks"])))
    assert not any(part in written for part in ("ada", "lovelace", "kestrel"))


def test_names_nobody_listed_are_not_in_a_label_either() -> None:
    topics = [[f"{text} We heard Edward Snowden on it." for text in SPECTRUM], TRAINING, MONEY]
    assert "snowden" not in " ".join(words_of(name(topics)))


def test_countries_and_their_people_are_not_in_a_label() -> None:
    topics = [[f"{text} The Nigerian coast in Nigeria." for text in SPECTRUM], TRAINING, MONEY]
    assert "nigeria" not in " ".join(words_of(name(topics, forbidden=["Nigeria"])))


def test_judging_words_stand_in_a_label_only_if_the_call_uses_them() -> None:
    topics = [[f"{text} It is a disgraceful tariff." for text in SPECTRUM], TRAINING, MONEY]
    assert "disgraceful" not in " ".join(words_of(name(topics)))


def test_the_title_and_the_question_name_no_theme() -> None:
    asked = "Which spectrum fees hinder you, and who pays the reserve fund?"
    written = words_of(name(title="Forum on Training", question=asked))
    assert not {"spectrum fees", "reserve fund", "training"} & set(written)


def test_phrases_come_from_usable_passages_alone() -> None:
    secret = [*SPECTRUM, *["The confidential merger talks of the incumbent."] * 6]
    usable = [True] * 6 + [False] * 6 + [True] * 12
    assert "merger" not in " ".join(words_of(name([secret, TRAINING, MONEY], usable=usable)))


def test_a_theme_without_a_usable_passage_has_an_empty_label() -> None:
    labels = name(usable=[False] * 6 + [True] * 12)
    assert labels[0] == Label(text="")
    assert labels[1].text


def test_phrases_are_of_the_main_language_where_a_theme_has_three_passages_of_it() -> None:
    spanish = ["Las tasas de espectro deben bajar.", "Una licencia ligera para redes rurales."] * 2
    topics = [[*SPECTRUM[:3], *spanish], TRAINING, MONEY]
    languages = ["en"] * 3 + ["es"] * 4 + ["en"] * 12
    assert not {"tasas", "licencia"} & set(" ".join(words_of(name(topics, languages))).split())
    only = name([spanish, TRAINING, MONEY], ["es"] * 4 + ["en"] * 12)[0].text.lower()
    assert "tasas de espectro" in only or "licencia ligera" in only


def test_one_text_has_a_name_and_none_has_no_label() -> None:
    (label,) = name([["A reserve fund pays for batteries."]])
    assert label.text
    assert name([]) == ()


@pytest.mark.parametrize("text", ["", "…", "资金不够。需要培训。", "Yes.", "█ █ █", "a" * 5000])
def test_texts_without_a_phrase_do_no_harm(text: str) -> None:
    labels = name([[text] * 3, TRAINING])
    assert len(labels) == 2
    assert all(len(label.text) < 200 for label in labels)


@pytest.mark.skipif(not DATA.exists(), reason="the shared data are not beside the project")
def test_german_proposals_on_traffic_lights_are_called_that() -> None:
    path = DATA / "german-citizens/cycling-moers-ehrenfeld.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = ("level1_traffic_lights", "level1_lighting", "level1_bicycle_parking")
    topics = [
        [row["text"] for row in rows if row["main_category_level1"] == kind][:40] for kind in kinds
    ]
    lights = name(topics, ["de"] * sum(map(len, topics)))[0]
    assert "Ampel" in lights.text
