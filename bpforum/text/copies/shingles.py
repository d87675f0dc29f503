"""Texts as sets of three-word shingles: owns which words count as the same; groups nothing.

Shingles are numbers made from the words alone, so that a text's set is the same in any company.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.rarity import Numbers, Rows, put_rarest_first

__all__ = ["Numbers", "Rows"]

WORDS = 3
"""Words in a shingle."""
_TEXTS_AT_ONCE = 4_096
_COMPARED_AT_ONCE = 262_144
_MOST_WORDS = 1_000_000
_LONG = 16_384
"""Shingles of a pair above which it is compared by itself."""

_MIX = tuple(np.uint64(one) for one in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_WORDLESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts without spaces between words: each character stands for a word."""
_RUN = re.compile(f"{_WORDLESS.pattern}|[^\\s{_WORDLESS.pattern[1:]}+")


class _Folding(dict[int, str]):
    """What each character becomes, found when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category == "Cf":  # joiners and soft hyphens stand within words
            folded = ""
        elif category[0] in "PZC":
            folded = " "
        elif _WORDLESS.match(character):
            folded = f" {character} "
        else:
            folded = character
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """`text` without its case, punctuation and kind of white space; "" where no word is left.

    Symbols stay: 👍 and 👎 are not the same answer.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().translate(_FOLDING).split())


def is_wordless(word: str) -> bool:
    """Whether `word` is a character of a script without spaces between words."""
    return _WORDLESS.match(word) is not None


def runs(text: str) -> Iterator[tuple[int, int]]:
    """Where the runs without space are in `text`; in scripts without spaces each character."""
    return (match.span() for match in _RUN.finditer(text))


class Shingles:
    """The shingle sets of some folded texts, the rarest shingles of each first, without repeats.

    Four bytes a shingle, so that a million comments fit: two different ones are the same number
    once in four thousand million.
    """

    def __init__(self, folded: Iterable[str]) -> None:
        """A text of fewer than three words has no shingles. `folded` is read once, in parts."""
        self._take(*sets_of(folded))

    @classmethod
    def known(cls, words: Rows, sizes: Rows, flat: Numbers, ordered: int = 0) -> "Shingles":
        """Of texts with so many words and shingles; `flat` is put in another order in place.

        Of the first `ordered` texts it is in that order that they had among fewer others.
        """
        made = cls.__new__(cls)
        made._take(words, sizes, flat, ordered)
        return made

    def _take(self, words: Rows, sizes: Rows, flat: Numbers, ordered: int = 0) -> None:
        self.words = words
        self.sizes = sizes
        self.ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        """Where each begins in `flat`, and the end of the last."""
        self.flat = flat
        """All sets one after the other."""
        self.single = put_rarest_first(flat, self.ends, ordered)
        """How many of each text's shingles are known to be no other's: its first."""

    def __len__(self) -> int:
        return len(self.sizes)

    def of(self, row: int) -> Numbers:
        """The shingles of one text."""
        return self.flat[self.ends[row] : self.ends[row + 1]]

    def parts(self, rows: Rows, until: Rows, start: Rows | None = None) -> tuple[Numbers, Rows]:
        """The shingles of `rows` from the `start`th up to the `until`th, and whose each is."""
        begin = self.ends[rows] + (0 if start is None else start)
        sizes = np.maximum(0, self.ends[rows] + until - begin)
        owner = np.repeat(np.arange(len(rows)), sizes)
        offsets = np.concatenate([[0], np.cumsum(sizes)])[:-1]
        return self.flat[np.arange(len(owner)) + (begin - offsets)[owner]], owner

    def shared(self, one: int, others: Rows) -> Rows:
        """How many shingles text `one` shares with each of `others`."""
        mine = np.sort(self.of(one))
        if not len(mine) or not len(others):
            return np.zeros(len(others), dtype=np.int64)
        theirs, owner = self.parts(others, self.sizes[others])
        place = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
        return np.bincount(owner[mine[place] == theirs], minlength=len(others))

    def shared_by(self, ones: Rows, others: Rows) -> Rows:
        """How many shingles each of `ones` shares with the one of `others` at the same place."""
        found = np.zeros(len(ones), dtype=np.int64)
        sizes = self.sizes[ones] + self.sizes[others]
        # A book beside a thousand letters is not unfolded for each of them.
        long = np.flatnonzero(sizes > _LONG)
        by = np.where(self.sizes[ones] > self.sizes[others], ones, others)[long]
        for one in np.unique(by).tolist():
            where = long[by == one]
            found[where] = self.shared(one, ones[where] + others[where] - one)
        rest = np.flatnonzero(sizes <= _LONG)
        for start, end in runs_of(rest, sizes[rest], _COMPARED_AT_ONCE):
            where = rest[start:end]
            keys = np.concatenate([self._keyed(ones[where]), self._keyed(others[where])])
            keys.sort()
            both = keys[1:][keys[1:] == keys[:-1]] >> np.uint64(32)
            found[where] = np.bincount(both.astype(np.int64), minlength=len(where))
        return found

    def _keyed(self, rows: Rows) -> NDArray[np.uint64]:
        found, owner = self.parts(rows, self.sizes[rows])
        keys: NDArray[np.uint64] = (owner.astype(np.uint64) << np.uint64(32)) | found
        return keys


