"""Groups same texts: owns what counts as a copy; counts nobody and deletes nothing.

Two promises meet here. Texts as alike as copies with small edits (Jaccard of their three-word
shingles .7 or more) share a group. And nothing is in a group that is unlike its representative
(less than .5, and neither holds the other), however long the chain of small edits between them.
A chain whose ends are unlike cannot keep both: if one of its texts is like all the others, that
one represents them; if none is, the chain is cut, and the second promise is kept.

A longer text that has a representative's within it, and was sent once, is in that group too, and
never represents it: what else it says is its own (`additions`).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies import growth
from bpforum.text.copies.found_homes import FoundHomes
from bpforum.text.copies.likeness import HELD, Likeness
from bpforum.text.copies.reached import Reached
from bpforum.text.copies.shingles import Rows, Shingles, fold
from bpforum.text.copies.short import is_short
from bpforum.text.copies.sketches import Digests, Sketches, digests_of, nothing, take
from models.base import Model
from models.ids import by_arrival

__all__ = ["is_short"]

MOST_VARIANTS = 200
MOST_VARIANTS_OF_ONE = 3


class Group(Model):
    """Copies of one text."""

    representative: str
    """The earliest key whose text is like all others'."""
    members: tuple[str, ...]
    """The other keys, in order."""
    kind: Literal["exact", "near"]
    """`exact` where all are equal but for case, white space and punctuation."""


class Held(Model):
    """A text that holds another among things of its own."""

    text: str
    held: str
    """Either is the first key of its text: a group's representative, or without copies."""


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


def are_equal(texts: Iterable[str]) -> bool:
    """Whether they are the same but for case, white space and punctuation."""
    folded = map(fold, texts)
    first = next(folded, None)
    return all(one == first for one in folded)


def is_copy(text: str, of: str) -> bool:
    """Whether the second may represent the first, also one that has it within: as in a group."""
    if are_equal([text, of]):
        return True
    likes = Likeness(Shingles([fold(of), fold(text)]))
    return bool(likes.comparable.all()) and (likes.is_alike(0, 1) or likes.holds(1, 0))


class Known:
    """What earlier comparisons made of single texts; `compare` leaves what it has made itself."""

    def __init__(
        self,
        sketches: Sketches | None = None,
        reached: Reached | None = None,
        homes: FoundHomes | None = None,
    ) -> None:
        self.sketches = sketches or nothing()
        self.reached = reached
        """What the first of them came to; their shingles are in the order that this needs."""
        self.homes = homes


def compare(
    texts: Sequence[tuple[str, str]],
    only_equal: AbstractSet[str] = frozenset(),
    known: Known | None = None,
) -> Found:
    """The groups of two or more same texts among (key, text), ordered by representative.

    Keys are unique; keys and groups are ordered by (length of key, key), whatever the order given.
    Texts without words are nobody's copies, and neither are short ones (`is_short`). Texts
    `only_equal` are copies only if they are equal. Variants are at most 200, the most alike first.
    What is `known` saves time and changes nothing.
    """
    ordered = sorted(texts, key=lambda one: by_arrival(one[0]))
    sent = [text for _, text in ordered]
    keys = [key for key, _ in ordered]
    equal = np.array([key in only_equal for key in keys], dtype=np.bool_)
    return compare_digested(keys, digests_of(sent), sent.__getitem__, equal, known or Known())


def compare_digested(
    keys: Sequence[str],
    digests: Digests,
    text: Callable[[int], str],
    only_equal: NDArray[np.bool_],
    known: Known,
) -> Found:
    """`compare` of texts in order of their keys, each of which is asked for if it is not `known`.

    `only_equal`: whether each is a copy only of its equals.
    """
    rows, known.sketches = take(digests, text, known.sketches)
    sent = _Sent(keys, rows, only_equal)
    likes, stars, held_in, known.reached, known.homes = growth.compare(
        known.sketches, growth.Sent(rows, sent.comparable), MOST_VARIANTS, known.reached,
        known.homes,
    )  # fmt: skip
    members, centres = stars.members, set(stars.centres().tolist())
    sizes = likes.sizes
    within = held_in.pairs.listed()
    held = [one for one in within if one.share >= HELD]
    # The shortest first: what is within another by then represents nothing itself.
    for one in sorted(held, key=lambda o: (sizes[o.text], o.text, -sizes[o.held], o.held)):
        alone = one.text in centres and one.text not in members and one.text not in sent.more
        if alone and one.held in centres:
            centres.remove(one.text)
            members.setdefault(one.held, []).append(one.text)
    kept = sorted(held, key=lambda o: (o.text, -sizes[o.held], o.held))
    loose = [(share, a, b, "alike") for share, a, b in stars.loose]
    loose += [(round(o.share, 3), o.held, o.text, "held") for o in within if o.share < HELD]
    return Found(
        groups=tuple(sent.groups(members)),
        holdings=tuple(Held(text=sent.first(o.text), held=sent.first(o.held)) for o in kept),
        variants=tuple(_variants(loose, centres, sent.first)),
    )


class _Sent:
    """The different texts by number, and under which keys each came."""

    def __init__(self, keys: Sequence[str], rows: Rows, only_equal: NDArray[np.bool_]) -> None:
        """`rows`: for each key the number of its text, or less than 0 where it is not compared."""
        has = np.flatnonzero(rows >= 0)
        number, first, times = np.unique(rows[has], return_index=True, return_counts=True)
        self._keys = keys
        self._rows = rows
        self._has = has
        self._at = has[first]
        self.comparable = np.ones(len(number), dtype=np.bool_)
        self.comparable[rows[has[only_equal[has]]]] = False
        self.more: AbstractSet[int] = set(number[times > 1].tolist())
        """Those that came several times."""

    def first(self, row: int) -> str:
        """The first key of a text."""
        return self._keys[int(self._at[row])]

    def groups(self, members: dict[int, list[int]]) -> Iterator[Group]:
        """The groups of two or more keys, by representative."""
        centre = np.arange(len(self._at))
        for one, rest in members.items():
            centre[rest] = one
        of = centre[self._rows[self._has]]
        several = np.flatnonzero(np.bincount(of, minlength=len(centre))[of] > 1)
        order = several[np.argsort(of[several], kind="stable")]
        ends = np.flatnonzero(np.diff(of[order], append=-1)) + 1
        places = self._has[order].tolist()
        for start, end in pairwise([0, *ends.tolist()]):
            row = int(of[order[start]])
            first = int(self._at[row])
            yield Group(
                representative=self._keys[first],
                members=tuple(self._keys[nth] for nth in places[start:end] if nth != first),
                kind="near" if row in members else "exact",
            )


def _variants(
    loose: Sequence[tuple[float, int, int, str]],
    centres: AbstractSet[int],
    key: Callable[[int], str],
) -> Iterator[Pair]:
    """The most alike of the pairs of representatives, few of each."""
    times: dict[int, int] = {}
    done: set[tuple[int, int]] = set()
    for share, one, other, kind in sorted(loose, key=lambda pair: (-pair[0], pair[1:])):
        pair = min(one, other), max(one, other)
        if pair in done or one not in centres or other not in centres:
            continue
        if max(times.get(one, 0), times.get(other, 0)) >= MOST_VARIANTS_OF_ONE:
            continue
        done.add(pair)
        times |= {one: times.get(one, 0) + 1, other: times.get(other, 0) + 1}
        yield Pair(one=key(pair[0]), other=key(pair[1]), likeness=share, kind=_KIND[kind])
        if len(done) == MOST_VARIANTS:
            return


_KIND: dict[str, Literal["alike", "held"]] = {"alike": "alike", "held": "held"}
