"""Owns a contributor's request, made in the text itself, not to be named; it widens nothing."""

import re

NOT_NAMED_FLAG = "asks in its text not to be named"

_START = r"(?:^|[.;:!?,(¡]\s{0,3})"
_WISH = re.compile(
    r"(?:^|[.;:!?,(]\s{1,3}|\bplease |\bbut )(?:but |and )?(?:please |kindly )?"
    r"(?:(?:do not|don['\u2019]t) (?:print|publish|use|mention|give|quote|show|disclose)"
    r" (?:my|our) names?"
    r"|(?:withhold|leave out|omit) (?:my|our) names?"
    r"|(?:I|we) (?:wish|want|would like|prefer|ask) to (?:remain|stay|be) anonymous)"
    rf"|{_START}(?:por favor,? )?"
    r"(?:no (?:publi\w{2,5}|impri\w{2,5}|mencion\w{1,4}|den?|citen?) (?:mi|nuestro) nombre"
    r"|(?:deseo|deseamos|prefiero|preferimos) (?:permanecer|quedar) (?:en el )?"
    r"(?:anónim\w|anonimato))"
    rf"|{_START}(?:(?:merci de|veuillez|prière de) ne pas"
    r" (?:publier|imprimer|mentionner|citer) (?:mon|notre) nom"
    r"|ne (?:publiez|citez|mentionnez|imprimez) pas (?:mon|notre) nom"
    r"|(?:je souhaite|nous souhaitons) rester anonymes?)",
    re.IGNORECASE | re.MULTILINE,
)
# One of these is in every wish; most texts have none, and are not searched more closely.
_SIGNS = ("my name", "our name", "nombre", "mon nom", "notre nom", "anon", "anón")


def asks_not_to_be_named(text: str) -> bool:
    """Whether the text asks, in so many words, that its author's name be left out."""
    lowered = text.lower()
    return any(sign in lowered for sign in _SIGNS) and _WISH.search(text) is not None
