"""Owns captions as speech: WebVTT, SRT and SBV cues joined into turns; refuses to guess a speaker.

Who speaks is what a voice tag, a label before the words or the cue's identifier says. Where every
cue says so, a cue that does not is nobody's; where labels or `>>` only mark a change, what follows
without a mark belongs to the same turn.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpforum.readers.characters import Cleaner
from bpforum.readers.encoding import decode_text
from bpforum.readers.speech.cues import is_cue
from bpforum.readers.speech.rolling import Line, without_repeats
from bpforum.readers.speech.speakers import NAME, Speaker, marked_speaker, speaker_of
from bpforum.readers.speech.subtitle_cues import Captions, Cue, cut_captions
from bpforum.readers.speech.turns import Around, Said, speech_reading
from models.reading import Reading
from models.submission import Rejected

MOST_BYTES = 16 * 2**20
"""Captions of a day and a night are a quarter of it."""
MOST_CUES = 200_000
MOST_LINES = 1_000_000
_VOICE = re.compile(r"<v(?:\.[\w.-]{1,60})?(?:[ \t]([^<>]*))?>|</v>")
_TAG = re.compile(
    r"</?(?:c|i|b|u|v|s|em|strong|ruby|rt|lang|font)(?:[. \t][^<>]{0,500})?>"
    r"|<(?:\d{1,4}:)?\d\d:\d\d[.,]\d{1,3}>"
    r"|\{\\[^{}]{1,100}\}",
    re.IGNORECASE,
)
_LABEL = re.compile(r"([^\s:][^:]{0,79}?)\s?:\s")
_BRACKETED = re.compile(rf"\[({NAME})\]\s?(?=\S)")
_CHANGE = re.compile(r">>>?(?!>)\s*|[-\u2010\u2013\u2014]\s?(?=[^\W\d_]|[\u00bf\u00a1\"'\u201c])")
_SENTENCE_END = (".", "!", "?", "\u2026", '."', ".\u201d")
_LONG_PAUSE, _PAUSE = 10.0, 3.0
_MOST_WORDS = 120
_EACH = 0.5
_NEARLY_ALL = 0.8
_METADATA = re.compile(r"(Language|Title)\s{0,3}:\s{0,3}(.{1,300})", re.IGNORECASE)


def read_subtitles(name: str, data: bytes) -> Reading | Rejected:
    """A file of captions as a transcript; what is wrong with the file is told in flags.

    Refused are files that are no text, and those larger or with more cues than any meeting needs.
    """
    if len(data) > MOST_BYTES:
        return _refuse("more than 16 MB")
    decoded = decode_text(data)
    if isinstance(decoded, Rejected):
        return decoded
    found = read_captions(decoded.text)
    if isinstance(found, Rejected):
        return found
    flags = decoded.flags + found.flags
    if name.lower().endswith(".vtt") and not decoded.text.lstrip().startswith("WEBVTT"):
        flags += ("does not begin with WEBVTT",)
    return found.model_copy(update={"flags": flags})


def read_captions(text: str) -> Reading | Rejected:
    """The same for a text that is decoded already."""
    if text.count("-->") > MOST_CUES:
        return _refuse(f"more than {MOST_CUES:,} cues")
    if text.count("<v") > MOST_CUES:
        return _refuse(f"more than {MOST_CUES:,} voices")
    if text.count("\n") > MOST_LINES:
        return _refuse(f"more than {MOST_LINES:,} lines")
    captions = cut_captions(text)
    around = Around(furniture=[*captions.header, *captions.notes])
    if captions.signed and captions.header and ":" not in captions.header[0]:
        around.title = captions.header[0][:300]
    around.fields = {
        match[1].lower(): match[2].strip()
        for line in captions.header
        if (match := _METADATA.fullmatch(line))
    }
    around.flags += [f"{what}: {n}" for what, n in sorted(captions.faults.items())]
    cleaner = Cleaner()
    spoken = [_lines(cue, cleaner) for cue in captions.cues]
    _read_names_above(captions, spoken)
    spoken, repeats = without_repeats(spoken)
    if repeats:
        around.flags.append(f"rolling captions: {repeats} repetitions were joined")
    around.flags += cleaner.flags()
    return speech_reading(_turns(captions, spoken), around, captioned=True)


def _lines(cue: Cue, cleaner: Cleaner) -> list[Line]:
    """The lines of a cue, each with its voice, without tags and entities."""
    lines: list[Line] = []
    voice = cue.name
    at = 0
    payload = "\n".join(cue.lines)
    for match in _VOICE.finditer(payload):
        lines += _plain(voice, payload[at : match.start()], cleaner)
        voice = " ".join(cleaner.clean(html.unescape(match[1] or "")).split())
        at = match.end()
    return lines + _plain(voice, payload[at:], cleaner)


def _plain(voice: str, written: str, cleaner: Cleaner) -> list[Line]:
    if "<" in written or "{" in written:
        written = _TAG.sub("", written)
    if "&" in written:
        written = cleaner.clean(html.unescape(written))
    return [Line(voice, words) for line in written.split("\n") if (words := line.strip())]


def _read_names_above(captions: Captions, spoken: Sequence[list[Line]]) -> None:
    """Older Teams exports write the name as the first line of each cue: make voices of them."""
    filled = [lines for lines in spoken if lines]
    named = [lines for lines in filled if len(lines) > 1 and _could_be_name(lines[0])]
    if captions.signed or len(filled) < 2 or len(named) < _NEARLY_ALL * len(filled):
        return
    if len({lines[0].words for lines in named}) * 2 > len(named) + 1:
        return
    for lines in named:
        name = lines.pop(0).words
        lines[:] = [Line(name, line.words) for line in lines]


def _could_be_name(line: Line) -> bool:
    words = line.words.split()
    return (
        not line.voice
        and len(words) <= 6
        and len(line.words) <= 60
        and line.words[-1:] not in ".?!:,;"
        and words[0][:1].isupper()
    )


@dataclass
class _Manner:
    """How the file tells who speaks."""

    each: bool
    """Nearly every cue says so; one that does not is nobody's."""
    prefixed: bool
    """Whatever stands before a colon is the speaker, as meeting programs write it."""
    marked: bool
    """`>>` stands before each change."""
    silent: bool
    """Nothing tells of speakers at all."""


