"""Owns what live captions show again and again while they roll; refuses to drop what is new."""

from collections.abc import Sequence
from dataclasses import dataclass

_DEEPEST = 4
"""Lines that stay on the screen."""
_FEWEST = 2
_SHARE, _SHARE_GOING_ON = 4, 8


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a caption, and the voice that the file gives it."""

    voice: str
    words: str


def without_repeats(spoken: Sequence[list[Line]]) -> tuple[list[list[Line]], int]:
    """The lines of each cue without those that the cue before already showed, and how many went.

    Captions roll where a quarter of the cues begin with what the one before ended with, in whole
    lines, and half of those go on. Elsewhere somebody may have said the same twice, and it stays.
    """
    overlaps = [0] * len(spoken)
    before: Sequence[Line] = ()
    pairs = rolled = 0
    for n, lines in enumerate(spoken):
        if not lines:
            continue
        if before:
            pairs += 1
            overlaps[n], goes_on = _overlap(before, lines)
            rolled += goes_on
        before = lines
    repeats = sum(1 for one in overlaps if one)
    if repeats < _FEWEST or repeats * _SHARE < pairs or rolled * _SHARE_GOING_ON < pairs:
        return list(spoken), 0
    return [_behind(lines, n) for lines, n in zip(spoken, overlaps, strict=True)], repeats


def _overlap(before: Sequence[Line], lines: Sequence[Line]) -> tuple[int, bool]:
    """How many words of `lines` are the last whole lines of `before`, and whether more follow.

    Two voices that say the same are two.
    """
    if before[-1].voice != lines[0].voice:
        return 0, False
    words = [word for line in lines for word in line.words.split()]
    for first in range(max(0, len(before) - _DEEPEST), len(before)):
        shown = [word for line in before[first:] for word in line.words.split()]
        if shown and words[: len(shown)] == shown:
            return len(shown), len(shown) < len(words)
    return 0, False


def _behind(lines: list[Line], n: int) -> list[Line]:
    """`lines` without their first `n` words."""
    kept = []
    for line in lines:
        words = line.words.split() if n else []
        if n >= len(words) and n:
            n -= len(words)
            continue
        kept.append(Line(line.voice, " ".join(words[n:])) if n else line)
        n = 0
    return kept
