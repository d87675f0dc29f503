"""Owns what may stand in XML and which way it runs; refuses to change what a reader would see."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

Direction = Literal["ltr", "rtl"]

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_STRONG = ("L", "R", "AL")


def legal(text: str) -> str:
    """`text` with U+FFFD for each character that XML 1.0 cannot hold (production 2, `Char`)."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def direction(text: str, otherwise: Direction = "ltr") -> Direction:
    """Where the first strong character points (Unicode bidi rule P2); `otherwise` without one."""
    for character in text:
        bidi = unicodedata.bidirectional(character)
        if bidi in _STRONG:
            return "rtl" if bidi in _RIGHT_TO_LEFT else "ltr"
    return otherwise


def stretches(text: str, otherwise: Direction) -> Iterator[tuple[str, Direction]]:
    """`text` cut where its direction changes; neutral characters stay with what stands before.

    Word does not run the bidi algorithm over a run: it wants each run to say which way it goes.
    """
    if text.isascii():
        yield text, (direction(text, otherwise) if otherwise == "rtl" else "ltr")
        return
    start, now = 0, direction(text, otherwise)
    for at, character in enumerate(text):
        bidi = unicodedata.bidirectional(character)
        if bidi not in _STRONG:
            continue
        here: Direction = "rtl" if bidi in _RIGHT_TO_LEFT else "ltr"
        if here != now:
            yield text[start:at], now
            start, now = at, here
    yield text[start:], now


def columns(text: str) -> int:
    """How wide `text` is set, in columns: two for wide East Asian characters, none for marks."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
