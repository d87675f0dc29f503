"""How near passages are to selected ones, and to as many at random: owns the sums, no headings.

With the cosines of a passage to all N in falling order x(1) ≥ … ≥ x(N), the best of k drawn without
replacement is x(i) with probability C(N - i, k - 1) / C(N, k): order statistics of a sample from a
finite population. So the mean over all selections is exact, and no draw is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bpforum.text.vectors import DECIMALS, Matrix

_BLOCK = 256
_NEGLIGIBLE = 1e-9
"""What is left of the probability when the rest of the order is no longer looked at."""


@dataclass(frozen=True)
class Nearness:
    """For n passages: the best cosine to the selected, its mean by chance, and who is near."""

    best: Matrix
    """n; 0 where nothing is selected."""
    chance: Matrix
    """n; the mean of the best cosine over all selections of as many of the pool."""
    close: NDArray[np.uint8]
    """n x ceil(N / 8) bits: the pool's passages that are at least `near`."""
    sizes: NDArray[np.int64]
    """n; how many these are."""
    pool: int
    selected: int
    near: float

    def is_reflected(self, rows: Sequence[int]) -> bool:
        """Whether a selected passage is near any of `rows`."""
        if len(rows) == 1:
            return self.selected > 0 and bool(self.best[rows[0]] >= self.near)
        return self.selected > 0 and bool((self.best[rows] >= self.near).any())

    def chance_of_none(self, rows: Sequence[int]) -> float:
        """The probability that none of as many passages at random is near any of `rows`."""
        if len(rows) == 1:
            return _none_drawn(int(self.sizes[rows[0]]), self.pool, self.selected)
        near = np.bitwise_or.reduce(self.close[rows])
        return _none_drawn(int(np.unpackbits(near).sum()), self.pool, self.selected)


@lru_cache(maxsize=8_192)
def _none_drawn(close: int, pool: int, selected: int) -> float:
    """The probability that of `pool` passages none of the `close` ones is among the `selected`."""
    left = 1.0
    for drawn in range(min(selected, pool)):
        left *= max(0, pool - close - drawn) / (pool - drawn)
    return left


def measure(
    rows: Matrix, selections: Sequence[Matrix], pool: Matrix, near: float
) -> list[Nearness]:
    """Of each of `rows` (n x d) to each selection (k x d) and to k at random of `pool` (N x d).

    All are unit vectors. Block by block: never more than 256 x N cosines at once.
    """
    weights = [weights_of_best(len(pool), min(len(one), len(pool))) for one in selections]
    most = max(map(len, weights), default=0)
    close = np.zeros((len(rows), -(-len(pool) // 8)), dtype=np.uint8)
    sizes = np.zeros(len(rows), dtype=np.int64)
    found = [
        Nearness(np.zeros(len(rows)), np.zeros(len(rows)), close, sizes, len(pool), len(one), near)
        for one in selections
    ]
    for begin in range(0, len(rows), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        for one, selected in zip(found, selections, strict=True):
            if len(selected):
                one.best[part] = cosines(rows[part], selected).max(axis=1)
        if len(pool):
            drawn = cosines(rows[part], pool)
            is_near = drawn >= near
            close[part], sizes[part] = np.packbits(is_near, axis=1), is_near.sum(axis=1)
            first = falling(drawn, most)
            for one, share in zip(found, weights, strict=True):
                if len(share):
                    one.chance[part] = np.ascontiguousarray(first[:, : len(share)]) @ share
    return found


def cosines(rows: Matrix, others: Matrix) -> Matrix:
    """Those of unit vectors, n x k, rounded."""
    found: Matrix = rows @ others.T
    return np.round(found, DECIMALS, out=found)


def weights_of_best(size: int, drawn: int) -> Matrix:
    """P(the best of `drawn` is the i-th of `size`), i from 1, until next to nothing is left.

    The probabilities that are left out go to the last, so that they add up to 1; none are given
    for no draws.
    """
    if drawn < 1:
        return np.zeros(0)
    i = np.arange(1, size - drawn + 1, dtype=np.float64)
    falling = (size - i - drawn + 1) / (size - i) if len(i) else i
    weights = drawn / size * np.concatenate([[1.0], np.cumprod(falling)])
    enough = int(np.searchsorted(np.cumsum(weights), 1.0 - _NEGLIGIBLE)) + 1
    weights = weights[:enough]
    weights[-1] += 1.0 - weights.sum()
    return weights


def falling(values: Matrix, most: int) -> Matrix:
    """The `most` greatest of each row, in falling order; all of them for 0."""
    turned = -values
    if 0 < most < values.shape[1]:
        turned = np.partition(turned, most - 1, axis=1)[:, :most]
    found: Matrix = -np.sort(turned, axis=1)
    return found
