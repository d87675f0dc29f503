"""The first division into themes."""

import csv
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import v_measure_score

from bpforum.text.themes import partition
from bpforum.text.themes.matter import Matter, gather
from bpforum.text.vectors import unit
from tests.unit.text.toy import around, encode, passage

SIB = Path(__file__).parents[4] / "../shared/data/sib200"
NAMES = ("harbour", "licence", "school", "antenna", "market", "village")


def matter(topics: list[int], people: list[str], spread: float = 0.3) -> Matter:
    passages = [passage(f"Number {n} on the {NAMES[t]}.", n + 1) for n, t in enumerate(topics)]
    voices = {one.id: who for one, who in zip(passages, people, strict=True)}
    return gather(passages, around(topics, spread), voices, [True] * len(topics))


def groups(found: partition.Partition, of: Matter) -> list[set[str]]:
    """For each theme the names its passages hold."""
    texts = [
        " ".join(of.texts[row] for row in np.flatnonzero(found.labels == theme).tolist())
        for theme in range(found.themes)
    ]
    return [{name for name in NAMES if name in text} for text in texts]


def test_a_contributor_with_many_passages_does_not_outvote_the_others() -> None:
    """A hundred passages on topic 5 by one person, four topics by eighty people."""
    topics = [n % 4 for n in range(80)] + [5] * 100
    people = [str(n) for n in range(80)] + ["loud"] * 100
    assert len(matter(topics, people).sample(15, 3000)) == 95
    assert len(matter(topics, people).sample(15, 50)) == 50
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
        {of.voices[row] for row in np.flatnonzero(found.labels == theme).tolist()}
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
    passages = [
        passage(one, n + 1, spoken)
        for n, (one, spoken) in enumerate(zip(texts, languages, strict=True))
    ]
    rows = encode(texts)
    of = gather(passages, rows, {}, [True] * len(texts))
    number = {one.id: n for n, one in enumerate(passages)}
    order = [number[one] for one in of.ids]
    found = partition.divide(of, None)
    assert 6 <= found.themes <= 20
    for labels in (found.labels, found.clearest):
        assert v_measure_score([topics[n] for n in order], labels) > 0.36
        assert v_measure_score([languages[n] for n in order], labels) < 0.03


def test_as_many_themes_as_people_can_read_and_finer_groups_in_them() -> None:
    """Thirty clear subjects of forty people each: at most twenty themes, thirty groups."""
    subjects = unit(np.random.default_rng(5).normal(size=(30, 80)))
    topics = np.array([n % 30 for n in range(1200)])
    rows = unit(subjects[topics] + np.random.default_rng(6).normal(0, 0.05, size=(1200, 80)))
    passages = [passage(f"Text {n}.", n + 1) for n in range(1200)]
    of = gather(passages, rows, {}, [True] * 1200)
    told = {one.id: topics[n] for n, one in enumerate(passages)}
    truth = [told[one] for one in of.ids]
    found = partition.divide(of, None)
    assert found.themes <= 20
    assert v_measure_score(truth, found.clearest) > 0.98
    assert found.parts is not None
    assert np.array_equal(found.parts.themes, found.labels)
    for part in range(len(found.parts.firm)):
        assert len(set(found.labels[found.parts.labels == part].tolist())) == 1
    assert partition.divide(of, (30, 40)).parts is None


def test_the_number_of_themes_comes_back_when_a_fifth_of_the_people_is_left_out() -> None:
    subjects = unit(np.random.default_rng(7).normal(size=(12, 80)))
    topics = np.array([n % 12 for n in range(600)])
    rows = unit(subjects[topics] + np.random.default_rng(8).normal(0, 0.08, size=(600, 80)))
    numbers = set()
    for seed in range(4):
        some = np.sort(np.random.default_rng(seed).permutation(600)[:480])
        passages = [passage(f"Text {n}.", int(n) + 1) for n in some]
        numbers.add(partition.divide(gather(passages, rows[some], {}, [True] * 480), None).themes)
    assert numbers == {12}


def test_many_passages_are_placed_by_what_a_sample_of_them_makes() -> None:
    topics = [n % 6 for n in range(5000)]
    of = matter(topics, [str(n) for n in range(5000)])
    found = partition.divide(of, None)
    assert groups(found, of) == [{name} for name in groups_of_one(found, of)]
    assert len(found.labels) == 5000


def groups_of_one(found: partition.Partition, of: Matter) -> list[str]:
    return [next(iter(names)) for names in groups(found, of)]


def test_no_more_themes_than_are_expected_and_no_fewer() -> None:
    noise = unit(np.random.default_rng(9).normal(size=(700, 60)))
    passages = [passage(f"Text {n}.", n + 1) for n in range(700)]
    of = gather(passages, noise, {}, [True] * 700)
    for expected in ((3, 5), (8, 8), (10, 30)):
        found = partition.divide(of, expected)
        assert expected[0] <= found.themes <= expected[1]
