"""Finds runs of words in texts, many at once; does not know whose words they are."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

LENGTH = 8
"""Words in a row that two people do not write by chance."""
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
        """Those that stand in `text`."""
        if not self._wanted:
            return set()
        words, places = _words(text), self._at
        starts = (n - at for n, word in enumerate(words) if word in places for at in places[word])
        runs = (tuple(words[n : n + LENGTH]) for n in starts if n >= 0)
        return {run for run in runs if run in self._wanted}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
