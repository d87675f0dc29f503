"""Groups same texts: owns what counts as a copy; counts nobody and deletes nothing.

Two promises meet here. Texts as alike as copies with small edits (Jaccard of their three-word
shingles .7 or more) share a group. And nothing is in a group that is unlike its representative
(less than .5, and neither holds the other), however long the chain of small edits between them.
A chain whose ends are unlike cannot keep both: if one of its texts is like all the others, that
one represents them; if none is, the chain is cut, and the second promise is kept.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bpforum.text.shingles import Rows, Shingles, fold, is_wordless
from bpforum.text.sketches import Sketches
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
FEWEST_WORDS_EQUAL = 6
"""Answers below this are often the same without being copied: each stands for itself."""
CROWD = 500
"""In a bucket of loosely alike texts each is compared with so many, not with all."""
NEAREST = 64
"""Leaders whose likeness is counted, the likeliest by their sketches."""
AT_ONCE = 64
"""Members of a large family that a text is compared with first."""
EPSILON = 1e-9
"""So that a product like .7 x 10 is not rounded up to 8."""
SLACK = 0.15
"""How far an estimate may lie below a threshold before a pair is not looked at: 3.5 errors."""


class Group(Model):
    """Copies of one text."""

    representative: str
    """The earliest key whose text is like all others'."""
    members: tuple[str, ...]
    """The other keys, in order."""
    kind: Literal["exact", "near"]
    """`exact` where all are equal but for case, white space and punctuation."""


class Held(Model):
    """A text more than twice as long as the one that it holds."""

    text: str
    held: str
    """The key of a group's representative, or of a text without copies."""


class Pair(Model):
    """Two texts, each the first of its kind, that are less alike than copies."""

    one: str
    other: str
    likeness: float
    kind: Literal["alike", "held"]


class Found(Model):
    """What a comparison of texts came to."""

    groups: tuple[Group, ...] = ()
    holdings: tuple[Held, ...] = ()
    variants: tuple[Pair, ...] = ()


def find(texts: Sequence[tuple[str, str]]) -> tuple[Group, ...]:
    """The groups of `compare` alone."""
    return compare(texts).groups


def is_short(text: str) -> bool:
    """Whether others may well say the same in the same words: "Yes, I agree." is no campaign.

    So is a survey's row of such answers: none of its different lines has six words, and all
    together have less than twelve.
    """
    lines = {folded: folded.split() for line in text.splitlines() if (folded := fold(line))}
    sizes = [sum(0.5 if is_wordless(word) else 1.0 for word in words) for words in lines.values()]
    return max(sizes, default=0) < FEWEST_WORDS_EQUAL and sum(sizes) < 2 * FEWEST_WORDS_EQUAL


def are_equal(texts: Iterable[str]) -> bool:
    """Whether they are the same but for case, white space and punctuation."""
    return len(set(map(fold, texts))) < 2


def is_copy(text: str, of: str) -> bool:
    """Whether the second may represent the first, as in a group."""
    known = Shingles([fold(of), fold(text)])
    if are_equal([text, of]):
        return True
    return bool(known.words.min() >= FEWEST_WORDS) and _Likeness(known).is_alike(0, 1)


def compare(texts: Sequence[tuple[str, str]], only_equal: AbstractSet[str] = frozenset()) -> Found:
    """The groups of two or more same texts among (key, text), ordered by representative.

    Keys are unique; keys and groups are ordered by (length of key, key), whatever the order given.
    A copy within a text up to twice as long is found too. Texts without words are nobody's copies,
    and neither are short ones (`is_short`). Texts `only_equal` are copies only if they are equal.
    """
    copies: dict[str, list[str]] = defaultdict(list)
    for key, text in sorted(texts, key=lambda one: _order(one[0])):
        folded = fold(text)
        if folded and not is_short(text):
            copies[folded].append(key)
    keys = list(copies.values())
    likes = _Likeness(Shingles(list(copies)))
    likes.comparable &= np.array([only_equal.isdisjoint(own) for own in keys], dtype=np.bool_)
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
    return Found(groups=tuple(sorted(groups, key=lambda group: _order(group.representative))))


