"""Texts as sets of three-word shingles: owns which words count as the same; groups nothing.

Shingles are numbers made from the words alone, so that a text's set is the same in any company.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint64]
Rows = NDArray[np.int64]
"""Texts by number."""

WORDS = 3
"""Words in a shingle."""

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
    """The shingle sets of some folded texts, each sorted and without repeats."""

    def __init__(self, folded: Sequence[str]) -> None:
        """A text of fewer than three words has no shingles."""
        known: dict[str, int] = {}
        self.words = np.zeros(len(folded), dtype=np.int64)
        sets: list[Numbers] = []
        for number, text in enumerate(folded):
            words = text.split()
            self.words[number] = len(words)
            for word in words:
                if word not in known:
                    known[word] = _number(word)
            sets.append(_shingle(np.array([known[word] for word in words], dtype=np.uint64)))
        self.sizes = np.array([len(one) for one in sets], dtype=np.int64)
        self.flat = np.concatenate([np.zeros(0, dtype=np.uint64), *sets])
        """All sets one after the other."""
        self.ends = np.concatenate([[0], np.cumsum(self.sizes)]).astype(np.int64)
        """Where each begins in `flat`, and the end of the last."""

    def __len__(self) -> int:
        return len(self.sizes)

    def shared(self, one: int, others: Rows) -> Rows:
        """How many shingles text `one` shares with each of `others`."""
        mine = self.flat[self.ends[one] : self.ends[one + 1]]
        if not len(mine):
            return np.zeros(len(others), dtype=np.int64)
        owner = np.repeat(np.arange(len(others)), self.sizes[others])
        starts = np.concatenate([[0], np.cumsum(self.sizes[others])])[:-1]
        theirs = self.flat[np.arange(len(owner)) + (self.ends[others] - starts)[owner]]
        place = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
        return np.bincount(owner[mine[place] == theirs], minlength=len(others))


def _number(word: str) -> int:
    found = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(found, "little")


def _shingle(words: Numbers) -> Numbers:
    if len(words) < WORDS:
        return np.zeros(0, dtype=np.uint64)
    count = len(words) - WORDS + 1
    mixed = np.zeros(count, dtype=np.uint64)
    for place, factor in enumerate(_MIX):
        # The shift between two steps is what tells "a b c" from "c b a".
        mixed = (mixed ^ words[place : place + count]) * factor
        mixed ^= mixed >> np.uint64(31)
    return np.unique(mixed)
