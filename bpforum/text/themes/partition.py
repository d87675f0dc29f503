"""The first division of passages into themes: owns how many there are and who is in which.

It names nothing and stores nothing; people's pinned themes are seeds that compete like any other,
and are the only ones that may stay empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text import vectors
from bpforum.text.one_thread import on_one_thread
from bpforum.text.themes import clusters, levels, neighbours, pins
from bpforum.text.themes.firmness import Fits
from bpforum.text.themes.matter import Matter
from bpforum.text.themes.pins import Pin
from bpforum.text.themes.subthemes import Parts, divide_further
from bpforum.text.themes.voices import LARGE, LOUDEST, carrying, of_a_theme
from bpforum.text.vectors import DECIMALS, Labels, Matrix, Rows, unit

MOST_OF_A_VOICE = 15
"""Passages of one contributor that take part in fitting; all are placed afterwards."""
MOST_FITTED = 2500
"""Passages that take part in fitting, spread over the contributors."""
FEW = 3
APART = 0.1
"""Up to three passages are one theme unless their cosine is below this."""
BOUNDS = (6, 20)
"""Fewest and most themes of a large forum, where nobody said what to expect (a judgement)."""
PASSAGES_A_THEME = 3
FEWEST_TO_SET_ASIDE = 4
"""Themes below which none is set aside."""
LOOSE = 0.3
"""Firmness below which a theme is left-overs."""
PIN_SWALLOWS = 0.6
"""Cosine at which a found theme is the pinned one again."""
_BLOCK = 8192


@dataclass(frozen=True)
class Partition:
    """For each passage the number of its theme; pinned themes come first, then by size."""

    labels: Labels
    themes: int
    loose: int | None
    """The theme that is left-overs."""
    firm: tuple[float | None, ...] = ()
    """For each theme how firm it is, where that is known."""
    parts: Parts | None = None
    """The sub-themes of large themes."""

    @property
    def clearest(self) -> Labels:
        """For each passage its group on the level where groups are most clearly apart."""
        if self.parts is None:
            return self.labels
        inside = self.parts.labels
        return clusters.close_up(np.where(inside >= 0, self.themes + inside, self.labels))


@on_one_thread
def divide(
    matter: Matter, expected: tuple[int, int] | None, pinned: Sequence[Pin] = ()
) -> Partition:
    """Divide `matter` into themes, first the `pinned` ones in their order.

    `expected` are the fewest and the most themes, the pinned counted; few passages make fewer.
    """
    if not len(matter):
        return Partition(np.zeros(0, dtype=np.int64), len(pinned), None, (None,) * len(pinned))
    kept = matter.sample(MOST_OF_A_VOICE, MOST_FITTED)
    rows, speakers = matter.take(kept), clusters.close_up(matter.speakers[kept])
    space = neighbours.reduce(
        unit(vectors.centre(rows, [matter.languages[row] for row in kept.tolist()]))
    )
    cuts: levels.Levels | None = None
    smoothed = space
    if len(matter) <= FEW:
        found = _of_few(rows)
    else:
        smoothed = neighbours.smooth(space)
        everyone = len(np.unique(speakers))
        wanted = of_a_theme(len(kept), everyone)
        loudest = LOUDEST if len(kept) >= LARGE else 1.0
        bounds = _bounds(len(kept), expected, len(pinned))
        cuts = levels.choose(smoothed, speakers, bounds, wanted, loudest)
        found = dissolve(smoothed, cuts.themes, speakers, wanted, loudest, bounds[0])
    fits = Fits(space, speakers, cuts.method if cuts else "average")
    firm = fits.firmness(found)
    if pinned:
        found, firm = _pin(rows, matter.only(kept), found, firm, pinned)
    found, themes, loose, firm = _ordered(found, firm, space, len(pinned))
    parts = None
    if cuts is not None and cuts.parts is not None:
        parts = divide_further(fits, smoothed, speakers, found, cuts.parts, len(pinned))
        found = parts.themes
        # What falls into firm sub-themes is no left-overs.
        loose = None if loose in found[parts.labels >= 0] else loose
    return _spread(matter, kept, rows, Partition(
        found, themes, loose, tuple(firm), parts
    ))  # fmt: skip


def _bounds(n: int, expected: tuple[int, int] | None, pins: int) -> tuple[int, int]:
    low, high = expected or (BOUNDS if n >= levels.MANY else (1, BOUNDS[1]))
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


def dissolve(
    smoothed: Rows, labels: Labels, speakers: Labels, wanted: int, loudest: float, fewest: int
) -> Labels:
    """The groups that carry, with the rows of the others gone to the nearest of them.

    At least `fewest` stay; who loses rows afterwards is looked at again.
    """
    settled = False
    while True:
        k = int(labels.max()) + 1
        sizes = np.bincount(labels, minlength=k)
        thin = np.flatnonzero(~carrying(labels, speakers, wanted, loudest)).tolist()
        going = sorted(thin, key=lambda one: (sizes[one], one))[: max(0, k - max(1, fewest))]
        if not going and settled:
            return labels
        stays = np.setdiff1d(np.arange(k), going)
        lost = np.isin(labels, going)
        moved = np.searchsorted(stays, labels).astype(np.int64)
        if going:
            centres = clusters.centroids(smoothed, labels)[stays]
            moved[lost] = clusters.nearest(smoothed[lost], centres)
        labels, settled = clusters.settle(smoothed, moved), True


def _pin(
    rows: Matrix,
    matter: Matter,
    labels: Labels,
    firm: list[float | None],
    pinned: Sequence[Pin],
) -> tuple[Labels, list[float | None]]:
    """Let pinned themes compete with the found ones; a found one that is a pinned one yields."""
    middle = rows.mean(axis=0) if len(matter) >= vectors.FEWEST_TO_CENTRE else 0.0
    known: list[float | None] = [None] * len(pinned)
    calls = [pins.called(pin, matter) for pin in pinned]
    alive = [number for number, call in enumerate(calls) if len(call)]
    if not alive:
        return labels + len(pinned), known + firm
    rows = unit(rows - middle)
    seeds = unit(np.array([pinned[number].vector for number in alive]) - middle) * pins.MASS
    drawn = unit(seeds + np.array([rows[calls[number]].sum(axis=0) for number in alive]))
    found = clusters.centroids(rows, labels)
    near = np.round(drawn @ found.T, DECIMALS).max(axis=0)
    apart = np.flatnonzero(near < PIN_SWALLOWS)
    centres = np.vstack([drawn, found[apart]])
    moved = clusters.nearest(rows, centres)
    # Who stands in a theme that did not yield leaves it for a pinned one alone.
    stays = np.isin(labels, apart) & (moved >= len(alive))
    moved[stays] = len(alive) + np.searchsorted(apart, labels[stays])
    names = np.array([*alive, *(len(pinned) + np.arange(len(apart)))])
    return names[moved], known + [firm[theme] for theme in apart]


def _ordered(
    labels: Labels, firm: list[float | None], space: Matrix, pins: int
) -> tuple[Labels, int, int | None, list[float | None]]:
    """Pinned themes in their order, then the others by size, left-overs last."""
    sizes = np.bincount(labels, minlength=pins)
    found = [theme for theme in range(pins, len(sizes)) if sizes[theme]]
    loose = _left_overs(labels, firm, space, found)
    order = [*range(pins), *sorted(found, key=lambda one: (one == loose, -sizes[one], one))]
    renumbered = np.full(len(sizes), -1, dtype=np.int64)
    renumbered[order] = np.arange(len(order))
    last = None if loose is None else int(renumbered[loose])
    return renumbered[labels], len(order), last, [firm[theme] for theme in order]


def _left_overs(
    labels: Labels, firm: list[float | None], space: Matrix, found: list[int]
) -> int | None:
    """The theme that is loose both ways: no other fit finds it, and its passages are the least
    alike. At most one: what is set aside is not quoted, and a wrong guess costs people their voice.
    """
    if len(found) < FEWEST_TO_SET_ASIDE:
        return None
    alike = {}
    for theme in found:
        rows = space[labels == theme]
        centre = unit(rows.sum(axis=0)[None, :])[0]
        alike[theme] = round(float((rows @ centre).mean()), DECIMALS)
    least = min(found, key=lambda theme: (alike[theme], theme))
    firm_it_is = firm[least]
    return least if firm_it_is is not None and firm_it_is < LOOSE else None


def _spread(matter: Matter, kept: Labels, rows: Matrix, fitted: Partition) -> Partition:
    """`fitted` over `kept`, with every other passage in the nearest theme or sub-theme."""
    if len(kept) == len(matter):
        return fitted
    inside = fitted.parts.labels if fitted.parts else np.full(len(kept), -1, dtype=np.int64)
    leaves, leaf = np.unique(np.stack([fitted.labels, inside], axis=1), axis=0, return_inverse=True)
    centres = clusters.centroids(rows, leaf.reshape(-1).astype(np.int64)).astype(np.float32)
    everyone = np.empty(len(matter), dtype=np.int64)
    for start in range(0, len(matter), _BLOCK):
        some = np.arange(start, min(start + _BLOCK, len(matter)))
        everyone[some] = clusters.nearest(matter.take(some), centres)
    everyone[kept] = leaf.reshape(-1)
    labels, inner = leaves[everyone, 0], leaves[everyone, 1]
    parts = None
    if fitted.parts:
        parts = Parts(labels, inner, fitted.parts.firm)
    return Partition(labels, fitted.themes, fitted.loose, fitted.firm, parts)
