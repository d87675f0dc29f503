"""Phrases that could name something."""

import pytest

from bpforum.text.names import phrases


def found(text: str, language: str = "en") -> set[str]:
    return {" ".join(one.words) for one in phrases.find(text, language)}


def test_a_phrase_begins_and_ends_with_a_word_that_says_something() -> None:
    assert found("We should protect the freedom of expression of all.") >= {
        "freedom of expression",
        "freedom",
        "expression",
    }
    assert not {"of expression", "freedom of", "protect"} & found("We protect the freedom of all.")


def test_a_phrase_stays_inside_its_clause() -> None:
    assert "fees licences" not in found("They pay fees, licences and taxes.")


def test_a_run_of_capitals_may_be_longer() -> None:
    text = "The Stockholm Internet Engineering Task Force met."
    assert "Stockholm Internet Engineering Task Force" in found(text)
    assert "cheap village internet engineering team" not in found(
        "A cheap village internet engineering team met."
    )


@pytest.mark.parametrize(
    "text",
    [
        "See https://example.org/net-neutrality and write to info@example.org",
        "In the year 2014, the 29th of 1,000.",
        "█████████ █████",
        "See curr\ufffdculo.example/2014 at 10",
        "",
        "... --- !!!",
    ],
)
def test_links_numbers_and_masks_hold_no_phrase(text: str) -> None:
    assert not {word for word in found(text) if any(c.isdigit() or c in "█/@" for c in word)}
    assert "example" not in found(text)


def test_a_word_that_lost_a_letter_leaves_no_halves() -> None:
    assert found("The school curr\ufffdculo of the valley.") == {"school", "valley"}


def test_what_follows_mr_is_a_name_and_no_phrase() -> None:
    assert not any("Naresh" in one for one in found("Mr. Suman Naresh and Dr Suman spoke."))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        (["multi-stakeholder", "processes"], ["Multistakeholder", "process"], "en"),
        (["cyber", "security"], ["cybersecurity"], "en"),
        (["globalisation"], ["globalization"], "en"),
        (["policies"], ["policy"], "en"),
        (["Radfahrer"], ["Radfahrern"], "de"),
        (["derechos"], ["derecho"], "es"),
        (["réseaux"], ["Réseau"], "fr"),
    ],
)
def test_forms_of_one_phrase_have_one_key(one: list[str], other: list[str], language: str) -> None:
    assert phrases.key_of(one, language) == phrases.key_of(other, language)


def test_words_that_follow_to_and_will_are_verbs() -> None:
    texts = ["They want to route traffic.", "We route it.", "You must route it.", "the road"]
    assert "route" in phrases.verbs_of(texts, ["en"] * 4)
    assert "road" not in phrases.verbs_of(texts, ["en"] * 4)


def test_a_stop_word_of_another_language_is_a_word_where_an_article_stands_before_it() -> None:
    texts = ["The car is shared.", "Every car and a car.", "Il dort, car il pleut dans la rue."]
    french = frozenset({"car", "dans"})
    assert phrases.determined(texts, "en", french, 0.2) == {"car"}
    assert not {"car", "car sharing"} & {
        " ".join(one.words) for one in phrases.find("The car sharing.", "en", foreign=french)
    }


@pytest.mark.parametrize(
    "text",
    ["It started with bets.", "the ads target", "a page of 2014pages", "the Rad- und Gehweg"],
)
def test_what_is_no_phrase(text: str) -> None:
    assert not {"started with bets", "2014pages", "Rad"} & found(text)


def test_a_plural_before_the_last_word_may_have_it_for_a_verb() -> None:
    acts = {" ".join(one.words): one.acts for one in phrases.find("The texts pass slowly.", "en")}
    assert acts["texts pass"]
    more = {" ".join(one.words): one.acts for one in phrases.find("The sports coverage.", "en")}
    assert not more["sports coverage"]


def test_that_works_is_no_noun() -> None:
    nominal = {" ".join(one.words): one.nominal for one in phrases.find("a radio that feeds", "en")}
    assert not nominal["feeds"]


def test_french_elisions_and_german_nouns() -> None:
    assert "accès" in found("Nous demandons l’accès à l’internet.", "fr")
    assert "accès à l’ internet" in found("Nous demandons l’accès à l’internet.", "fr")
    assert found("Der Radweg ist schmal und eng.", "de") == {"Radweg"}


def test_a_subject_and_a_noun_by_its_ending_are_nouns_wherever_they_stand() -> None:
    said = {
        " ".join(one.words): one.nominal
        for text in ("Capital punishment is a crime.", "They ban prostitution.", "Ban the ads.")
        for one in phrases.find(text, "en")
    }
    assert said["Capital punishment"]
    assert said["prostitution"]
    assert not said.get("Ban")
