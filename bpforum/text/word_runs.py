"""Finds runs of words in texts, many at once; does not know whose words they are."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np

from bpforum.text.word_hashes import Hashes, Sought, Words

LENGTH = 8
"""Words in a row that two people do not write by chance."""
Run = tuple[str, ...]
"""So many words, without case."""
_AT_ONCE = 1000
"""Texts whose runs are numbered together."""
_WORD = re.compile(r"\w+")


def runs_in(text: str) -> Iterator[Run]:
    """All runs of a text, made while they are looked at: a file has millions."""
    words = _WORD.findall(text.casefold())
    return (tuple(words[n : n + LENGTH]) for n in range(len(words) - LENGTH + 1))


class Runs:
    """Runs to be sought together."""

    def __init__(self, wanted: Iterable[Run]) -> None:
        self._wanted = frozenset(wanted)
        self._sought = Sought(_numbers(" ".join(one) for one in self._wanted))

    def __len__(self) -> int:
        return len(self._wanted)

    def found(self, text: str | Words) -> set[Run]:
        """Those that stand in `text`."""
        return _seen(self._sought, text) & self._wanted


class RunsOf:
    """All runs of many texts, to be sought together: only their numbers are kept."""

    def __init__(self, texts: Iterable[str], length: int = LENGTH) -> None:
        self._sought, self._length = Sought(_numbers(texts, length)), length

    def found(self, text: str | Words) -> set[Run]:
        """All of them that stand in `text`; by a chance of one in a million millions one more."""
        return _seen(self._sought, text, self._length)


def _seen(sought: Sought, text: str | Words, length: int = LENGTH) -> set[Run]:
    if not len(sought):
        return set()
    words = text if isinstance(text, Words) else Words(text)
    return words.rows_at(sought.among(words.rows(length)), length)


def _numbers(texts: Iterable[str], length: int = LENGTH) -> Hashes:
    """Of all runs of the `texts`; of the few over a border too, which nobody finds."""
    left, found = iter(texts), [np.zeros(0, dtype=np.uint64)]
    while together := tuple(islice(left, _AT_ONCE)):
        found.append(np.unique(Words(*together).rows(length)))
    return np.concatenate(found)