def _order(key: str) -> tuple[int, str]:
    return len(key), key


class _Likeness:
    """Different texts by number, and how alike two are."""

    def __init__(self, shingles: Shingles) -> None:
        self._shingles = shingles
        self.sketches = Sketches(shingles)
        self.comparable = shingles.words >= FEWEST_WORDS
        self.sizes = shingles.sizes
        _, kind, often = np.unique(shingles.flat, return_inverse=True, return_counts=True)
        self._rank = np.argsort(np.argsort(often, kind="stable"), kind="stable")[kind]
        """The place of each shingle of `flat` among all, the rarest first."""

    def __len__(self) -> int:
        return len(self._shingles)

    def rarest_first(self, row: int) -> list[int]:
        """The shingles of a text by their rank, those that the fewest texts have first."""
        ends = self._shingles.ends
        ranks: list[int] = np.sort(self._rank[ends[row] : ends[row + 1]]).tolist()
        return ranks

    def jaccard(self, one: int, others: Rows) -> NDArray[np.float64]:
        """Shared shingles of one text and each of `others`, as a share of all of both."""
        shared = self._shingles.shared(one, others)
        sizes = self._shingles.sizes
        together: NDArray[np.float64] = shared / np.maximum(1, sizes[one] + sizes[others] - shared)
        return together

    def alike(self, one: int, others: Rows) -> NDArray[np.bool_]:
        """Whether text `one` may represent each of `others`; it always may itself."""
        sizes, words = self._shingles.sizes, self._shingles.words
        shared = self._shingles.shared(one, others)
        short = np.minimum(sizes[one], sizes[others])
        long = np.maximum(sizes[one], sizes[others])
        held = (shared >= CONTAINED * short) & (long <= LONGER * short)
        held &= np.minimum(words[one], words[others]) >= FEWEST_WORDS_HELD
        near = (shared >= ALIKE * (short + long - shared)) | held
        accepted: NDArray[np.bool_] = near | (others == one)
        return accepted

    def promising(self, one: int, others: Rows) -> Rows:
        """Those of `others` that text `one` may represent, by the estimate."""
        sizes = self._shingles.sizes
        short = np.minimum(sizes[one], sizes[others])
        long = np.maximum(sizes[one], sizes[others])
        held = CONTAINED * short / np.maximum(1, long + (1 - CONTAINED) * short)
        least = np.where(long <= LONGER * short, np.minimum(held, ALIKE), ALIKE)
        return others[self.sketches.agreement(one, others) >= least - SLACK]

    def is_alike(self, one: int, other: int) -> bool:
        return bool(self.alike(one, np.array([other]))[0])


Star = tuple[int, list[int]]
"""A text and those it represents."""


def _gather(likes: _Likeness) -> list[Star]:
    """Every text in one star: those that always go together, and what is like their centre."""
    units = sorted(star for members in _together(likes) for star in _stars(members, likes))
    centres = np.array([centre for centre, _ in units], dtype=np.int64)
    shelves: dict[int, list[int]] = defaultdict(list)
    for shelf, bucket in enumerate(likes.sketches.buckets(centres[likes.comparable[centres]])):
        for row in bucket.tolist():
            shelves[row].append(shelf)
    leaders: dict[int, list[int]] = defaultdict(list)
    groups: dict[int, list[int]] = {}
    for centre, rest in units:
        seen = {leader for shelf in shelves[centre] for leader in leaders[shelf]}
        leader = _leader(np.array([centre, *rest]), np.array(sorted(seen), dtype=np.int64), likes)
        if leader is not None:
            groups[leader] += [centre, *rest]
            continue
        groups[centre] = list(rest)
        for shelf in shelves[centre]:
            if len(leaders[shelf]) < CROWD:
                leaders[shelf].append(centre)
    return list(groups.items())


