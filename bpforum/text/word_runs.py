"""Finds runs of words in texts, many at once; does not know whose words they are."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice

LENGTH = 8
"""Words in a row that two people do not write by chance."""
_AT_ONCE = 200_000
"""Words that are held at a time."""
Run = tuple[str, ...]
"""So many words, without case."""
_WORD = re.compile(r"\w+")


def runs_in(text: str) -> Iterator[Run]:
    """All runs of a text, made while they are looked at: a file has millions."""
    words = _words(text)
    return (tuple(words[n : n + LENGTH]) for n in range(len(words) - LENGTH + 1))


class Runs:
    """Runs to be sought together: one is looked for where the rarest of its words stands."""

    def __init__(self, wanted: Iterable[Run]) -> None:
        self._wanted = frozenset(wanted)
        common = Counter(word for one in self._wanted for word in one)
        self._at: dict[str, set[int]] = {}
        """Word → where in a run it may stand."""
        for one in self._wanted:
            rarest = min(range(LENGTH), key=lambda n: (common[one[n]], -len(one[n]), n))
            self._at.setdefault(one[rarest], set()).add(rarest)

    def __len__(self) -> int:
        return len(self._wanted)

    def found(self, text: str) -> set[Run]:
        """Those that stand in `text`, which is gone through some words at a time."""
        if not self._wanted:
            return set()
        found: set[Run] = set()
        for words in _stretches(text):
            places = self._at
            starts = (n - at for n, word in enumerate(words) if word in places
                      for at in places[word])  # fmt: skip
            runs = (tuple(words[n : n + LENGTH]) for n in starts if n >= 0)
            found.update(run for run in runs if run in self._wanted)
        return found


def _stretches(text: str, most: int = _AT_ONCE) -> Iterator[list[str]]:
    """The words of a text, so many at a time, each time after the last few of the time before.

    No run is cut: a file of a million comments has twenty million words, which are never held.
    """
    left = (found[0] for found in _WORD.finditer(text.casefold()))
    words = list(islice(left, most))
    while words:
        yield words
        fresh = list(islice(left, most))
        words = [*words[1 - LENGTH :], *fresh] if fresh else []


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
