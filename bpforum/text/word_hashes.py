"""The words of texts as numbers, so that many things are sought at once; knows not what is sought.

A word's number follows from its first 16 bytes and its length alone, and a row of words has one
that follows from theirs. What is equal has equal numbers; what has equal numbers is most likely
equal, and whoever found it by its number looks at the words themselves.
"""

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Places = NDArray[np.intp]

LONGEST = 8
"""Words in the longest row that has a number."""
_BORDER = b" \xff "
"""Between texts, a word that no text has: UTF-8 knows no such byte."""
_FOREIGN = re.compile(r"[^\w\x00-\x7f]+")
_PLAIN = bytes(
    byte if byte > 127 or byte in b"\n_" or chr(byte).isalnum() else 32 for byte in range(256)
).lower()
"""ASCII letters small, and what is no part of a word away, but for ends of lines."""
_HELD = np.array([(1 << 8 * n) - 1 for n in range(9)], dtype=np.uint64)
"""Of eight bytes the first so many."""
_FACTORS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93],
    dtype=np.uint64,
)
_LARGEST_TABLE = 24
"""Binary digits of the place in the table of what is sought."""


class Words:
    """The words of one text, or of several, between which no row of words stands."""

    def __init__(self, *texts: str) -> None:
        """`texts` as they are written; case is of no account."""
        self.texts = texts
        self._data = b" " + _BORDER.join(map(_folded, texts)) + b" " * 16
        codes = np.frombuffer(self._data, np.uint8)
        inside = codes > 32
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        self._starts, self._ends = edges[::2], edges[1::2]
        self._rows: list[Hashes] = []

    def rows(self, length: int) -> Hashes:
        """For each row of `length` words its number, in the order in which they begin."""
        if not self._rows:
            self._rows.append(self._hashes())
        while len(self._rows) < length:
            last = self._rows[-1][:-1]
            self._rows.append(last * _FACTORS[0] + self._rows[0][len(self._rows) :])
        return self._rows[length - 1]

    def rows_at(self, places: Places, length: int) -> set[tuple[str, ...]]:
        """The words of the rows that begin with the words of these numbers, folded."""
        spans = zip(
            self._starts[places].tolist(), self._ends[places + length - 1].tolist(), strict=True
        )
        # The same words stand in many places, and are taken apart once.
        found = {self._data[start:end] for start, end in spans}
        return {tuple(whole.decode(errors="replace").split()) for whole in found}

    def line(self, at: int) -> tuple[str, int]:
        """The line that the word number `at` stands in, of several texts the whole text.

        And where the word begins there, or -1 where the line is not all ASCII.
        """
        start, mark = self._starts[at], int(np.searchsorted(self._marks, self._starts[at]))
        line = self._lines[mark]
        if not line.isascii():
            return line, -1
        before = int(self._marks[mark - 1]) if mark else 0
        return line, int(start) - before - (2 if mark and len(self.texts) > 1 else 1)

    @cached_property
    def _lines(self) -> Sequence[str]:
        return self.texts if len(self.texts) > 1 else self.texts[0].split("\n")

    @cached_property
    def _marks(self) -> Places:
        codes = np.frombuffer(self._data, np.uint8)
        return np.flatnonzero(codes == (_BORDER[1] if len(self.texts) > 1 else 10))

    def _hashes(self) -> Hashes:
        """Eight bytes of a word are read as one number, wherever they begin."""
        starts, lengths = self._starts, self._ends - self._starts
        eight = np.ndarray(len(self._data) - 7, np.dtype("<u8"), self._data, strides=(1,))
        made: Hashes = (eight[starts] & _HELD[np.minimum(lengths, 8)]) * _FACTORS[0]
        long = np.flatnonzero(lengths > 8)
        more = eight[starts[long] + 8] & _HELD[np.minimum(lengths[long] - 8, 8)]
        made[long] ^= (more + lengths[long].astype(np.uint64)) * _FACTORS[1]
        made ^= made >> np.uint64(32)
        made *= _FACTORS[2]
        made ^= made >> np.uint64(29)
        made *= _FACTORS[3]
        return made


class Sought:
    """Numbers to be found among many: first by a table that tells most others apart at once."""

    def __init__(self, hashes: Hashes) -> None:
        self._hashes = np.unique(hashes)
        digits = min(max((16 * len(self._hashes)).bit_length(), 10), _LARGEST_TABLE)
        self._shift = np.uint64(64 - digits)
        self._table = np.zeros(1 << digits, dtype=np.bool_)
        self._table[self._places(self._hashes)] = True

    def __len__(self) -> int:
        return len(self._hashes)

    def among(self, hashes: Hashes) -> Places:
        """Where in `hashes` one of them stands."""
        if not len(self._hashes):
            return np.zeros(0, dtype=np.intp)
        near = np.flatnonzero(self._table[self._places(hashes)])
        at = np.searchsorted(self._hashes, hashes[near])
        at[at == len(self._hashes)] = 0
        found: Places = near[self._hashes[at] == hashes[near]]
        return found

    def _places(self, hashes: Hashes) -> Places:
        places: Places = (hashes >> self._shift).view(np.intp)
        return places


def _folded(text: str) -> bytes:
    """The text without case, white space for whatever is no part of a word."""
    if not text.isascii():
        text = _FOREIGN.sub(" ", text.casefold())
    return text.encode().translate(_PLAIN)
