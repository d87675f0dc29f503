"""Owns the numbered sessions of a programme or outline; takes no mention of a session for one.

At least three lines in order, each `Session n` and a title, are a programme; what stands below a
title, whole across page breaks, is its description.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.text_lines import TextLine
from models.reading import Block
from models.session import Session

_SESSION = re.compile(
    r"(?P<word>session|sesión|sesion|séance|panel|workshop|taller|atelier|plenary|mesa)\s{1,3}"
    r"(?:no\.?\s?|n[º°]\s?)?(?P<number>\d{1,3}[A-Za-z]?|[IVX]{1,5})"
    r"(?:\s?[:.\u2013\u2014|-]\s{0,3}|\s{1,3}|$)(?P<title>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TIME = re.compile(
    r"^\(?\d{1,2}[:.h]\d\d\s?(?:[-\u2013\u2014]|to|a|à)\s?\d{1,2}[:.h]\d\d\)?[\s:|-]*"
)
_OUTLINE = re.compile(
    r"\b(?:draft |tentative |provisional )?(?:outline|agenda|programme|program|schedule|programa"
    r"|orden del día|esquema|ordre du jour|calendrier)\b",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"\b(?:will (?:be|take|also)|please|note that|are invited|is available|participants"
    r"|se (?:llevarán|realizarán|invita)|serán?\b|seront|sera\b|veuillez|tengan en cuenta)",
    re.IGNORECASE,
)
_MOST_TITLE_WORDS = 25
_FEWEST = 3


@dataclass
class _Item:
    number: str
    title: str
    line: TextLine
    below: list[TextLine] = field(default_factory=list)


def find_sessions(lines: Sequence[TextLine]) -> tuple[tuple[Session, ...], tuple[Block, ...]]:
    """The proposed sessions of a document, and headings for their lines; both may be empty."""
    items = _items(lines)
    if len(items) < _FEWEST or not _in_order(items):
        return (), ()
    gaps = [item.below[0].gap for item in items[:-1] if item.below]
    apart = bool(gaps) and sum(gaps) * 2 > len(gaps)
    _end_last(items[-1], apart)
    sessions = tuple(_session(item) for item in items)
    return sessions, tuple(_heading(item.line) for item in items)


def _heading(line: TextLine) -> Block:
    return mark(line.bare_start, line.bare_start + len(line.bare), "heading", 2)


def has_outline(lines: Sequence[TextLine], title: str, name: str) -> bool:
    """Whether a heading, the title or the file's name says that a programme follows."""
    short = (line.bare for line in lines if len(line.text) <= 120)
    own = name.replace("\\", "/").rsplit("/", 1)[-1]
    return any(_OUTLINE.search(words) for words in (title, own, *short))


def _items(lines: Sequence[TextLine]) -> list[_Item]:
    items: list[_Item] = []
    for line in lines:
        match = _SESSION.fullmatch(_TIME.sub("", line.bare)) if len(line.text) < 2000 else None
        title = _title(match["title"], line) if match else None
        if match and title is not None:
            items.append(_Item(match["number"], title[0], line))
        elif items:
            items[-1].below.append(line)
    return items


def _title(words: str, line: TextLine) -> tuple[str] | None:
    title = words.replace("**", "").strip(" *:\u2013\u2014-")
    sentence = title.endswith(".") and len(title.split()) > 6
    too_long = len(title.split()) > _MOST_TITLE_WORDS
    if title[:1].islower() or sentence or too_long or line.kind == "masthead":
        return None
    return (title,)


def _in_order(items: Sequence[_Item]) -> bool:
    """Numbers rise from 1 (or 0) without repeating; Roman ones only have to be distinct."""
    digits = [int(item.number) for item in items if item.number.isdigit()]
    if len(digits) < len(items):
        return len({item.number for item in items}) == len(items)
    return digits[0] <= 1 and all(b == a + 1 for a, b in pairwise(digits))


def _end_last(item: _Item, apart: bool) -> None:
    """Below the last session the document goes on: only its own description is kept."""
    kept: list[TextLine] = []
    for line in item.below:
        if line.kind == "heading" or (line.gap and (kept or not apart)):
            break
        if line.gap and _REMARK.search(line.text):
            break
        kept.append(line)
    item.below = kept


def _session(item: _Item) -> Session:
    words = without_contact_data(" ".join(line.bare for line in item.below))
    number = item.number if item.number.isdigit() else item.number.lower()
    return Session(
        id=f"session-{number:0>2}" if number.isdigit() else f"session-{number}",
        title=without_contact_data(item.title) or f"Session {item.number}",
        description=words,
        number=item.number,
        status="proposed",
    )
