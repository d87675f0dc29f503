"""Finds many names in texts at the cost of one look at each word; owns no list of names.

A name is found where no word character stands right before or after it, whatever its case: just as
the regular expression of all of them would, which takes time in the number of names.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property, lru_cache

from bpforum.text.word_hashes import LONGEST, Sought, Words

_WORD = re.compile(r"\w+")
_ODD = re.compile("[\u0130\u0131\u0345]")
"""These too, and the one that becomes part of a word by case folding."""
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

    @property
    def names(self) -> Collection[str]:
        """All of them."""
        return self._needs.keys()

    @property
    def over_lines(self) -> bool:
        """Whether any of them is written on several lines."""
        return any("\n" in name for name in self._needs)

    def search(self, text: str) -> bool:
        """Whether any of the names stands in `text`."""
        pattern = self._pattern(text)
        return pattern is not None and pattern.search(text) is not None

    def replaced(self, text: str, by: str) -> str:
        """`text` with `by` in place of every name, the longest first."""
        pattern = self._pattern(text)
        return pattern.sub(lambda match: by, text) if pattern else text

    def found(self, texts: Iterable[str] | Words) -> set[str]:
        """Those of the names that stand in any of `texts`.

        One is looked for where its words stand in a row; what the numbers of words do not fit is
        looked at line by line.
        """
        seen: set[str] = set()
        for words in [texts] if isinstance(texts, Words) else map(Words, texts):
            marks = {mark for text in words.texts for mark in _odd(text)}
            if "\u0345" in marks:
                self._read(words.texts, seen)
                continue
            if marks:
                words = Words(*(text.translate(_CASELESS) for text in words.texts))
            for length, (sought, named) in self._rows.items():
                rows = words.rows(length)
                for at in sought.among(rows).tolist():
                    for name in named[int(rows[at])]:
                        if name not in seen and _stands(name, *words.line(at)):
                            seen.add(name)
            if self._unusual:
                self._unusual._read(words.texts, seen)
        return seen

    def _read(self, texts: Iterable[str], seen: set[str]) -> None:
        """Adds those that stand in `texts` to what was `seen`."""
        for text in texts:
            for line in [text] if self.over_lines else text.split("\n"):
                for name in self._near(line):
                    if name not in seen and pattern_of((name,)).search(line):
                        seen.add(name)

    @cached_property
    def _unusual(self) -> "Names":
        """Those that are no row of words within a line."""
        return Names(name for name, words in self._needs.items() if not _is_a_row(name, words))

    @cached_property
    def _rows(self) -> dict[int, tuple[Sought, dict[int, list[str]]]]:
        """Length of a row → its numbers, and the names that begin with the row of that number."""
        by_length: dict[int, list[str]] = defaultdict(list)
        for name, words in self._needs.items():
            if _is_a_row(name, words):
                by_length[min(len(words), LONGEST)].append(name)
        rows: dict[int, tuple[Sought, dict[int, list[str]]]] = {}
        for length, names in by_length.items():
            begins = Words(*(" ".join(self._needs[name][:length]) for name in names))
            hashes = begins.rows(length)[:: length + 1]
            named: dict[int, list[str]] = defaultdict(list)
            for number, name in zip(hashes.tolist(), names, strict=True):
                named[number].append(name)
            rows[length] = Sought(hashes), named
        return rows

    def _near(self, text: str) -> Iterator[str]:
        """Names all of whose words stand in `text`, somewhere."""
        yield from self._wordless
        if not self._keys:
            return
        found = _words(text)
        if self._keys.isdisjoint(found):  # as nearly always
            return
        words = set(found)
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


def _odd(text: str) -> list[str]:
    return [] if text.isascii() else _ODD.findall(text)


def _is_a_row(name: str, words: list[str]) -> bool:
    return bool(words) and "\n" not in name and "\u0345" not in name


def _stands(name: str, line: str, at: int) -> bool:
    """Whether it stands in `line` just as it is written; `at`: where its first word does there."""
    if at < 0 or not name.isascii():
        return pattern_of((name,)).search(line) is not None
    found = _WORD.search(name)
    start = at - (found.start() if found else 0)
    end = start + len(name)
    return (
        start >= 0
        and line[start:end].lower() == name.lower()
        and not _WORD.match(line[max(start - 1, 0) : start])
        and not _WORD.match(line[end : end + 1])
    )
