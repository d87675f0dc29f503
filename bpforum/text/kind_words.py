"""Words by which people mark what a passage is, in English, Spanish and French; reads no passage.

Headings and labels say it outright ("Recommendations", "Buena práctica:"); they have to be nothing
else. Wording only suggests it: a phrase is in here if it is seldom used for anything else.
"""

import re
from functools import lru_cache

from bpforum.folding import folded
from models.passage import PassageKind

_RECOMMENDATION = re.compile(
    "(?:key |main |policy |our |general |specific )?(?:recommendations?|suggestions?|proposals?)"
    "|(?:what )?we (?:recommend|propose|ask for)|recommended actions?|calls? to action"
    "|(?:principales |nuestras )?(?:recomendacion(?:es)?|sugerencias?|propuestas?)"
    "|(?:lo )?que (?:recomendamos|proponemos|pedimos)"
    "|(?:principales |nos )?(?:recommandations?|suggestions?|propositions?)"
    "|ce que nous (?:recommandons|proposons|demandons)"
)
_PRACTICE = re.compile(
    "(?:our |a )?(?:(?:good|best|promising|effective) )?practices?(?: that (?:worked|did not"
    "(?: work)?))?|what (?:works|worked|has worked)|lessons? learn(?:ed|t)"
    "|(?:una )?(?:buenas? )?practicas?|(?:lo )?que (?:funciona|funciono|ha funcionado)"
    "|lecciones aprendidas|(?:une )?(?:bonnes? )?pratiques?"
    "|ce qui (?:marche|a marche|fonctionne)|lecons (?:apprises|tirees)"
)
_EXAMPLE = re.compile(
    "(?:an )?examples?|(?:a )?case stud(?:y|ies)|cases|(?:un )?ejemplos?|estudios? de casos?|casos"
    "|(?:un )?exemples?|etudes? de cas"
)
_QUESTION = re.compile(
    "(?:our |open |unresolved |remaining |further )?questions|(?:an )?open (?:question|issues?)"
    "|questions (?:for|to) the forum|preguntas(?: abiertas| pendientes| para el foro)?"
    "|pregunta abierta|cuestiones abiertas|questions (?:ouvertes|en suspens|pour le forum)"
    "|question ouverte"
)
_ISSUE = re.compile(
    "(?:key |main |the |our )?(?:issues?|challenges?|problems?|barriers?|obstacles|concerns?)"
    "|(?:los |principales )?(?:problemas?|desafios?|retos?|obstaculos?|barreras?)"
    "(?: principales| clave)?|preocupaciones|preoccupations"
    "|(?:les |principaux )?(?:problemes?|defis?|obstacles?|enjeux)(?: principaux)?"
)
_HEADS: tuple[tuple[PassageKind, re.Pattern[str]], ...] = (
    ("recommendation", _RECOMMENDATION),
    ("practice", _PRACTICE),
    ("example", _EXAMPLE),
    ("question", _QUESTION),
    ("issue", _ISSUE),
)
_NUMBER = re.compile(r"^(?:\d{1,2}(?: \d{1,2})*|[a-h]|[ivx]{1,4}) ")
_LAST_NUMBER = re.compile(r" (?:\d{1,2}|[a-h]|[ivx]{1,4})$")
_LONGEST_HEAD = 60
_LABEL = re.compile(r"^[\W_]{0,3}([^\W\d_][^\n:.!?]{3,40}?)\s?(?::|\s[\u2013\u2014]\s)\s*\S")

