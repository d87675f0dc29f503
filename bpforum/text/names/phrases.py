"""Phrases that could name something: owns finding them in a text, and when two are the same.

It works by word lists, word forms and neighbours, without a tagger, and scores nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from bpforum.text.names import german, stopwords, wordforms
from bpforum.text.names.clauses import TOKEN, Word, clauses_of, fold, words

__all__ = ["INSIDE", "Phrase", "determined", "find", "fold", "key_of", "verbs_of", "words"]

_OF = ("of", "de", "du", "des", "do", "da", "del")
INSIDE = 10
"""Weight of a form used inside a clause, where a capital means something."""
LONGEST = 4
LONGEST_NAME = 6
"""A run of capitalised words may be longer: "Internet Engineering Task Force"."""
LINKS_IN_A_NAME = 2
"""International Covenant *on* Civil *and* Political Rights."""
MOST_CHARACTERS = 60
"""A longer one is no name for anything, whatever its words."""


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
        if len(self.words) > 1 and all(map(str.isupper, self.words)):
            return 1  # a heading in capitals
        return 3 if self.opens else INSIDE


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
    for clause in clauses_of(text, language, verbs, foreign):
        for first, word in enumerate(clause):
            if not word.begins:
                continue
            linked = links_seen = 0
            # Capitalised throughout, but for links; German capitals say only that it is a noun.
            is_name = language != "de"
            for last in range(first, min(first + LONGEST_NAME + 2, len(clause))):
                end = clause[last]
                if not end.content:
                    before = clause[last - 1].lower
                    if end.lower == "to" and before not in wordforms.BEFORE_TO:
                        break  # "networks to build": a verb follows
                    if last == first + 1 and wordforms.is_participle(word.lower, language):
                        break  # "started with …", "based on …"
                    most = LINKS_IN_A_NAME if links_seen and is_name else 1
                    if end.lower in links and links_seen < most and last > max(first, linked):
                        linked = last
                        links_seen += 1
                        continue
                    if end.lower in articles and linked == last - 1 and last > first + 1:
                        continue
                    break
                if end.acts and last > first and clause[last - 1].content:
                    break  # "network serving …", "content posted …"
                is_name = is_name and end.capital
                if links_seen > 1 and not is_name:
                    break
                if last - first >= (LONGEST_NAME if is_name else LONGEST) + links_seen:
                    break
                if not end.ends:
                    continue
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
        for token in TOKEN.findall(text):
            word = token.lower()
            if previous in wordforms.BEFORE_VERBS:
                after[True][word] += 1
            elif previous in wordforms.BEFORE_NOUNS:
                after[False][word] += 1
            previous = word
    return frozenset(
        word for word, count in after[True].items() if count >= 3 and count > 2 * after[False][word]
    )


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
        for token in TOKEN.findall(text.lower()):
            if token in words:
                uses[token] += 1
                after[token] += previous in articles
            previous = token
    return frozenset(word for word, count in uses.items() if after[word] >= share * count)


def key_of(words: Sequence[str], language: str) -> str:
    """What "Multi-stakeholder processes" and "multistakeholder process" share."""
    return "".join(fold(word, language) for word in words)


def _is_plural(words: Sequence[str], language: str) -> bool:
    """Whether what opens a clause is a plural: elsewhere it may be an order, "limit the bets"."""
    described = len(words) == 1 or wordforms.is_adjective(words[0].lower(), language)
    return words[-1].lower().endswith("s") and described


def _phrase(clause: Sequence[Word], first: int, last: int, language: str) -> Phrase:
    inside = clause[first : last + 1]
    words = tuple([word.text for word in inside])
    start = first == 0 or clause[first - 1].parts
    behind = last + 1 == len(clause) or clause[last + 1].parts
    if behind and last + 1 < len(clause) and clause[last + 1].lower in _OF:
        # "UNESCO in the promotion" of what? A noun alone is whole without: the network of …
        behind = all(word.content for word in inside)
    before = clause[first - 1].lower if first else ""
    opens, bounded = clause[first].opens, start and behind
    key = "".join([word.folded for word in inside])
    if language == "de":
        fits = german.stands_alone(words, before, clause[first - 2].lower if first > 1 else "")
        article = german.article(before, words[-1])
        if first and clause[first - 1].capital and not clause[first - 1].opens:
            article = "placed" if article else ""  # a street's own: the school Am Felde
        return Phrase(key, words, opens, bounded, fits, False, article, fits)
    acts = first < last and any(one.plural and two.content for one, two in pairwise(inside))
    return Phrase(key, words, opens, bounded, _is_nominal(clause, first, last, language), acts)


def _is_nominal(clause: Sequence[Word], first: int, last: int, language: str) -> bool:
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
    if before in wordforms.BEFORE_ONE and clause[first].plural:
        return False
    return before in known or wordforms.is_adjective(before, language)
