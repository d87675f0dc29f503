"""Who is heard in a group: owns when a group has voices enough to stand; makes no group."""

import numpy as np
from numpy.typing import NDArray

from bpforum.text.vectors import Labels

LARGE = 100
"""Passages from which a theme must have more than two voices."""
SHARE_OF_VOICES, OF_MANY = 0.05, 0.01
ENOUGH = 10
"""A theme needs 5 % of the contributors; ten are enough, but never less than 1 % of them."""
LOUDEST = 0.5
"""Share of a theme's passages that one voice may have, in a large forum."""


def carrying(labels: Labels, speakers: Labels, wanted: int, loudest: float) -> NDArray[np.bool_]:
    """For each label: has it two passages, `wanted` voices, and none with more than `loudest`?

    `speakers` are the numbers of the rows' voices.
    """
    if not len(labels):
        return np.zeros(0, dtype=np.bool_)
    many = int(speakers.max()) + 1
    pairs, times = np.unique(labels * many + speakers, return_counts=True)
    groups = pairs // many
    k = int(labels.max()) + 1
    voices = np.bincount(groups, minlength=k)
    sizes = np.bincount(labels, minlength=k)
    most = np.zeros(k)
    np.maximum.at(most, groups, times)
    found: NDArray[np.bool_] = (voices >= wanted) & (sizes >= 2) & (most <= loudest * sizes)
    return found


def of_a_theme(passages: int, voices: int) -> int:
    """How many voices a theme needs among so many passages of so many voices."""
    fewest = min(2, voices)
    if passages < LARGE:
        return fewest
    return max(fewest, min(round(SHARE_OF_VOICES * voices), max(ENOUGH, round(OF_MANY * voices))))
