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
    pool: int
    selected: int
    near: float

    def is_reflected(self, rows: Sequence[int]) -> bool:
        """Whether a selected passage is near any of `rows`."""
        return self.selected > 0 and bool((self.best[rows] >= self.near).any())

    def chance_of_none(self, rows: Sequence[int]) -> float:
        """The probability that none of as many passages at random is near any of `rows`."""
        near = self.close[rows[0]] if len(rows) == 1 else np.bitwise_or.reduce(self.close[rows])
        return _none_drawn(int(np.unpackbits(near).sum()), self.pool, self.selected)


@lru_cache(maxsize=8_192)
def _none_drawn(close: int, pool: int, selected: int) -> float:
    """The probability that of `pool` passages none of the `close` ones is among the `selected`."""
    left = 1.0
    for drawn in range(min(selected, pool)):
        left *= max(0, pool - close - drawn) / (pool - drawn)
    return left


def measure(rows: Matrix, selected: Matrix, pool: Matrix, near: float) -> Nearness:
    """Of each of `rows` (n x d) to the `selected` (k x d) and to k at random of `pool` (N x d).

    All are unit vectors. Block by block: never more than 256 x N cosines at once.
    """
    drawn = min(len(selected), len(pool))
    weights = weights_of_best(len(pool), drawn)
    best, chance = np.zeros(len(rows)), np.zeros(len(rows))
    close = np.zeros((len(rows), -(-len(pool) // 8)), dtype=np.uint8)
    for begin in range(0, len(rows), _BLOCK):
        part = slice(begin, begin + _BLOCK)
        if len(selected):
            best[part] = np.round(rows[part] @ selected.T, DECIMALS).max(axis=1)
        if len(pool):
            cosines = np.round(rows[part] @ pool.T, DECIMALS)
            close[part] = np.packbits(cosines >= near, axis=1)
            chance[part] = _expected(cosines, weights)
    return Nearness(best, chance, close, len(pool), len(selected), near)


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


def _expected(cosines: Matrix, weights: Matrix) -> Matrix:
    """The mean of the best, for each row of `cosines`."""
    first = len(weights)
    if not first:
        return np.zeros(len(cosines))
    if first < cosines.shape[1]:
        cosines = -np.partition(-cosines, first - 1, axis=1)[:, :first]
    found: Matrix = -np.sort(-cosines, axis=1) @ weights
    return found
