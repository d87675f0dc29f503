"""Agreement between fits: owns the consensus of many fits, and how firm each group of it is.

A single fit of a real forum is one of many equally good ones; what twenty fits on different
contributors agree upon comes back when the forum is read again (ARI .41 → .6).
"""

from collections.abc import Sequence

import numpy as np

from bpforum.text import clusters
from bpforum.text.clusters import Labels
from bpforum.text.vectors import Matrix

FEWEST = 60
"""Rows below which a consensus has nothing to vote on."""
FITS = 20
SHARE = 0.8
FINER = 1.5
"""Each fit makes this many times the groups that are wanted."""
LARGEST = 4000
"""Rows above which Ward works on micro-clusters of the votes."""


def agree(rows: Matrix, contributors: Sequence[str], k: int) -> tuple[Labels, list[float]]:
    """`k` groups of `rows` (or fewer) and the firmness of each, 0 … 1.

    Firmness is the mean, over fits on 80 % of the contributors, of the best Jaccard index of the
    group with one of the fit's: from .5 it is firm, below .3 loose. Few rows get a single fit, and
    the firmness 1.0: nothing is known.
    """
    if len(rows) < FEWEST or k < 2:
        single = clusters.fit(rows, k, seed=0)
        return single, [1.0] * (int(single.max(initial=-1)) + 1)
    votes: list[Labels] = []
    plain: list[Labels] = []
    for seed, sample in enumerate(_samples(contributors)):
        grown = clusters.tree(rows[sample], seed)
        for finer, kept in ((FINER, votes), (1.0, plain)):
            part = clusters.refine(rows[sample], clusters.cut(grown, round(k * finer)))
            centres = clusters.centroids(rows[sample], part)
            kept.append(clusters.nearest(rows, centres))
    grown = clusters.tree(_one_hot(votes), seed=0, direct=LARGEST)
    agreed = clusters.refine(rows, clusters.cut(grown, k), rounds=2)
    return agreed, [firmness(agreed == group, plain) for group in range(agreed.max() + 1)]


def firmness(group: np.ndarray[tuple[int], np.dtype[np.bool_]], fits: Sequence[Labels]) -> float:
    """The mean best Jaccard index of the rows in `group` with a group of each fit."""
    best: list[float] = []
    for labels in fits:
        inside = np.bincount(labels[group], minlength=int(labels.max()) + 1)
        either = np.bincount(labels, minlength=len(inside)) + group.sum() - inside
        best.append(float((inside / either).max()))
    return round(sum(best) / len(best), 3)


def _samples(contributors: Sequence[str]) -> list[Labels]:
    """Row numbers of 80 % of the contributors, or of the rows where contributors are few."""
    names = sorted(set(contributors))
    units = contributors if len(names) >= 10 else [str(row) for row in range(len(contributors))]
    chance = np.random.default_rng(0)
    everyone = sorted(set(units))
    samples: list[Labels] = []
    for _ in range(FITS):
        drawn = chance.permutation(len(everyone))[: max(1, round(SHARE * len(everyone)))]
        chosen = {everyone[number] for number in drawn}
        samples.append(np.array([row for row, who in enumerate(units) if who in chosen]))
    return samples


def _one_hot(votes: Sequence[Labels]) -> Matrix:
    return np.hstack([np.eye(int(labels.max()) + 1)[labels] for labels in votes])
