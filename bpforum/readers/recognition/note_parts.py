"""Owns the headings of a rapporteur's form in English, Spanish and French; reads no note."""

import re

from bpforum.readers.recognition.masthead_keys import fold
from models.contribution import NoteLineKind

_CONVERGED = (
    "(?:where (?:did )?)?views? (?:that )?converged?|converging views|convergent views"
    "|(?:points?|areas?) of (?:consensus|agreement|convergence)|convergences?|consensus"
    "|agreements?|what was agreed"
    "|convergencias?|(?:puntos|areas) de (?:acuerdo|consenso|convergencia)|acuerdos|consenso"
    "|points? (?:d'accord|de convergence|de consensus)|accords"
)
_DIVERGED = (
    "(?:where (?:did )?)?views? (?:that )?diverged?|diverging views|divergent views"
    "|(?:points?|areas?) of (?:disagreement|divergence|no consensus)|no consensus|divergences?"
    "|disagreements?|differences"
    "|divergencias?|(?:puntos|areas) de (?:desacuerdo|divergencia)|desacuerdos|diferencias"
    "|points? (?:de desaccord|de divergence)|desaccords"
)
_PRACTICE = (
    "(?:good|best|promising) practices?|practices?|what works"
    "|buenas practicas|practicas|bonnes pratiques|pratiques"
)
_EXAMPLE = (
    "examples?|cases?|case studies|ejemplos?|casos?|estudios de caso|exemples?|cas|etudes de cas"
)
_SUGGESTION = (
    "suggestions?|recommendations?|proposals?|sugerencias?|recomendaciones|propuestas"
    "|recommandations?|propositions?"
)
_OPEN = (
    "(?:open|unresolved|unanswered|remaining|outstanding) (?:questions?|issues?|points?)"
    "|questions? (?:left open|not answered)"
    "|preguntas? (?:abiertas?|pendientes?)"
    "|(?:cuestiones|temas|asuntos) (?:abiertos|abiertas|pendientes)"
    "|(?:questions?|points?) (?:ouvertes?|ouverts?|en suspens|non resolue?s)"
)
_QUOTE = "quotes?|quotations?|said in the room|citas?|citations?"
_WAY_FORWARD = (
    "(?:the )?way forward|next steps?|(?:key )?takeaways?|follow[- ]?up|actions?|conclusions?"
    "|proximos pasos|camino a seguir|siguientes pasos|seguimiento|conclusiones"
    "|prochaines etapes|voie a suivre|suites?|suivi"
)
_PRESENTATION = (
    "(?:summary of (?:the )?)?presentations?|panel(?: summary| presentations)?"
    "|(?:resumen de (?:las )?)?(?:presentaciones|exposiciones|ponencias)"
    "|(?:resume des )?(?:presentations|exposes|interventions)"
)
_DISCUSSION = (
    "(?:summary of (?:the )?)?discussions?|debates?|(?:resumen de la |la )?discusion(?:es)?"
    "|(?:el )?debate|(?:les )?debats?|(?:la )?discussion|echanges"
)
_ISSUE = (
    "(?:key|main|principal) (?:issues?|points?|messages?)|issues?"
    "|(?:temas|asuntos|cuestiones|puntos|problemas) (?:clave|principales)|cuestiones|temas"
    "|(?:questions|points|enjeux|themes) (?:cles?|principaux|principales)|enjeux"
)
_PARTS: tuple[tuple[NoteLineKind, str], ...] = (
    ("converged", _CONVERGED),
    ("diverged", _DIVERGED),
    ("practice", _PRACTICE),
    ("example", _EXAMPLE),
    ("suggestion", _SUGGESTION),
    ("open_question", _OPEN),
    ("quote", _QUOTE),
    ("way_forward", _WAY_FORWARD),
    ("presentation", _PRESENTATION),
    ("discussion", _DISCUSSION),
    ("issue", _ISSUE),
)
_DONE = (
    "raised|made|discussed|heard|identified|shared|offered|planteados|mencionad[oa]s|hechas"
    "|souleves|soulevees|faites|evoques"
)
_HEADS = tuple((kind, re.compile(rf"(?:{words})(?: (?:{_DONE}))?")) for kind, words in _PARTS)
_NUMBER = re.compile(
    r"(?:\(?(?:\d{1,2}|[a-h]|[ivx]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){0,4})\s+", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()]{0,80}\)\s*$")
_LONGEST = 120


def part_of(words: str) -> NoteLineKind | None:
    """The part of a note's form that the heading `words` opens; None where it is no heading."""
    if len(words) > _LONGEST:
        return None
    folded = fold(words)
    number = _NUMBER.match(folded)
    bare = _ASIDE.sub("", folded[number.end() if number else 0 :]).strip(" :?¿.-")
    return next((kind for kind, pattern in _HEADS if pattern.fullmatch(bare)), None)
