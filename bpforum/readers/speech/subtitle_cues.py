"""Owns the form of WebVTT, SRT and SBV files: times, identifiers, notes, payloads; joins nothing.

The parser follows the recommendation (W3C, WebVTT) but gives nothing up: a cue with a wrong time is
a cue without one, text without a time is kept where it stands, and each fault is counted. Every
line is looked at once.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

_ARROW = "-->"
_STAMP = re.compile(r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?")
_SBV = re.compile(r"\d{1,2}:\d\d:\d\d\.\d{3},\d{1,2}:\d\d:\d\d\.\d{3}")
_WEBEX = re.compile(r"\d{1,9}\s{1,3}\"([^\"]{1,200})\"\s{0,3}\(\d{1,20}\)")
_ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?=\s|$)")
_STYLES = ("STYLE", "REGION")


@dataclass(slots=True)
class Cue:
    """A caption as written, with its times in seconds where they could be read."""

    start: float | None = None
    end: float | None = None
    name: str = ""
    """The speaker, where the cue's identifier tells one (Webex)."""
    lines: list[str] = field(default_factory=list)
    identifier: str = ""
    stray: bool = False
    """Its words stood outside of all cues."""


@dataclass
class Captions:
    """A file cut into cues and what stands beside them."""

    cues: list[Cue] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    """The lines of the header, without the signature's own word."""
    notes: list[str] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    signed: bool = False
    """Whether it begins with WEBVTT."""


def is_timing(line: str) -> bool:
    """Whether `line` is, or was meant to be, the line with a cue's times."""
    return _ARROW in line or _SBV.fullmatch(line.strip()) is not None


def has_captions(lines: Sequence[str]) -> bool:
    """Whether a text without a telling name is captions: most of its times can be read."""
    timed = [line for line in lines if _ARROW in line or _SBV.fullmatch(line)]
    if len(timed) < 2:
        return False
    read = sum(None not in _times(line) for line in timed)
    return read * 2 > len(timed) and len(timed) * 8 >= sum(1 for line in lines if line.strip())


def cut_captions(text: str) -> Captions:
    """The cues of `text` in the order of the file; linear in its length."""
    found = Captions()
    lines = text.split("\n")
    cue: Cue | None = None
    aside: list[str] | None = None
    identifier = ""
    if lines and lines[0].strip().startswith("WEBVTT"):
        found.signed = True
        lines[0] = lines[0].strip().removeprefix("WEBVTT").strip(" \t-")
        aside = found.header
    for n, line in enumerate(lines):
        bare = line.strip()
        if is_timing(bare):
            cue, aside = _open(found, bare, identifier), None
            identifier = ""
        elif not bare:
            # The first line of a machine's cue may be a space; an empty line ends the cue.
            if cue is not None and (cue.lines or not line):
                cue = None
            aside = aside if n == 0 and aside is not None else None
        elif aside is not None:
            aside.append(bare)
        elif cue is not None:
            if bare.isdigit() and _before_timing(lines, n):
                cue = None
            else:
                cue.lines.append(bare)
        elif _before_timing(lines, n):
            identifier = bare
        elif _ASIDE.match(bare):
            aside = _aside(found, bare)
        elif bare.isdigit() and n + 1 < len(lines) and lines[n + 1].strip():
            continue  # the number of a cue whose time is missing
        else:
            found.faults["lines without a time"] += 1
            cue = _without_time(found)
            cue.lines.append(bare)
    _keep_stray_words(found)
    return found


def _keep_stray_words(found: Captions) -> None:
    """An empty cue below several words has lost its place, not its words."""
    for cue in found.cues:
        if not cue.lines and " " in cue.identifier and not cue.name:
            cue.lines.append(cue.identifier)
            found.faults["lines without a time"] += 1


def _without_time(found: Captions) -> Cue:
    """Stray lines one after the other are one cue."""
    if found.cues and found.cues[-1].stray:
        return found.cues[-1]
    found.cues.append(Cue(stray=True))
    return found.cues[-1]


def _before_timing(lines: Sequence[str], n: int) -> bool:
    return n + 1 < len(lines) and is_timing(lines[n + 1])


def _aside(found: Captions, bare: str) -> list[str]:
    """Where the lines of a comment go; looks are read and not kept."""
    word, _, rest = bare.partition(" ")
    if word in _STYLES:
        return []
    if rest.strip():
        found.notes.append(rest.strip())
    return found.notes


def _open(found: Captions, timing: str, identifier: str) -> Cue:
    start, end = _times(timing)
    webex = _WEBEX.fullmatch(identifier)
    before = next((cue.start for cue in reversed(found.cues[-3:]) if cue.start is not None), None)
    if start is None or end is None:
        found.faults["times that cannot be read"] += 1
    elif end < start:
        found.faults["cues that end before they begin"] += 1
    if start is not None and before is not None and start < before:
        found.faults["times that go back"] += 1
    cue = Cue(start=start, end=end, name=webex[1] if webex else "", identifier=identifier)
    found.cues.append(cue)
    return cue


def _times(timing: str) -> tuple[float | None, float | None]:
    """Seconds of beginning and end; what follows the end are settings of no matter here."""
    first, _, last = timing.partition(_ARROW if _ARROW in timing else ",")
    words = last.split(maxsplit=1)
    return _seconds(first.strip()), _seconds(words[0]) if words else None


def _seconds(stamp: str) -> float | None:
    match = _STAMP.fullmatch(stamp[:24])
    if match is None:
        return None
    hours, minutes, seconds, fraction = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")