def sets_of(folded: Iterable[str]) -> tuple[Rows, Rows, Numbers]:
    """How many words each of these texts has, how many shingles, and these without repeats."""
    known = _Numbers()
    nothing = [np.zeros(0, dtype=np.int64)]
    words: list[Rows] = []
    sizes: list[Rows] = []
    sets: list[Numbers] = []
    for texts in _batched(folded):
        numbers: list[int] = []
        counts = []
        for text in texts:
            split = text.split()
            counts.append(len(split))
            numbers += map(known.__getitem__, split)
        known.bound()
        words.append(np.array(counts, dtype=np.int64))
        found, of = _shingle(np.array(numbers, dtype=np.uint64), words[-1])
        sets.append(found)
        sizes.append(np.bincount(of, minlength=len(texts)))
    every = np.concatenate(nothing + sizes)
    return np.concatenate(nothing + words), every, _emptied(sets, int(every.sum()))


def parts_of(flat: Numbers, sizes: Rows, rows: Rows) -> Numbers:
    """The sets of some `rows` one after the other, copied some thousands at a time."""
    ends = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    wanted = sizes[rows]
    found = np.empty(int(wanted.sum()), dtype=np.uint32)
    at = 0
    for first in range(0, len(rows), _TEXTS_AT_ONCE):
        some, many = rows[first : first + _TEXTS_AT_ONCE], wanted[first : first + _TEXTS_AT_ONCE]
        offsets = np.cumsum(many) - many
        places = np.arange(int(many.sum())) + np.repeat(ends[some] - offsets, many)
        found[at : at + len(places)] = flat[places]
        at += len(places)
    return found


def runs_of(owner: Rows, weights: Rows, most: int) -> Iterator[tuple[int, int]]:
    """Where to cut so that each run weighs about `most`; what one owner has is in one run."""
    fresh = np.ones(len(owner), dtype=np.bool_)
    fresh[1:] = owner[1:] != owner[:-1]
    starts = np.flatnonzero(fresh)
    part = (np.cumsum(weights) - weights)[starts] // most
    cuts = [*starts[np.flatnonzero(np.diff(part, prepend=-1))].tolist(), len(owner)]
    yield from pairwise(cuts)


def _batched(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while batch := list(islice(rest, _TEXTS_AT_ONCE)):
        yield batch


class _Numbers(dict[str, int]):
    """The number of each word, found when it is first met."""

    def __missing__(self, word: str) -> int:
        found = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        self[word] = number = int.from_bytes(found, "little")
        return number

    def bound(self) -> None:
        """Words that are nowhere else are not kept for ever."""
        if len(self) > _MOST_WORDS:
            self.clear()


def _emptied(sets: list[Numbers], size: int) -> Numbers:
    """All `sets` in one; each is let go of as it is copied, so that nothing is held twice."""
    flat = np.empty(size, dtype=np.uint32)
    while sets:
        one = sets.pop()
        flat[size - len(one) : size] = one
        size -= len(one)
    return flat


def _shingle(words: NDArray[np.uint64], counts: Rows) -> tuple[Numbers, Rows]:
    """The shingles of the texts whose words follow one another, and whose each is."""
    owner = np.repeat(np.arange(len(counts)), counts)
    count = max(0, len(words) - WORDS + 1)
    mixed = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_MIX):
        # The shift between two steps is what tells "a b c" from "c b a".
        mixed = (mixed ^ words[place : place + count]) * factor
        mixed ^= mixed >> np.uint64(31)
    whole = owner[:count] == owner[WORDS - 1 :][:count]
    low = np.uint64(32)
    keys = (owner[:count].astype(np.uint64)[whole] << low) | (mixed[whole] >> low)
    keys.sort()  # numpy's `unique` is many times slower than this
    keys = keys[np.diff(keys, prepend=~keys[:1]) != 0]
    return keys.astype(np.uint32), (keys >> low).astype(np.int64)
