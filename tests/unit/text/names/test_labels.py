"""Names for themes."""

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bpforum.text.names import stopwords
from bpforum.text.names.labels import Corpus, Group, Label, label_all
from bpforum.text.vectors import unit
from tests.unit.text.toy import MONEY, SPECTRUM, TRAINING, encode

TOPICS = (SPECTRUM, TRAINING, MONEY)
DATA = Path(__file__).parents[4] / "../shared/data"


def name(
    topics: Sequence[Sequence[str]] = TOPICS,
    languages: Sequence[str] | None = None,
    usable: Sequence[bool] | None = None,
    people: Sequence[str] | None = None,
    forbidden: Sequence[str] = (),
    title: str = "",
    question: str = "",
    forum: Sequence[str] = (),
    taken: Sequence[str] = (),
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
        groups, corpus, encode=encode, forbidden=forbidden, event_title=title, question=question,
        languages=forum, taken=taken,
    )  # fmt: skip


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


FRENCH = (
    "Les redevances de fréquence doivent baisser pour les petits réseaux.",
    "Une licence légère et des redevances de fréquence selon le nombre de foyers.",
    "Le régulateur demande trois redevances de fréquence pour un seul pylône.",
    "Les redevances de fréquence coûtent plus que la radio du village.",
)


def test_a_theme_is_named_in_the_forums_language_not_in_the_commonest() -> None:
    topics = [[*FRENCH, *SPECTRUM[:3]], FRENCH[::-1], TRAINING]
    languages = ["fr"] * 4 + ["en"] * 3 + ["fr"] * 4 + ["en"] * 6
    first, second, _ = name(topics, languages, forum=("en", "fr"))
    assert "spectrum" in first.text.lower()
    assert "fréquence" in second.text.lower()


def test_a_theme_without_a_phrase_in_the_forums_language_is_named_in_its_own() -> None:
    topics = [["Yes.", "No.", "Maybe.", *FRENCH], TRAINING]
    languages = ["en"] * 3 + ["fr"] * 4 + ["en"] * 6
    assert "fréquence" in name(topics, languages, forum=("en",))[0].text.lower()


def test_a_stop_word_of_another_language_of_the_forum_is_at_no_end() -> None:
    topics = [
        [f"{text} Tariffs dans villages." for text in SPECTRUM], TRAINING, FRENCH,
    ]  # fmt: skip
    languages = ["en"] * 12 + ["fr"] * 4
    found = name(topics, languages, forum=("en", "fr"))
    ends = {
        end.lower()
        for label in found[:2]
        for phrase in label.key_phrases
        for end in (phrase.split()[0], phrase.split()[-1])
    }
    assert "dans" not in ends


def test_phrases_are_read_from_so_many_passages_of_a_theme_and_from_everybody() -> None:
    flood = [f"The maintenance contract of mast {n} is long." for n in range(250)]
    topics = [[*flood, *SPECTRUM * 5], TRAINING]
    people = ["loud"] * 250 + [str(n) for n in range(36)]
    spectrum = name(topics, people=people)[0]
    assert "spectrum" in spectrum.text.lower()
    assert "maintenance contract" not in spectrum.text.lower()


def test_a_name_given_already_is_not_given_again() -> None:
    label = name()[0].text
    again = name(taken=[label])[0]
    assert again.text
    assert not set(label.lower().split("; ")) & {one.lower() for one in again.key_phrases}


def test_a_longer_name_is_whole_and_no_part_of_it_stands_alone() -> None:
    covenant = "the International Covenant on Civil and Political Rights"
    force = "the Internet Engineering Task Force"
    texts = [f"States shall respect {covenant} in full, as {force} knows." for _ in range(6)]
    words = words_of(name([texts, TRAINING, MONEY]))
    parts = ("international covenant on civil", "political rights", "civil and political rights",
             "internet engineering task", "engineering task force")  # fmt: skip
    assert not set(parts) & set(words)


def test_what_everybody_says_names_no_theme() -> None:
    topics = [[f"{text} Village governance matters." for text in topic] for topic in TOPICS]
    assert "village governance" not in words_of(name(topics))


def test_no_label_says_field_of_or_the_largest() -> None:
    topics = [[f"{text} In the field of tower safety the largest subsidy." for text in SPECTRUM],
              TRAINING, MONEY]  # fmt: skip
    words = words_of(name(topics))
    assert not any("field of" in phrase or "largest" in phrase for phrase in words)


def test_a_person_named_by_many_is_still_a_person() -> None:
    topics = [[f"{text} As Edward Snowden showed, the Snowden affair." for text in SPECTRUM],
              TRAINING, MONEY]  # fmt: skip
    assert "snowden" not in " ".join(words_of(name(topics)))


def test_german_streets_and_places_name_no_theme_and_adjectives_end_as_they_should() -> None:
    lamps = [
        "An der Venloer Straße fehlt eine helle Beleuchtung.",
        "In Ehrenfeld fehlen helle Laternen, und die Beleuchtung der Venloer Straße ist schwach.",
        "Die Kautzstraße in Ehrenfeld hat keine helle Beleuchtung.",
        "Zwischen Ehrenfeld und Kapellen ist die helle Beleuchtung ausgefallen.",
    ]
    holes = [
        "Auf dem Radweg nach Kapellen gibt es tiefe Schlaglöcher.",
        "Wegen der tiefen Schlaglöchern stürzen Radfahrer, und Radfahrern hilft niemand.",
        "Der holprige Radweg der Kautzstraße hat tiefe Schlaglöcher.",
        "Tiefe Schlaglöcher gibt es auch in Ehrenfeld.",
    ]
    words = words_of(name([lamps, holes], ["de"] * 8, forum=("de",)))
    told = " ".join(words)
    assert "beleuchtung" in told
    assert "schlaglöcher" in told
    assert not any(one in told for one in ("venloer", "ehrenfeld", "kautz", "kapellen"))
    assert "tiefen schlaglöchern" not in words
    assert "radfahrern" not in words
    assert "holprige radweg" not in words


def test_two_themes_that_say_the_same_both_have_a_name() -> None:
    assert all(label.text for label in name([SPECTRUM, SPECTRUM, TRAINING]))


def test_a_language_with_a_short_list_is_named_too() -> None:
    italian = [
        "Le tasse sulle frequenze devono scendere per le reti di montagna.",
        "Una licenza leggera per le reti di montagna.",
        "Le reti di montagna pagano troppe tasse sulle frequenze.",
    ]
    label = name([italian, TRAINING], ["it"] * 3 + ["en"] * 6, forum=("it", "en"))[0]
    assert "reti di montagna" in label.text.lower()
    ends = {word for one in label.key_phrases for word in (one.split()[0], one.split()[-1])}
    assert not ends & (stopwords.of("it") | stopwords.of("en"))
