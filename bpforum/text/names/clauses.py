"""A text as its clauses, and each word with what it says by itself; finds no phrase in them.

What depends on the word alone is worked out once for all its uses.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bpforum.text.names import stopwords, wordforms
from bpforum.text.names.listed import listed

TOKEN = re.compile(r"[^\W_]+(?:[\u2019'\-\u2011][^\W_]+)*|[^\w\s]|_|\n")
_ELISION = re.compile(r"^(?:[ldjnsmtc]|qu|jusqu|lorsqu|puisqu|aujourd)[\u2019']", re.IGNORECASE)
_LINK = re.compile(
    r"\w*\ufffd[\w\ufffd]*|(?:https?:|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|int|info|pdf|html?|[a-z]{2})\b\S*"
)
"""A link or address, or a word of which a letter was lost: its halves are no words."""
_HINT = re.compile(r"\ufffd|https?:|www\.|@|\.[a-z]")
"""What every one of those holds: to look for it is quick, and most texts have none."""
_MANY_DIGITS = re.compile(r"\d.*\d.*\d")
"""A year or a number is in it: no part of a name, as IPv6 and 5G are."""
_HALVES = ("-", "\u2010")
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th|º|ª|er|e|ème)?$", re.IGNORECASE)
_HONORIFICS = listed("mr mrs ms dr prof sr sra srta mme mlle herr frau hon")


class Word(NamedTuple):
    """A word where it stands."""

    text: str
    lower: str
    content: bool
    opens: bool
    """It stands first in its clause."""
    capital: bool
    takes: bool
    """A number or article follows: here it is rather a verb with its object."""
    folded: str
    parts: bool
    """A phrase may end beside it: it is no noun or adjective."""
    begins: bool = False
    """A label may begin with it, by its form."""
    ends: bool = False
    """A label may end with it, by its form."""
    acts: bool = False
    """It is rather a verb's form: "network serving", "content posted"."""
    plural: bool = False
    """It looks like a plural, or a verb in -s."""


class _Part(NamedTuple):
    """What a part of a token does to the clause that it stands in."""

    opening: Word
    inside: Word
    breaks: bool
    """It ends the clause, as punctuation and numbers do."""
    goes_on: bool
    """It belongs to a title before it: a title's full stop, a name with a capital."""
    titles: bool
    is_object: bool
    is_number: bool


class _Lexicon(dict[str, tuple[_Part, ...]]):
    """By token, its parts."""

    def __init__(self, language: str, verbs: frozenset[str], foreign: frozenset[str]) -> None:
        super().__init__()
        self._language = language
        self._none = (stopwords.of(language), verbs, foreign, _HONORIFICS)
        self._objects = stopwords.OBJECTS.get(language, frozenset())

    def __missing__(self, token: str) -> tuple[_Part, ...]:
        elided = _ELISION.match(token)
        parts = [token[: elided.end()], token[elided.end() :]] if elided else [token]
        found = self[token] = tuple(self._part(part) for part in parts if part)
        return found

    def _part(self, part: str) -> _Part:
        bare, language = part.rstrip("\u2019'").lower().replace("\u2019", "'"), self._language
        content = (
            not any(bare in words for words in self._none)
            and len(bare) > 1
            and not _MANY_DIGITS.search(bare)
            and not (language == "en" and bare in wordforms.VERBS)
        )
        capital = part[0].isupper()
        verbal = content and wordforms.is_verbal(bare, language)
        word = Word(
            text=part,
            lower=bare,
            content=content,
            opens=False,
            capital=capital,
            takes=False,
            folded=fold(part, language),
            parts=not content or verbal,
            begins=content and wordforms.may_begin(bare, language),
            # A German noun has a capital.
            ends=content and wordforms.may_end(bare, language) and (language != "de" or capital),
            acts=verbal and language == "en" and "-" not in bare,
            plural=content and wordforms.is_plural(bare, language),
        )
        return _Part(
            opening=word._replace(opens=True),
            inside=word,
            breaks=not part[0].isalnum() or _ORDINAL.match(part) is not None,
            goes_on=part == "." or capital,
            titles=bare in _HONORIFICS,
            is_object=bare in self._objects,
            is_number=part[0].isdigit(),
        )


_lexicon = lru_cache(maxsize=2)(_Lexicon)
"""Texts of one language are read one after another."""


def clauses_of(
    text: str, language: str, verbs: frozenset[str], foreign: frozenset[str]
) -> Iterator[list[Word]]:
    """The clauses of `text`; `verbs` and `foreign` are words that are no part of a phrase."""
    lexicon = _lexicon(language, verbs, foreign)
    clause: list[Word] = []
    titled = False
    ended = 0
    for match in TOKEN.finditer(without_links(text, " | ")):
        token = match.group()
        if clause and token in _HALVES and match.start() == ended:
            clause[-1] = _half(clause[-1])
        ended = match.end()
        for part in lexicon[token]:
            # A title's full stop, and all names with a capital, belong to it.
            titled = titled and part.goes_on
            if part.breaks or titled:
                # What follows "Mr." is a person's name and ends the clause as a comma does.
                if clause:
                    if part.is_number:
                        clause[-1] = clause[-1]._replace(takes=True)
                    yield clause
                    clause = []
                continue
            titled = part.titles
            if clause:
                if part.is_object:
                    clause[-1] = clause[-1]._replace(takes=True)
                clause.append(part.inside)
            else:
                clause.append(part.opening)
    if clause:
        yield clause


def _half(word: Word) -> Word:
    """Half a compound: Rad- und Gehweg."""
    return word._replace(content=False, parts=True, begins=False, plural=False)


def words(text: str, language: str) -> Iterator[str]:
    """The words of `text` that say something, folded; the parts of a compound with a hyphen too."""
    for token in TOKEN.findall(without_links(text, " ")):
        yield from _folded_parts(token, language)


@lru_cache(maxsize=100_000)
def _folded_parts(token: str, language: str) -> tuple[str, ...]:
    stop = stopwords.of(language)
    bare = _ELISION.sub("", token).lower()
    return tuple(
        fold(part, language)
        for part in re.split(r"[-\u2011]", bare)
        if len(part) > 2 and part not in stop and not part[0].isdigit()
    )


def without_links(text: str, between: str) -> str:
    """`text` with `between` where a link or an address stood."""
    return _LINK.sub(between, text) if _HINT.search(text) else text


@lru_cache(maxsize=100_000)
def fold(word: str, language: str) -> str:
    """`word` without case, hyphen, accents, British -isation, and the commonest plural endings."""
    plain = word.casefold().replace("-", "").replace("\u2011", "").replace("\u2019", "'")
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return wordforms.singular(plain, language)
