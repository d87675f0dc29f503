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
from hashlib import blake2b
from typing import Literal

import numpy as np

from bpforum.text.copies import holdings
from bpforum.text.copies.likeness import HELD, Likeness
from bpforum.text.copies.shingles import Shingles, fold, is_wordless
from bpforum.text.copies.stars import gather
from models.base import Model

FEWEST_WORDS_EQUAL = 6
"""Answers below this are often the same without being copied: each stands for itself."""
MOST_VARIANTS = 200
MOST_VARIANTS_OF_ONE = 3
_LONGEST_SHORT = 400
"""Characters above which nothing is a short answer."""


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


def is_short(text: str) -> bool:
    """Whether others may well say the same in the same words: "Yes, I agree." is no campaign.

    So is a survey's row of such answers: none of its different lines has six words, and all
    together have less than twelve.
    """
    if len(text) > _LONGEST_SHORT:
        return False
    lines = {folded: folded.split() for line in text.splitlines() if (folded := fold(line))}
    sizes = [sum(0.5 if is_wordless(word) else 1.0 for word in words) for words in lines.values()]
    return max(sizes, default=0) < FEWEST_WORDS_EQUAL and sum(sizes) < 2 * FEWEST_WORDS_EQUAL


def are_equal(texts: Iterable[str]) -> bool:
    """Whether they are the same but for case, white space and punctuation."""
    return len(set(map(fold, texts))) < 2


def is_copy(text: str, of: str) -> bool:
    """Whether the second may represent the first, also one that has it within: as in a group."""
    if are_equal([text, of]):
        return True
    likes = Likeness(Shingles([fold(of), fold(text)]))
    return bool(likes.comparable.all()) and (likes.is_alike(0, 1) or likes.holds(1, 0))


def compare(texts: Sequence[tuple[str, str]], only_equal: AbstractSet[str] = frozenset()) -> Found:
    """The groups of two or more same texts among (key, text), ordered by representative.

    Keys are unique; keys and groups are ordered by (length of key, key), whatever the order given.
    Texts without words are nobody's copies, and neither are short ones (`is_short`). Texts
    `only_equal` are copies only if they are equal. Variants are at most 200, the most alike first.
    """
    sent = _Sent(only_equal)
    likes = Likeness(Shingles(sent.different(sorted(texts, key=lambda one: _order(one[0])))))
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

    def __init__(self, only_equal: AbstractSet[str]) -> None:
        self._only_equal = only_equal
        self.first: list[str] = []
        self.more: dict[int, list[str]] = {}
        self.comparable: list[bool] = []

    def different(self, texts: Iterable[tuple[str, str]]) -> Iterator[str]:
        """Each folded text once, in the order given."""
        known: dict[bytes, int] = {}
        for key, text in texts:
            folded = fold(text)
            if not folded or is_short(text):
                continue
            digest = blake2b(folded.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            row = known.setdefault(digest, len(self.first))
            if row < len(self.first):
                self.more.setdefault(row, []).append(key)
                self.comparable[row] &= key not in self._only_equal
            else:
                self.first.append(key)
                self.comparable.append(key not in self._only_equal)
                yield folded

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
