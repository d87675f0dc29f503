"""Owns what captioners print around an event: header, disclaimer, end mark; none is speech."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.speech.cues import cut_cues

_CONCLUSION = re.compile(
    r"[(\[]\s?(?:(?:the )?(?:session|meeting|workshop|event|call)\b[^()\[\]]{0,60}"
    r"\b(?:concluded|ended|adjourned|closed)\b[^()\[\]]{0,60}"
    r"|end of (?:session|meeting|transcript|workshop)[^()\[\]]{0,40}"
    r"|fin de la (?:sesión|reunión|session|séance|réunion)[^()\[\]]{0,40}"
    r"|la (?:(?:sesión|reunión) (?:concluyó|terminó)|(?:séance|réunion) est levée)"
    r"[^()\[\]]{0,60})[)\]]",
    re.IGNORECASE,
)
_END = re.compile(
    _CONCLUSION.pattern + r"|\*{4,}|You are connected to event:|Copyright \u00a9"
    r"|\u00a9 ?(?:19|20)\d\d|This (?:text|transcript) is being provided in a (?:rough|realtime)",
    re.IGNORECASE,
)
_FENCE = re.compile(r"\*{4,}|_{6,}|={6,}|-{6,}")
_CONNECTION = re.compile(
    r"You are connected to event:\s{0,3}(?P<event>[^\s()]{1,40})?", re.IGNORECASE
)
_DISCLAIMER = re.compile(
    r"rough draft|verbatim|Communication Access Realtime|real-?time caption|authoritative record"
    r"|transcription errors|posted as an aid|largely accurate|borrador|brouillon"
    r"|no (?:es|constituye) un acta|ne constitue pas un compte rendu",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:Services? Provided By|Caption(?:ing|s|ed)? (?:services? )?(?:(?:is |are )?provided )?by"
    r"|(?:CART|live|realtime|real-time) caption(?:ing|s)? (?:provided )?by)\b",
    re.IGNORECASE,
)
_IMPRINT = re.compile(rf"[(\[]\s?{_SERVICE.pattern}[^()\[\]]{{0,120}}[)\]]", re.IGNORECASE)
_SERVICE_END = re.compile(r"\bwww\.\S{3,60}|\bhttps?://\S{3,80}|\n")
_PAGE = re.compile(
    r"(?:Copyright\s)?\u00a9 ?(?:19|20)\d\d[^\n]{0,60}|Show/Hide Header|Back to top", re.IGNORECASE
)
_TIME = re.compile(
    r"\b\d{1,2}[:.]\d\d\s?(?:[AP]\.?\s?M\.?)?"
    r"(?:\s(?:[A-Z]{2,4}|local time|UTC ?[+-]?\d{0,2}))?(?!\w)",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"^(?:(?:workshop|main|conference|meeting|press)\s)?(?:room|hall|salle|sala)\s"
    r"(?:\d{1,3}[A-Z]?|[A-Z]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b[\s,:.-]*",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d\d\b")
_PLACE = re.compile(r"[^\W\d_]+(?:\s[^\W\d_]+){0,2},\s[^\W\d_]+(?:\s[^\W\d_]+){0,2}")
_EDGES = " ,.-\u2013\u2014"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_SPOKEN_WORDS = 8


@dataclass(frozen=True, slots=True)
class EventEnd:
    """Where speech stops in a turn's chunk, what closes the event, and what opens the next."""

    start: int
    closing: str
    opening: str


@dataclass
class Header:
    """What stands before or after the speech of an event."""

    title: str = ""
    event: str = ""
    """The captioner's name for the event, from its connection line."""
    disclaimer: str = ""
    furniture: list[str] = field(default_factory=list)
    speech: list[str] = field(default_factory=list)
    """Sentences among it that nobody marked as a turn; speech all the same."""


def cut_captioner(words: str, kept: list[str]) -> str:
    """`words` without `[Captions provided by …]`, which goes to `kept`; whoever it names made the
    transcript and did not speak."""
    found = [match[0] for match in _IMPRINT.finditer(words)] if "aption" in words else []
    if not found:
        return words
    kept += (" ".join(piece.split()) for piece in found)
    return " ".join(_IMPRINT.sub(" ", words).split())


def find_end(chunk: str) -> EventEnd | None:
    """The end of an event inside a turn's chunk, or None. The opening is empty at a file's end."""
    end = _END.search(chunk)
    if end is None:
        return None
    rest = chunk[end.start() :]
    split = _opening(rest)
    return EventEnd(end.start(), rest[:split], rest[split:])


