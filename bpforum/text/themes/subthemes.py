"""Sub-themes: owns which finer groups stand inside a large theme; names none.

A finer group is a sub-theme if it has passages and voices enough, is not loose, and stands beside
another in a large theme. What belongs to none of them is simply in the theme.
"""

from dataclasses import dataclass

import numpy as np

from bpforum.text.themes import clusters
from bpforum.text.themes.firmness import Fits
from bpforum.text.themes.voices import LOUDEST, carrying
from bpforum.text.vectors import Labels, Rows

LARGE_THEME = 40
"""Passages from which a theme is divided further."""
FEWEST_PASSAGES = 8
FEWEST_VOICES = 3
FIRM = 0.3
"""Firmness below which a finer group is loose, and no sub-theme."""


@dataclass(frozen=True)
class Parts:
    """Sub-themes, numbered through: by theme, and in it by size."""

    themes: Labels
    """For each passage the number of its theme: that of its sub-theme, where it has one."""
    labels: Labels
    """For each passage the number of its sub-theme, -1 for none."""
    firm: tuple[float | None, ...]
    """How firm each sub-theme is."""


def divide_further(
    fits: Fits,
    smoothed: Rows,
    speakers: Labels,
    themes: Labels,
    finer: Labels,
    pinned: int,
) -> Parts:
    """The `finer` groups of the rows that stand as sub-themes of `themes`.

    A sub-theme lies in the theme that has most of it, and takes the others along; none lies in one
    of the first `pinned` themes, which are people's own, or takes from them.
    """
    finer = clusters.settle(smoothed, finer)
    firm = fits.firmness(finer)
    sizes = np.bincount(finer)
    enough = carrying(finer, speakers, FEWEST_VOICES, LOUDEST) & (sizes >= FEWEST_PASSAGES)
    known = np.array([one is None or one >= FIRM for one in firm])
    k = int(themes.max()) + 1
    free = themes >= pinned
    shared = np.bincount(finer[free] * k + themes[free], minlength=len(sizes) * k)
    table = shared.reshape(len(sizes), k)
    home = table.argmax(axis=1)
    stands = enough & known & (table.sum(axis=1) >= FEWEST_PASSAGES)
    moved = np.where(free & stands[finer], home[finer], themes)
    large = np.bincount(moved, minlength=k) >= LARGE_THEME
    beside = np.bincount(home[stands & large[home]], minlength=k) >= 2
    stands &= large[home] & beside[home]
    # Only what stands takes others along.
    moved = np.where(free & stands[finer], home[finer], themes)
    order = sorted(np.flatnonzero(stands).tolist(), key=lambda one: (home[one], -sizes[one], one))
    number = np.full(len(sizes), -1, dtype=np.int64)
    number[order] = np.arange(len(order))
    labels = np.where(free, number[finer], -1)
    return Parts(moved, labels, tuple(firm[one] for one in order))
