"""How firm groups are: owns how surely a group comes back when other people are asked.

Firm is a matter of repeating, not of being right: a group may come back each time and still be two
subjects.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bpforum.text.themes import clusters, neighbours
from bpforum.text.themes.clusters import Method
from bpforum.text.vectors import Labels, Matrix, Rows

FEWEST = 60
"""Rows below which nothing can be said."""
FITS = 8
SHARE = 0.8
FEWEST_OF_A_FIT, PART_OF_A_FIT = 300, 5
"""Rows of a fit: a fifth of all, but 300 where there are so many."""
FEWEST_CONTRIBUTORS = 10
"""Below this, rows are left out one by one instead of contributors."""
SMALL = 0.3
"""A group of a fit counts from this share of an even one."""


class Fits:
    """Trees of what 80 % of the contributors say, eight times over, made once."""

    def __init__(self, rows: Rows, speakers: Labels, method: Method) -> None:
        """`rows` are reduced, not smoothed, n x d; `speakers` the numbers of their voices."""
        self._rows = rows
        self._made: list[tuple[Labels, Rows, Matrix]] = []
        if len(rows) < FEWEST:
            return
        for sample in _samples(speakers):
            smoothed = neighbours.smooth(rows[sample])
            self._made.append(
                (sample, smoothed, clusters.tree(clusters.distances(smoothed), method))
            )

    def firmness(self, labels: Labels) -> list[float | None]:
        """For each label 0 … the mean best Jaccard index of its rows with a group of each fit.

        Each fit is cut into as many groups, which all rows then join, each the nearest. From .5 a
        group is firm, below .3 it is loose. None where nothing is known: there are too few rows, or
        one group alone.
        """
        k = int(labels.max(initial=-1)) + 1
        if not self._made or k < 2:
            return [None] * k
        sizes = np.bincount(labels, minlength=k)
        total = np.zeros(k)
        for sample, smoothed, merges in self._made:
            found = self._joined(sample, smoothed, merges, k)
            wide = int(found.max()) + 1
            both = np.bincount(labels * wide + found, minlength=k * wide).reshape(k, wide)
            either = sizes[:, None] + np.bincount(found, minlength=wide) - both
            total += (both / np.maximum(either, 1)).max(axis=1)
        return [round(float(one), 3) for one in total / len(self._made)]

    def _joined(self, sample: Labels, smoothed: Rows, merges: Matrix, k: int) -> Labels:
        for wanted in (k, k + k // 4, k + k // 2, 2 * k, 3 * k):
            labels = clusters.cut(merges, min(wanted, len(sample)))
            if (np.bincount(labels) >= max(2.0, SMALL * len(sample) / k)).sum() >= k:
                break
        settled = clusters.settle(smoothed, labels, rounds=1)
        return clusters.nearest(self._rows, clusters.centroids(self._rows[sample], settled))


def _samples(speakers: Labels) -> Sequence[Labels]:
    """Row numbers of 80 % of the contributors, or a part of them, the same each time."""
    many = int(speakers.max()) + 1
    units = speakers if many >= FEWEST_CONTRIBUTORS else np.arange(len(speakers))
    everyone = np.unique(units)
    chance = np.random.default_rng(0)
    samples = []
    for _ in range(FITS):
        drawn = chance.permutation(everyone)[: max(1, round(SHARE * len(everyone)))]
        inside: NDArray[np.int64] = np.flatnonzero(np.isin(units, drawn))
        most = max(FEWEST_OF_A_FIT, len(speakers) // PART_OF_A_FIT)
        if len(inside) > most:
            inside = np.sort(chance.permutation(inside)[:most])
        samples.append(inside)
    return samples
