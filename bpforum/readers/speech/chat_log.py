"""Owns the chats of meetings: Zoom, Webex, Teams, Adobe Connect, IRC and Jabber, messengers.

What was written to some alone is left out and counted: whoever saved the chat could read it, and it
was not said to everybody. Who came and went, and reactions, are cues.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bpforum.readers.speech.speakers import Speaker, marked_speaker
from bpforum.readers.speech.turns import Around, Said, speech_reading
from models.reading import Reading
from models.submission import Rejected

_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
_DATE = r"(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:,\s|T|\s)\s?)?"


class _Form(NamedTuple):
    """How a program writes a message's first line, and how many of the lines must be such."""

    line: re.Pattern[str]
    share: float
    fewest: int


_FORMS = (
    # Zoom: "10:01:02 From Ada Okoro to Everyone: …"
    _Form(
        re.compile(
            rf"{_DATE}(?P<at>{_TIME})\s{{1,5}}(?:From|De|Von)\s{{1,3}}(?P<name>.{{1,120}}?)"
            r"(?:\s{1,3}(?:to|To|a|à|A|À|para|an)\s{1,3}(?P<to>.{1,120}?))?\s{0,3}:(?P<words>.*)",
            re.DOTALL,
        ),
        0.15, 2,
    ),
    # Webex: "from Ada Okoro to everyone:    10:01 AM"
    _Form(
        re.compile(
            r"[Ff]rom (?P<name>.{1,120}?) to (?P<to>.{1,120}?):"
            rf"\s{{1,8}}(?P<at>{_TIME})(?P<words>)"
        ),
        0.15, 2,
    ),
    # IRC and Jabber: "[10:01] <ada> …"
    _Form(
        re.compile(
            rf"(?:[\[(]?{_DATE}(?P<at>{_TIME})[\])]?\s{{1,3}})?<\s?[@+%&~]?"
            r"(?P<name>[^<>\s][^<>]{0,60})>\s(?P<words>.*)",
            re.DOTALL,
        ),
        0.5, 3,
    ),
    # Teams and messengers: "[10:01] Ada Okoro: …", "[10/01/2024 10:01] Ada Okoro", "… - Ada: …"
    _Form(
        re.compile(
            rf"(?:[\[(]{_DATE}(?P<at>{_TIME})[\])]\s{{0,3}}|{_DATE}(?P<at2>{_TIME})\s-\s)"
            r"(?P<name>[^:\[\]<>()]{1,100}(?:\([^()]{1,60}\))?)(?::\s(?P<words>.*))?",
            re.DOTALL,
        ),
        0.3, 3,
    ),
    # Adobe Connect: "Ada Okoro: (10:01) …", "Ada Okoro (10:01): …"
    _Form(
        re.compile(
            rf"(?P<name>[^\s:(][^:]{{0,100}}?)\s?(?::\s?\({_DATE}(?P<at>{_TIME})\)"
            rf"|\({_DATE}(?P<at2>{_TIME})\)\s?:)\s?(?P<words>.*)",
            re.DOTALL,
        ),
        0.5, 3,
    ),
)  # fmt: skip
_EVENT = re.compile(
    rf"(?:[\[(]?{_DATE}{_TIME}[\])]?\s{{1,3}})?(?:(?:\*{{1,3}}|-!-|-->|<--|→|←|==|---)\s.{{1,300}}"
    r"|.{1,120}\s(?:has |have )?(?:joined|left|joins|leaves|quit|entered|changed)\b.{0,200})",
)
_PLAIN_EVENT = re.compile(rf"[\[(]?{_DATE}{_TIME}[\])]?\s|(?:\*{{1,3}}|-!-|-->|<--|→|←|==|---)\s")
_REACTION = re.compile(
    r"(?:.{1,60}\s)?[Rr]eacted to .{1,300}|Removed a .{1,40} (?:reaction )?from .*"
)
_ASIDE = re.compile(
    rf"(?:[\[(]?{_DATE}{_TIME}[\])]?\s{{1,3}})?(?:-[^\W\d][\w|`^{{}}]{{0,40}}(?:\([^()]{{1,80}}\))?-\s"
    r"|\*[^\W\d][\w|`^{}-]{0,40}\*\s|\[msg\()"
)
_EVERYBODY = re.compile(
    r"(?:everyone|everybody|all|todos|todo el mundo|tous|tout le monde|panelists and attendees"
    r"|all (?:panelists|attendees|participants)(?: and (?:panelists|attendees|participants))?"
    r"|everyone (?:in|\().{1,60}|todos los .{1,40}|tous les .{1,40}|meeting group chat)",
    re.IGNORECASE,
)
_LINE = 2_000
"""Where a message's first line shows what it is; the rest of a longer line is its words."""


