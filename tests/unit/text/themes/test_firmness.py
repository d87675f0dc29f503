"""How surely groups come back."""

import numpy as np

from bpforum.text.themes import neighbours
from bpforum.text.themes.firmness import Fits
from bpforum.text.themes.matter import coded
from bpforum.text.vectors import unit
from tests.unit.text.toy import around

TOPICS = np.array([n % 4 for n in range(120)])
ROWS = neighbours.reduce(unit(around(TOPICS.tolist(), spread=0.6)))
PEOPLE = coded(f"person {n % 30}" for n in range(120))


def test_real_topics_are_firm() -> None:
    firm = Fits(ROWS, PEOPLE, "average").firmness(TOPICS)
    assert all(one is not None and one > 0.9 for one in firm)


def test_groups_of_noise_are_not() -> None:
    noise = neighbours.reduce(unit(np.random.default_rng(1).normal(size=(120, 64))))
    chance = np.random.default_rng(2).integers(0, 8, 120)
    assert all(
        one is not None and one < 0.4 for one in Fits(noise, PEOPLE, "ward").firmness(chance)
    )


def test_of_few_passages_or_one_theme_nothing_is_said() -> None:
    assert Fits(ROWS[:40], PEOPLE[:40], "average").firmness(TOPICS[:40]) == [None] * 4
    assert Fits(ROWS, PEOPLE, "average").firmness(np.zeros(120, dtype=np.int64)) == [None]


def test_few_contributors_do_not_stop_it() -> None:
    firm = Fits(ROWS, coded(["one", "two"] * 60), "average").firmness(TOPICS)
    assert all(one is not None and one > 0.9 for one in firm)
