"""Phrases that could name something: owns finding them in a text, and when two are the same.

It works by word lists, word forms and neighbours, without a tagger, and scores nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bpforum.text import stopwords, wordforms
from bpforum.text.stopwords import listed

_TOKEN = re.compile(r"[^\W_]+(?:[’'\-‑][^\W_]+)*|[^\w\s]|_|\n")
_ELISION = re.compile(r"^(?:[ldjnsmtc]|qu|jusqu|lorsqu|puisqu|aujourd)[’']", re.IGNORECASE)
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th|º|ª|er|e|ème)?$", re.IGNORECASE)
LONGEST = 4
LONGEST_NAME = 6
"""A run of capitalised words may be longer: "Internet Engineering Task Force"."""
_HONORIFICS = listed("mr mrs ms dr prof sr sra srta mme mlle herr frau hon")


class Phrase(NamedTuple):
    """One use of a phrase."""

    key: str
    """The same for all forms that count as one phrase: plural, hyphen, spelling, case."""
    words: tuple[str, ...]
    opens: bool
    """It stands first in its clause, so that its capital says nothing."""
    bounded: bool
    """On both sides stand function words or punctuation: it is not cut out of a longer one."""


class _Word(NamedTuple):
    text: str
    lower: str
    content: bool
    opens: bool
    capital: bool


def find(text: str, language: str, verbs: frozenset[str] = frozenset()) -> Iterator[Phrase]:
    """Every phrase of 1-4 words inside a clause (up to 6 in a capitalised run), each use of it.

    Ends are content words; inside, at most one link ("access to information"), with an article.
    `verbs`: further words that are no part of a phrase, see `verbs_of`.
    """
    links = stopwords.LINKS.get(language, stopwords.LINKS["en"])
    articles = stopwords.ARTICLES.get(language, stopwords.ARTICLES["en"])
    for clause in _clauses(text, language, verbs):
        for first, word in enumerate(clause):
            if not word.content or not wordforms.may_begin(word.lower, language):
                continue
            linked = 0
            for last in range(first, min(first + LONGEST_NAME, len(clause))):
                end = clause[last]
                if not end.content:
                    if end.lower in links and not linked and last > first:
                        linked = last
                        continue
                    if end.lower in articles and linked == last - 1 and last > first + 1:
                        continue
                    break
                length = last - first + 1
                allowed = LONGEST + (1 if linked else 0)
                if length > allowed and not _is_name(clause[first : last + 1], language):
                    break
                if not wordforms.may_end(end.lower, language, alone=first == last):
                    continue
                yield _phrase(clause, first, last, language)


def verbs_of(texts: Iterable[str], languages: Sequence[str]) -> frozenset[str]:
    """English words that follow "to", "will", "we" … more than twice as often as "the", "of" …"""
    after: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for text, language in zip(texts, languages, strict=True):
        if language != "en":
            continue
        previous = ""
        for token in _TOKEN.findall(text):
            word = token.lower()
            if previous in wordforms.BEFORE_VERBS:
                after[True][word] += 1
            elif previous in wordforms.BEFORE_NOUNS:
                after[False][word] += 1
            previous = word
    return frozenset(
        word for word, count in after[True].items() if count >= 3 and count > 2 * after[False][word]
    )


def key_of(words: Sequence[str], language: str) -> str:
    """What "Multi-stakeholder processes" and "multistakeholder process" share."""
    return "".join(fold(word, language) for word in words)


def fold(word: str, language: str) -> str:
    """`word` without case, hyphen, accents, British -isation, and the commonest plural endings."""
    plain = word.casefold().replace("-", "").replace("‑", "").replace("’", "'")
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return wordforms.singular(plain, language)


def _clauses(text: str, language: str, verbs: frozenset[str]) -> Iterator[list[_Word]]:
    stop = stopwords.of(language)
    clause: list[_Word] = []
    titled = False
    for token in _TOKEN.findall(text):
        parts = [token]
        if elided := _ELISION.match(token):
            parts = [token[: elided.end()], token[elided.end() :]]
        for part in filter(None, parts):
            bare = part.rstrip("’'").lower().replace("’", "'")
            if not part[0].isalnum() or _ORDINAL.match(part) or titled:
                # The word after "Mr." is a person's name and ends the clause as a comma does.
                if clause:
                    yield clause
                clause = []
                titled = titled and not part[0].isalnum()
                continue
            if bare in _HONORIFICS:
                titled = True
            content = (
                bare not in stop and bare not in verbs and bare not in _HONORIFICS and len(bare) > 1
            )
            clause.append(_Word(part, bare, content, not clause, part[0].isupper()))
    if clause:
        yield clause


def _is_name(words: Sequence[_Word], language: str) -> bool:
    """Capitalised throughout, but for links; German capitals say only that a word is a noun."""
    return language != "de" and all(word.capital for word in words if word.content)


def _phrase(clause: Sequence[_Word], first: int, last: int, language: str) -> Phrase:
    words = tuple(word.text for word in clause[first : last + 1])
    before = first == 0 or not clause[first - 1].content
    behind = last + 1 == len(clause) or not clause[last + 1].content
    return Phrase(key_of(words, language), words, clause[first].opens, before and behind)
