"""Owns what may stand in XML and which way it runs; refuses to change what a reader would see."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

Direction = Literal["ltr", "rtl"]

_RIGHT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""Blocks outside of which no letter runs from right to left (UAX 9, classes R and AL)."""

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """`text` with U+FFFD for each character that XML 1.0 cannot hold (production 2, `Char`)."""
    return _ILLEGAL.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def direction(text: str, otherwise: Direction) -> Direction:
    """Which way most of its letters run; `otherwise` without letters, or where they are as many.

    Not the first letter (Unicode bidi rule P2): an English sentence that begins with an Arabic name
    is an English sentence.
    """
    if text.isascii():
        return "ltr" if any(map(str.isalpha, text)) else otherwise
    if not _RIGHT.search(text):
        return "ltr" if "L" in map(unicodedata.bidirectional, text) else otherwise
    kinds = [unicodedata.bidirectional(one) for one in text]
    left, right = kinds.count("L"), kinds.count("R") + kinds.count("AL")
    return otherwise if left == right else "ltr" if left > right else "rtl"


def stretches(text: str, base: Direction) -> Iterator[tuple[str, Direction]]:
    """`text` cut where its direction changes, in a paragraph that runs `base`.

    Word does not run the bidi algorithm over a run: it wants each run to say which way it goes.
    What has no direction goes with its neighbours where they agree, else with the paragraph.
    """
    if base == "ltr" and (text.isascii() or not _RIGHT.search(text)):
        yield text, "ltr"
        return
    start, now, open_from = 0, base, 0
    for at, character in enumerate(text):
        here = _strong(character)
        if here is None:
            continue
        if here != now:
            # What stands between belongs to the paragraph's own direction.
            cut = at if now == base else open_from
            if cut > start:
                yield text[start:cut], now
            start, now = cut, here
        open_from = at + 1
    if now != base and open_from < len(text):
        yield text[start:open_from], now
        start, now = open_from, base
    if start < len(text):
        yield text[start:], now


def _strong(character: str) -> Direction | None:
    bidi = unicodedata.bidirectional(character)
    return "ltr" if bidi == "L" else "rtl" if bidi in ("R", "AL") else None


def columns(text: str) -> int:
    """How wide `text` is set, in columns: two for wide East Asian characters, none for marks."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1
        for one in text
    )
