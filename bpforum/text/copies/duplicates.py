"""Groups same texts: owns what counts as a copy; counts nobody and deletes nothing.

Two promises meet here. Texts as alike as copies with small edits (Jaccard of their three-word
shingles .7 or more) share a group. And nothing is in a group that is unlike its representative
(less than .5, and neither holds the other), however long the chain of small edits between them.
A chain whose ends are unlike cannot keep both: if one of its texts is like all the others, that
one represents them; if none is, the chain is cut, and the second promise is kept.

A longer text that has a representative's within it, and was sent once, is in that group too, and
never represents it: what else it says is its own (`additions`).
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

import numpy as np

from bpforum.text.copies import holdings
from bpforum.text.copies.likeness import HELD, Likeness
from bpforum.text.copies.shingles import Rows, Shingles, fold
from bpforum.text.copies.short import is_short
from bpforum.text.copies.sketches import Sketches, nothing, take
from bpforum.text.copies.stars import gather
from models.base import Model

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
    return len(set(map(fold, texts))) < 2


def is_copy(text: str, of: str) -> bool:
    """Whether the second may represent the first, also one that has it within: as in a group."""
    if are_equal([text, of]):
        return True
    likes = Likeness(Shingles([fold(of), fold(text)]))
    return bool(likes.comparable.all()) and (likes.is_alike(0, 1) or likes.holds(1, 0))


class Known:
    """What earlier comparisons made of single texts; `compare` leaves what it has made itself."""

    def __init__(self, sketches: Sketches | None = None) -> None:
        self.sketches = sketches or nothing()


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
    known = known or Known()
    ordered = sorted(texts, key=lambda one: _order(one[0]))
    rows, known.sketches = take([text for _, text in ordered], known.sketches)
    sketches = known.sketches
    sent = _Sent([key for key, _ in ordered], rows, only_equal)
    likes = Likeness(Shingles.known(sketches.words, sketches.sizes, sketches.flat))
    likes.comparable &= np.array(sent.comparable, dtype=np.bool_)
    stars = gather(likes, MOST_VARIANTS)
    members = stars.members
    often = np.zeros(len(likes), dtype=np.bool_)
    often[[*sent.more, *(one for one, rest in members.items() if rest)]] = True
    within = holdings.search(likes, np.array(sorted(members), dtype=np.int64), often)
    sizes = likes.sizes
    held = [one for one in within if one.share >= HELD]
    # The shortest first: what is within another by then represents nothing itself.
    for one in sorted(held, key=lambda o: (sizes[o.text], o.text, -sizes[o.held], o.held)):
        alone = one.text in members and not members[one.text] and one.text not in sent.more
        if alone and one.held in members:
            del members[one.text]
            members[one.held].append(one.text)
    kept = sorted(held, key=lambda o: (o.text, -sizes[o.held], o.held))
    loose = [(share, a, b, "alike") for share, a, b in stars.loose]
    loose += [(round(o.share, 3), o.held, o.text, "held") for o in within if o.share < HELD]
    return Found(
        groups=tuple(sent.groups(members)),
        holdings=tuple(Held(text=sent.first[o.text], held=sent.first[o.held]) for o in kept),
        variants=tuple(_variants(loose, members, sent.first)),
    )


class _Sent:
    """The different texts by number, and under which keys each came."""

    def __init__(self, keys: Sequence[str], rows: Rows, only_equal: AbstractSet[str]) -> None:
        """`rows`: for each key the number of its text, or less than 0 where it is not compared."""
        self.first: list[str] = []
        self.more: dict[int, list[str]] = {}
        self.comparable: list[bool] = []
        for key, row in zip(keys, rows.tolist(), strict=True):
            if row < 0:
                continue
            if row < len(self.first):
                self.more.setdefault(row, []).append(key)
                self.comparable[row] &= key not in only_equal
            else:
                self.first.append(key)
                self.comparable.append(key not in only_equal)

    def groups(self, members: dict[int, list[int]]) -> Iterator[Group]:
        """The groups of two or more keys, by representative."""
        for centre in sorted(members):
            rest = [
                *self.more.get(centre, []),
                *(self.first[one] for one in members[centre]),
                *(key for one in members[centre] for key in self.more.get(one, [])),
            ]
            if rest:
                yield Group(
                    representative=self.first[centre],
                    members=tuple(sorted(rest, key=_order)),
                    kind="near" if members[centre] else "exact",
                )


def _variants(
    loose: Sequence[tuple[float, int, int, str]], members: dict[int, list[int]], keys: Sequence[str]
) -> Iterator[Pair]:
    """The most alike of the pairs of representatives, few of each."""
    times: dict[int, int] = {}
    done: set[tuple[int, int]] = set()
    for share, one, other, kind in sorted(loose, key=lambda pair: (-pair[0], pair[1:])):
        pair = min(one, other), max(one, other)
        if pair in done or one not in members or other not in members:
            continue
        if max(times.get(one, 0), times.get(other, 0)) >= MOST_VARIANTS_OF_ONE:
            continue
        done.add(pair)
        times |= {one: times.get(one, 0) + 1, other: times.get(other, 0) + 1}
        yield Pair(one=keys[pair[0]], other=keys[pair[1]], likeness=share, kind=_KIND[kind])
        if len(done) == MOST_VARIANTS:
            return


_KIND: dict[str, Literal["alike", "held"]] = {"alike": "alike", "held": "held"}


def _order(key: str) -> tuple[int, str]:
    return len(key), key
