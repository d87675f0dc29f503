"""The space in which groups are sought."""

import numpy as np

from bpforum.text.themes import neighbours
from bpforum.text.vectors import unit
from tests.unit.text.toy import around

TOPICS = np.array([n % 4 for n in range(200)])
WIDE = unit(np.random.default_rng(3).normal(size=(4, 300)))[TOPICS]
ROWS = unit(WIDE + np.random.default_rng(4).normal(0, 0.12, size=(200, 300)))


def test_reducing_keeps_who_is_near_whom_whether_rows_or_columns_are_more() -> None:
    for rows in (ROWS, np.vstack([ROWS, ROWS + 0.01, ROWS - 0.01])):
        reduced = neighbours.reduce(unit(rows))
        assert reduced.shape == (len(rows), neighbours.COMPONENTS)
        same = TOPICS[np.arange(len(rows)) % 200]
        near = reduced @ reduced.T
        assert near[same[:, None] == same].mean() > 0.15 + near[same[:, None] != same].mean()


def test_smoothing_draws_a_topic_together() -> None:
    rows = neighbours.reduce(ROWS)
    smooth = neighbours.smooth(rows)
    same = TOPICS[:, None] == TOPICS
    assert (smooth @ smooth.T)[same].mean() > 0.2 + (rows @ rows.T)[same].mean()
    assert (smooth @ smooth.T)[~same].mean() < 0.1
    assert np.array_equal(smooth, neighbours.smooth(rows))


def test_few_equal_and_empty_rows_are_no_error() -> None:
    equal = neighbours.reduce(np.repeat(unit(around([1])), 50, axis=0))
    assert np.isfinite(neighbours.smooth(equal)).all()
    assert np.isfinite(neighbours.smooth(neighbours.reduce(np.zeros((30, 16))))).all()
    assert len(neighbours.smooth(neighbours.reduce(unit(around([1, 2]))))) == 2
