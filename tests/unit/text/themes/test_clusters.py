"""One tree, its cuts, and how clear they are."""

import numpy as np
import pytest

from bpforum.text.themes import clusters
from bpforum.text.vectors import Labels, unit
from tests.unit.text.toy import around

TOPICS = [n % 4 for n in range(80)]
ROWS = unit(around(TOPICS))


def pairs(labels: Labels) -> set[frozenset[int]]:
    return {frozenset(np.flatnonzero(labels == one).tolist()) for one in set(labels.tolist())}


@pytest.mark.parametrize("method", ["average", "ward"])
def test_a_cut_finds_the_topics(method: clusters.Method) -> None:
    merges = clusters.tree(clusters.distances(ROWS), method)
    assert pairs(clusters.cut(merges, 4)) == pairs(np.array(TOPICS))


def test_a_cut_has_as_many_groups_as_asked_for_even_where_rows_are_equal() -> None:
    merges = clusters.tree(clusters.distances(np.repeat(ROWS[:1], 30, axis=0)), "average")
    assert [len(set(clusters.cut(merges, k).tolist())) for k in (1, 2, 7, 30)] == [1, 2, 7, 30]


def test_a_finer_cut_lies_inside_a_coarser_one() -> None:
    merges = clusters.tree(clusters.distances(unit(around(TOPICS, spread=2.0))), "average")
    coarse, fine = clusters.cut(merges, 3), clusters.cut(merges, 9)
    assert all(len(set(coarse[fine == one].tolist())) == 1 for one in range(9))


def test_one_row_is_one_group() -> None:
    assert clusters.cut(clusters.tree(clusters.distances(ROWS[:1]), "ward"), 3).tolist() == [0]


def test_the_right_number_of_groups_is_the_clearest() -> None:
    merges = clusters.tree(clusters.distances(ROWS), "average")
    clear = {k: clusters.clearness(ROWS, clusters.cut(merges, k)) for k in range(1, 12)}
    assert max(clear, key=lambda k: clear[k]) == 4
    assert clear[1] == 0
    assert clear[4] > 0.8


def test_settling_closes_up_the_numbers_of_lost_groups() -> None:
    labels = np.array([0, 5, 2, 3] * 20)
    assert sorted(set(clusters.settle(ROWS, clusters.close_up(labels)).tolist())) == [0, 1, 2, 3]