def _leader(unit: Rows, seen: Rows, likes: _Likeness) -> int | None:
    """Which of `seen` represents the whole unit, the nearest to its centre first."""
    near = likes.promising(unit[0], seen)
    agreement = likes.sketches.agreement(unit[0], near)
    near = np.sort(near[np.argsort(-agreement, kind="stable")[:NEAREST]])
    near = near[likes.alike(unit[0], near)]
    nearest = near[np.argsort(-likes.jaccard(unit[0], near), kind="stable")].tolist()
    return next((one for one in nearest if likes.alike(one, unit).all()), None)


def _together(likes: _Likeness) -> list[list[int]]:
    """Texts connected by pairs that always share a group, the others alone.

    Exact, by the prefix filter of Xiao et al., Efficient similarity joins (2008): a text and one at
    least as long reach the threshold only if they share one of the few rarest shingles of each. So
    texts that share a template, but too little of it, never meet.
    """
    families = _Families(likes)
    shelves: dict[int, list[int]] = defaultdict(list)
    sizes = likes.sizes
    comparable = np.flatnonzero(likes.comparable & (sizes > 0))
    for row in comparable[np.argsort(-sizes[comparable], kind="stable")].tolist():
        rare, size = likes.rarest_first(row), int(sizes[row])
        met: list[int] = []
        for shingle in rare[: size - ceil(2 * ALWAYS / (1 + ALWAYS) * size - EPSILON) + 1]:
            if shingle in shelves:
                shelves[shingle] = families.distinct(shelves[shingle])
                met += shelves[shingle]
        families.join(row, families.distinct(met))
        for shingle in rare[: size - ceil(ALWAYS * size - EPSILON) + 1]:
            shelves[shingle].append(row)
    return [sorted(rows) for rows in families.members.values()]


class _Families:
    """Connected texts: a union-find that keeps each family's members."""

    def __init__(self, likes: _Likeness) -> None:
        self._likes = likes
        self._root = list(range(len(likes)))
        self.members = {row: [row] for row in range(len(likes))}

    def _find(self, row: int) -> int:
        while self._root[row] != row:
            self._root[row] = self._root[self._root[row]]
            row = self._root[row]
        return row

    def distinct(self, rows: list[int]) -> list[int]:
        """The roots of `rows`, once each."""
        return list(dict.fromkeys(map(self._find, rows)))

    def join(self, row: int, roots: list[int]) -> None:
        """Join `row` to each of the families that has a member it always goes together with."""
        large = [root for root in roots if len(self.members[root]) > AT_ONCE]
        small = [root for root in roots if len(self.members[root]) <= AT_ONCE]
        alike = [root for root in large if self._is_near(row, self.members[root])]
        rows = np.array([one for root in small for one in self.members[root]], dtype=np.int64)
        for begin in range(0, len(rows), CROWD):
            some = rows[begin : begin + CROWD]
            alike += some[self._likes.jaccard(row, some) >= ALWAYS].tolist()
        for other in alike:
            self._unite(self._find(row), self._find(other))

    def _is_near(self, row: int, members: list[int]) -> bool:
        """In a large family one that is alike is mostly found among the first."""
        begin, step = 0, AT_ONCE
        while begin < len(members):
            if (self._likes.jaccard(row, np.array(members[begin : begin + step])) >= ALWAYS).any():
                return True
            begin, step = begin + step, step * 4
        return False

    def _unite(self, one: int, other: int) -> None:
        if one == other:
            return
        kept, lost = sorted((one, other), key=lambda root: (-len(self.members[root]), root))
        self._root[lost] = kept
        self.members[kept] += self.members.pop(lost)


def _stars(members: list[int], likes: _Likeness) -> list[Star]:
    """One star about the earliest text that all are like; where there is none, several."""
    rows = np.array(members)
    unlike = members[-1]
    for centre in members:
        if not likes.is_alike(centre, unlike):
            continue
        near = likes.alike(centre, rows)
        if near.all():
            return [(centre, rows[rows != centre].tolist())]
        unlike = int(rows[~near][-1])
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
