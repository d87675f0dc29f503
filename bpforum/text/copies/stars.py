"""Groups same texts about one that all are like: owns who represents whom, reads no text."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.families import together
from bpforum.text.copies.likeness import MAYBE, Likeness, prefix
from bpforum.text.copies.shelves import Shelves
from bpforum.text.copies.shingles import Rows

_CROWD = 100
"""On a shelf of loosely alike texts a text is compared with so many, not with all."""
_NEAREST = 64
"""Texts whose likeness is counted, those first that have most of the rarest shingles in common."""

_TRIED = 256
"""Texts of two stars that are tried as a centre of both."""
_OF_ONE = 3
"""Loose pairs that are kept of one text."""

Shares = NDArray[np.float64]
Star = tuple[int, list[int]]
"""A text and those it represents."""


@dataclass
class Stars:
    """Every text in one star, and pairs of centres that are less alike than that."""

    members: dict[int, list[int]] = field(default_factory=dict)
    """By centre, those it represents."""
    loose: list[tuple[float, int, int]] = field(default_factory=list)
    """Jaccard likeness, and two texts of different stars."""


def gather(likes: Likeness, most_loose: int) -> Stars:
    """Those that always go together, and what is like their centre; `loose` has the most alike."""
    units = sorted(star for members in together(likes) for star in _stars(members, likes))
    centres = np.array([centre for centre, _ in units], dtype=np.int64)
    open_ = np.flatnonzero(likes.comparable[centres])
    until = np.array(
        [prefix(size, MAYBE) for size in likes.sizes[centres[open_]].tolist()], dtype=np.int64
    )
    shelves = Shelves(likes.shingles, centres[open_], until)
    meets = dict(zip(open_[list(shelves.filled())].tolist(), shelves.filled(), strict=True))
    found = Stars()
    loose = _Loose(most_loose)
    apart = array("q")
    """Thousandths of likeness and two centres, one pair after the other."""
    leaders: dict[int, array[int]] = {}
    for nth, (centre, rest) in enumerate(units):
        own = shelves.of(meets[nth]) if nth in meets else []
        seen = [np.frombuffer(leaders[one], dtype=np.int64) for one in own if one in leaders]
        leader = None
        if seen:
            near, share, fits = _nearest(centre, np.concatenate(seen), likes)
            unit = np.array([centre, *rest], dtype=np.int64)
            fitting = near[fits][np.argsort(-share[fits], kind="stable")].tolist()
            leader = next((one for one in fitting if likes.alike(one, unit).all()), None)
            if leader is None:
                loose.add(centre, near, share)
                for likeness, *pair in _pairs(centre, near, share):
                    apart.extend((round(1000 * likeness), *pair))
        del seen
        if leader is not None:
            found.members[leader] += [centre, *rest]
            continue
        found.members[centre] = list(rest)
        for one in own:
            shelf = leaders.setdefault(one, array("q"))
            if len(shelf) < _CROWD:
                shelf.append(centre)
    _mend(found, apart, likes)
    found.loose = loose.pairs()
    return found


def _mend(found: Stars, apart: "array[int]", likes: Likeness) -> None:
    """Stars whose centres are unlike made one, where another of their texts is like all."""
    home: dict[int, int] = {}

    def now(centre: int) -> int:
        while centre in home:
            centre = home[centre]
        return centre

    share, ones, others = np.array(apart, dtype=np.int64).reshape(-1, 3).T
    for pair in np.lexsort((others, ones, -share)).tolist():
        one, other = now(int(ones[pair])), now(int(others[pair]))
        if one == other or not (found.members[one] or found.members[other]):
            continue
        texts = np.array(
            sorted([one, *found.members[one], other, *found.members[other]]), dtype=np.int64
        )
        tried = texts[:_TRIED][likes.alike(one, texts[:_TRIED])]
        tried = tried[likes.alike(other, tried)]
        centre = next((int(row) for row in tried if likes.alike(int(row), texts).all()), None)
        if centre is None:
            continue
        del found.members[one], found.members[other]
        found.members[centre] = texts[texts != centre].tolist()
        home |= dict.fromkeys({one, other}, centre)
        home.pop(centre, None)


def _nearest(one: int, met: Rows, likes: Likeness) -> tuple[Rows, Shares, NDArray[np.bool_]]:
    """Of those `met` on shelves the likeliest, how alike, and which may represent text `one`."""
    seen, often = np.unique(met, return_counts=True)
    sizes = likes.sizes
    short, long = np.minimum(sizes[one], sizes[seen]), np.maximum(sizes[one], sizes[seen])
    # What is beyond the first shingles of both cannot be more than this.
    beyond = np.ceil(MAYBE * long)
    needed = MAYBE / (1 + MAYBE) * (short + long)
    seen, often = seen[often >= needed - beyond], often[often >= needed - beyond]
    if len(seen) > _NEAREST:
        seen = np.sort(seen[np.argsort(-often, kind="stable")[:_NEAREST]])
    fits, share = likes.weigh(one, seen)
    return seen, share, fits


def _pairs(one: int, others: Rows, share: Shares) -> list[tuple[float, int, int]]:
    """The most alike of those that are alike to some extent."""
    order = np.argsort(-share, kind="stable")[:_OF_ONE].tolist()
    return [(round(float(share[n]), 3), int(others[n]), one) for n in order if share[n] >= MAYBE]


class _Loose:
    """The most alike of the pairs that are no copies, few of each text."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: list[tuple[float, int, int]] = []

    def add(self, one: int, others: Rows, share: Shares) -> None:
        self._found += _pairs(one, others, share)
        if len(self._found) > 20 * self._most + 1_000:
            self._found = _best(self._found)[: 10 * self._most]

    def pairs(self) -> list[tuple[float, int, int]]:
        return _best(self._found)


def _best(pairs: Sequence[tuple[float, int, int]]) -> list[tuple[float, int, int]]:
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1:]))


def _stars(members: list[int], likes: Likeness) -> list[Star]:
    """One star about the earliest text that all are like; where there is none, several."""
    if len(members) == 1:
        return [(members[0], [])]
    rows = np.array(members)
    unlike = [members[-1]]
    for centre in members:
        # Those that others were found to be unlike are asked first: mostly they settle it.
        if not likes.alike(centre, np.array(unlike[-_NEAREST:])).all():
            continue
        near = likes.alike(centre, rows)
        if near.all():
            return [(centre, rows[rows != centre].tolist())]
        unlike.append(int(rows[~near][-1]))
    stars: dict[int, list[int]] = {}
    for one in members:
        if not likes.alike(one, np.array(list(stars), dtype=np.int64)).any():
            stars[one] = []
    centres = np.array(list(stars))
    for one in members:
        if one not in stars:
            open_to = centres[likes.alike(one, centres)]
            stars[int(open_to[likes.jaccard(one, open_to).argmax()])].append(one)
    return list(stars.items())
