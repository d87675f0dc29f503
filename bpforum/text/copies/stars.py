"""Groups same texts about one that all are like: owns who represents whom, reads no text."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.families import homes
from bpforum.text.copies.likeness import LEAST, MANY, MAYBE, MAYBE_OF_MANY, Likeness, prefix
from bpforum.text.copies.rarity import Asked
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

    members: dict[int, list[int]]
    """By centre, those it represents; nobody stands for what represents itself alone."""
    centre: Rows
    """For each text who represents it before `members` were mended, or itself."""
    met: "Met"
    loose: list[tuple[float, int, int]] = field(default_factory=list)
    """Jaccard likeness, and two texts of different stars."""

    def centres(self) -> Rows:
        """All texts that represent others or themselves alone, ascending."""
        found = np.ones(len(self.centre), dtype=np.bool_)
        for rest in self.members.values():
            found[rest] = False
        return np.flatnonzero(found)


@dataclass(frozen=True)
class Met:
    """What meetings of some texts came to, each two of which are weighed alone."""

    home: Rows
    """For each text the first of its family."""
    unit: Rows
    """For each text the centre of its unit: of a family, or of a part of one."""
    near: "Near"
    """Of the centres, by number of text."""


def gather(
    likes: Likeness, most_loose: int, met: Met | None = None, joined: Rows | None = None
) -> Stars:
    """Those that always go together, and what is like their centre; `loose` has the most alike.

    `met`: what the first of these texts came to alone; `joined`: the families of some first, mostly
    more of them.
    """
    known = [one for one in (joined, met.home if met else None) if one is not None]
    home = homes(likes, max(known, key=len, default=None))
    unit = _units(home, likes, met)
    centres = np.flatnonzero(unit == np.arange(len(unit)))
    place = np.cumsum(unit == np.arange(len(unit))) - 1
    rests = _rests(unit)
    near = _near(centres, unit, likes, met)
    leader = _led(centres, rests, near, likes)
    star = centres[leader[place[unit]]]
    found = Stars(_rests(star), star, Met(home, unit, near.numbered(centres)))
    own = np.arange(len(centres))
    has_more = np.zeros(len(unit), dtype=np.bool_)
    has_more[list(found.members)] = True
    has_more = has_more[centres]
    apart = near.where(leader[near.ones] != leader[near.others])
    apart = apart.where(has_more[leader[apart.ones]] | has_more[leader[apart.others]])
    apart = apart.nearest(_OF_ONE)
    _mend(found.members, centres[leader[apart.ones]], centres[leader[apart.others]], apart.share,
          likes)  # fmt: skip
    loose = near.where((leader == own)[near.ones] & (leader == own)[near.others])
    loose = loose.nearest(_OF_ONE)
    order = np.lexsort((loose.ones, loose.others, -loose.share))[: 20 * most_loose]
    pairs = zip(loose.share[order].tolist(), centres[loose.others[order]].tolist(),
                centres[loose.ones[order]].tolist(), strict=True)  # fmt: skip
    rounded = [(round(share, 3), one, other) for share, one, other in pairs]
    found.loose = sorted(rounded, key=lambda pair: (-pair[0], pair[1:]))
    return found


def _units(home: Rows, likes: Likeness, met: Met | None) -> Rows:
    """For each text the centre of its unit; a family that is as it was is not looked at again."""
    unit = np.arange(len(home))
    several = np.bincount(home, minlength=len(home))
    if met:
        before = np.bincount(met.home, minlength=len(home))
        as_was = np.flatnonzero(before[home[: len(met.home)]] == several[home[: len(met.home)]])
        unit[as_was] = met.unit[as_was]
        several[several == before] = 0
    changed = np.flatnonzero(several[home] > 1)
    changed = changed[np.argsort(home[changed], kind="stable")]
    for members in _parted(changed, home[changed]):
        for centre, rest in _stars(members.tolist(), likes):
            unit[rest] = centre
    return unit


def _rests(centre: Rows) -> dict[int, list[int]]:
    """Those that each represents, without itself; ascending."""
    rest = np.flatnonzero(centre != np.arange(len(centre)))
    rest = rest[np.argsort(centre[rest], kind="stable")]
    return {int(centre[some[0]]): some.tolist() for some in _parted(rest, centre[rest])}


def _parted(rows: Rows, by: Rows) -> list[Rows]:
    """`rows` cut where `by` changes."""
    return np.split(rows, np.flatnonzero(np.diff(by)) + 1) if len(rows) else []


@dataclass(frozen=True)
class Near:
    """Pairs of units, or of their centres, that are alike to some extent, the later first."""

    ones: Rows
    others: Rows
    share: Shares
    """Jaccard likeness of the centres."""
    fits: NDArray[np.bool_]
    """Whether either centre may represent the other."""

    def where(self, kept: NDArray[np.bool_] | Rows) -> "Near":
        return Near(self.ones[kept], self.others[kept], self.share[kept], self.fits[kept])

    def numbered(self, by: Rows) -> "Near":
        """The same with the number `by` in the place of each."""
        return Near(by[self.ones], by[self.others], self.share, self.fits)

    def joined(self, *more: "Near") -> "Near":
        """All pairs, each once."""
        every = [self, *more]
        ones = np.concatenate([one.ones for one in every])
        others = np.concatenate([one.others for one in every])
        share = np.concatenate([one.share for one in every])
        fits = np.concatenate([one.fits for one in every])
        _, first = np.unique((ones << 32) | others, return_index=True)
        return Near(ones, others, share, fits).where(first)

    def nearest(self, most: int) -> "Near":
        """The most alike few of each."""
        order = np.lexsort((self.others, -self.share, self.ones))
        ones = self.ones[order]
        nth = np.arange(len(ones)) - np.searchsorted(ones, ones, side="left")
        return self.where(order[nth < most])


def _near(centres: Rows, unit: Rows, likes: Likeness, met: Met | None) -> Near:
    """Every unit beside the earlier ones that it meets, each two compared once.

    In a large forum what is only somewhat alike is sought about letters alone: units of several.
    """
    is_letter = np.bincount(unit, minlength=len(unit))[centres] > 1
    may = likes.comparable[centres]
    every = np.flatnonzero(may)
    if met is None and len(likes) <= MANY:
        return _met(centres, every, every, MAYBE, _CROWD, likes)
    new = every
    kept: list[Near] = []
    if met is not None:
        new, kept = _since(centres, is_letter, may, met)
    found = _met(centres, new, new, LEAST, _CROWD_OF_MANY, likes)
    more = _met(centres, new, new[is_letter[new]], MAYBE_OF_MANY, _CROWD_OF_LETTERS, likes)
    if met is not None:
        old = np.setdiff1d(every, new, assume_unique=True)
        beside = _met(centres, new, old, MAYBE_OF_MANY, _CROWD_OF_MANY, likes, few=True)
        letter = is_letter[beside.ones] | is_letter[beside.others]
        kept.append(beside.where(letter | beside.fits | (beside.share >= LEAST)))
    return found.joined(more, *kept)


def _since(
    centres: Rows, is_letter: NDArray[np.bool_], may: NDArray[np.bool_], met: Met
) -> tuple[Rows, list[Near]]:
    """The units that are new or have become letters, and what is known of the others."""
    size = len(met.unit)
    times = np.bincount(met.unit, minlength=size)
    place = np.full(size, -1, dtype=np.int64)
    old = np.searchsorted(centres, size)
    was = np.concatenate([times[centres[:old]], np.zeros(len(centres) - old, dtype=np.int64)])
    place[centres[:old]] = np.where(was[:old] > 0, np.arange(old), -1)
    near = met.near.numbered(place)
    near = near.where((near.ones >= 0) & (near.others >= 0))
    return np.flatnonzero(may & ((was == 0) | (is_letter & (was == 1)))), [near]


def _met(
    centres: Rows,
    asking: Rows,
    asked: Rows,
    least: float,
    crowd: int,
    likes: Likeness,
    few: bool = False,
) -> Near:
    """The units of which one is `asking` and the other `asked`, alike enough.

    `few`: many are asked by few.
    """
    rows, earlier = centres[asking], centres[asked]
    until = prefix(likes.sizes[rows], least)
    only = Asked(likes.shingles.parts(rows, until)[0]) if few else None
    shelves = Shelves(
        likes.shingles, earlier, prefix(likes.sizes[earlier], least), crowd, alone=True, asked=only
    )
    nobody = np.zeros(0, dtype=np.int64)
    found = [Near(nobody, nobody, np.zeros(0), np.zeros(0, dtype=np.bool_))]
    high = np.arange(len(rows)) if asking is asked else None
    for nth, at, _ in shelves.meetings(rows, until, high=high):
        ones, others = asking[nth], asked[at]
        may = likes.may_share(centres[ones], centres[others], least) & (ones != others)
        ones, others = np.maximum(ones, others)[may], np.minimum(ones, others)[may]
        fits, share = likes.pairs(centres[ones], centres[others])
        found.append(Near(ones, others, share, fits).where(fits | (share >= least)))
    return Near.joined(*found)


def _led(centres: Rows, rests: dict[int, list[int]], near: Near, likes: Likeness) -> Rows:
    """For each unit the place of the one whose centre represents it: the first that all are like.

    Beside those that a unit has met stand those that represent these: on a crowded shelf only the
    first have been met.
    """
    near = near.where(near.fits)
    near = near.where(np.lexsort((near.others, -near.share, near.ones)))
    leader = np.arange(len(centres))
    starts = np.flatnonzero(np.diff(near.ones, prepend=-1))
    for start, end in zip(starts, np.append(starts[1:], len(near.ones)), strict=False):
        nth = int(near.ones[start])
        met = near.others[start:end]
        asked = dict.fromkeys([*met[leader[met] == met].tolist(), *leader[met].tolist()])
        centre = int(centres[nth])
        unit = [centre, *rests.get(centre, [])]
        for one in list(asked)[:_LEADERS]:
            if likes.is_like_all(int(centres[one]), unit):
                leader[nth] = one
                break
    return leader


def _mend(
    members: dict[int, list[int]], ones: Rows, others: Rows, share: Shares, likes: Likeness
) -> None:
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
        if one == other or not (one in members or other in members):
            continue
        if max(asked[one], asked[other]) == _MENDED:
            continue
        asked.update((one, other))
        texts = sorted([one, *members.get(one, []), other, *members.get(other, [])])
        tried = likes.like(other, likes.like(one, texts[:_TRIED]))
        centre = next((row for row in tried if likes.is_like_all(row, texts)), None)
        if centre is None:
            continue
        members.pop(one, None)
        members.pop(other, None)
        members[centre] = [row for row in texts if row != centre]
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
        if not likes.is_like_all(centre, unlike[-_NEAREST:]):
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
