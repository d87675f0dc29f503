"""How many groups there are: owns the number of themes, and of the finer groups inside them.

Every cut of the tree is looked at, from two groups to a twentieth of the passages. The clearest is
that in which passages are nearest to their own group and farthest from the next (silhouette). If
it has more groups than people can read, themes are the clearest cut that they can, and the finer
groups are their sub-themes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from bpforum.text.themes import clusters
from bpforum.text.themes.clusters import Method
from bpforum.text.themes.voices import carrying
from bpforum.text.vectors import Labels, Matrix

MANY = 250
"""From this many passages on the number is read from the tree; below it is √(n/2)."""
PASSAGES_A_GROUP = 20
"""Passages of the smallest groups that are looked for, on average."""
SHARE_CARRIED = 0.8
"""Share of the passages that themes have to hold."""
METHODS: tuple[Method, ...] = ("average", "ward")
AS_CLEAR = 0.97
"""Of finer cuts the coarsest is taken that is as clear as the clearest, but for so much."""
STEP = 1.08
"""From one number of groups that is looked at to the next."""


@dataclass(frozen=True)
class Levels:
    """Two cuts."""

    themes: Labels
    parts: Labels | None
    """Finer groups, where a cut that is finer than the themes is the clearest of all."""
    method: Method
    """How the tree was made that the finest of the cuts is of."""


@dataclass(frozen=True)
class _Cut:
    labels: Labels
    method: Method
    groups: int
    carrying: int
    clear: float


def choose(
    rows: Matrix, speakers: Labels, bounds: tuple[int, int], wanted: int, loudest: float
) -> Levels:
    """The two cuts of the tree of `rows` (smoothed, n x d), themes within `bounds`.

    A group counts if it carries: `wanted` voices, none louder than `loudest`. The others are there
    in the cuts, for whoever called to dissolve.
    """
    low, high = bounds
    n = len(rows)

    def count(labels: Labels) -> int:
        """How many groups carry; none where they hold too few of the rows to be the themes."""
        carry = carrying(labels, speakers, wanted, loudest)
        return int(carry.sum()) if carry[labels].mean() >= SHARE_CARRIED else 0

    apart = clusters.distances(rows)
    if n < MANY:
        few = max(low, min(high, round(sqrt(n / 2))))
        merges = clusters.tree(apart, "average")
        found = _with(
            merges, few, n, lambda one: int(carrying(one, speakers, wanted, loudest).sum())
        )
        return Levels(found, None, "average")
    low = max(low, min(high, round(n ** (1 / 3))))
    cuts: list[_Cut] = []
    for method in METHODS:
        merges = clusters.tree(apart, method)
        for k in _numbers(low, high, n // PASSAGES_A_GROUP):
            labels = clusters.cut(merges, k)
            cuts.append(_Cut(labels, method, k, count(labels), clusters.clearness(rows, labels)))
    readable = [one for one in cuts if low <= one.carrying <= high]
    if readable:
        themes = max(readable, key=lambda one: one.clear)
    else:
        themes = min(cuts, key=lambda one: abs(one.groups - high))
    finest = [one for one in cuts if one.groups > high and not low <= one.carrying <= high]
    best = max((one.clear for one in finest), default=0.0)
    if best <= themes.clear:
        return Levels(themes.labels, None, themes.method)
    parts = min(
        (one for one in finest if one.clear >= AS_CLEAR * best),
        key=lambda one: (one.groups, -one.clear),
    )
    return Levels(themes.labels, parts.labels, parts.method)


def _numbers(low: int, high: int, top: int) -> list[int]:
    """The numbers of groups to look at: all that are themes, then in steps of 8 %."""
    found = list(range(low, min(high, max(top, low)) + 1))
    while (following := max(found[-1] + 1, round(found[-1] * STEP))) <= top:
        found.append(following)
    return found


def _with(merges: Matrix, wanted: int, n: int, count: Callable[[Labels], int]) -> Labels:
    """The first cut in which `wanted` groups carry, or that with most."""
    best: tuple[int, Labels] | None = None
    for k in range(wanted, min(n, 4 * wanted) + 1):
        labels = clusters.cut(merges, k)
        carried = count(labels)
        if best is None or carried > best[0]:
            best = carried, labels
        if carried >= wanted:
            break
    return best[1] if best else clusters.cut(merges, wanted)
