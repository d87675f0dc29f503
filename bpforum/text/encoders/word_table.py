"""Rows of numbers for words, made when a word is first met; knows nothing of what they say.

A row is made from its word alone, so that a table that has met a million words gives the same sums
as a fresh one. It is a cache: when it is full it forgets all, and goes on.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain

import numpy as np

from bpforum.text.encoders.products import Floats

_MOST = 2**18
_LARGEST = 2**15 - 1
_AT_ONCE = 4096
"""Words that are made together; meanwhile each takes some 20 kB."""


class WordTable:
    """Sums of the rows of words."""

    def __init__(
        self, width: int, make: Callable[[Sequence[str]], Floats], most: int = _MOST
    ) -> None:
        """`make` gives the rows (n x `width`) of n words, each whatever the others; `most`: words
        that are kept."""
        self._make, self._most = make, most
        self._number: dict[str, int] = {}
        # Half as much as floats, and as exact as they need to be. Memory is taken as it is written.
        self._rows = np.empty((most, width), dtype=np.int16)
        self._steps = np.empty(most, dtype=np.float32)

    def sums(self, bags: Sequence[Sequence[str]]) -> Floats:
        """For each bag of words the sum of their rows, in their order."""
        wanted = dict.fromkeys(chain.from_iterable(bags))
        if len(wanted) > self._most:
            if len(bags) == 1:
                raise ValueError(f"a table of {self._most} words is too small for one bag")
            half = len(bags) // 2
            return np.vstack([self.sums(bags[:half]), self.sums(bags[half:])])
        self._meet(wanted)
        known = np.fromiter((self._number[word] for word in wanted), np.int64, len(wanted))
        place = {word: row for row, word in enumerate(wanted)}
        columns = np.fromiter((place[word] for bag in bags for word in bag), dtype=np.int32)
        ends = np.cumsum([0, *map(len, bags)], dtype=np.int32)
        # Here, since it takes a tenth of a second, and often nothing is new.
        from scipy.sparse import csr_matrix

        # Neither sorted nor added up: the order of a sum is the order of the words.
        shape = len(bags), len(wanted)
        table = csr_matrix((self._steps[known][columns], columns, ends), shape=shape)
        summed: Floats = table @ self._rows[known].astype(np.float32)
        return summed

    def _meet(self, words: Iterable[str]) -> None:
        """Makes what is not in the table yet."""
        new = [word for word in words if word not in self._number]
        if len(self._number) + len(new) > self._most:
            self._number.clear()
            new = list(words)
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            first = len(self._number)
            made = self._make(some)
            steps = np.abs(made).max(axis=1) / np.float32(_LARGEST)
            here = slice(first, first + len(some))
            self._steps[here] = steps
            np.rint(made / np.where(steps > 0, steps, 1)[:, None], out=made)
            self._rows[here] = made
            self._number.update(zip(some, range(first, first + len(some)), strict=True))
