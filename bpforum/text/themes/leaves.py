"""Where a passage may stand: owns the centroids of themes and sub-themes as one table.

A passage joins whichever is nearest, and with a sub-theme its theme. It makes and changes none.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from bpforum.text.vectors import DECIMALS, Labels, Matrix, Rows
from models.theme import Anchor

UNRELATED = 0.06
"""Cosine below which two passages share no subject; one in ten pairs of a forum is there."""
ALIKE = 0.25
"""Cosine of two passages of one theme, about."""
CLEARLY = 0.05
"""By how much an old passage must be nearer to a new theme than to its own, for a move to be
proposed."""


@dataclass(frozen=True)
class Leaves:
    """The centroids of the themes, and after them those of their sub-themes."""

    centres: Rows
    """k x d."""
    themes: Labels
    """The number of each one's theme."""
    parts: Labels
    """The number of the sub-theme in its theme; -1 for a theme itself."""
    floors: NDArray[np.float64]
    """The cosine below which a passage is new to it."""
    lowest: NDArray[np.float64]
    """The cosine below which a passage does not fit it."""
    numbers: Labels
    """Where each stands among all."""

    def only(self, chosen: NDArray[np.bool_]) -> "Leaves":
        """Those of them alone; their themes keep their numbers."""
        return Leaves(
            self.centres[chosen], self.themes[chosen], self.parts[chosen],
            self.floors[chosen], self.lowest[chosen], self.numbers[chosen],
        )  # fmt: skip

    def clear_gains(
        self, found: Labels, near: NDArray[np.float64], own: NDArray[np.float64]
    ) -> Iterator[tuple[int, float]]:
        """The rows that would clearly stand better at the leaf that is `found` for each, and by how
        much, to three decimals: `near` it as most that stand there, and not so near to their `own`.
        """
        gain = np.round(near - own, DECIMALS)
        for row in np.flatnonzero((gain >= CLEARLY) & (near >= self.floors[found])).tolist():
            yield row, round(float(gain[row]), 3)

    def nearest(self, rows: Matrix) -> tuple[Labels, NDArray[np.float64]]:
        """For each unit row the leaf that is nearest among those it fits, or among all where it
        fits none; and the cosine to it.
        """
        near = cosines(rows, self.centres)
        fits = near >= self.lowest
        found = np.where(fits, near, near - 4).argmax(axis=1)
        return found, near[np.arange(len(rows)), found]


def of(anchors: Sequence[Anchor]) -> Leaves:
    """The leaves of `anchors`, of which there is at least one."""
    whole = [(one.centroid, number, -1, one.floor, one.mass) for number, one in enumerate(anchors)]
    whole += [
        (part.centroid, number, nth, part.floor, part.mass)
        for number, one in enumerate(anchors)
        for nth, part in enumerate(one.subthemes)
    ]
    return Leaves(
        centres=np.array([one[0] for one in whole], dtype=np.float32),
        themes=np.array([one[1] for one in whole], dtype=np.int64),
        parts=np.array([one[2] for one in whole], dtype=np.int64),
        floors=np.array([one[3] for one in whole]),
        lowest=np.array([lowest(one[4]) for one in whole]),
        numbers=np.arange(len(whole), dtype=np.int64),
    )


def names(anchors: Sequence[Anchor]) -> list[str]:
    """The ids of the leaves of `anchors`, in their order."""
    return [one.id for one in anchors] + [part.id for one in anchors for part in one.subthemes]


def marks(table: Leaves) -> Labels:
    """For each leaf a number that says what it is made of."""
    signs = [blake2b(row.tobytes(), digest_size=8).digest() for row in table.centres]
    return np.frombuffer(b"".join(signs), dtype=np.int64)


def of_members(anchors: Sequence[Anchor], table: Leaves) -> dict[str, int]:
    """The leaf of every member: that of its sub-theme, where it has one."""
    homes: dict[str, int] = {}
    for leaf, (theme, part) in enumerate(zip(table.themes, table.parts, strict=True)):
        anchor = anchors[theme]
        members = anchor.members if part < 0 else anchor.subthemes[part].members
        homes.update(dict.fromkeys(members, leaf))
    return homes


def lowest(mass: float) -> float:
    """The cosine to a theme made of `mass` passages below which a passage does not fit it.

    What is unrelated to each of m passages is still nearer to their mean: 0.06 for m = 1, 0.12
    for a large theme.
    """
    return round(UNRELATED / sqrt((1 - ALIKE) / max(1.0, mass) + ALIKE), DECIMALS)


def cosines(rows: Matrix, centres: Matrix) -> NDArray[np.float64]:
    """Rows x centres, rounded before anything is compared."""
    near = np.asarray(rows, dtype=np.float32) @ np.asarray(centres, dtype=np.float32).T
    wide: NDArray[np.float64] = np.asarray(near, dtype=np.float64)
    return wide.round(DECIMALS)