def _manner(spoken: Sequence[Sequence[Line]]) -> _Manner:
    first = [lines[0] for lines in spoken if lines]
    voiced = sum(1 for line in first if line.voice)
    prefixed = sum(1 for line in first if not line.voice and _LABEL.match(line.words))
    labelled = sum(1 for line in first if speaker_of(line.words)[1] != line.words)
    marked = any(line.words.startswith(">>") for lines in spoken for line in lines)
    return _Manner(
        each=bool(first) and voiced + max(prefixed, labelled) >= _EACH * len(first) and not marked,
        prefixed=len(first) > 2 and prefixed >= _NEARLY_ALL * len(first),
        marked=marked,
        silent=not (voiced or labelled or marked),
    )


def _turns(captions: Captions, spoken: Sequence[Sequence[Line]]) -> Iterator[Said]:
    manner = _manner(spoken)
    open_: Said | None = None
    label = ""
    """The voice or label of the open turn, as written."""
    length = 0
    before: Cue | None = None
    for cue, lines in zip(captions.cues, spoken, strict=True):
        for n, line in enumerate(lines):
            opens, speaker, found, words = _opening(line, manner)
            if open_ is None:
                goes_on = False
            elif found and found == label and (manner.each or line.voice):
                goes_on = True
            elif opens or (found != label and (found or (manner.each and n == 0))):
                goes_on = False
            elif manner.silent:
                ended = length >= _MOST_WORDS and open_.words[-1].endswith(_SENTENCE_END)
                goes_on = n > 0 or not (ended or _pause(before, cue) >= _PAUSE)
            else:
                paused = n == 0 and not manner.marked and _pause(before, cue) >= _LONG_PAUSE
                goes_on = not paused
            if goes_on and open_ is not None:
                open_.words.append(words)
                length += len(words.split())
            else:
                if open_ is not None:
                    yield open_
                open_ = Said([words], speaker, _clock(cue.start))
                label, length = found, len(words.split())
        if cue.lines:
            before = cue
    if open_ is not None:
        yield open_


def _opening(line: Line, manner: _Manner) -> tuple[bool, Speaker, str, str]:
    """Whether a line begins a turn by itself, its speaker, the label as written, and its words."""
    words = line.words
    change = _CHANGE.match(words)
    if change:
        words = words[change.end() :]
    if line.voice:
        return change is not None, marked_speaker(line.voice), line.voice, words
    prefix = _LABEL.match(words) if manner.prefixed else None
    if prefix and not is_cue(prefix[1]):
        return True, marked_speaker(prefix[1]), prefix[1], words[prefix.end() :]
    bracketed = _BRACKETED.match(words)
    if bracketed and not is_cue(bracketed[1]):
        speaker = Speaker(bracketed[1], "suggested", bracketed[0].strip())
        return True, speaker, bracketed[0].strip(), words[bracketed.end() :]
    speaker, rest = speaker_of(words)
    label = words[: len(words) - len(rest)].strip() if rest != words else ""
    return change is not None or bool(label), speaker, label, rest


def _pause(before: Cue | None, cue: Cue) -> float:
    if before is None or before.end is None or cue.start is None:
        return 0.0
    return cue.start - before.end


def _clock(seconds: float | None) -> str:
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def _refuse(what: str) -> Rejected:
    return Rejected.because(
        "too-many-cues",
        f"This file of captions has {what}.",
        remedy="Split it, for example by session, and add the parts one by one.",
    )
