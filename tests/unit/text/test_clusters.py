"""One fit, and the number of groups."""

import numpy as np

from bpforum.text import clusters
from bpforum.text.vectors import unit
from tests.unit.text.toy import around

TOPICS = [n % 4 for n in range(80)]
ROWS = unit(around(TOPICS))


def pairs(labels: clusters.Labels) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == one).tolist()) for one in set(labels.tolist())}


def test_a_fit_finds_the_topics() -> None:
    assert pairs(clusters.fit(ROWS, 4, seed=0)) == pairs(np.array(TOPICS))


def test_micro_clusters_find_them_among_many_rows() -> None:
    topics = [n % 6 for n in range(900)]
    rows = unit(around(topics))
    assert pairs(clusters.fit(rows, 6, seed=0)) == pairs(np.array(topics))
    assert clusters.number(rows, (1, 40)) == 6


def test_a_fit_is_the_same_again() -> None:
    rows = unit(around([n % 6 for n in range(900)], spread=1.5))
    assert np.array_equal(clusters.fit(rows, 9, seed=3), clusters.fit(rows, 9, seed=3))


def test_the_number_stays_within_bounds_and_below_the_number_of_rows() -> None:
    assert clusters.number(ROWS, (1, 20)) == 6  # the root of forty
    assert clusters.number(ROWS, (8, 20)) == 8
    assert clusters.number(ROWS, (1, 2)) == 2
    assert clusters.number(ROWS[:1], (1, 20)) == 1


def test_refining_closes_up_the_numbers_of_lost_groups() -> None:
    labels = np.array([0, 5, 2, 3] * 20)
    assert sorted(set(clusters.refine(ROWS, clusters.close_up(labels)).tolist())) == [0, 1, 2, 3]


def test_one_row_and_equal_rows_are_one_group() -> None:
    assert clusters.fit(ROWS[:1], 3, seed=0).tolist() == [0]
    assert set(clusters.fit(np.repeat(ROWS[:1], 50, axis=0), 3, seed=0).tolist()) == {0}
