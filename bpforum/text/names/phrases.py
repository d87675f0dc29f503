"""Phrases that could name something: owns finding them in a text, and when two are the same.

It works by word lists, word forms and neighbours, without a tagger, and scores nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bpforum.text.names import german, stopwords, wordforms
from bpforum.text.names.listed import listed

_TOKEN = re.compile(r"[^\W_]+(?:[\u2019'\-\u2011][^\W_]+)*|[^\w\s]|_|\n")
_ELISION = re.compile(r"^(?:[ldjnsmtc]|qu|jusqu|lorsqu|puisqu|aujourd)[\u2019']", re.IGNORECASE)
_LINK = re.compile(
    r"\w*\ufffd[\w\ufffd]*|(?:https?:|www\.)\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|int|info|pdf|html?|[a-z]{2})\b\S*"
)
"""A link or address, or a word of which a letter was lost: its halves are no words."""
_MANY_DIGITS = re.compile(r"\d.*\d.*\d")
"""A year or a number is in it: no part of a name, as IPv6 and 5G are."""
_OF = ("of", "de", "du", "des", "do", "da", "del")
_HALVES = ("-", "\u2010")
_ORDINAL = re.compile(r"^\d+(?:st|nd|rd|th|º|ª|er|e|ème)?$", re.IGNORECASE)
INSIDE = 10
"""Weight of a form used inside a clause, where a capital means something."""
LONGEST = 4
LONGEST_NAME = 6
"""A run of capitalised words may be longer: "Internet Engineering Task Force"."""
LINKS_IN_A_NAME = 2
"""International Covenant *on* Civil *and* Political Rights."""
MOST_CHARACTERS = 60
"""A longer one is no name for anything, whatever its words."""
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
    nominal: bool
    """What stands before it shows that it is no verb with its object."""
    acts: bool = False
    """A plural stands before its last word, which may be that plural's verb: texts pass."""
    article: str = ""
    """German: what the word before it says of it, see `german.article`."""
    fits: bool = True
    """German: its endings are those that it would have standing alone."""

    @property
    def weight(self) -> int:
        """How much this use says of how the phrase is written."""
        if not self.fits:
            return 1
        if len(self.words) > 1 and all(word.isupper() for word in self.words):
            return 1  # a heading in capitals
        return 3 if self.opens else INSIDE


class _Word(NamedTuple):
    text: str
    lower: str
    content: bool
    opens: bool
    capital: bool
    takes: bool
    """A number or article follows: here it is rather a verb with its object."""


def find(
    text: str,
    language: str,
    verbs: frozenset[str] = frozenset(),
    foreign: frozenset[str] = frozenset(),
) -> Iterator[Phrase]:
    """Every phrase of 1-4 words inside a clause (up to 6 in a capitalised run), each use of it.

    Ends are content words; inside, at most one link ("access to information"), with an article; in
    a name two. `verbs`: further words that are no part of a phrase, see `verbs_of`; `foreign`: stop
    words of the forum's other languages.
    """
    links = stopwords.LINKS.get(language, stopwords.LINKS["en"])
    articles = stopwords.ARTICLES.get(language, stopwords.ARTICLES["en"])
    for clause in _clauses(text, language, verbs, foreign):
        for first, word in enumerate(clause):
            if not word.content or not wordforms.may_begin(word.lower, language):
                continue
            linked = links_seen = 0
            for last in range(first, min(first + LONGEST_NAME + 2, len(clause))):
                end = clause[last]
                if not end.content:
                    before = clause[last - 1].lower
                    if end.lower == "to" and before not in wordforms.BEFORE_TO:
                        break  # "networks to build": a verb follows
                    if last == first + 1 and wordforms.is_participle(word.lower, language):
                        break  # "started with …", "based on …"
                    named = links_seen and _is_name(clause[first:last], language)
                    most = LINKS_IN_A_NAME if named else 1
                    if end.lower in links and links_seen < most and last > max(first, linked):
                        linked = last
                        links_seen += 1
                        continue
                    if end.lower in articles and linked == last - 1 and last > first + 1:
                        continue
                    break
                if last > first and clause[last - 1].content and _is_act(end, language):
                    break  # "network serving …", "content posted …"
                length = last - first + 1
                is_name = _is_name(clause[first : last + 1], language)
                if links_seen > 1 and not is_name:
                    break
                if length > (LONGEST_NAME if is_name else LONGEST) + links_seen:
                    break
                if not wordforms.may_end(end.lower, language):
                    continue
                if language == "de" and not end.capital:
                    continue  # a German noun has a capital
                if end.takes and end.lower.endswith("s"):
                    continue
                made = _phrase(clause, first, last, language)
                if sum(map(len, made.words)) + len(made.words) <= MOST_CHARACTERS:
                    yield made


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


def words(text: str, language: str) -> Iterator[str]:
    """The words of `text` that say something, folded; the parts of a compound with a hyphen too."""
    stop = stopwords.of(language)
    for token in _TOKEN.findall(_LINK.sub(" ", text)):
        bare = _ELISION.sub("", token).lower()
        for part in re.split(r"[-\u2011]", bare):
            if len(part) > 2 and part not in stop and not part[0].isdigit():
                yield fold(part, language)


