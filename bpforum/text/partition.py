"""The first division of passages into themes: owns how many there are and who is in which.

It names nothing and stores nothing; people's pinned themes are seeds that compete like any other,
and are the only ones that may stay empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text import clusters, consensus, pins, vectors
from bpforum.text.clusters import Labels
from bpforum.text.matter import Matter
from bpforum.text.pins import Pin
from bpforum.text.vectors import DECIMALS, Matrix, unit

MOST_OF_A_VOICE = 15
"""Passages of one contributor that take part in fitting; all are placed afterwards."""
FEW = 3
APART = 0.1
"""Up to three passages are one theme unless their cosine is below this."""
BOUNDS = (6, 20)
"""Fewest and most themes of a large forum, where nobody said what to expect (a judgement)."""
LARGE = 100
"""Passages from which a theme must have 5 % of the contributors."""
SHARE_OF_VOICES = 0.05
PASSAGES_A_THEME = 3
FEWEST_TO_SET_ASIDE = 4
"""Themes below which none is set aside."""
LOOSE = 0.3
"""Firmness below which a theme is left-overs."""
PIN_SWALLOWS = 0.6
"""Cosine at which a found theme is the pinned one again."""


@dataclass(frozen=True)
class Partition:
    """For each passage the number of its theme; pinned themes come first, then by size."""

    labels: Labels
    themes: int
    loose: int | None
    """The theme that is left-overs."""


def divide(
    matter: Matter, expected: tuple[int, int] | None, pinned: Sequence[Pin] = ()
) -> Partition:
    """Divide `matter` into themes, first the `pinned` ones in their order.

    `expected` are the fewest and the most themes, the pinned counted; few passages make fewer.
    """
    if not len(matter):
        return Partition(np.zeros(0, dtype=np.int64), len(pinned), None)
    space = vectors.combine(matter.rows, matter.texts, matter.languages)
    if len(matter) <= FEW:
        labels, firm = _of_few(matter.rows), [1.0] * FEW
    else:
        kept = matter.capped(MOST_OF_A_VOICE)
        k = clusters.number(space[kept], _bounds(len(kept), expected, len(pinned)))
        fitted, firm = consensus.agree(space[kept], [matter.voices[row] for row in kept], k)
        fewest = max(1, (expected or (1, 0))[0] - len(pinned))
        fitted, firm = _drop_thin(space[kept], fitted, firm, matter.only(kept), fewest)
        labels = clusters.nearest(space, clusters.centroids(space[kept], fitted))
        firm = [firm[theme] for theme in np.unique(labels)]
        labels, firm = _drop_thin(space, clusters.close_up(labels), firm, matter, fewest, 1.0)
    if pinned:
        labels, firm = _pin(matter, labels, firm, pinned)
    return _ordered(labels, firm, space, len(pinned))


def _bounds(n: int, expected: tuple[int, int] | None, pins: int) -> tuple[int, int]:
    low, high = expected or (BOUNDS if n >= clusters.KNEE_FROM else (1, BOUNDS[1]))
    most = max(1, min(high - pins, n // PASSAGES_A_THEME))
    return min(max(1, low - pins), most), most


def _of_few(rows: Matrix) -> Labels:
    """Up to three passages: together, but for one that has nothing to do with the others."""
    labels = np.zeros(len(rows), dtype=np.int64)
    for row in range(1, len(rows)):
        near = np.round(rows[:row] @ rows[row], DECIMALS)
        closest = int(near.argmax())
        labels[row] = labels[closest] if near[closest] >= APART else labels[:row].max() + 1
    return labels


def _drop_thin(
    space: Matrix,
    labels: Labels,
    firm: list[float],
    matter: Matter,
    fewest: int,
    loudest: float = 0.5,
) -> tuple[Labels, list[float]]:
    """Delete, one by one, the theme with the fewest voices while it has too few; reassign.

    Too few are one voice, or in a large forum less than 5 % of all, or one that has more than
    `loudest` of the theme's passages.
    """
    everyone = len(set(matter.voices))
    wanted = min(2, everyone)
    if len(matter) >= LARGE:
        wanted = max(wanted, round(SHARE_OF_VOICES * everyone))
    while labels.max() + 1 > max(1, fewest):
        themes = range(int(labels.max()) + 1)
        voices = [_voices(matter, labels == theme) for theme in themes]
        thin = [
            theme
            for theme in themes
            if len(voices[theme]) < wanted
            or (
                len(matter) >= LARGE
                and max(voices[theme].values()) > loudest * sum(voices[theme].values())
            )
            or (labels == theme).sum() < 2
        ]
        if not thin:
            break
        worst = min(
            thin, key=lambda theme: (len(voices[theme]), int((labels == theme).sum()), theme)
        )
        kept = [theme for theme in themes if theme != worst]
        centres = clusters.centroids(space, labels)[kept]
        moved = np.where(
            labels == worst, clusters.nearest(space, centres), labels - (labels > worst)
        )
        labels, firm = moved.astype(np.int64), [firm[theme] for theme in kept]
    return labels, firm


def _voices(matter: Matter, inside: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in np.flatnonzero(inside):
        counts[matter.voices[row]] = counts.get(matter.voices[row], 0) + 1
    return counts


def _pin(
    matter: Matter, labels: Labels, firm: list[float], pinned: Sequence[Pin]
) -> tuple[Labels, list[float]]:
    """Let pinned themes compete with the found ones; a found one that is a pinned one yields."""
    middle = matter.rows.mean(axis=0) if len(matter) >= vectors.FEWEST_TO_CENTRE else 0.0
    rows = unit(matter.rows - middle)
    calls = [pins.called(pin, matter) for pin in pinned]
    alive = [number for number, call in enumerate(calls) if len(call)]
    if not alive:
        return labels + len(pinned), [1.0] * len(pinned) + firm
    seeds = unit(np.array([pinned[number].vector for number in alive]) - middle) * pins.MASS
    drawn = unit(seeds + np.array([rows[calls[number]].sum(axis=0) for number in alive]))
    found = clusters.centroids(rows, labels)
    near = np.round(drawn @ found.T, DECIMALS).max(axis=0)
    apart = np.flatnonzero(near < PIN_SWALLOWS)
    centres = np.vstack([drawn, found[apart]])
    moved = clusters.nearest(rows, centres)
    names = np.array([*alive, *(len(pinned) + np.arange(len(apart)))])
    return names[moved], [1.0] * len(pinned) + [firm[theme] for theme in apart]


def _ordered(labels: Labels, firm: list[float], space: Matrix, pins: int) -> Partition:
    """Pinned themes in their order, then the others by size, left-overs last."""
    sizes = np.bincount(labels, minlength=pins)
    found = [theme for theme in range(pins, len(sizes)) if sizes[theme]]
    loose = _left_overs(labels, firm, space, found)
    order = sorted(found, key=lambda theme: (theme == loose, -sizes[theme], theme))
    renumbered = np.full(len(sizes), -1, dtype=np.int64)
    for place, theme in enumerate([*range(pins), *order]):
        renumbered[theme] = place
    return Partition(
        renumbered[labels],
        pins + len(order),
        None if loose is None else int(renumbered[loose]),
    )


def _left_overs(labels: Labels, firm: list[float], space: Matrix, found: list[int]) -> int | None:
    """The theme that is loose both ways: no other fit finds it, and its passages are the least
    alike. At most one: what is set aside is not quoted, and a wrong guess costs people their voice.
    """
    if len(found) < FEWEST_TO_SET_ASIDE:
        return None
    centres = {theme: unit(space[labels == theme].sum(axis=0)[None, :])[0] for theme in found}
    alike = {
        theme: round(float((space[labels == theme] @ centres[theme]).mean()), DECIMALS)
        for theme in found
    }
    least = min(found, key=lambda theme: (alike[theme], theme))
    return least if firm[least] < LOOSE else None