def read_header(region: str, cues: list[str]) -> Header:
    """The parts of a stretch without speech; its cues are added to `cues`."""
    header = Header()
    connection = _CONNECTION.search(region)
    if connection:
        header.furniture.append(" ".join(connection[0].split()))
        region = region[: connection.start()] + "\n" + region[connection.end() :]
    region = _take(region, _PAGE, header.furniture)
    region = _take_service(region, header.furniture)
    region = _take(region, _CONCLUSION, cues)
    disclaimers: list[str] = []
    for piece in _FENCE.split(region):
        words, found = cut_cues(piece)
        cues += found
        _sort("\n".join(_without_disclaimer(words, disclaimers)), header)
    header.disclaimer = " ".join(dict.fromkeys(disclaimers))
    header.title = _title(header.furniture)
    header.event = (connection["event"] or "") if connection else ""
    return header


def _opening(rest: str) -> int:
    """Where the next event's header begins in `rest`: a connection line or capitals with a date."""
    connection = _CONNECTION.search(rest)
    if connection:
        return connection.start()
    at = 0
    for piece in re.split(r"(\*{4,}|\n)", rest):
        words = piece.strip()
        if len(words) > 12 and _capitals(words[:60]) and not _END.match(words):
            return at
        at += len(piece)
    return len(rest)


def _capitals(words: str) -> bool:
    letters = [char for char in words if char.isalpha()]
    return len(letters) >= 10 and sum(map(str.isupper, letters)) > 0.8 * len(letters)


def _take(region: str, pattern: re.Pattern[str], kept: list[str]) -> str:
    kept += [" ".join(match[0].split()) for match in pattern.finditer(region)]
    return pattern.sub("\n", region)


def _take_service(region: str, kept: list[str]) -> str:
    """The captioner's imprint, up to its web address or line end."""
    pieces: list[str] = []
    at = 0
    service = _SERVICE.search(region)
    while service:
        end = _SERVICE_END.search(region, service.end(), service.end() + 300)
        stop = end.end() if end else min(len(region), service.end() + 80)
        kept.append(" ".join(region[service.start() : stop].split()))
        pieces.append(region[at : service.start()])
        at = stop
        service = _SERVICE.search(region, stop)
    return "\n".join([*pieces, region[at:]])


def _without_disclaimer(piece: str, found: list[str]) -> Iterator[str]:
    """The lines of `piece` but for the sentences that say what the transcript is not."""
    lines = piece.split("\n")
    said = [n for n, line in enumerate(lines) if _DISCLAIMER.search(line)]
    if not said:
        yield from lines
        return
    last = said[-1]
    while (
        last + 1 < len(lines) and lines[last + 1].strip() and lines[last].rstrip()[-1:] not in ".!"
    ):
        last += 1
    yield from lines[: said[0]]
    words = " ".join(" ".join(lines[said[0] : last + 1]).split())
    sentences = _SENTENCE_END.split(words)
    hits = [n for n, sentence in enumerate(sentences) if _DISCLAIMER.search(sentence)]
    yield " ".join(sentences[: hits[0]])
    found.append(" ".join(sentences[hits[0] : hits[-1] + 1]))
    yield " ".join(sentences[hits[-1] + 1 :])
    yield from lines[last + 1 :]


def _sort(piece: str, header: Header) -> None:
    """Lines of a header are furniture; full sentences among them were spoken."""
    for paragraph in piece.split("\n"):
        words = " ".join(paragraph.split())
        if not words:
            continue
        lower = sum(1 for word in words.split() if word[:1].islower())
        if lower >= _SPOKEN_WORDS and not _capitals(words):
            header.speech.append(words)
        else:
            header.furniture.append(words)


def _title(furniture: list[str]) -> str:
    """The event's title in its header: what follows date and room, else what leads to the date."""
    dated = next((n for n, words in enumerate(furniture) if find_dates(words)), None)
    if dated is None:
        return ""
    words = furniture[dated]
    date = find_dates(words)[-1]
    for later in (words[date.end :], *furniture[dated + 1 :]):
        rest = later.strip(_EDGES)
        if not rest or _CLOCK.match(rest) or _SERVICE.match(rest) or _CONNECTION.match(rest):
            continue
        rest = _ROOM.sub("", _TIME.sub("", rest).strip(_EDGES)).strip(_EDGES)
        if len(rest) > 3:
            return rest
    before = [*furniture[:dated], words[: date.start]]
    leads = [one.strip(_EDGES) for one in before if one.strip(_EDGES)]
    if len(leads) > 1 and _PLACE.fullmatch(leads[-1]):
        leads.pop()
    return leads[-1] if leads else ""
