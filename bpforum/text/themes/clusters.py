"""Groups of vectors: owns one tree of groups, its cuts, and how clear a cut is.

It knows nothing of passages, contributors or themes, and gives the same answer to the same rows.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bpforum.text.vectors import DECIMALS, Labels, Matrix, unit

Method = Literal["average", "ward"]
"""Groups merge by the mean distance of their rows, or by what the merge adds to the spread."""

ROUNDS = 2
LOOKED_AT = 800
"""Rows, evenly taken, whose silhouettes say how clear a cut is."""


def distances(rows: Matrix) -> Matrix:
    """The distances of unit `rows` from one another, condensed as SciPy has them."""
    # Here, as in `tree`: it takes a third of a second, and themes that stand are not cut again.
    from scipy.spatial.distance import squareform

    likeness = rows @ rows.T
    np.round(likeness, DECIMALS, out=likeness)
    found: Matrix = squareform(likeness, checks=False).astype(np.float64)
    found *= -2
    found += 2
    return np.sqrt(np.maximum(found, 0.0, out=found), out=found)


def tree(apart: Matrix, method: Method) -> Matrix:
    """SciPy's linkage of what is so far `apart`; no merges for a single row."""
    if not len(apart):
        return np.zeros((0, 4))
    from scipy.cluster.hierarchy import linkage

    found: Matrix = linkage(apart, method=method)
    return found


def cut(merges: Matrix, k: int) -> Labels:
    """The rows' labels, 0 …, when the tree is cut into `k` groups."""
    n = len(merges) + 1
    made = np.arange(n - 1, dtype=np.int64) + n
    up = np.arange(2 * n - 1, dtype=np.int64)
    # What the first n - k merges have made stands; each step doubles how far up a row looks.
    for side in (0, 1):
        below = merges[: n - k, side].astype(np.int64)
        up[below] = made[: n - k]
    while True:
        further = up[up]
        if np.array_equal(further, up):
            return close_up(up[:n])
        up = further


def settle(rows: Matrix, labels: Labels, rounds: int = ROUNDS) -> Labels:
    """Each row with the group whose mean is nearest; groups that lose all rows are dropped."""
    for _ in range(rounds):
        labels = close_up(nearest(rows, centroids(rows, labels)))
    return labels


def clearness(rows: Matrix, labels: Labels) -> float:
    """The mean silhouette of `rows` by cosine: how much nearer they are to their own group than to
    the next, -1 … 1 (Rousseeuw 1987). A row alone counts 0.
    """
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return 0.0
    sums = _sums(rows, labels)
    every = np.arange(0, len(rows), max(1, len(rows) // LOOKED_AT))
    some, own = rows[every], labels[every]
    near = some @ sums.T
    here = np.arange(len(every))
    mates = sizes[own] - 1
    inside = 1 - (near[here, own] - (some * some).sum(axis=1)) / np.maximum(mates, 1)
    away = 1 - near / sizes
    away[here, own] = np.inf
    outside = away.min(axis=1)
    widest = np.maximum(np.maximum(inside, outside), 1e-9)
    found = np.where(mates > 0, (outside - inside) / widest, 0.0)
    return round(float(found.mean(dtype=np.float64)), DECIMALS)


def centroids(rows: Matrix, labels: Labels) -> Matrix:
    """The unit mean of each label's rows; labels count from 0 and none is empty."""
    return unit(_sums(rows, labels))


def _sums(rows: Matrix, labels: Labels) -> Matrix:
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(int(labels.max(initial=-1)) + 1))
    sums: Matrix = np.add.reduceat(rows[order], starts, axis=0)
    return sums


def nearest(rows: Matrix, centres: Matrix) -> Labels:
    """For each row the centre with the highest product; on a tie the first."""
    found: Labels = np.round(rows @ centres.T, DECIMALS).argmax(axis=1).astype(np.int64)
    return found


def close_up(labels: NDArray[np.integer]) -> Labels:
    """The same groups, numbered 0 … by order of their old numbers."""
    found: Labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return found
