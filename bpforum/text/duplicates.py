"""Groups same texts: owns what counts as a copy; counts nobody and deletes nothing.

Two promises meet here. Texts as alike as copies with small edits (Jaccard of their three-word
shingles .7 or more) share a group. And nothing is in a group that is unlike its representative
(less than .5, and neither holds the other), however long the chain of small edits between them.
A chain whose ends are unlike cannot keep both: if one of its texts is like all the others, that
one represents them; if none is, the chain is cut, and the second promise is kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import numpy as np

from bpforum.text.shingles import Shingles, fold
from bpforum.text.sketches import Rows, Sketches
from models.base import Model

ALWAYS = 0.7
"""Jaccard from which two texts share a group."""
ALIKE = 0.5
"""Jaccard from which a text is like its representative."""
CONTAINED = 0.9
"""Share of the shorter text's shingles in the longer one from which it is held by that."""
LONGER = 2.0
"""So much longer a text may be than one it holds: with more of its own it says something else."""
FEWEST_WORDS = 10
"""Texts below this are only ever equal, never alike."""
FEWEST_WORDS_HELD = 30
CROWD = 500
"""In a bucket of loosely alike texts each is compared with so many, not with all."""
SLACK = 0.2
"""How far an estimate may lie below the threshold before a pair is no longer looked at: 5 sigma."""


class Group(Model):
    """Copies of one text."""

    representative: str
    """The earliest key whose text is like all others'."""
    members: tuple[str, ...]
    """The other keys, in order."""
    kind: Literal["exact", "near"]
    """`exact` where all are equal but for case, white space and punctuation."""


def find(texts: Sequence[tuple[str, str]]) -> tuple[Group, ...]:
    """The groups of two or more same texts among (key, text), ordered by representative.

    Keys are unique; keys and groups are ordered by (length of key, key), whatever the order given.
    A copy within a text up to twice as long is found too. Texts without words are nobody's copies.
    """
    copies: dict[str, list[str]] = defaultdict(list)
    for key, text in sorted(texts, key=lambda one: _order(one[0])):
        if folded := fold(text):
            copies[folded].append(key)
    keys = list(copies.values())
    likes = _Likeness(Shingles(list(copies)))
    groups = [
        Group(
            representative=keys[first][0],
            members=tuple(
                sorted([*keys[first][1:], *(k for o in rest for k in keys[o])], key=_order)
            ),
            kind="near" if rest else "exact",
        )
        for first, rest in _gather(likes)
        if rest or len(keys[first]) > 1
    ]
    return tuple(sorted(groups, key=lambda group: _order(group.representative)))


def _order(key: str) -> tuple[int, str]:
    return len(key), key


class _Likeness:
    """Different texts by number, and how alike two are."""

    def __init__(self, shingles: Shingles) -> None:
        self.shingles = shingles
        self.sketches = Sketches(shingles)
        self.long_enough = np.flatnonzero(shingles.words >= FEWEST_WORDS)

    def __len__(self) -> int:
        return len(self.shingles)

    def jaccard(self, one: int, other: int) -> float:
        return self.shingles.jaccard(one, other)

    def alike(self, one: int, other: int) -> bool:
        """Whether one may represent the other."""
        if one == other:
            return True
        shared = self.shingles.shared(one, other)
        short, long = sorted((int(self.shingles.sizes[one]), int(self.shingles.sizes[other])))
        if shared >= ALIKE * (short + long - shared):
            return True
        words = min(self.shingles.words[one], self.shingles.words[other])
        return bool(
            words >= FEWEST_WORDS_HELD and long <= LONGER * short and shared >= CONTAINED * short
        )


Star = tuple[int, list[int]]
"""A text and those it represents."""


def _gather(likes: _Likeness) -> list[Star]:
    """Every text in one star: those that always go together, then what is like them."""
    units = sorted(star for members in _together(likes) for star in _stars(members, likes))
    rows = np.array([first for first, _ in units], dtype=np.int64)
    neighbours = _neighbours(np.intersect1d(rows, likes.long_enough), likes)
    groups: dict[int, list[int]] = {}
    for first, rest in units:
        open_to = [
            leader
            for leader in neighbours[first]
            if leader in groups and all(likes.alike(leader, one) for one in (first, *rest))
        ]
        if open_to:
            leader = max(open_to, key=lambda one: (likes.jaccard(one, first), -one))
            groups[leader] += [first, *rest]
        else:
            groups[first] = list(rest)
    return list(groups.items())


def _together(likes: _Likeness) -> list[list[int]]:
    """Texts connected by pairs that always share a group, the others alone."""
    root = np.arange(len(likes), dtype=np.int64)
    for bucket in likes.sketches.buckets(likes.long_enough):
        if len(set(root[bucket].tolist())) == 1:
            continue
        for place, row in enumerate(bucket):
            others = bucket[place + 1 :]
            others = others[root[others] != root[row]][:CROWD]
            near = likes.sketches.agreement(row, others) >= ALWAYS - SLACK
            for other in others[near]:
                if root[other] != root[row] and likes.jaccard(row, other) >= ALWAYS:
                    low, high = sorted((root[row], root[other]))
                    root[root == high] = low
    members: dict[int, list[int]] = defaultdict(list)
    for row, first in enumerate(root.tolist()):
        members[first].append(row)
    return list(members.values())


def _stars(members: list[int], likes: _Likeness) -> list[Star]:
    """One star about the earliest text that all are like; where there is none, several."""
    witness = members[-1]
    for centre in members:
        if not likes.alike(centre, witness):
            continue
        unlike = next((one for one in members if not likes.alike(centre, one)), None)
        if unlike is None:
            return [(centre, [one for one in members if one != centre])]
        witness = unlike
    centres: list[int] = []
    for one in members:
        if not any(likes.alike(centre, one) for centre in centres):
            centres.append(one)
    stars: dict[int, list[int]] = {centre: [] for centre in centres}
    for one in members:
        if one not in stars:
            open_to = [centre for centre in centres if likes.alike(centre, one)]
            stars[max(open_to, key=lambda centre: (likes.jaccard(centre, one), -centre))].append(
                one
            )
    return list(stars.items())


def _neighbours(rows: Rows, likes: _Likeness) -> dict[int, list[int]]:
    """For each row the earlier ones that may be alike, in order."""
    found: dict[int, set[int]] = defaultdict(set)
    for bucket in likes.sketches.buckets(rows):
        for place, row in enumerate(bucket.tolist()):
            others = bucket[place + 1 :][:CROWD]
            for other in others[likes.sketches.agreement(row, others) >= 0.15].tolist():
                found[other].add(row)
    return defaultdict(list, {row: sorted(near) for row, near in found.items()})
