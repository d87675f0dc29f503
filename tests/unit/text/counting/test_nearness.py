"""How near passages are to selected ones, and to as many at random."""

from itertools import combinations

import numpy as np
import pytest

from bpforum.text.counting.nearness import measure, weights_of_best
from bpforum.text.vectors import unit


@pytest.mark.parametrize("drawn", [1, 2, 3, 5, 8])
def test_the_mean_of_the_best_is_that_of_all_selections(drawn: int) -> None:
    chance = np.random.default_rng(3)
    rows, pool = unit(chance.normal(size=(4, 6))), unit(chance.normal(size=(8, 6)))
    cosines = np.round(rows @ pool.T, 6)
    every = [cosines[:, list(some)].max(axis=1) for some in combinations(range(8), drawn)]
    [found] = measure(rows, [pool[:drawn]], pool, near=0.2)
    assert found.chance == pytest.approx(np.mean(every, axis=0), abs=1e-6)
    missed = [(cosines[:2][:, list(some)] < 0.2).all() for some in combinations(range(8), drawn)]
    assert found.chance_of_none([0, 1]) == pytest.approx(np.mean(missed))


def test_the_probabilities_are_cut_off_where_nothing_is_left_of_them() -> None:
    weights = weights_of_best(100_000, 400)
    assert len(weights) < 20_000
    assert weights.sum() == pytest.approx(1.0)
    assert (weights >= 0).all()


def test_nothing_selected_covers_nothing() -> None:
    rows = unit(np.eye(3))
    [found] = measure(rows, [rows[:0]], rows, near=0.5)
    assert found.best.tolist() == found.chance.tolist() == [0.0, 0.0, 0.0]
    assert not found.is_reflected([0, 1, 2])
    assert found.chance_of_none([0]) == 1.0
    [nobody] = measure(rows[:0], [rows], rows[:0], near=0.5)
    assert len(nobody.best) == 0


def test_what_is_selected_is_near_to_itself() -> None:
    rows = unit(np.eye(3))
    [found] = measure(rows, [rows[:1]], rows, near=0.5)
    assert found.best.tolist() == [1.0, 0.0, 0.0]
    assert found.is_reflected([0])
    assert not found.is_reflected([1, 2])
    assert found.chance == pytest.approx([1 / 3] * 3)