def determined(
    texts: Iterable[str], language: str, words: frozenset[str], share: float
) -> frozenset[str]:
    """Those of `words` that are nouns in `language`: so many of their uses follow an article.

    "The car" in an English text, though "car" joins sentences in French.
    """
    articles = stopwords.ARTICLES.get(language, frozenset()) | {"a", "an"}
    uses: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for text in texts if words else ():
        previous = ""
        for token in _TOKEN.findall(text.lower()):
            if token in words:
                uses[token] += 1
                after[token] += previous in articles
            previous = token
    return frozenset(word for word, count in uses.items() if after[word] >= share * count)


def key_of(words: Sequence[str], language: str) -> str:
    """What "Multi-stakeholder processes" and "multistakeholder process" share."""
    return "".join(fold(word, language) for word in words)


@lru_cache(maxsize=100_000)
def fold(word: str, language: str) -> str:
    """`word` without case, hyphen, accents, British -isation, and the commonest plural endings."""
    plain = word.casefold().replace("-", "").replace("\u2011", "").replace("\u2019", "'")
    plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return wordforms.singular(plain, language)


def _clauses(
    text: str, language: str, verbs: frozenset[str], foreign: frozenset[str]
) -> Iterator[list[_Word]]:
    stop = stopwords.of(language)
    objects = stopwords.OBJECTS.get(language, frozenset())
    clause: list[_Word] = []
    titled = False
    ended = 0
    for match in _TOKEN.finditer(_LINK.sub(" | ", text)):
        token = match.group()
        parts = [token]
        if clause and match.start() == ended and token in _HALVES:
            clause[-1] = clause[-1]._replace(content=False)  # half a compound: Rad- und Gehweg
        ended = match.end()
        if elided := _ELISION.match(token):
            parts = [token[: elided.end()], token[elided.end() :]]
        for part in filter(None, parts):
            bare = part.rstrip("\u2019'").lower().replace("\u2019", "'")
            # A title's full stop, and all names with a capital, belong to it.
            named = titled and (part == "." or part[0].isupper())
            titled = named
            if not part[0].isalnum() or _ORDINAL.match(part) or named:
                # What follows "Mr." is a person's name and ends the clause as a comma does.
                if clause and part[0].isdigit():
                    clause[-1] = clause[-1]._replace(takes=True)
                if clause:
                    yield clause
                clause = []
                continue
            if bare in _HONORIFICS:
                titled = True
            content = (
                bare not in stop
                and bare not in verbs
                and bare not in foreign
                and bare not in _HONORIFICS
                and len(bare) > 1
                and not _MANY_DIGITS.search(bare)
                and not (language == "en" and bare in wordforms.VERBS)
            )
            if clause and bare in objects:
                clause[-1] = clause[-1]._replace(takes=True)
            clause.append(_Word(part, bare, content, not clause, part[0].isupper(), False))
    if clause:
        yield clause


def _is_name(words: Sequence[_Word], language: str) -> bool:
    """Capitalised throughout, but for links; German capitals say only that a word is a noun."""
    return language != "de" and all(word.capital for word in words if word.content)


def _is_plural(words: Sequence[str], language: str) -> bool:
    """Whether what opens a clause is a plural: elsewhere it may be an order, "limit the bets"."""
    described = len(words) == 1 or wordforms.is_adjective(words[0].lower(), language)
    return words[-1].lower().endswith("s") and described


def _is_act(word: _Word, language: str) -> bool:
    return language == "en" and "-" not in word.lower and wordforms.is_verbal(word.lower, language)


def _parts(word: _Word, language: str) -> bool:
    """Whether a phrase may end beside this word: it is no noun or adjective."""
    return not word.content or wordforms.is_verbal(word.lower, language)


def _phrase(clause: Sequence[_Word], first: int, last: int, language: str) -> Phrase:
    words = tuple(word.text for word in clause[first : last + 1])
    start = first == 0 or _parts(clause[first - 1], language)
    behind = last + 1 == len(clause) or _parts(clause[last + 1], language)
    if behind and last + 1 < len(clause) and clause[last + 1].lower in _OF:
        # "UNESCO in the promotion" of what? A noun alone is whole without: the network of …
        behind = not any(not word.content for word in clause[first : last + 1])
    before = clause[first - 1].lower if first else ""
    opens, bounded = clause[first].opens, start and behind
    key = key_of(words, language)
    if language == "de":
        fits = german.stands_alone(words, before, clause[first - 2].lower if first > 1 else "")
        article = german.article(before, words[-1])
        if first and clause[first - 1].capital and not clause[first - 1].opens:
            article = "placed" if article else ""  # a street's own: the school Am Felde
        return Phrase(key, words, opens, bounded, fits, False, article, fits)
    acts = any(
        one.content and two.content and wordforms.is_plural(one.lower, language)
        for one, two in pairwise(clause[first : last + 1])
    )
    return Phrase(key, words, opens, bounded, _is_nominal(clause, first, last, language), acts)


def _is_nominal(clause: Sequence[_Word], first: int, last: int, language: str) -> bool:
    """Whether the word before shows a noun phrase; "that works", "this feeds" show a verb."""
    known = stopwords.NOMINAL.get(language)
    if known is None:
        return True
    if last + 1 < len(clause) and clause[last + 1].lower in stopwords.PREDICATES[language]:
        return True
    if first == last and wordforms.is_noun(clause[first].lower, language):
        return True
    if not first:
        return _is_plural([word.text for word in clause[: last + 1]], language)
    before = clause[first - 1].lower
    if before in wordforms.BEFORE_ONE and wordforms.is_plural(clause[first].lower, language):
        return False
    return before in known or wordforms.is_adjective(before, language)
