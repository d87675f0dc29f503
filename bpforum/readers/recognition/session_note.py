"""Owns rapporteurs' notes: their parts, and each statement as a span; invents no missing part."""

import re
from collections.abc import Iterator

from bpforum.readers.recognition.marks import lay_over, mark
from bpforum.readers.recognition.note_holders import holder_of
from bpforum.readers.recognition.note_parts import part_of
from models.contribution import NoteLine, NoteLineKind, SessionNote
from models.reading import Block, Reading

_PERSONS = re.compile(r"\s*;\s*|\s+(?:and|y|et|&)\s+|\s*,\s*(?:and|y|et)\s+")
_FEWEST_PARTS = 2


def read_note(reading: Reading) -> Reading:
    """`reading` as a rapporteur's note: kind, headings of its parts, and `session_note`.

    Statements under a part of the form become lines of its kind. A note without any part has all
    its paragraphs as discussion. Under two parts it is partial.
    """
    heads: list[Block] = []
    lines = list(_lines(reading, heads))
    if not heads:
        lines = list(_plain_lines(reading))
    parts = {line.kind for line in lines} if heads else set()
    session = reading.fields.get("session", "")
    note = SessionNote(
        session=session,
        rapporteurs=tuple(_rapporteurs(reading.fields)),
        lines=tuple(lines),
        partial=len(parts) < _FEWEST_PARTS,
    )
    laid = lay_over(reading, heads)
    return Reading(
        **{
            **dict(laid),
            "kind": "note",
            "session_note": note,
            "title": reading.fields.get("title") or reading.title or session,
        }
    )


def _lines(reading: Reading, heads: list[Block]) -> Iterator[NoteLine]:
    part: NoteLineKind | None = None
    for block in reading.blocks:
        if block.kind in ("masthead", "furniture", "quoted", "question"):
            continue
        words = reading.text[block.start : block.end]
        kind = part_of(words)
        if kind:
            part = kind
            heads.append(mark(block.start, block.end, "heading", block.level or 2))
            continue
        inline = _inline(words)
        if inline:
            part, after = inline
            heads.append(mark(block.start, block.start + after, "heading", 2))
            yield _line(reading.text, part, block.start + after, block.end)
        elif block.kind == "heading":
            part = None
        elif part:
            yield _line(reading.text, part, block.start, block.end)


def _inline(words: str) -> tuple[NoteLineKind, int] | None:
    """`Key issues: …` on one line, or in two cells: the part, and where its text begins."""
    match = re.match(r"([^:\t\n]{3,60}?)(?:\s?:\s+|\t)(?=\S)", words)
    kind = part_of(match[1]) if match else None
    return (kind, match.end()) if match and kind else None


def _plain_lines(reading: Reading) -> Iterator[NoteLine]:
    for block in reading.blocks:
        if block.kind in ("paragraph", "item", "row"):
            yield _line(reading.text, "discussion", block.start, block.end)


def _line(text: str, kind: NoteLineKind, start: int, end: int) -> NoteLine:
    """The statement without what says who held it; the span is exact."""
    held, first, last = holder_of(text[start:end])
    body = text[start + first : start + last]
    begin = start + first + len(body) - len(body.lstrip())
    return NoteLine(kind=kind, start=begin, end=begin + len(body.strip()), held_by=held)


def _rapporteurs(fields: dict[str, str]) -> Iterator[str]:
    for person in _PERSONS.split(fields.get("rapporteur", "")):
        parts = person.split(",")
        names = parts if all(_is_name(part) for part in parts) else parts[:1]
        for name in names:
            clean = re.sub(r"\s*\(.*", "", name).strip()
            if clean:
                yield clean


def _is_name(words: str) -> bool:
    parts = words.split()
    return 2 <= len(parts) <= 4 and all(part[0].isupper() or len(part) <= 3 for part in parts)