_WE_RECOMMEND = re.compile(
    r"\bwe (?:strongly )?(?:recommend|propose|urge|suggest that|call (?:on|upon|for))\b"
    r"|\bit is recommended\b|\bour recommendation\b|\bse recomienda\b|\bil est recommandé\b"
    r"|\b(?:recomendamos|proponemos|sugerimos|instamos a|pedimos que)\b"
    r"|\bnous (?:recommandons|proposons|suggérons|demandons que|préconisons|appelons)\b",
)
_WE_DID = re.compile(
    r"\bin our (?:programme|program|project|network|community|country|organi[sz]ation|experience|"
    r"school|village|town|city|region|district)\b[^.;:?!]{0,40}\bwe (?!should|must|need|recommend|"
    r"would|could|hope|believe|think|fear)\w+"
    r"|\bwe (?:have )?(?:introduced|set up|piloted|trained|started a|launched|built a|established)"
    r"\b|\ben nuestr[oa] (?:programa|proyecto|red|comunidad|país|organización|experiencia|escuela|"
    r"pueblo|región)\b[^.;:?!]{0,40}\b\w+(?:amos|imos)\b"
    r"|\b(?:creamos|instalamos|capacitamos|pusimos en marcha|establecimos)\b"
    r"|\bdans notre (?:programme|projet|réseau|communauté|pays|organisation|expérience|école|"
    r"village|région)\b[^.;:?!]{0,40}\bnous (?:avons )?\w+"
    r"|\bnous avons (?:créé|mis en place|formé|installé|lancé|introduit)\b",
)
_FOR_EXAMPLE = re.compile(r"\b(?:for example|for instance|as an example|por ejemplo|par exemple)\b")
_SHOULD = re.compile(r"\b(?:should|ought to|debería(?:n|mos)?|devrai(?:t|ent)|devrions)\b")
_THE_PROBLEM = re.compile(
    r"\bthe (?:main |biggest |real |key )?(?:problem|challenge|obstacle|barrier)s? (?:is|are)\b"
    r"|\bel (?:principal |mayor )?(?:problema|desafío|obstáculo) es\b"
    r"|\ble (?:principal )?(?:problème|défi|obstacle)(?: principal)? est\b",
)
_SURE: tuple[tuple[re.Pattern[str], PassageKind, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        _WE_RECOMMEND, "recommendation",
        ("we ", "recom", "mos", "nous "),
        ("recom", "we propose", "we urge", "we suggest", "we call", "we strongly", "proponemos",
         "sugerimos", "instamos", "pedimos", "nous "),
    ),
    (
        _WE_DID, "practice",
        ("we ", "nuestr", "mos ", "nous "),
        ("in our ", "introduced", "set up", "piloted", "trained", "started a", "launched",
         "built a", "established", "nuestr", "amos", "imos", "notre ", "nous avons "),
    ),
    (_FOR_EXAMPLE, "example", ("example", "instance", "ejemplo", "exemple"), ("",)),
)  # fmt: skip
"""With parts of words of which a match has one of each: they are looked for first, which is
quick."""
_DUTIES = ("should", "ought", "deber", "devr")
_PROBLEMS = ("problem", "challenge", "obst", "barrier", "desaf", "problè", "défi")
_BEFORE_A_BODY = 48
"""Characters within which a label ends, if there is one."""
_ASKS = re.compile(r"(?:\w+\W+){3}\w+[^\w?]*\?|¿(?:\w+\W+){2}")


def headed(words: str) -> PassageKind | None:
    """The kind that a heading `words` gives to what stands under it; None where it gives none."""
    if len(words) > _LONGEST_HEAD:
        return None
    plain = folded(words)
    bare = _LAST_NUMBER.sub("", _NUMBER.sub("", plain))
    for kind, pattern in _HEADS:
        if pattern.fullmatch(plain) or pattern.fullmatch(bare):
            return kind
    return None


@lru_cache(maxsize=256)
def typed(words: str) -> PassageKind | None:
    """The kind that a form's type or category gives: there "Question" is none of the call's."""
    return headed(words) or ("question" if folded(words) in ("question", "pregunta") else None)


def labelled(text: str) -> PassageKind | None:
    """The kind by a label or a line of its own at the beginning: "Recommendation 3: …"."""
    line, apart, _ = text.partition("\n")
    if apart and (kind := headed(line)):
        return kind
    begin = text[:_BEFORE_A_BODY]
    if ":" not in begin and "\u2013" not in begin and "\u2014" not in begin:
        return None
    found = _LABEL.match(text)
    return headed(found[1]) if found else None


# In a campaign the same words come again and again.
@lru_cache(maxsize=8_192)
def suggested(text: str) -> PassageKind | None:
    """The kind that wording suggests. It is no more than that: people say things in many ways."""
    lower = text.lower()
    for pattern, kind, first, then in _SURE:
        if _has(lower, first) and _has(lower, then) and pattern.search(lower):
            return kind
    if "?" in text and _ASKS.search(text):
        return "question"
    if _has(lower, _DUTIES) and _SHOULD.search(lower):
        return "recommendation"
    return "issue" if _has(lower, _PROBLEMS) and _THE_PROBLEM.search(lower) else None


def _has(text: str, parts: tuple[str, ...]) -> bool:
    for part in parts:  # noqa: SIM110 (a generator takes longer than the search)
        if part in text:
            return True
    return False
