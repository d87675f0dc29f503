"""New subjects among new passages."""

import numpy as np

from bpforum.text.themes import novelty
from bpforum.text.themes.matter import Matter, gather
from bpforum.text.vectors import Matrix, unit
from tests.unit.text.toy import around, passage

THEMES: Matrix = np.eye(16)[:2]


def pool(topics: list[int], people: list[str] | None = None, spread: float = 0.3) -> Matter:
    passages = [passage(f"Text {n}.", n + 1) for n in range(len(topics))]
    names = people or [str(n) for n in range(len(topics))]
    voices = {one.id: who for one, who in zip(passages, names, strict=True)}
    return gather(passages, around(topics, spread), voices, [True] * len(topics))


def test_five_passages_of_three_people_on_something_else_are_a_new_group() -> None:
    (found,) = novelty.find(pool([7] * 6), THEMES)
    assert len(found) == 6


def test_what_a_theme_already_holds_is_not_new() -> None:
    assert novelty.find(pool([0] * 12), THEMES) == []


def test_fewer_than_five_or_one_loud_voice_are_not_a_group() -> None:
    assert novelty.find(pool([7] * 4), THEMES) == []
    assert novelty.find(pool([7] * 10, ["one", "two"] * 5), THEMES) == []
    assert novelty.find(pool([7] * 10, ["loud"] * 8 + ["two", "three"]), THEMES) == []


def test_noise_is_not_a_subject() -> None:
    noise = unit(np.random.default_rng(2).normal(size=(60, 256)))
    passages = [passage(f"Text {n}.", n + 1) for n in range(60)]
    everyone = {one.id: one.id for one in passages}
    matter = gather(passages, noise, everyone, [True] * 60)
    assert novelty.find(matter, np.eye(256)[:3]) == []
