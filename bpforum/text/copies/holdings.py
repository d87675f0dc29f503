"""Finds texts that another has within it: owns the search for what is held, groups nothing.

A text that is held to nine tenths has one of its tenth rarest shingles in the longer text: those
are looked up in every text, however long, and only what has one of them is compared.
"""

from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

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
from bpforum.text.copies.rarity import Asked
from bpforum.text.copies.shelves import Shelves
from bpforum.text.copies.shingles import Rows

Shares = NDArray[np.float64]

_LONGER = 1.4
"""What holds a text and is no longer than this is as a whole alike to it."""
_CROWD, _CROWD_OF_MANY = 100, 16
"""So many texts that share a rare shingle are looked for by it, not all."""


class Within(NamedTuple):
    """A longer text with a shorter one in it."""

    text: int
    held: int
    share: float
    """Of the shingles of the shorter one, those that the longer one has."""
    likeness: float
    """Their Jaccard likeness."""


@dataclass(frozen=True)
class Pairs:
    """Longer texts, each with a shorter one in it."""

    texts: Rows
    held: Rows
    share: Shares
    """Of the shingles of the shorter one, those that the longer one has."""
    likeness: Shares
    """Their Jaccard likeness."""

    def where(self, kept: NDArray[np.bool_]) -> "Pairs":
        return Pairs(self.texts[kept], self.held[kept], self.share[kept], self.likeness[kept])

    def listed(self) -> list["Within"]:
        """One after the other."""
        columns = (self.texts, self.held, self.share, self.likeness)
        return list(starmap(Within, zip(*(one.tolist() for one in columns), strict=True)))

    @staticmethod
    def joined(*some: "Pairs") -> "Pairs":
        """All pairs, by text and by what it holds."""
        none, no = np.zeros(0, dtype=np.int64), np.zeros(0)
        every = (Pairs(none, none, no, no), *some)
        one = Pairs(
            np.concatenate([pairs.texts for pairs in every]),
            np.concatenate([pairs.held for pairs in every]),
            np.concatenate([pairs.share for pairs in every]),
            np.concatenate([pairs.likeness for pairs in every]),
        )
        order = np.lexsort((one.held, one.texts))
        return Pairs(one.texts[order], one.held[order], one.share[order], one.likeness[order])


@dataclass(frozen=True)
class Held:
    """What is held in what, and among which texts it was sought."""

    among: Rows
    pairs: Pairs


def search(
    likes: Likeness, rows: Rows, often: NDArray[np.bool_], before: Held | None = None
) -> Held:
    """All pairs among `rows` (ascending) of which the shorter may be held in the longer.

    `often`: which texts were sent several times; where many share a shingle, these are sought
    first. In a large forum those are sought that are held for certain; of the others, what is met.
    What was found `before` among some of these rows, and perhaps others, is not sought again.
    """
    many = before is not None or len(likes) > MANY
    rows = rows[likes.comparable[rows]]
    if before is None:
        return Held(rows, _search(likes, rows, rows, often, many))
    new = np.setdiff1d(rows, before.among, assume_unique=True)
    old = np.setdiff1d(rows, new, assume_unique=True)
    is_one = np.zeros(len(likes), dtype=np.bool_)
    is_one[rows] = True
    kept = before.pairs.where(is_one[before.pairs.texts] & is_one[before.pairs.held])
    found = [
        _search(likes, new, new, often, many),
        _search(likes, old, new, often, many, beside=True),
        _search(likes, new, old, often, many, beside=True),
    ]
    return Held(rows, Pairs.joined(kept, *found))


def _search(
    likes: Likeness,
    rows: Rows,
    held: Rows,
    often: NDArray[np.bool_],
    many: bool,
    beside: bool = False,
) -> Pairs:
    """Those of `rows` that may have one of `held`; where these are `beside` them, either is few."""
    least = MAYBE_HELD_OF_MANY if many else MAYBE_HELD
    shingles, sizes = likes.shingles, likes.sizes
    held = held[shingles.words[held] >= FEWEST_WORDS_HELD]
    held = np.concatenate([held[often[held]], held[~often[held]]])
    until = prefix(sizes[held], HELD if many else MAYBE_HELD)
    asked = None
    if beside:
        few = (rows, sizes[rows]) if len(rows) < len(held) else (held, until)
        asked = Asked(shingles.parts(*few)[0])
    crowd = _CROWD_OF_MANY if many else _CROWD
    shelves = Shelves(shingles, held, until, crowd, alone=True, asked=asked)
    found: list[Pairs] = []
    for ones, others, _ in shelves.meetings(rows, sizes[rows], asked=asked):
        texts, within = rows[ones], held[others]
        longer = sizes[texts] > _LONGER * sizes[within]
        texts, within = texts[longer], within[longer]
        may = likes.may_hold(texts, within, least)
        found.append(_compared(texts[may], within[may], least, likes))
    return Pairs.joined(*found)


def _compared(texts: Rows, within: Rows, least: float, likes: Likeness) -> Pairs:
    shared = likes.shingles.shared_by(texts, within)
    share = shared / likes.sizes[within]
    alike = shared / (likes.sizes[texts] + likes.sizes[within] - shared)
    return Pairs(texts, within, share, alike).where(share >= least)
