"""Owns transcripts as meeting programs export them as text: Zoom, Teams, Otter, Google Meet, Webex.

A file is one of them by its form alone: lines that hold a name and a time, in the order of time.
Who such a line names is *named*; `Speaker 2` is nobody.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.speech.speakers import Speaker, marked_speaker
from bpforum.readers.speech.turns import Around, Said, speech_reading
from models.reading import Reading
from models.submission import Rejected

_TIME = r"(?:\d{1,2}:)?\d{1,2}:\d{2}"
_BRACKETED = re.compile(r"\[(?P<name>[^\[\]]{1,120})\]\s{1,3}(?P<at>\d{1,2}:\d{2}:\d{2})")
_NAME_TIME = re.compile(rf"(?P<name>[^\W\d_].{{0,118}}?)[\s\u00b7|-]{{1,12}}(?P<at>{_TIME})")
_NO_NAME = re.compile(r"[.,:;?!]$|\b(?:at|to|from|until|a las|à)$|\d[:.]\d\d|\b(?:19|20)\d\d\b")
_ALONE = re.compile(r"\d{2}:\d{2}:\d{2}")
_LABEL = re.compile(r"(?P<name>[^\W\d_][^:]{0,79}?)\s?:\s+(?P<words>\S.*)", re.DOTALL)
_BY_MACHINE = re.compile(
    r"transcribed by https?://\S{1,60}|this editable transcript was computer generated.{0,100}"
    r"|meeting ended after .{1,40}|.{0,40}computer.generated transcript.{0,80}",
    re.IGNORECASE,
)
_RECORDING = re.compile(r".{1,120} (?:started|stopped) (?:the )?(?:transcription|recording)", re.I)
_DURATION = re.compile(r"(?:\d{1,3}\s?[hms](?:in|rs?|ecs?)?\s?){1,3}", re.IGNORECASE)
_LONGEST = 160
_FIRST_AT_MOST = 300
"""Seconds: a recording's first words come early; a programme's first hour does not."""
_FEWEST, _FEWEST_WHERE_FIRST = 3, 2


@dataclass(frozen=True, slots=True)
class _Head:
    """The line above a turn."""

    line: int
    name: str
    at: str


def read_export(lines: Sequence[str], *, stated: bool = False) -> Reading | Rejected | None:
    """The transcript that `lines` are an export of, or None where they are none.

    With `stated` the document says that it is a transcript: then one turn is enough.
    """
    for form, elapsed in ((_BRACKETED, False), (_NAME_TIME, True)):
        heads = _heads(lines, form)
        if _is_export(lines, heads, elapsed=elapsed, stated=stated):
            return _read(lines, heads, _said)
    marks = [n for n, line in enumerate(lines) if _ALONE.fullmatch(line.strip())]
    if _is_meet(lines, marks, stated=stated):
        heads = [_Head(n, "", lines[n].strip()) for n in marks]
        return _read(lines, heads, _said_by_labels)
    return None


def _heads(lines: Sequence[str], form: re.Pattern[str]) -> list[_Head]:
    found = []
    for n, line in enumerate(lines):
        bare = line.strip()
        if len(bare) > _LONGEST or not bare[-1:].isdigit():
            continue
        match = form.fullmatch(bare)
        if match and not _NO_NAME.search(match["name"]):
            found.append(_Head(n, match["name"].strip(" ·|-"), match["at"]))
    return found


def _is_export(
    lines: Sequence[str], heads: Sequence[_Head], *, elapsed: bool, stated: bool
) -> bool:
    if not heads or (stated and not elapsed):
        return bool(heads)
    times = [_seconds(head.at) for head in heads]
    if not stated:
        opens = not any(line.strip() for line in lines[: heads[0].line])
        if len(heads) < (_FEWEST_WHERE_FIRST if opens else _FEWEST):
            return False
        if elapsed and times[0] > _FIRST_AT_MOST:
            return False
    forward = sum(1 for a, b in pairwise(times) if b >= a)
    if forward < 0.8 * (len(times) - 1):
        return False
    is_head = {head.line for head in heads}
    spoken = sum(
        1
        for head in heads
        if any(
            line.strip() and n not in is_head
            for n, line in enumerate(lines[head.line + 1 : head.line + 3], head.line + 1)
        )
    )
    return spoken * 10 >= len(heads) * 8


def _is_meet(lines: Sequence[str], marks: Sequence[int], *, stated: bool) -> bool:
    if not marks or _seconds(lines[marks[0]].strip()) > _FIRST_AT_MOST:
        return False
    body = [line for line in lines[marks[0] :] if line.strip()]
    labelled = sum(1 for line in body if _LABEL.match(line.strip()[:_LONGEST]))
    fewest = 1 if stated else _FEWEST
    return labelled >= fewest and labelled * 2 >= len(body) - len(marks)


def _read(
    lines: Sequence[str],
    heads: Sequence[_Head],
    said: Callable[[Sequence[str], _Head], Iterator[Said]],
) -> Reading | Rejected:
    around = Around()
    _read_top(lines[: heads[0].line], around)
    ends = [head.line for head in heads[1:]] + [len(lines)]
    turns = (
        one
        for head, end in zip(heads, ends, strict=True)
        for one in said(_spoken(lines[head.line + 1 : end], around), head)
    )
    return speech_reading(turns, around)


def _spoken(lines: Sequence[str], around: Around) -> list[str]:
    """The lines without what the program says of itself."""
    kept = []
    for line in lines:
        bare = line.strip()
        if _BY_MACHINE.fullmatch(bare[:_LONGEST]):
            around.furniture.append(bare)
        elif _RECORDING.fullmatch(bare[:_LONGEST]):
            around.cues.append(bare)
        elif bare:
            kept.append(bare)
    return kept


def _said(lines: Sequence[str], head: _Head) -> Iterator[Said]:
    yield Said(list(lines), marked_speaker(head.name), clock(head.at))


def _said_by_labels(lines: Sequence[str], head: _Head) -> Iterator[Said]:
    """Google Meet: a time now and then, and each turn a line with its label; a line without one
    goes on with the turn before it, but not over a time."""
    open_: Said | None = None
    for line in lines:
        match = _LABEL.fullmatch(line)
        if match:
            if open_:
                yield open_
            open_ = Said([match["words"]], marked_speaker(match["name"]), clock(head.at))
        elif open_:
            open_.words.append(line)
        else:
            open_ = Said([line], Speaker(), clock(head.at))
    if open_:
        yield open_


def _read_top(lines: Sequence[str], around: Around) -> None:
    """Title, date and length of the recording stand above the first turn."""
    kept = _spoken(lines, around)
    around.furniture += kept
    for line in kept:
        if not _DURATION.fullmatch(line) and not find_dates(line[:_LONGEST]) and ": " not in line:
            around.title = line[:300]
            return


def clock(written: str) -> str:
    """`3:05` → `00:03:05`."""
    parts = [int(part) for part in written.split(":")]
    hours, minutes, seconds = [0] * (3 - len(parts)) + parts
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}"


def _seconds(written: str) -> int:
    hours, minutes, seconds = map(int, clock(written).split(":"))
    return hours * 3600 + minutes * 60 + seconds
