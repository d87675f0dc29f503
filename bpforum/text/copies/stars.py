"""Groups same texts about one that all are like: owns who represents whom, reads no text."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.families import together
from bpforum.text.copies.likeness import LEAST, MANY, MAYBE, MAYBE_OF_MANY, Likeness, prefix
from bpforum.text.copies.shelves import Shelves
from bpforum.text.copies.shingles import Rows

_CROWD, _CROWD_OF_MANY, _CROWD_OF_LETTERS = 100, 16, 8
"""So many of the texts that share a shingle meet the others by it; of a large forum fewer."""
_NEAREST = 64
"""Texts that are asked first whether they are alike: mostly they settle it."""
_LEADERS = 8
"""Stars that a text is held against, the likeliest first."""

_TRIED = 256
"""Texts of two stars that are tried as a centre of both."""
_MENDED = 16
"""Others with which it is tried to make a star one, the likeliest first."""
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
    near = _near(units, likes)
    leader = _led(units, near, likes)
    found = Stars()
    for (centre, rest), first in zip(units, leader.tolist(), strict=True):
        if units[first][0] == centre:
            found.members[centre] = list(rest)
        else:
            found.members[units[first][0]] += [centre, *rest]
    own = np.arange(len(units))
    has_more = np.array([bool(found.members.get(one)) for one in centres.tolist()], dtype=np.bool_)
    apart = near.where(leader[near.ones] != leader[near.others])
    apart = apart.where(has_more[leader[apart.ones]] | has_more[leader[apart.others]])
    apart = apart.nearest(_OF_ONE)
    _mend(found, centres[leader[apart.ones]], centres[leader[apart.others]], apart.share, likes)
    loose = near.where((leader == own)[near.ones] & (leader == own)[near.others])
    loose = loose.nearest(_OF_ONE)
    order = np.lexsort((loose.ones, loose.others, -loose.share))[: 20 * most_loose]
    pairs = zip(loose.share[order].tolist(), centres[loose.others[order]].tolist(),
                centres[loose.ones[order]].tolist(), strict=True)  # fmt: skip
    rounded = [(round(share, 3), one, other) for share, one, other in pairs]
    found.loose = sorted(rounded, key=lambda pair: (-pair[0], pair[1:]))
    return found


@dataclass(frozen=True)
class _Near:
    """Pairs of units that are alike to some extent, the later first, in its order."""

    ones: Rows
    others: Rows
    share: Shares
    """Jaccard likeness of the centres."""
    fits: NDArray[np.bool_]
    """Whether either centre may represent the other."""

    def where(self, kept: NDArray[np.bool_] | Rows) -> "_Near":
        return _Near(self.ones[kept], self.others[kept], self.share[kept], self.fits[kept])

    def joined(self, *more: "_Near") -> "_Near":
        """All pairs, each once."""
        every = [self, *more]
        ones = np.concatenate([one.ones for one in every])
        others = np.concatenate([one.others for one in every])
        share = np.concatenate([one.share for one in every])
        fits = np.concatenate([one.fits for one in every])
        _, first = np.unique((ones << 32) | others, return_index=True)
        return _Near(ones, others, share, fits).where(first)

    def nearest(self, most: int) -> "_Near":
        """The most alike few of each."""
        order = np.lexsort((self.others, -self.share, self.ones))
        ones = self.ones[order]
        nth = np.arange(len(ones)) - np.searchsorted(ones, ones, side="left")
        return self.where(order[nth < most])


def _near(units: Sequence[Star], likes: Likeness) -> _Near:
    """Every unit beside the earlier ones that it meets, each two compared once.

    In a large forum what is only somewhat alike is sought about letters alone: units of several.
    """
    centres = np.array([centre for centre, _ in units], dtype=np.int64)
    every = np.flatnonzero(likes.comparable[centres])
    if len(likes) <= MANY:
        return _met(centres, every, every, MAYBE, _CROWD, likes)
    letters = every[[len(units[one][1]) > 0 for one in every.tolist()]]
    found = _met(centres, every, every, LEAST, _CROWD_OF_MANY, likes)
    more = _met(centres, every, letters, MAYBE_OF_MANY, _CROWD_OF_LETTERS, likes)
    return found.joined(more)


def _met(
    centres: Rows, asking: Rows, asked: Rows, least: float, crowd: int, likes: Likeness
) -> _Near:
    """The units of which one is `asking` and the other `asked`, alike enough."""
    rows, earlier = centres[asking], centres[asked]
    shelves = Shelves(
        likes.shingles, earlier, prefix(likes.sizes[earlier], least), crowd, alone=True
    )
    nobody = np.zeros(0, dtype=np.int64)
    found = [_Near(nobody, nobody, np.zeros(0), np.zeros(0, dtype=np.bool_))]
    until = prefix(likes.sizes[rows], least)
    high = np.arange(len(rows)) if asking is asked else None
    for nth, at, _ in shelves.meetings(rows, until, high=high):
        ones, others = asking[nth], asked[at]
        may = likes.may_share(centres[ones], centres[others], least) & (ones != others)
        ones, others = np.maximum(ones, others)[may], np.minimum(ones, others)[may]
        fits, share = likes.pairs(centres[ones], centres[others])
        found.append(_Near(ones, others, share, fits).where(fits | (share >= least)))
    return _Near.joined(*found)


def _led(units: Sequence[Star], near: _Near, likes: Likeness) -> Rows:
    """For each unit the place of the one whose centre represents it: the first that all are like.

    Beside those that a unit has met stand those that represent these: on a crowded shelf only the
    first have been met.
    """
    near = near.where(near.fits)
    near = near.where(np.lexsort((near.others, -near.share, near.ones)))
    leader = np.arange(len(units))
    starts = np.flatnonzero(np.diff(near.ones, prepend=-1))
    for start, end in zip(starts, np.append(starts[1:], len(near.ones)), strict=False):
        nth = int(near.ones[start])
        met = near.others[start:end]
        asked = dict.fromkeys([*met[leader[met] == met].tolist(), *leader[met].tolist()])
        centre, rest = units[nth]
        unit = np.array([centre, *rest], dtype=np.int64)
        for one in list(asked)[:_LEADERS]:
            if likes.alike(units[one][0], unit).all():
                leader[nth] = one
                break
    return leader


def _mend(found: Stars, ones: Rows, others: Rows, share: Shares, likes: Likeness) -> None:
    """Stars whose centres are unlike made one, where another of their texts is like all.

    `ones`, `others`: centres of stars of which some texts are as alike as `share` says.
    """
    home: dict[int, int] = {}
    asked = Counter[int]()

    def now(centre: int) -> int:
        while centre in home:
            centre = home[centre]
        return centre

    share = np.rint(1000 * share)
    for pair in np.lexsort((others, ones, -share)).tolist():
        one, other = now(int(ones[pair])), now(int(others[pair]))
        if one == other or not (found.members[one] or found.members[other]):
            continue
        if max(asked[one], asked[other]) == _MENDED:
            continue
        asked.update((one, other))
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
