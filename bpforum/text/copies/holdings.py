"""Finds texts that another has within it: owns the search for what is held, groups nothing.

A text that is held to nine tenths has one of its tenth rarest shingles in the longer text: those
are looked up in every text, however long, and only what has one of them is compared.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.likeness import (
    FEWEST_WORDS_HELD,
    HELD,
    MANY,
    MAYBE_HELD,
    MAYBE_HELD_OF_MANY,
    Likeness,
    prefix,
)
from bpforum.text.copies.shelves import Shelves
from bpforum.text.copies.shingles import Rows

_LONGER = 1.4
"""What holds a text and is no longer than this is as a whole alike to it."""
_CROWD, _CROWD_OF_MANY = 100, 16
"""So many texts that share a rare shingle are looked for by it, not all."""


@dataclass(frozen=True)
class Within:
    """A longer text with a shorter one in it."""

    text: int
    held: int
    share: float
    """Of the shingles of the shorter one, those that the longer one has."""
    likeness: float
    """Their Jaccard likeness."""


def search(likes: Likeness, rows: Rows, often: NDArray[np.bool_]) -> list[Within]:
    """All pairs among `rows` (ascending) of which the shorter may be held in the longer.

    `often`: which texts were sent several times; where many share a shingle, these are sought
    first. In a large forum those are sought that are held for certain; of the others, what is met.
    """
    many = len(likes) > MANY
    least = MAYBE_HELD_OF_MANY if many else MAYBE_HELD
    shingles, sizes = likes.shingles, likes.sizes
    rows = rows[likes.comparable[rows]]
    held = rows[shingles.words[rows] >= FEWEST_WORDS_HELD]
    held = np.concatenate([held[often[held]], held[~often[held]]])
    until = prefix(sizes[held], HELD if many else MAYBE_HELD)
    shelves = Shelves(shingles, held, until, _CROWD_OF_MANY if many else _CROWD, alone=True)
    found: list[Within] = []
    for ones, others, _ in shelves.meetings(rows, sizes[rows]):
        texts, within = rows[ones], held[others]
        longer = sizes[texts] > _LONGER * sizes[within]
        texts, within = texts[longer], within[longer]
        may = likes.may_hold(texts, within, least)
        found += _compared(texts[may], within[may], least, likes)
    return found


def _compared(texts: Rows, within: Rows, least: float, likes: Likeness) -> list[Within]:
    shared = likes.shingles.shared_by(texts, within)
    share = shared / likes.sizes[within]
    alike = shared / (likes.sizes[texts] + likes.sizes[within] - shared)
    return [
        Within(int(texts[n]), int(within[n]), float(share[n]), float(alike[n]))
        for n in np.flatnonzero(share >= least)
    ]
