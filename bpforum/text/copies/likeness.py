"""How alike two texts are, and when that makes them copies: owns the measures, groups nothing."""

from collections.abc import Sequence
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.shingles import Rows, Shingles

ALWAYS = 0.7
"""Jaccard from which two texts share a group."""
ALIKE = 0.5
"""Jaccard from which a text is like its representative."""
MAYBE, MAYBE_OF_MANY = 0.3, 0.36
"""Jaccard from which a text may be a variant of another; in a large forum, of a letter."""
CONTAINED = 0.9
"""Share of the shorter text's shingles in the longer one from which it is held by that."""
LONGER = 2.0
"""So much longer a text may be than one it holds to be its copy as a whole."""
HELD = 0.8
"""Share of a text's shingles in any longer text from which that has it among other things."""
MAYBE_HELD, MAYBE_HELD_OF_MANY = 0.6, 0.7
"""The same, from which that may be so."""
FEWEST_WORDS = 10
"""Texts below this are only ever equal, never alike."""
FEWEST_WORDS_HELD = 30
MANY = 5_000
"""Different texts from which on only what may be a copy is searched for, and not all variants."""
LEAST = CONTAINED / (1 + LONGER - CONTAINED)
"""Jaccard below which no text represents another."""
EPSILON = 1e-9
"""So that a product like .7 x 10 is not rounded up to 8."""
_BITS = 512
_WORDS = _BITS // 64
_ROWS_AT_ONCE = 4_096
_FEW = 16
"""Texts up to which each is looked at by itself: sooner done than all at once."""
_SETS_AT_HAND, _LONG = 1_024, 1_024
"""Sets of shingles that are held, and how large they are at most."""


