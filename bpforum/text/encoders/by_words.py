"""Vectors of texts put together from rows of their words; knows no weights.

Texts are taken in groups of some length, so that memory does not grow with their number; what is
made of a text is the same in any group.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from threadpoolctl import threadpool_limits

from bpforum.text.encoders.products import Floats
from bpforum.text.encoders.protocol import Vectors, readable
from bpforum.text.encoders.word_table import WordTable
from bpforum.text.encoders.words import split
from bpforum.text.vectors import unit

_CHARACTERS_AT_ONCE = 1_000_000
_WINDOWS_AT_ONCE = 8192


class ByWords:
    """Encodes texts by a table of words."""

    def __init__(
        self,
        dimensions: int,
        table: WordTable,
        windows: Callable[[int], list[int]],
        finish: Callable[[Floats], Floats],
    ) -> None:
        """`windows`: number of words to where each window ends; `finish`: sums of a table's rows
        to vectors (n x `dimensions`), each whatever the others."""
        self._dimensions, self._table = dimensions, table
        self._windows, self._finish = windows, finish

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`: unit(mean of the windows' unit vectors)."""
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        with threadpool_limits(1):
            for start, stop in _groups(texts):
                rows[start:stop] = self._encode(texts[start:stop])
        return rows

    def _encode(self, texts: Sequence[str]) -> Vectors:
        bags: list[list[str]] = []
        firsts, speaking = [], []
        for number, text in enumerate(texts):
            words = split(readable(text))
            if not words:
                continue
            firsts.append(len(bags))
            speaking.append(number)
            start = 0
            for stop in self._windows(len(words)):
                bags.append(words[start:stop])
                start = stop
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        if bags:
            made = np.empty((len(bags), self._dimensions), dtype=np.float64)
            for start in range(0, len(bags), _WINDOWS_AT_ONCE):
                some = bags[start : start + _WINDOWS_AT_ONCE]
                made[start : start + len(some)] = unit(self._finish(self._table.sums(some)))
            rows[speaking] = unit(np.add.reduceat(made, firsts, axis=0))
        return rows


def _groups(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where groups of texts begin and end; one text is a group by itself if it has to be."""
    start = read = 0
    for number, text in enumerate(texts):
        read += len(text)
        if read >= _CHARACTERS_AT_ONCE:
            yield start, number + 1
            start, read = number + 1, 0
    if start < len(texts):
        yield start, len(texts)
