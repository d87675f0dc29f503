"""What German grammar shows of a phrase without a tagger: owns these rules, judges no label.

A noun has a capital, so that capitals tell no names; but names of places take no article, streets
are not counted, and two capitals in a row are a name. An adjective's ending says whether the
phrase can stand by itself: "fehlende Radwege", not "fehlenden Radwegen".
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from bpforum.text.names.listed import listed

_DEFINITE = listed(
    """
    der die das den dem des dieser diese dieses diesen diesem jeder jede jedes jeden jedem im am
    vom zum zur beim ins ans aufs welche welcher welches solche solcher alle aller allen beide
    """
)
_INDEFINITE = listed(
    """
    ein eine einen einem einer eines kein keine keinen keinem keiner keines mein meine sein seine
    ihr ihre unser unsere weitere weiterer mehr viele viel wenige einige mehrere neue neuer neues
    als zwei drei
    """
)
_PLACING = listed("in nach aus richtung stadt")
"""Before the name of a place, without an article."""
_PLACING_ONE = listed("von zwischen bis über rtg")
_STREET = re.compile(
    r"(?:stra(?:ß|ss)en?|str|alleen?|chausseen?|gassen?|damm|dämme|ufer|platz|plätzen?|wege?n?|ringe?"
    r"|twieten?|gürtel|brücken?)$",
    re.IGNORECASE,
)
_PLURAL_STREET = re.compile(
    r"(?:stra(?:ß|ss)en|alleen|chausseen|gassen|dämmen?|plätzen?|wegen?|ringen?|twieten|brücken)$",
    re.IGNORECASE,
)
_AFTER_ARTICLE = listed("der das dieser dieses jeder jedes")
_AFTER_EIN = listed("ein kein mein sein ihr unser als")


def article(before: str, noun: str) -> str:
    """What the word before a noun (lower case) shows: definite, indefinite, placed or nothing.

    "von Ehrenfeld" is placed, but "von Autos" is a plural, which has no article either.
    """
    if before in _PLACING_ONE and not noun.endswith(("e", "n", "r", "s")):
        return "placed"
    if before in _INDEFINITE:
        return "indefinite"
    if before in _DEFINITE:
        return "definite"
    return "placed" if before in _PLACING else ""


def stands_alone(words: Sequence[str], before: str, further: str = "") -> bool:
    """Whether these words could be a heading: what is not a noun in them ends as it then would.

    `before` is the word before them, in lower case, and `further` the one before that.
    """
    described = [word for word in words[1:-1] if word[:1].islower() and len(word) > 3]
    if not all(word.endswith(("e", "er", "es")) for word in described):
        return False  # a verb: "Paletten benötigt Platz"
    ending = words[0]
    if not ending[:1].islower():
        return True
    if ending.endswith("e"):
        return not {before, further} & _AFTER_ARTICLE
    if ending.endswith("er"):
        return before in _AFTER_EIN
    if ending.endswith("es"):
        return before in _AFTER_EIN or article(before, words[-1]) == ""
    return False


def is_street(word: str) -> bool:
    """Whether a word is a street or a kind of street."""
    return _STREET.search(word) is not None


def is_plural_street(word: str) -> bool:
    """Whether it is more than one, and so no name."""
    return _PLURAL_STREET.search(word) is not None


def is_double_name(words: Sequence[str]) -> bool:
    """Whether two capitals follow each other: Venloer Straße, Bahnhof Ehrenfeld."""
    return any(one[:1].isupper() and two[:1].isupper() for one, two in pairwise(words))