class Likeness:
    """Different texts by number, and how alike two are."""

    def __init__(self, shingles: Shingles, few: bool = False) -> None:
        """`few`: only some of the texts will be looked at."""
        self.shingles = shingles
        self.sizes = shingles.sizes
        self.comparable = (shingles.words >= FEWEST_WORDS) & (shingles.sizes > 0)
        """Which texts may be alike to others at all."""
        self._marks = np.zeros((len(shingles), _WORDS), dtype=np.uint64)
        self._half_marks = np.zeros((len(shingles), _WORDS // 2), dtype=np.uint64)
        self._marked = np.zeros(len(shingles), dtype=np.bool_)
        self._sets: dict[int, frozenset[int]] = {}
        if not few:
            self._mark(np.arange(len(shingles)))

    def __len__(self) -> int:
        return len(self.shingles)

    def jaccard(self, one: int, others: Rows) -> NDArray[np.float64]:
        """Shared shingles of one text and each of `others`, as a share of all of both."""
        return self.weigh(one, others)[1]

    def may_share(self, ones: Rows, others: Rows, least: float) -> NDArray[np.bool_]:
        """Whether the Jaccard likeness of each two may be `least`: told by marks alone."""
        sizes = self.sizes
        short, long = sizes[ones], sizes[others]
        most = (short + long) * ((1 - least) / (1 + least)) + EPSILON
        may: NDArray[np.bool_] = np.abs(short - long) <= most
        self._mark(ones[may], others[may])
        # Half of the marks tell most of them apart.
        for marks in (self._half_marks, self._marks):
            left = np.flatnonzero(may)
            differ = marks.take(ones[left], axis=0)
            differ ^= marks.take(others[left], axis=0)
            may[left] = _bits(differ) <= most[left]
        return may

    def may_hold(self, ones: Rows, others: Rows, least: float) -> NDArray[np.bool_]:
        """Whether each of `ones` may hold such a share of the other: told by marks alone."""
        self._mark(ones, others)
        marks = self._marks
        lack = ~marks.take(ones, axis=0)
        lack &= marks.take(others, axis=0)
        may: NDArray[np.bool_] = _bits(lack) <= (1 - least) * self.sizes[others] + EPSILON
        return may

    def _mark(self, *those: Rows) -> None:
        """Gives these texts 512 bits, of which each shingle sets one."""
        new = np.unique(np.concatenate([rows[~self._marked[rows]] for rows in those]))
        for first in range(0, len(new), _ROWS_AT_ONCE):
            rows = new[first : first + _ROWS_AT_ONCE]
            found, owner = self.shingles.parts(rows, self.sizes[rows])
            bits = np.zeros((len(rows), _BITS), dtype=np.bool_)
            bits[owner, found % _BITS] = True
            self._marks[rows] = np.packbits(bits, axis=1).view(np.uint64)
            self._half_marks[rows] = self._marks[rows, : _WORDS // 2]
        self._marked[new] = True

    def pairs(self, ones: Rows, others: Rows) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """`weigh` of each of `ones` with the one of `others` at the same place."""
        return self._weighed(ones, others, self.shingles.shared_by(ones, others))

    def alike(self, one: int, others: Rows) -> NDArray[np.bool_]:
        """Whether text `one` may represent each of `others`; it always may itself."""
        return self.weigh(one, others)[0]

    def weigh(self, one: int, others: Rows) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Whether text `one` may represent each of `others`, and the Jaccard likeness."""
        return self._weighed(
            np.full(len(others), one, dtype=np.int64), others, self.shingles.shared(one, others)
        )

    def _weighed(
        self, ones: Rows, others: Rows, shared: Rows
    ) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        sizes, words = self.sizes, self.shingles.words
        short = np.minimum(sizes[ones], sizes[others])
        long = np.maximum(sizes[ones], sizes[others])
        held = (shared >= CONTAINED * short) & (long <= LONGER * short)
        held &= np.minimum(words[ones], words[others]) >= FEWEST_WORDS_HELD
        near = (shared >= ALIKE * (short + long - shared)) | held
        accepted: NDArray[np.bool_] = near | (others == ones)
        together: NDArray[np.float64] = shared / np.maximum(1, short + long - shared)
        return accepted, together

    def is_alike(self, one: int, other: int) -> bool:
        """Whether text `one` may represent the other: as `alike`, sooner told of two alone."""
        if one == other:
            return True
        short, long = sorted((int(self.sizes[one]), int(self.sizes[other])))
        if long > LONGER * short:
            return False  # what they share is less than half of the longer one
        if long > _LONG:
            return bool(self.alike(one, np.array([other]))[0])
        shared = len(self._set_of(one) & self._set_of(other))
        if shared >= ALIKE * (short + long - shared):
            return True
        words = min(self.shingles.words[one], self.shingles.words[other])
        return bool(shared >= CONTAINED * short and words >= FEWEST_WORDS_HELD)

    def is_like_all(self, one: int, others: Sequence[int]) -> bool:
        """Whether text `one` may represent each of `others`: mostly one of the first tells."""
        if not all(self.is_alike(one, other) for other in others[:_FEW]):
            return False
        return len(others) <= _FEW or bool(self.alike(one, np.array(others[_FEW:])).all())

    def like(self, one: int, others: Sequence[int]) -> list[int]:
        """Those of `others` that text `one` may represent."""
        if len(others) <= _FEW:
            return [other for other in others if self.is_alike(one, other)]
        return list(compress(others, self.alike(one, np.array(others)).tolist()))

    def _set_of(self, one: int) -> frozenset[int]:
        found = self._sets.get(one)
        if found is None:
            if len(self._sets) >= _SETS_AT_HAND:
                self._sets.clear()
            found = self._sets[one] = frozenset(self.shingles.of(one).tolist())
        return found

    def holds(self, one: int, other: int) -> bool:
        """Whether text `one` has the other within it, among things of its own."""
        enough = self.shingles.words[other] >= FEWEST_WORDS_HELD
        shared = int(self.shingles.shared(one, np.array([other]))[0])
        return bool(enough and shared >= HELD * self.sizes[other] and self.sizes[one] > shared)


def prefix(sizes: Rows, share: float) -> Rows:
    """So many of a text's shingles, rarest first, that none which has `share` of all has none."""
    first: Rows = sizes - np.ceil(share * sizes - EPSILON).astype(np.int64) + 1
    return np.maximum(0, first)


def _bits(words: NDArray[np.uint64]) -> NDArray[np.uint16]:
    """How many bits are set in each row; a product is several times as fast as a sum over rows."""
    found: NDArray[np.uint16] = np.bitwise_count(words) @ np.ones(words.shape[1], dtype=np.uint16)
    return found
