"""Finds the texts that always share a group: owns the exact join of pairs, names no representative.

The prefix filter of Xiao et al., Efficient similarity joins (2008): two texts reach the threshold
only if they share one of the few rarest shingles of each, of the shorter one of still fewer. So
texts that share a template, but too little of it, are never compared.

Most copies are found against the first few of each shelf. Only then all others are sought, and for
these a family counts as one: who is of it already is not compared with it again.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bpforum.text.copies.likeness import ALWAYS, EPSILON, Likeness, prefix
from bpforum.text.copies.shelves import Shelves
from bpforum.text.copies.shingles import Rows

_FIRST = 4
"""So many of each shelf everybody is compared with at first."""
_AT_FIRST = 8
"""Members of a family that a text is compared with before all others."""


def together(likes: Likeness) -> list[list[int]]:
    """Texts connected by pairs that always share a group, the others alone; each ascending."""
    rows = np.flatnonzero(likes.comparable)
    home = np.arange(len(likes), dtype=np.int64)
    home[rows] = rows[_joined(likes, rows)]
    order = np.lexsort((np.arange(len(home)), home))
    cuts = np.flatnonzero(np.diff(home[order])) + 1
    return [part.tolist() for part in np.split(order, cuts)] if len(order) else []


def _joined(likes: Likeness, rows: Rows) -> Rows:
    """For each of `rows` the place of one member of its family, the same for all of it."""
    until = prefix(likes.sizes[rows], ALWAYS)
    nobody = np.zeros((2, 0), dtype=np.int64)
    every = np.arange(len(rows))
    found = [nobody]
    shelves = Shelves(likes.shingles, rows, until, _FIRST)
    for ones, others, _ in shelves.meetings(rows, until, high=every):
        kept = likes.may_share(rows[ones], rows[others], ALWAYS)
        found.append(_always(likes, rows, np.stack([ones[kept], others[kept]])))
    home = _connected(len(rows), found)
    found = [np.stack([every, home])]
    found += _between(likes, rows, home)
    found += _alone(likes, rows, np.flatnonzero(np.bincount(home, minlength=len(rows))[home] == 1))
    return _connected(len(rows), found)


def _between(likes: Likeness, rows: Rows, home: Rows) -> Iterator[Rows]:
    """Pairs of members of a family and of others, at least one of each two families that have any.

    The members of a family stand together, before those that are alone, so that on every shelf
    those whom a text is to be compared with are behind its own.
    """
    every = np.arange(len(rows))
    several = np.bincount(home, minlength=len(rows))[home] > 1
    order = np.lexsort((every, home, ~several))
    ordered, members = rows[order], int(several.sum())
    until = prefix(likes.sizes[ordered], ALWAYS)
    ends = np.flatnonzero(np.diff(home[order], append=-1)) + 1
    low = ends[np.searchsorted(ends, every[:members], side="right")]
    shelves = Shelves(likes.shingles, ordered, until)
    for ones, others, often in shelves.meetings(ordered[:members], until[:members], low=low):
        kept = _enough(likes.sizes[ordered[ones]], likes.sizes[ordered[others]], often)
        ones, others = ones[kept], others[kept]
        kept = likes.may_share(ordered[ones], ordered[others], ALWAYS)
        yield from _bridges(likes, rows, order[np.stack([ones[kept], others[kept]])], home)


def _alone(likes: Likeness, rows: Rows, places: Rows) -> Iterator[Rows]:
    """Pairs of texts that are in no family yet; each meets those that are at least as long."""
    order = places[np.argsort(-likes.sizes[rows[places]], kind="stable")]
    ordered, sizes = rows[order], likes.sizes[rows[order]]
    shelves = Shelves(likes.shingles, ordered, prefix(sizes, ALWAYS))
    low = np.searchsorted(-sizes, -(sizes / ALWAYS + EPSILON))
    first = prefix(sizes, 2 * ALWAYS / (1 + ALWAYS))
    for ones, others, _ in shelves.meetings(ordered, first, low=low, high=np.arange(len(order))):
        kept = likes.may_share(ordered[ones], ordered[others], ALWAYS)
        yield _always(likes, rows, order[np.stack([ones[kept], others[kept]])])


def _enough(ones: Rows, others: Rows, often: Rows) -> NDArray[np.bool_]:
    """Whether texts of these sizes that share so many of their first shingles may be as alike."""
    needed = ALWAYS / (1 + ALWAYS) * (ones + others)
    # What is beyond the first shingles of the longer one cannot be more than this.
    beyond = np.ceil(ALWAYS * np.maximum(ones, others))
    enough: NDArray[np.bool_] = often + beyond >= needed - EPSILON
    return enough


def _bridges(likes: Likeness, rows: Rows, pairs: Rows, home: Rows) -> list[Rows]:
    """Of `pairs` between families those that join; where one of two is joined, no more of them."""
    if not pairs.size:
        return []
    between = np.sort(home[pairs], axis=0)
    order = np.lexsort((between[1], between[0]))
    pairs, between = pairs[:, order], between[:, order]
    fresh = np.ones(pairs.shape[1], dtype=np.bool_)
    fresh[1:] = (np.diff(between, axis=1) != 0).any(axis=0)
    kind = np.cumsum(fresh) - 1
    nth = np.arange(len(kind)) - np.flatnonzero(fresh)[kind]
    first = _always(likes, rows, pairs[:, nth < _AT_FIRST])
    done = np.zeros(kind[-1] + 1, dtype=np.bool_)
    done[_place(between[:, fresh], np.sort(home[first], axis=0))] = True
    return [first, _always(likes, rows, pairs[:, (nth >= _AT_FIRST) & ~done[kind]])]


def _place(kinds: Rows, wanted: Rows) -> Rows:
    """Where each of `wanted` stands among the ascending `kinds`."""
    found: Rows = np.searchsorted((kinds[0] << 32) | kinds[1], (wanted[0] << 32) | wanted[1])
    return found


def _always(likes: Likeness, rows: Rows, pairs: Rows) -> Rows:
    """Those of `pairs`, places among `rows`, that always share a group."""
    return pairs[:, likes.pairs(rows[pairs[0]], rows[pairs[1]])[1] >= ALWAYS]


def _connected(count: int, found: list[Rows]) -> Rows:
    """For each of so many the first that it is connected with."""
    ones, others = np.concatenate(found, axis=1)
    graph = coo_array((np.ones(len(ones), dtype=np.bool_), (ones, others)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    first = np.full(int(label.max(initial=0)) + 1, count, dtype=np.int64)
    np.minimum.at(first, label, np.arange(count))
    home: Rows = first[label]
    return home
