"""Finds texts that another has within it: owns the search for what is held, groups nothing.

A text that is held to nine tenths has one of its tenth rarest shingles in the longer text: those
are looked up in every text, however long, and only what has one of them is compared.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bpforum.text.copies.likeness import FEWEST_WORDS_HELD, MAYBE_HELD, Likeness, prefix
from bpforum.text.copies.shingles import Numbers, Rows

_LONGER = 1.4
"""What holds a text and is no longer than this is as a whole alike to it."""
_CROWD = 100
"""So many texts that share a rare shingle are looked for by it, not all."""
_ROWS_AT_ONCE = 1_024
_TABLE = 2**24


@dataclass(frozen=True)
class Within:
    """A longer text with a shorter one in it."""

    text: int
    held: int
    share: float
    """Of the shingles of the shorter one, those that the longer one has."""
    likeness: float
    """Their Jaccard likeness."""


def search(likes: Likeness, rows: Rows) -> list[Within]:
    """All pairs among `rows` (ascending) of which the shorter may be held in the longer."""
    shingles, sizes = likes.shingles, likes.sizes
    rows = rows[likes.comparable[rows]]
    held = rows[shingles.words[rows] >= FEWEST_WORDS_HELD]
    until = np.array([prefix(size, MAYBE_HELD) for size in sizes[held].tolist()], dtype=np.int64)
    wanted, owner = shingles.parts(held, until, np.minimum(shingles.single[held], until))
    wanted, owner = _few(wanted, held[owner])
    if not len(wanted):
        return []
    table = np.zeros(_TABLE, dtype=np.bool_)
    table[wanted % _TABLE] = True
    found: list[Within] = []
    for first in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[first : first + _ROWS_AT_ONCE]
        have, of = shingles.parts(some, sizes[some], shingles.single[some])
        hit = table[have % _TABLE]
        have, texts = have[hit], some[of[hit]]
        left = np.searchsorted(wanted, have, side="left")
        times = np.searchsorted(wanted, have, side="right") - left
        texts = np.repeat(texts, times)
        offsets = np.concatenate([[0], np.cumsum(times)])[:-1]
        within = owner[np.arange(len(texts)) + np.repeat(left - offsets, times)]
        longer = sizes[texts] > _LONGER * sizes[within]
        pairs = np.unique((texts[longer] << 32) | within[longer])
        found += _compared(pairs >> 32, pairs & 0xFFFFFFFF, likes)
    return found


def _few(wanted: Numbers, owner: Rows) -> tuple[Numbers, Rows]:
    """In order of the shingles, of each no more than a crowd."""
    order = np.argsort(wanted, kind="stable")
    wanted, owner = wanted[order], owner[order]
    starts = np.searchsorted(wanted, wanted, side="left")
    kept = np.arange(len(wanted)) - starts < _CROWD
    return wanted[kept], owner[kept]


def _compared(texts: Rows, within: Rows, likes: Likeness) -> list[Within]:
    found = []
    starts = np.flatnonzero(np.diff(texts, prepend=-1))
    for begin, end in pairwise([*starts.tolist(), len(texts)]):
        one, others = int(texts[begin]), within[begin:end]
        shared = likes.shingles.shared(one, others)
        share = shared / likes.sizes[others]
        alike = shared / (likes.sizes[one] + likes.sizes[others] - shared)
        found += [
            Within(one, int(others[n]), float(share[n]), float(alike[n]))
            for n in np.flatnonzero(share >= MAYBE_HELD)
        ]
    return found
