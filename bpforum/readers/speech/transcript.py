"""Owns transcripts with `>>` before each turn: events, turns, speakers, cues; guesses no speaker.

A turn is named only by its own label. Self-introductions and `(X speaking)` suggest a speaker, with
the words as evidence; a turn with neither is unattributed, never the previous speaker's. The new
text of the reading is that of the turns alone, two line ends apart, each turn a paragraph.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.speech.cues import cut_cues
from bpforum.readers.speech.event_header import (
    EventEnd,
    Header,
    cut_captioner,
    find_end,
    read_header,
)
from bpforum.readers.speech.speakers import (
    Speaker,
    speaker_of,
    suggested_by_neighbours,
    suggested_speaker,
)
from bpforum.readers.speech.turns import MOST_TURNS
from models.reading import Block, Reading
from models.transcript import Transcript, Turn

_TURN = re.compile(r"(?:(?<=\s)|^)>>>?(?!>)(?=\s|[^\W\d_]|$)")
_QUOTE = re.compile(r"^[ \t]?>(?!>)", re.MULTILINE)
_REPLY = re.compile(r"\b(?:wrote|escribió|a écrit)\s?:\s*$", re.MULTILINE)
_CLOSING = frozenset(".!?:;-\u2013\u2014\u2026)]*\"'\u201d\u2019")
_FEWEST, _FEWEST_WHERE_FIRST = 3, 2
_BEGINNING = 200_000
"""Characters that show what a text is that is too long to be read."""


def is_transcript(reading: Reading) -> bool:
    """Whether three turns are marked, or two from the very start, by neither quoting nor menus."""
    text = reading.text
    if ">>" not in text:
        return False
    marks = list(_TURN.finditer(text))
    opens = marks and not text[: marks[0].start()].strip()
    if len(marks) < (_FEWEST_WHERE_FIRST if opens else _FEWEST) or reading.sent_at is not None:
        return False
    if len(_QUOTE.findall(text)) * 3 >= len(marks) or _REPLY.search(text):
        return False
    before = (text[max(0, m.start() - 9) : m.start()].rstrip(" \t")[-1:] for m in marks)
    closed = sum(1 for char in before if not char or char == "\n" or char in _CLOSING)
    return closed * 2 > len(marks)


def has_too_many_turns(text: str) -> bool:
    """Whether `text` is a transcript longer than any meeting: seen before it is taken apart."""
    if text.count(">>") <= MOST_TURNS:
        return False
    turns = itertools.islice(_TURN.finditer(text), MOST_TURNS + 1)
    return sum(1 for _ in turns) > MOST_TURNS and is_transcript(Reading(text=text[:_BEGINNING]))


@dataclass
class _Event:
    """One event while it is put together."""

    header: Header = field(default_factory=Header)
    speech: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)
    cues: list[str] = field(default_factory=list)
    closing_cues: list[str] = field(default_factory=list)
    disclaimer: str = ""


def read_transcript(reading: Reading, body_start: int = 0) -> Reading:
    """`reading` as a transcript: its text is the turns', and `transcripts` has one for each event.

    What stands before `body_start` is a masthead that was read already; it stays as furniture.
    """
    events = _events(reading.text, body_start)
    pieces: list[str] = []
    blocks: list[Block] = []
    transcripts = []
    at = 0
    for event in events:
        turns: list[Turn] = []
        for speech in event.speech:
            turn = _turn(speech, len(turns) + 1, at, event)
            if turn is None:
                continue
            turns.append(turn)
            pieces.append(turn.text)
            blocks.append(Block(kind="paragraph", start=turn.start, end=turn.end))
            at = turn.end + 2
        if turns or event.furniture:
            transcripts.append(_transcript(event, _with_suggestions(turns)))
    title = reading.title if reading.fields.get("title") else ""
    return Reading(
        **{
            **dict(reading),
            "kind": "transcript",
            "text": "\n\n".join(pieces),
            "title": title or _best_title(events),
            "blocks": tuple(blocks),
            "transcripts": tuple(transcripts),
            "comments": tuple(c.model_copy(update={"start": None}) for c in reading.comments),
            "revisions": tuple(r.model_copy(update={"start": None}) for r in reading.revisions),
        }
    )


def _events(text: str, body_start: int) -> list[_Event]:
    """The text cut at `>>` alone, and into events where one ends and another begins.

    Only a transcript that says it is one and has no `>>` is cut at speakers' labels instead.
    """
    event = _Event()
    events = [event]
    masthead = text[:body_start].strip()
    if masthead:
        event.furniture += [line.strip() for line in masthead.splitlines() if line.strip()]
    head, *chunks = _chunks(text[body_start:])
    _open(event, head)
    for chunk in chunks:
        end = find_end(chunk)
        event.speech.append(chunk[: end.start] if end else chunk)
        if end:
            event = _next(events, event, end)
    return _merged(events)


def _chunks(body: str) -> list[str]:
    """What stands before the first turn, and each turn with what follows it."""
    marked = _TURN.split(body)
    if len(marked) > 1:
        return marked
    paragraphs = [line for line in body.split("\n") if line.strip()]
    labelled = [
        n for n, line in enumerate(paragraphs) if speaker_of(line.strip())[1] != line.strip()
    ]
    if not labelled:
        return ["", *paragraphs]
    borders = [0, *labelled, len(paragraphs)]
    return [" ".join(paragraphs[a:b]) for a, b in itertools.pairwise(borders)]


def _merged(events: Sequence[_Event]) -> list[_Event]:
    """What follows the last event, without a turn of its own, belongs to that event."""
    kept: list[_Event] = []
    for event in events:
        if event.speech or not kept:
            kept.append(event)
            continue
        kept[-1].furniture += event.furniture
        kept[-1].closing_cues += event.cues + event.closing_cues
        kept[-1].disclaimer = kept[-1].disclaimer or event.disclaimer
    return kept


def _open(event: _Event, region: str) -> None:
    """Take in what stands before the first turn of an event."""
    header = read_header(region, event.cues)
    event.header = header
    event.furniture += header.furniture
    event.disclaimer = event.disclaimer or header.disclaimer
    event.speech += header.speech


def _next(events: list[_Event], event: _Event, end: EventEnd) -> _Event:
    """What follows the end mark: the rest of this event, and the header of the next."""
    closing = read_header(end.closing, event.closing_cues)
    event.furniture += closing.furniture
    event.disclaimer = event.disclaimer or closing.disclaimer
    event.speech += closing.speech
    if not end.opening:
        return event
    following = _Event()
    events.append(following)
    _open(following, end.opening)
    return following


def _with_suggestions(turns: Sequence[Turn]) -> list[Turn]:
    speakers = [Speaker(turn.speaker, turn.speaker_status, turn.evidence) for turn in turns]
    found = suggested_by_neighbours([turn.text for turn in turns], speakers)
    return [
        turn
        if speaker is before
        else turn.model_copy(
            update={
                "speaker": without_contact_data(speaker.name),
                "speaker_status": speaker.status,
                "evidence": without_contact_data(speaker.evidence),
            }
        )
        for turn, before, speaker in zip(turns, speakers, found, strict=True)
    ]


def _turn(speech: str, n: int, at: int, event: _Event) -> Turn | None:
    words = cut_captioner(" ".join(speech.split()), event.furniture)
    speaker, words = speaker_of(words)
    text, found = cut_cues(words)
    event.cues += found
    if not text:
        return None
    if speaker.status == "unattributed":
        speaker = suggested_speaker(text, found, speaker)
    return Turn(
        n=n,
        speaker=without_contact_data(speaker.name),
        speaker_status=speaker.status,
        evidence=without_contact_data(speaker.evidence),
        text=text,
        start=at,
        end=at + len(text),
    )


def _best_title(events: Sequence[_Event]) -> str:
    titles = [one.header.title for one in events] + [one.header.event for one in events]
    return next(filter(None, titles), "")


def _transcript(event: _Event, turns: Sequence[Turn]) -> Transcript:
    return Transcript(
        title=without_contact_data(event.header.title or event.header.event),
        turns=tuple(turns),
        cues=tuple(without_contact_data(cue) for cue in event.cues + event.closing_cues),
        disclaimer=event.disclaimer,
        furniture=tuple(_once(event.furniture)),
    )


def _once(pieces: Sequence[str]) -> Iterator[str]:
    """Each piece once, however often the page repeats it, without addresses and numbers.

    Of a header that is printed again with the hour behind it, the longer is kept.
    """
    clean = {
        " ".join(piece.casefold().split()): piece for piece in map(without_contact_data, pieces)
    }
    keys = sorted(clean)
    shorter = {a for a, b in itertools.pairwise(keys) if len(a) > 20 and b.startswith(a)}
    yield from (piece for key, piece in clean.items() if key and key not in shorter)
