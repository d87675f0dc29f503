"""Compares two wordings word by word, for pages; pure, and bounded whatever it is given."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_PIECES = re.compile(r"\s+|[^\W_]+(?:['’-][^\W_]+)*|[^\s]")
_Found = tuple[str, Sequence[str]]
_MOST = 1_500
"""Pieces of either side above which what is alike at both ends is all that is looked for."""


@dataclass(frozen=True)
class Piece:
    """A stretch of words that stands in both, in the old wording only, or in the new."""

    kind: Literal["same", "gone", "new"]
    text: str


def word_diff(old: str, new: str) -> tuple[Piece, ...]:
    """`old` and `new` as one line of pieces: without the new ones it reads `old`, without those
    gone `new`."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    middle = before[start : len(before) - end], after[start : len(after) - end]
    found: list[_Found] = [("same", before[:start])]
    if max(map(len, middle)) > _MOST:
        found += [("gone", middle[0]), ("new", middle[1])]
    else:
        for tag, a, b, c, d in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
            if tag == "equal":
                found.append(("same", middle[0][a:b]))
            else:
                found += [("gone", middle[0][a:b]), ("new", middle[1][c:d])]
    found.append(("same", before[len(before) - end :]))
    return _joined(_readable(found))


def _readable(found: Sequence[_Found]) -> list[_Found]:
    """Without islands: a blank or a comma that both have, between two changes, goes with them."""
    kept: list[_Found] = []
    gone: list[str] = []
    new: list[str] = []
    for n, (kind, words) in enumerate(found):
        island = gone and new and n + 1 < len(found) and not any(map(str.isalnum, "".join(words)))
        if kind == "same" and not island:
            kept += [("gone", gone), ("new", new), ("same", words)]
            gone, new = [], []
        else:
            gone = [*gone, *(words if kind != "new" else ())]
            new = [*new, *(words if kind != "gone" else ())]
    return [*kept, ("gone", gone), ("new", new)]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    n = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        n += 1
    return n


def _joined(found: Sequence[_Found]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for kind, words in found:
        text = "".join(words)
        if not text:
            continue
        if pieces and pieces[-1].kind == kind:
            text = pieces.pop().text + text
        named: Literal["same", "gone", "new"] = (
            "same" if kind == "same" else "gone" if kind == "gone" else "new"
        )
        pieces.append(Piece(named, text))
    return tuple(pieces)
