"""Finds the texts that always share a group: owns the exact join of pairs, names no representative.

The prefix filter of Xiao et al., Efficient similarity joins (2008): two texts reach the threshold
only if they share one of the few rarest shingles of each, of the shorter one of still fewer. So
texts that share a template, but too little of it, are never compared.

Most copies are found against the first few of each shelf. Only then all others are sought, and for
these a family counts as one: who is of it already is not compared with it again.
"""

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.likeness import ALWAYS, EPSILON, Likeness, prefix
from bpforum.text.copies.rarity import Asked
from bpforum.text.copies.shelves import Shelves
from bpforum.text.copies.shingles import Rows

_FIRST = 4
"""So many of each shelf everybody is compared with at first."""
_FIRST_OF_FAMILY = 2
"""So many of a family that has met already a new text is compared with at first, on each shelf."""
_AT_FIRST = 8
"""Members of a family that a text is compared with before all others."""


def homes(likes: Likeness, known: Rows | None = None) -> Rows:
    """For each text the first of its family: all that pairs which always share a group connect.

    `known` is the same of the first of these texts alone: they do not meet one another again.
    """
    before = 0 if known is None else len(known)
    home = np.arange(len(likes), dtype=np.int64)
    rows = np.flatnonzero(likes.comparable)
    new = rows[rows >= before]
    families = _Families(likes, new)
    _meet_first(families)
    _meet_families(families)
    _meet_alone(families)
    home[new] = new[families.home]
    if known is None:
        return home
    home[:before] = known
    if not len(new):
        return home
    families = _Families(likes, rows, np.searchsorted(rows, home[rows]))
    _meet_known(families, len(rows) - len(new), _FIRST_OF_FAMILY)
    _meet_known(families, len(rows) - len(new))
    home[rows] = rows[families.home]
    return home


class _Families:
    """Texts by their place among `rows`, and the first of the family of each."""

    def __init__(self, likes: Likeness, rows: Rows, home: Rows | None = None) -> None:
        self.likes = likes
        self.rows = rows
        self.home = np.arange(len(rows), dtype=np.int64) if home is None else home

    @property
    def several(self) -> NDArray[np.bool_]:
        """Whether there is anybody else in the family of each."""
        found: NDArray[np.bool_] = np.bincount(self.home, minlength=len(self.home))[self.home] > 1
        return found

    def join(self, pairs: Rows) -> None:
        """Of these pairs of places, those that always share a group are of one family from now on.

        Where of two families some are compared and two are found to be alike, no more of them are.
        """
        pairs = pairs[:, self.home[pairs[0]] != self.home[pairs[1]]]
        pairs = pairs[:, self.likes.may_share(self.rows[pairs[0]], self.rows[pairs[1]], ALWAYS)]
        if not pairs.size:
            return
        between = np.sort(self.home[pairs], axis=0)
        order = np.lexsort((between[1], between[0]))
        pairs, between = pairs[:, order], between[:, order]
        fresh = np.ones(pairs.shape[1], dtype=np.bool_)
        fresh[1:] = (np.diff(between, axis=1) != 0).any(axis=0)
        nth = np.arange(len(fresh)) - np.flatnonzero(fresh)[np.cumsum(fresh) - 1]
        self._unite(pairs[:, nth < _AT_FIRST])
        rest = pairs[:, nth >= _AT_FIRST]
        self._unite(rest[:, self.home[rest[0]] != self.home[rest[1]]])

    def _unite(self, pairs: Rows) -> None:
        share = self.likes.pairs(self.rows[pairs[0]], self.rows[pairs[1]])[1]
        joined = self.home[pairs[:, share >= ALWAYS]]
        if not joined.size:
            return
        # Here, since both take a tenth of a second, and often no two are alike.
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        known, places = np.unique(joined, return_inverse=True)
        ones, others = places.reshape(joined.shape)
        graph = coo_array((np.ones(len(ones)), (ones, others)), shape=(len(known), len(known)))
        count, label = connected_components(graph, directed=False)
        first = np.full(count, len(self.home), dtype=np.int64)
        np.minimum.at(first, label, known)
        now = np.arange(len(self.home))
        now[known] = first[label]
        self.home = now[self.home]


