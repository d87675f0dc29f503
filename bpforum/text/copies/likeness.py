"""How alike two texts are, and when that makes them copies: owns the measures, groups nothing."""

from math import ceil

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.shingles import Rows, Shingles

ALWAYS = 0.7
"""Jaccard from which two texts share a group."""
ALIKE = 0.5
"""Jaccard from which a text is like its representative."""
MAYBE = 0.3
"""Jaccard from which a text may be a variant of another."""
CONTAINED = 0.9
"""Share of the shorter text's shingles in the longer one from which it is held by that."""
LONGER = 2.0
"""So much longer a text may be than one it holds to be its copy as a whole."""
HELD = 0.8
"""Share of a text's shingles in any longer text from which that has it among other things."""
MAYBE_HELD = 0.6
"""The same, from which that may be so."""
FEWEST_WORDS = 10
"""Texts below this are only ever equal, never alike."""
FEWEST_WORDS_HELD = 30
EPSILON = 1e-9
"""So that a product like .7 x 10 is not rounded up to 8."""
_BITS = 512
_ROWS_AT_ONCE = 4_096


class Likeness:
    """Different texts by number, and how alike two are."""

    def __init__(self, shingles: Shingles) -> None:
        self.shingles = shingles
        self.sizes = shingles.sizes
        self.comparable = (shingles.words >= FEWEST_WORDS) & (shingles.sizes > 0)
        """Which texts may be alike to others at all."""
        self._marks = _marks(shingles)

    def __len__(self) -> int:
        return len(self.shingles)

    def jaccard(self, one: int, others: Rows) -> NDArray[np.float64]:
        """Shared shingles of one text and each of `others`, as a share of all of both."""
        return self._share(one, others, self.shingles.shared(one, others))

    def _share(self, one: int, others: Rows, shared: Rows) -> NDArray[np.float64]:
        together: NDArray[np.float64] = shared / np.maximum(
            1, self.sizes[one] + self.sizes[others] - shared
        )
        return together

    def always(self, one: int, others: Rows) -> Rows:
        """Those of `others` that always share a group with text `one`.

        Sets that differ in so many marks differ in as many shingles: most pairs need no counting.
        """
        differ = np.bitwise_count(self._marks[others] ^ self._marks[one]).sum(axis=1)
        most = (self.sizes[one] + self.sizes[others]) * ((1 - ALWAYS) / (1 + ALWAYS))
        near = others[differ <= most + EPSILON]
        found: Rows = near[self.jaccard(one, near) >= ALWAYS]
        return found

    def alike(self, one: int, others: Rows) -> NDArray[np.bool_]:
        """Whether text `one` may represent each of `others`; it always may itself."""
        return self.weigh(one, others)[0]

    def weigh(self, one: int, others: Rows) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Whether text `one` may represent each of `others`, and the Jaccard likeness."""
        sizes, words = self.sizes, self.shingles.words
        shared = self.shingles.shared(one, others)
        short = np.minimum(sizes[one], sizes[others])
        long = np.maximum(sizes[one], sizes[others])
        held = (shared >= CONTAINED * short) & (long <= LONGER * short)
        held &= np.minimum(words[one], words[others]) >= FEWEST_WORDS_HELD
        near = (shared >= ALIKE * (short + long - shared)) | held
        accepted: NDArray[np.bool_] = near | (others == one)
        return accepted, self._share(one, others, shared)

    def is_alike(self, one: int, other: int) -> bool:
        """Whether text `one` may represent the other."""
        return bool(self.alike(one, np.array([other]))[0])

    def holds(self, one: int, other: int) -> bool:
        """Whether text `one` has the other within it, among things of its own."""
        enough = self.shingles.words[other] >= FEWEST_WORDS_HELD
        shared = int(self.shingles.shared(one, np.array([other]))[0])
        return bool(enough and shared >= HELD * self.sizes[other] and self.sizes[one] > shared)


def prefix(size: int, share: float) -> int:
    """So many of a text's shingles, rarest first, that none which has `share` of all has none."""
    return max(0, size - ceil(share * size - EPSILON) + 1)


def _marks(shingles: Shingles) -> NDArray[np.uint64]:
    """For each text 512 bits, of which each shingle sets one."""
    marks = np.zeros((len(shingles), _BITS // 64), dtype=np.uint64)
    for first in range(0, len(shingles), _ROWS_AT_ONCE):
        last = min(first + _ROWS_AT_ONCE, len(shingles))
        owner = np.repeat(np.arange(last - first), shingles.sizes[first:last])
        bits = np.zeros((last - first, _BITS), dtype=np.bool_)
        bits[owner, shingles.flat[shingles.ends[first] : shingles.ends[last]] % _BITS] = True
        marks[first:last] = np.packbits(bits, axis=1).view(np.uint64)
    return marks
