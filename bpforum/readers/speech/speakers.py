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
NAME = rf"{_CAP}(?:\s(?:{_PARTICLE}\s){{0,2}}{_CAP}){{0,3}}"
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
    r"(?:(?:unknown|unidentified|male|female|new|another|next|remote|online|in-room)[\s_])?"
    r"(?:speakers?|multiple speakers|participant"
    r"|audience|audience member|member of the audience|attendee|floor|voice"
    r"|man|woman|male|female|unknown|captioner|interpreter|question from the (?:floor|audience)"
    r"|orador|oradora|participante|público|sala|intérprete|orateur|oratrice|intervenant"
    r"|intervenante|salle|public|interprète|off mic|from the floor)(?:[\s_]?\d{1,3})?",
    re.IGNORECASE,
)
_INTRODUCTIONS = tuple(
    (signs, re.compile(pattern))
    for signs, pattern in (
        (("y name",), rf"\b[Mm]y name(?:'s|\u2019s| is) ({NAME})"),
        (("nombre es", "e llamo"), rf"\b[Mm]i nombre es ({NAME})|\b[Mm]e llamo ({NAME})"),
        (
            ("appelle", "nom est"),
            rf"\b[Jj]e m['\u2019]appelle ({NAME})|\b[Mm]on nom est ({NAME})",
        ),
        (("his is",), rf"\b[Tt]his is ({_CAP}\s{NAME}) (?:speaking|from|with|for)\b"),
        (
            ("I'm", "I\u2019m", "I am"),
            rf"\bI(?:'m|\u2019m| am) ({_CAP}\s{NAME})(?=,? (?:from|with|at|of|for|and)\b|[,.]|$)",
        ),
        (("oy ",), rf"\b[Ss]oy ({_CAP}\s{NAME})(?=,? (?:de|del|con|en)\b|[,.])"),
        (("e suis",), rf"\b[Jj]e suis ({_CAP}\s{NAME})(?=,? (?:de|du|chez|pour)\b|[,.])"),
    )
)
"""Each with the words of which it has one: most turns have none, and are not searched further."""
_FLOOR = (
    re.compile(
        r"\b(?:give|pass|hand|turn|yield)(?: it| this)?(?: back| over)?(?: (?:the )?"
        rf"(?:floor|mic|microphone|word|podium)(?: over)?)? (?:over )?to ({NAME})"
    ),
    re.compile(rf"\b[Oo]ver to (?:you, )?({NAME})"),
    re.compile(rf"\b[Tt]he floor is yours,? ({NAME})"),
    re.compile(rf"({NAME}),? (?:you have the floor|the floor is yours|please go ahead)"),
    re.compile(
        rf"\b[Nn]ext (?:speaker|up|is|we have|we hear from)(?: is|,)?(?: we have)? ({NAME})"
    ),
    re.compile(
        rf"\b(?:[Dd]oy|[Cc]edo|[Pp]aso|[Dd]amos|[Cc]edemos) la palabra (?:a |al |a la )({NAME})"
    ),
    re.compile(rf"\b[Tt]iene la palabra,? (?:el |la )?({NAME})"),
    re.compile(rf"\b(?:donne|passe|cède|donnons|passons) la parole à (?:M\. |Mme )?({NAME})"),
    re.compile(rf"\b[Ll]a parole est à ({NAME})"),
)
_THANKS = re.compile(
    rf"\W{{0,3}}(?:(?:Okay|OK|Great|Good|Yes|So|And)\W{{1,3}})?(?:[Tt]hank you|[Tt]hanks)"
    rf"(?: very much| so much| a lot| indeed)?,? (?:to )?({NAME})(?=[,.!;:]|$| for\b| and\b)"
    rf"|\W{{0,3}}[Mm]uchas [Gg]racias,? ({NAME})(?=[,.!;:]|$| por\b)"
    rf"|\W{{0,3}}[Gg]racias,? ({NAME})(?=[,.!;:]|$| por\b)"
    rf"|\W{{0,3}}[Mm]erci(?: beaucoup| bien)?,? ({NAME})(?=[,.!;:]|$| pour\b)"
)
_OFFICES = frozenset(
    "chair chairs chairman chairwoman chairperson co-chair madam sir mr mrs ms dr moderator"
    " moderators secretary president minister ambassador excellency colleague colleagues everyone"
    " everybody all both friends ladies gentlemen god we you i it that the and if for very again"
    " presidente presidenta señor señora todos todas moderador moderadora"
    " président présidente monsieur madame tous toutes modérateur modératrice".split()
)
_NEAR_THE_END, _NEAR_THE_START = 300, 120
_FEWEST_WORDS = 2
"""A single word with a capital is too often no name; a title counts as a word: `Ms Lee`."""
LONGEST_NAME = 120
_VOICE = re.compile(rf"[(\[]\s?({NAME}) speaking\s?[)\]]")


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


def marked_speaker(label: str) -> Speaker:
    """Whom a file's own place for the speaker names, whatever it looks like: `Ana (she/her), ITU`.

    `Speaker 2` names nobody; neither does what is too long to be a name. Both stay as evidence.
    """
    flat = " ".join(label.split())
    if not flat or len(flat) > LONGEST_NAME or _NOBODY.fullmatch(flat):
        return Speaker(evidence=flat[:LONGEST_NAME])
    return Speaker(flat, "named")


def suggested_speaker(text: str, cues: Sequence[str], unnamed: Speaker) -> Speaker:
    """Who introduces himself or herself in `text`, with the words; only the first such place."""
    for signs, pattern in _INTRODUCTIONS:
        match = pattern.search(text) if any(sign in text for sign in signs) else None
        if match:
            name = next(filter(None, match.groups())).rstrip(".")
            return Speaker(name, "suggested", " ".join(match[0].split()))
    for cue in cues:
        match = _VOICE.match(cue)
        if match:
            return Speaker(match[1], "suggested", cue)
    return unnamed


def suggested_by_neighbours(texts: Sequence[str], speakers: Sequence[Speaker]) -> list[Speaker]:
    """`speakers` with those whom nobody named suggested by the turn before or behind.

    Whoever is given the floor at the end of a turn may be the next to speak, and whoever is thanked
    at the beginning of one may have spoken before; the words are the evidence, and only a person
    can make a name of it.
    """
    found = list(speakers)
    for n, speaker in enumerate(speakers):
        if speaker.status != "unattributed":
            continue
        given = _given_floor(texts[n - 1][-_NEAR_THE_END:]) if n else None
        thanked = _thanked(texts[n + 1][:_NEAR_THE_START]) if n + 1 < len(texts) else None
        found[n] = given or thanked or speaker
    return found


def _given_floor(end: str) -> Speaker | None:
    matches = [match for pattern in _FLOOR for match in pattern.finditer(end)]
    return _suggestion(max(matches, key=lambda match: match.start(), default=None))


def _thanked(start: str) -> Speaker | None:
    return _suggestion(_THANKS.match(start))


def _suggestion(match: re.Match[str] | None) -> Speaker | None:
    if match is None:
        return None
    name = next(filter(None, match.groups())).rstrip(".")
    words = [word.lower().strip(".") for word in name.split()]
    if len(words) < _FEWEST_WORDS or all(word in _OFFICES for word in words):
        return None
    return Speaker(name, "suggested", " ".join(match[0].split()))