def _meet_first(families: _Families) -> None:
    """Everybody beside the first few of each shelf."""
    likes, rows = families.likes, families.rows
    until = prefix(likes.sizes[rows], ALWAYS)
    shelves = Shelves(likes.shingles, rows, until, _FIRST)
    for ones, others, _ in shelves.meetings(rows, until, high=np.arange(len(rows))):
        families.join(np.stack([ones, others]))


def _meet_families(families: _Families) -> None:
    """Members of families beside all that are not of their own.

    The members of a family stand together, before those that are alone, so that on every shelf
    those whom a text is to be compared with are behind its own.
    """
    likes, home, several = families.likes, families.home, families.several
    order = np.lexsort((home, ~several))
    ordered, members = families.rows[order], int(several.sum())
    sizes = likes.sizes[ordered]
    until = prefix(sizes, ALWAYS)
    ends = np.flatnonzero(np.diff(home[order], append=-1)) + 1
    low = ends[np.searchsorted(ends, np.arange(members), side="right")]
    shelves = Shelves(likes.shingles, ordered, until)
    for ones, others, often in shelves.meetings(ordered[:members], until[:members], low=low):
        # What is beyond the first shingles of the longer one cannot be more than this.
        beyond = np.ceil(ALWAYS * np.maximum(sizes[ones], sizes[others]))
        enough = _enough(sizes[ones], sizes[others], often, beyond)
        families.join(order[np.stack([ones[enough], others[enough]])])


def _meet_alone(families: _Families) -> None:
    """Texts that are in no family yet beside those of them that are at least as long."""
    likes, alone = families.likes, np.flatnonzero(~families.several)
    order = alone[np.argsort(-likes.sizes[families.rows[alone]], kind="stable")]
    ordered = families.rows[order]
    sizes = likes.sizes[ordered]
    shelves = Shelves(likes.shingles, ordered, prefix(sizes, ALWAYS))
    low = np.searchsorted(-sizes, -(sizes / ALWAYS + EPSILON))
    first = prefix(sizes, 2 * ALWAYS / (1 + ALWAYS))
    for ones, others, _ in shelves.meetings(ordered, first, low=low, high=np.arange(len(order))):
        families.join(order[np.stack([ones, others])])


def _meet_known(families: _Families, known: int, few: int | None = None) -> None:
    """Texts from the `known`th on beside the ones before, but not those of their own family.

    Where a text shares as much with another as it must, then also one of whichever of its own
    shingles are as many as the first: so the others need not have theirs in the same order.
    `few`: so many of each family of several are met on a shelf, and none that are alone.
    """
    likes, rows, home = families.likes, families.rows, families.home
    new = rows[known:]
    until = prefix(likes.sizes[new], ALWAYS)
    asked = Asked(likes.shingles.parts(new, until)[0])
    order = np.argsort(home[:known], kind="stable")
    order = order if few is None else order[families.several[order]]
    ordered, of = rows[order], home[order]
    sizes = likes.sizes[ordered]
    shelves = Shelves(likes.shingles, ordered, sizes, few, alone=True, asked=asked, of=of)
    start, end = (np.searchsorted(of, home[known:], side=side) for side in ("left", "right"))
    for low, high in ((None, start), (end, None)):
        for ones, others, often in shelves.meetings(new, until, low, high):
            if few is None:
                beyond = (likes.sizes[new] - until)[ones]
                enough = _enough(likes.sizes[new[ones]], sizes[others], often, beyond)
                ones, others = ones[enough], others[enough]
            families.join(np.stack([known + ones, order[others]]))


def _enough(ones: Rows, others: Rows, often: Rows, beyond: Rows) -> NDArray[np.bool_]:
    """Whether texts of these sizes that share so many of their first shingles may be as alike.

    `beyond`: what they may share of the others, at most.
    """
    needed = ALWAYS / (1 + ALWAYS) * (ones + others)
    enough: NDArray[np.bool_] = often + beyond >= needed - EPSILON
    return enough
