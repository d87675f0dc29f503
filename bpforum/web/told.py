"""Says in the page's language what runs said in English; what is not known stays as it is.

Runs speak English, to the terminal and to the store: the sentences are found again by their words
(`templates/web/words/told.toml`), with what stands in them. So what was written by an earlier
version is understood too, and whatever it does not know is shown, marked as English.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from bpforum.web.words import entries

_MOST = 3_000
"""Longer texts are no sentences of ours."""
_BLANK = re.compile(r"{(\w+)}")
_BETWEEN = re.compile(r"(?: \([^\n]{1,220}?\))?[.;]?(?:\s+|$)")
"""What stands between two sentences: where it is about, in brackets, and a stop."""
_END = r"(?=\s|[.;](?:\s|$)|$)"


@dataclass(frozen=True)
class _Sentence:
    key: str
    patterns: tuple[re.Pattern[str], ...]
    length: int
    """Of its own words: the longest is tried first."""


@lru_cache(4096)
def translated(text: str, language: str) -> str | None:
    """`text` in `language`; None where not all of it is known."""
    if language == "en":
        return text
    return _from(text, 0, language, {}) if len(text) <= _MOST else None


def _from(text: str, start: int, language: str, failed: dict[int, None]) -> str | None:
    """What follows from `start` on, if all of it is known; `failed`: where nothing was found."""
    if start == len(text):
        return ""
    if start in failed:
        return None
    for sentence in _sentences():
        for pattern in sentence.patterns:
            found = pattern.match(text, start)
            between = _BETWEEN.match(text, found.end()) if found else None
            if found is None or between is None:
                continue
            rest = _from(text, between.end(), language, failed)
            if rest is not None:
                words = entries("told")[sentence.key][language]
                values = {name: _value(said, language) for name, said in found.groupdict().items()}
                return words.format(**values) + between[0] + rest
    failed[start] = None
    return None


def _value(said: str, language: str) -> str:
    """A value may be one of our phrases too."""
    return _from(said, 0, language, {}) or said


@cache
def _sentences() -> tuple[_Sentence, ...]:
    made = [_sentence(key, words["en"]) for key, words in entries("told").items()]
    return tuple(sorted(made, key=lambda one: (-one.length, one.key)))


def _sentence(key: str, english: str) -> _Sentence:
    parts = _BLANK.split(english)
    body = "".join(f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    # What ends with a value ends where the next reason begins, or with the text.
    ends = (r"(?=; )", r"$") if not parts[-1] else (_END,)
    patterns = tuple(re.compile(body + end, re.DOTALL) for end in ends)
    return _Sentence(key, patterns, sum(map(len, parts[::2])))
