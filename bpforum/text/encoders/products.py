"""Matrix products without rounding: owns how numbers are made whole first; knows no network.

A sum of floating-point numbers depends on its order, and the order on where in a batch a row stands
and on the machine. Sums of whole numbers below 2²⁴ are exact in single precision in any order. The
network's weights are whole numbers up to 127 times a step, so only the rows have to be made whole.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_EXACT = 2**24 - 1
_LARGEST = 127
_AT_ONCE = 512
"""Rows of one product: what is in work stays in the processor's cache."""


class WholeMatrix:
    """A matrix of whole numbers up to 127, each column times a step."""

    def __init__(self, whole: NDArray[np.int8], steps: NDArray[Any]) -> None:
        """`whole`: k x n; `steps`: n."""
        self._whole = whole.astype(np.float32)
        self._steps = np.asarray(steps, dtype=np.float32)
        if (self._steps == self._steps[0]).all():
            self._steps = self._steps[:1]
        heaviest = int(np.abs(whole.astype(np.int64)).sum(axis=0).max())
        self.levels = min(2**15, _EXACT // max(1, heaviest))
        """How large a row's whole numbers may be, so that no sum passes 2²⁴."""

    def times(self, rows: Floats) -> Floats:
        """`rows` (m x k) times this, m x n; each row made whole by its largest number first.

        A row's result is the same to the last bit in any company.
        """
        made = np.empty((len(rows), self._whole.shape[1]), dtype=np.float32)
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            peaks = np.maximum(some.max(axis=1), -some.min(axis=1))[:, None]
            scales = np.float32(self.levels) / np.where(peaks > 0, peaks, np.float32(1))
            whole = some * scales
            np.rint(whole, out=whole)
            part = made[start : start + _AT_ONCE]
            np.matmul(whole, self._whole, out=part)
            part *= self._steps / scales
        return made

    def times_whole(self, rows: Floats) -> Floats:
        """`rows` (m x k) of whole numbers up to `levels`, times this."""
        product: Floats = (rows @ self._whole) * self._steps
        return product

    def rows(self, start: int, stop: int) -> "WholeMatrix":
        """The part of this that meets the columns `start` to `stop` of what it is multiplied by."""
        return WholeMatrix(self._whole[start:stop].astype(np.int8), self._steps)  # one for all


def whole(*weights: Floats) -> WholeMatrix:
    """`weights` (each k x n) side by side, where each is whole numbers up to 127 times a step.

    Raises ValueError where one is not.
    """
    numbers, steps = [], []
    for one in weights:
        step = float(np.abs(one).max()) / _LARGEST
        found = np.rint(one.astype(np.float64) / step)
        if np.abs(found * step - one).max() > step / 100:
            raise ValueError("these weights are not whole numbers times a step")
        numbers.append(found.astype(np.int8))
        steps.append(np.full(one.shape[1], step))
    return WholeMatrix(np.hstack(numbers), np.hstack(steps))
