"""Owns who a turn says is speaking; carries no name from one turn to another."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_UPPER = r"[^\W\d_a-zà-öø-ÿ]"
_CAP = (
    rf"(?:(?:Dr|Mr|Mrs|Ms|Mx|Prof|Sr|Sra|St|Mme|M|DR|MR|MRS|MS|PROF|{_UPPER})\."
    rf"|{_UPPER}[^\W\d_]*(?:['\u2019-][^\W\d_]+)*)"
)
_PARTICLE = "(?:van|von|der|den|de|del|della|di|da|dos|das|du|la|le|el|al|bin|bint|ibn|ten|ter|y|e)"
_LABEL = re.compile(
    rf"({_CAP}(?:\s(?:(?:{_PARTICLE}|of|the|and)\s){{0,2}}{_CAP}){{0,5}}(?:\s\d{{1,2}})?)\s?:(?=\s|$)"
)
_NAME = rf"{_CAP}(?:\s(?:{_PARTICLE}\s){{0,2}}{_CAP}){{0,3}}"
_MOST_WORDS = 6

_NOT_A_SPEAKER = frozenset(
    "question answer note yes no okay ok right so well first second third next slide example"
    " remember also and but now here thanks look again finally anyway please sorry wait good great"
    " because then today topic title session agenda source point number one two three conclusion"
    " summary quote thank you morning afternoon evening time date place http https www"
    " pregunta respuesta nota sí bueno gracias entonces primero segundo además pues ejemplo"
    " réponse oui non bon merci alors premièrement deuxièmement ensuite enfin exemple".split()
)
_NOBODY = re.compile(
    r"(?:(?:unknown|unidentified|male|female|new|another|next|remote|online|in-room)\s)?"
    r"(?:speaker|participant|audience|audience member|member of the audience|attendee|floor|voice"
    r"|man|woman|male|female|unknown|captioner|interpreter|question from the (?:floor|audience)"
    r"|orador|oradora|participante|público|sala|intérprete|orateur|oratrice|intervenant"
    r"|intervenante|salle|public|interprète|off mic|from the floor)(?:\s\d{1,2})?",
    re.IGNORECASE,
)
_INTRODUCTIONS = (
    re.compile(rf"\b[Mm]y name(?:'s|\u2019s| is) ({_NAME})"),
    re.compile(rf"\b[Mm]i nombre es ({_NAME})|\b[Mm]e llamo ({_NAME})"),
    re.compile(rf"\b[Jj]e m['\u2019]appelle ({_NAME})|\b[Mm]on nom est ({_NAME})"),
    re.compile(rf"\b[Tt]his is ({_CAP}\s{_NAME}) (?:speaking|from|with|for)\b"),
    re.compile(
        rf"\bI(?:'m|\u2019m| am) ({_CAP}\s{_NAME})(?=,? (?:from|with|at|of|for|and)\b|[,.]|$)"
    ),
    re.compile(rf"\b[Ss]oy ({_CAP}\s{_NAME})(?=,? (?:de|del|con|en)\b|[,.])"),
    re.compile(rf"\b[Jj]e suis ({_CAP}\s{_NAME})(?=,? (?:de|du|chez|pour)\b|[,.])"),
)  # fmt: skip
_VOICE = re.compile(rf"[(\[]\s?({_NAME}) speaking\s?[)\]]")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, as far as the turn itself says so."""

    name: str = ""
    status: Literal["named", "suggested", "unattributed"] = "unattributed"
    evidence: str = ""


def speaker_of(turn: str) -> tuple[Speaker, str]:
    """The speaker's label at the start of `turn`, and the words behind it.

    One to six capitalised words, with particles, hyphens and apostrophes, and a colon; no more.
    `SPEAKER 2:` or `AUDIENCE:` names nobody and is kept as evidence.
    """
    match = _LABEL.match(turn[:90])
    if match is None:
        return Speaker(), turn
    label = match[1]
    words = label.split()
    if len(words) > _MOST_WORDS or all(word.lower().strip(".") in _NOT_A_SPEAKER for word in words):
        return Speaker(), turn
    rest = turn[match.end() :].strip()
    if _NOBODY.fullmatch(label):
        return Speaker(evidence=label), rest
    if words[-1].isdigit():
        return Speaker(), turn
    return Speaker(name=label, status="named"), rest


def suggested_speaker(text: str, cues: Sequence[str], unnamed: Speaker) -> tuple[Speaker, str]:
    """Who introduces himself or herself in `text`, with the words; only the first such place."""
    for pattern in _INTRODUCTIONS:
        match = pattern.search(text)
        if match:
            name = next(filter(None, match.groups())).rstrip(".")
            return Speaker(name, "suggested"), " ".join(match[0].split())
    for cue in cues:
        match = _VOICE.match(cue)
        if match:
            return Speaker(match[1], "suggested"), cue
    return unnamed, unnamed.evidence
