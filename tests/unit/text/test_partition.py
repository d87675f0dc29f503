"""The first division into themes."""

import csv
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import v_measure_score

from bpforum.text import clusters, partition, vectors
from bpforum.text.matter import Matter, gather
from tests.unit.text.toy import around, encode, passage

SIB = Path(__file__).parents[3] / "../shared/data/sib200"
NAMES = ("harbour", "licence", "school", "antenna", "market", "village")


def matter(topics: list[int], people: list[str], spread: float = 0.3) -> Matter:
    passages = [passage(f"Number {n} on the {NAMES[t]}.", n + 1) for n, t in enumerate(topics)]
    voices = {one.id: who for one, who in zip(passages, people, strict=True)}
    return gather(passages, around(topics, spread), voices, [True] * len(topics))


def groups(found: partition.Partition, of: Matter) -> list[set[str]]:
    """For each theme the names its passages hold."""
    texts = [
        " ".join(of.texts[row] for row in np.flatnonzero(found.labels == theme))
        for theme in range(found.themes)
    ]
    return [{name for name in NAMES if name in text} for text in texts]


def test_a_contributor_with_many_passages_does_not_outvote_the_others() -> None:
    """A hundred passages on topic 5 by one person, four topics by eighty people."""
    topics = [n % 4 for n in range(80)] + [5] * 100
    people = [str(n) for n in range(80)] + ["loud"] * 100
    assert len(matter(topics, people).capped(15)) == 95
    found = partition.divide(matter(topics, people), (4, 5))
    together = groups(found, matter(topics, people))
    assert all(any({name} <= names for names in together) for name in NAMES[:4])
    assert sum(len(names & set(NAMES[:4])) for names in together) == 4


def test_what_one_person_alone_says_is_no_theme() -> None:
    topics = [n % 4 for n in range(120)] + [5] * 12
    people = [str(n) for n in range(120)] + ["loud"] * 12
    of = matter(topics, people)
    found = partition.divide(of, None)
    voices = [
        {of.voices[row] for row in np.flatnonzero(found.labels == theme)}
        for theme in range(found.themes)
    ]
    assert {"loud"} not in voices
    assert set(found.labels.tolist()) == set(range(found.themes))


def test_themes_come_by_size() -> None:
    topics = [0] * 30 + [1] * 20 + [2] * 10
    of = matter(topics, [str(n) for n in range(60)])
    found = partition.divide(of, (3, 3))
    assert groups(found, of) == [{"harbour"}, {"licence"}, {"school"}]


def test_at_most_one_theme_is_set_aside_and_it_comes_last() -> None:
    noise = np.random.default_rng(0).normal(size=(200, 64))
    passages = [passage(f"Text {n}.", n + 1) for n in range(200)]
    people = {one.id: one.contribution for one in passages}
    found = partition.divide(gather(passages, noise, people, [True] * 200), (8, 8))
    assert found.loose in (None, found.themes - 1)


def test_nothing_is_divided_into_nothing() -> None:
    found = partition.divide(gather([], np.zeros((0, 4)), {}, []), None)
    assert (found.themes, found.loose, len(found.labels)) == (0, None, 0)


@pytest.mark.skipif(not SIB.exists(), reason="the shared data are not beside the project")
def test_three_languages_are_grouped_by_topic_and_not_by_language() -> None:
    topics, languages, texts = [], [], []
    for code, language in (("eng_Latn", "en"), ("spa_Latn", "es"), ("fra_Latn", "fr")):
        with (SIB / code / "dev.tsv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                topics.append(row["category"])
                languages.append(language)
                texts.append(row["text"])
    space = vectors.combine(encode(texts), texts, languages)
    found = clusters.fit(space, 7, seed=0)
    assert v_measure_score(topics, found) > 0.36
    assert v_measure_score(languages, found) < 0.03
