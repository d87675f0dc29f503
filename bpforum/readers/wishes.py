"""Owns a contributor's request, made in the text itself, not to be named; it widens nothing."""

import re

NOT_NAMED_FLAG = "asks in its text not to be named"

_WISH = re.compile(
    r"(?:^|[.;:!?,(]\s{1,3}|\bplease |\bbut )(?:but |and )?(?:please |kindly )?"
    r"(?:(?:do not|don['\u2019]t) (?:print|publish|use|mention|give|quote|show|disclose) (?:my|our) names?"
    r"|(?:withhold|leave out|omit) (?:my|our) names?"
    r"|(?:I|we) (?:wish|want|would like|prefer|ask) to (?:remain|stay|be) anonymous)"
    r"|(?:^|[.;:!?,(¡]\s{0,3})(?:por favor,? )?(?:no (?:publi\w{2,5}|impri\w{2,5}|mencion\w{1,4}|den?"
    r"|citen?) (?:mi|nuestro) nombre|(?:deseo|deseamos|prefiero|preferimos) (?:permanecer|quedar)"
    r" (?:en el )?(?:anónim\w|anonimato))"
    r"|(?:^|[.;:!?,(]\s{0,3})(?:(?:merci de|veuillez|prière de) ne pas (?:publier|imprimer|mentionner|citer)"
    r" (?:mon|notre) nom|ne (?:publiez|citez|mentionnez|imprimez) pas (?:mon|notre) nom"
    r"|(?:je souhaite|nous souhaitons) rester anonymes?)",
    re.IGNORECASE | re.MULTILINE,
)


def asks_not_to_be_named(text: str) -> bool:
    """Whether the text asks, in so many words, that its author's name be left out."""
    return _WISH.search(text) is not None
