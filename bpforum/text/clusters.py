"""Groups of vectors: owns one fit (micro-clusters, Ward, spherical refinement) and the knee rule.

It knows nothing of passages, contributors or themes, and gives the same answer to the same rows.
"""

from collections.abc import Callable
from functools import wraps
from math import sqrt
from typing import ParamSpec, TypeVar

import faiss
import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import cut_tree, linkage
from threadpoolctl import threadpool_limits

from bpforum.text.vectors import DECIMALS, Matrix, unit

Labels = NDArray[np.int64]
Tree = tuple[Matrix, Matrix, Labels]
"""The points, SciPy's linkage of them, and for each row the number of its point."""
P = ParamSpec("P")
T = TypeVar("T")

DIRECT = 300
"""Up to this many rows Ward works on the rows themselves."""
KNEE_FROM = 250
"""From this many rows on the number of groups is read from the merge heights."""
ROUNDS = 5


def on_one_thread(work: Callable[P, T]) -> Callable[P, T]:
    """Run `work` with one BLAS and OpenMP thread: sums in another order are other bytes."""

    @wraps(work)
    def alone(*args: P.args, **kwargs: P.kwargs) -> T:
        with threadpool_limits(1):
            return work(*args, **kwargs)

    return alone


@on_one_thread
def tree(rows: Matrix, seed: int, direct: int = DIRECT) -> Tree:
    """Ward's tree over `rows`, or over their micro-clusters where there are more than `direct`."""
    if len(rows) <= direct:
        points, owner = rows, np.arange(len(rows), dtype=np.int64)
    else:
        points, owner = _micro(rows, min(600, max(40, len(rows) // 6)), seed)
    if len(points) < 2:
        return points, np.zeros((0, 4)), owner
    return points, np.round(linkage(points, method="ward"), DECIMALS), owner


def cut(grown: Tree, k: int) -> Labels:
    """The rows' labels, 0 … k-1, when the tree is cut into `k` groups."""
    points, merges, owner = grown
    if k <= 1 or len(points) < 2:
        return np.zeros(len(owner), dtype=np.int64)
    flat = cut_tree(merges, n_clusters=min(k, len(points)))[:, 0].astype(np.int64)
    found: Labels = flat[owner]
    return found


@on_one_thread
def refine(rows: Matrix, labels: Labels, rounds: int = ROUNDS) -> Labels:
    """Spherical k-means from `labels`; groups that lose all rows are dropped, labels closed up."""
    for _ in range(rounds):
        moved = nearest(rows, centroids(rows, labels))
        if np.array_equal(moved, labels):
            break
        labels = close_up(moved)
    return close_up(labels)


def centroids(rows: Matrix, labels: Labels) -> Matrix:
    """The unit mean of each label's rows; labels count from 0 and none is empty."""
    order = np.argsort(labels, kind="stable")
    starts = np.searchsorted(labels[order], np.arange(int(labels.max(initial=-1)) + 1))
    sums: Matrix = np.add.reduceat(rows[order], starts, axis=0)
    return unit(sums)


def nearest(rows: Matrix, centres: Matrix) -> Labels:
    """For each row the centre with the highest product; on a tie the first."""
    found: Labels = np.round(rows @ centres.T, DECIMALS).argmax(axis=1).astype(np.int64)
    return found


def close_up(labels: Labels) -> Labels:
    """The same groups, numbered 0 … by order of their old numbers."""
    found: Labels = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    return found


def fit(rows: Matrix, k: int, seed: int) -> Labels:
    """`k` groups, or fewer where refinement empties one."""
    return refine(rows, cut(tree(rows, seed), k))


def number(rows: Matrix, bounds: tuple[int, int], seeds: int = 5) -> int:
    """How many groups: the median knee of several seeds, or √(n/2) for few rows; within bounds."""
    low, high = bounds
    if len(rows) < KNEE_FROM:
        found = round(sqrt(len(rows) / 2))
    else:
        knees = sorted(knee(tree(rows, seed)[1], len(rows)) for seed in range(seeds))
        found = knees[len(knees) // 2]
    return max(1, min(high, max(low, found), len(rows)))


def knee(merges: Matrix, n: int) -> int:
    """The furthest point below the chord of the top min(80, n/6) merge heights, as a count."""
    heights = merges[::-1, 2][: min(80, n // 6)]
    if len(heights) < 3 or heights[0] <= heights[-1]:
        return 1
    x = np.linspace(0.0, 1.0, len(heights))
    y = (heights - heights[-1]) / (heights[0] - heights[-1])
    # Cutting above merge i (from the top, counted from 0) leaves i + 1 groups.
    return int(np.round(1 - x - y, DECIMALS).argmax()) + 1


def _micro(rows: Matrix, k: int, seed: int) -> tuple[Matrix, Labels]:
    narrow = np.ascontiguousarray(rows, dtype=np.float32)
    means = faiss.Kmeans(
        narrow.shape[1], k, niter=20, seed=seed + 1, spherical=True, min_points_per_centroid=1
    )
    means.train(narrow)
    owner = close_up(nearest(rows, unit(np.asarray(means.centroids, dtype=np.float64))))
    return centroids(rows, owner), owner