@dataclass
class _Message:
    said: Said
    private: bool


def read_chat(lines: Sequence[str], *, stated: bool = False) -> Reading | Rejected | None:
    """The chat that `lines` are a log of, or None where they are none.

    With `stated` the document says that it is a chat: then one message is enough.
    """
    filled = [line.strip() for line in lines if line.strip()]
    for form in _FORMS:
        matches = [form.line.fullmatch(line[:_LINE]) for line in filled]
        n = sum(match is not None and not _EVENT.fullmatch(match[0]) for match in matches)
        told = n + sum(
            m is None and _is_event(line) for m, line in zip(matches, filled, strict=True)
        )
        if n >= (1 if stated else form.fewest) and told >= form.share * len(filled):
            return _read(filled, form)
    return None


def _is_reaction(words: str) -> bool:
    return _REACTION.fullmatch(words[:_LINE]) is not None


def _is_event(line: str) -> bool:
    return _EVENT.fullmatch(line[:_LINE]) is not None


def _read(lines: Sequence[str], form: _Form) -> Reading | Rejected:
    around = Around()
    messages = list(_messages(lines, form, around))
    left_out = sum(message.private for message in messages)
    if left_out:
        around.flags.append(f"messages that were not sent to everybody were left out: {left_out}")
    public = (message.said for message in messages if not message.private)
    return speech_reading(public, around, "chat")


def _messages(lines: Sequence[str], form: _Form, around: Around) -> Iterator[_Message]:
    """Line by line. What follows a private message belongs to it, unless it is plainly an event."""
    open_: _Message | None = None
    for line in lines:
        match = form.line.fullmatch(line[:_LINE])
        is_event = _is_event(line) and (match is None or not (match["words"] or "").strip())
        if match is None and _ASIDE.match(line):
            if open_:
                yield open_
            open_ = _Message(Said([line]), private=True)
        elif match is not None and not is_event:
            if open_:
                yield open_
            open_ = _message(match, line)
            if not open_.private and _is_reaction(" ".join(open_.said.words)):
                around.cues.append(line[:_LINE])
                open_ = None
        elif open_ and open_.private and not _PLAIN_EVENT.match(line):
            open_.said.words.append(line)
        elif is_event or _is_reaction(line):
            around.cues.append(line[:_LINE])
        elif open_:
            open_.said.words.append(line)
        else:
            around.furniture.append(line[:_LINE])
    if open_:
        yield open_


def _message(match: re.Match[str], line: str) -> _Message:
    found = match.groupdict()
    to, name = (found.get("to") or "").strip(), match["name"].strip()
    between, _, last = to.rpartition(" to ")
    if between and _EVERYBODY.fullmatch(last):
        to, name = last, f"{name} to {between}"  # "Road to Rio" writes to everyone
    speaker: Speaker = marked_speaker(name)
    words = ((found["words"] or "") + line[_LINE:]).strip()
    at = found.get("at") or found.get("at2") or ""
    private = bool(to) and _EVERYBODY.fullmatch(to) is None
    return _Message(Said([words] if words else [], speaker, _clock(at)), private)


def _clock(written: str) -> str:
    """`1:05 PM` → `13:05:00`; a time without seconds has none of its own."""
    digits = re.findall(r"\d+", written)
    if not digits:
        return ""
    hours, minutes, seconds = [int(one) for one in [*digits, "0"][:3]]
    half = written.lower().replace(".", "").strip()
    if half.endswith("pm") and hours < 12:
        hours += 12
    elif half.endswith("am") and hours == 12:
        hours = 0
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"
