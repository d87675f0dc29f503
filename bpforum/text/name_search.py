"""Finds many names in texts at the cost of one look at each word; owns no list of names.

A name is found where no word character stands right before or after it, whatever its case: just as
the regular expression of all of them would, which takes time in the number of names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache

_WORD = re.compile(r"\w+")
_CASELESS = str.maketrans({"\u0130": "i", "\u0131": "i"})
"""What the regular expressions take for one letter, and case folding does not."""


class Names:
    """Names to be sought together."""

    def __init__(self, names: Iterable[str]) -> None:
        """Of equal names one counts; empty ones are none."""
        words = {name: _words(name) for name in names if name.strip()}
        common = Counter(word for found in words.values() for word in set(found))
        self._by_word: dict[str, list[str]] = defaultdict(list)
        """Each name under its rarest word."""
        self._wordless = [name for name, found in words.items() if not found]
        for name, found in words.items():
            if found:
                rarest = min(found, key=lambda word: (common[word], -len(word), word))
                self._by_word[rarest].append(name)
        self._keys = frozenset(self._by_word)
        self._needs = words

    def __len__(self) -> int:
        return len(self._needs)

    def search(self, text: str) -> bool:
        """Whether any of the names stands in `text`."""
        pattern = self._pattern(text)
        return pattern is not None and pattern.search(text) is not None

    def replaced(self, text: str, by: str) -> str:
        """`text` with `by` in place of every name, the longest first."""
        pattern = self._pattern(text)
        return pattern.sub(lambda match: by, text) if pattern else text

    def found(self, texts: Iterable[str]) -> set[str]:
        """Those of the names that stand in any of `texts`, of which lines are read one by one."""
        seen: set[str] = set()
        over_lines = any("\n" in name for name in self._needs)
        for text in texts:
            for line in [text] if over_lines else text.split("\n"):
                for name in self._near(line):
                    if name not in seen and pattern_of((name,)).search(line):
                        seen.add(name)
        return seen

    def _near(self, text: str) -> Iterator[str]:
        """Names all of whose words stand in `text`, somewhere."""
        yield from self._wordless
        if not self._keys:
            return
        words = set(_words(text))
        for word in self._keys & words:
            yield from (name for name in self._by_word[word] if words.issuperset(self._needs[name]))

    def _pattern(self, text: str) -> re.Pattern[str] | None:
        near = list(self._near(text))
        return (
            pattern_of(tuple(sorted(near, key=lambda name: (-len(name), name)))) if near else None
        )


@lru_cache(maxsize=1024)
def pattern_of(names: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the `names`, sought in their order, as whole words."""
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)", re.IGNORECASE)


def _words(text: str) -> list[str]:
    folded = text.lower() if text.isascii() else text.translate(_CASELESS).casefold()
    return _WORD.findall(folded)
