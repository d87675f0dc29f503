"""Owns the lines that open a conference document: number, addendum, date; knows no other form.

`Addendum 7 to` / `Document WTDC14/22-E` / `4 February 2014` / `Original: English`, as meetings of
the ITU and others print them, whole or with their line breaks lost.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.recognition.languages import language_code, languages_in
from bpforum.readers.recognition.text_lines import TextLine

_RELATION = re.compile(
    r"\b(Addendum|Add\.|Addendo|Corrigendum|Corr\.|Revision|Rev\.|Révision|Revisión|Addéndum)"
    r"\s{0,3}(\d{1,3})?\s{1,4}(?:to|of|au|du|al|a la|à la)\s{1,4}(?:the\s)?"
    r"(?:Document[oe]?\s{1,4})([A-Z]{0,12}[\w/.()-]{1,40})",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\bDocument[oe]?\s{1,4}((?=[\w/.()-]{0,39}\d)[A-Z0-9][\w/.()-]{0,39})")
_ORIGINAL = re.compile(r"\bOriginal\s?:\s{0,3}([A-Za-zÀ-ÿ/, ]{3,40})", re.IGNORECASE)
_WORDS = {"add": "Addendum", "cor": "Corrigendum", "rev": "Revision", "rév": "Revision"}
_MOST_LINES = 15
_LONGEST = 120


@dataclass
class Formal:
    """What those lines say, and which lines they are."""

    fields: dict[str, str] = field(default_factory=dict)
    lines: list[TextLine] = field(default_factory=list)


def find_formal(lines: Sequence[TextLine]) -> Formal:
    """The opening lines of a conference document among `lines`; empty where there is no number."""
    short = [line for line in lines[:_MOST_LINES] if len(line.text) <= _LONGEST]
    numbered = [n for n, line in enumerate(short) if _opens_document(line)]
    if not numbered:
        return Formal()
    low = max(0, numbered[0] - 3)
    near = [line for line in short[low : numbered[0] + 4] if _belongs(line)]
    text = " ".join(line.bare for line in near)
    found = Formal(lines=near)
    relation, number, original = (p.search(text) for p in (_RELATION, _NUMBER, _ORIGINAL))
    if relation:
        word = _WORDS[relation[1].lower()[:3]]
        found.fields["relation"] = " ".join(
            filter(None, (word, relation[2], "to Document", document_number(relation[3])))
        )
    if number:
        found.fields["document_number"] = number[1]
    if original:
        found.fields["original_language"] = language_code(original[1])
    dates = find_dates(text)
    if dates:
        found.fields["date"] = dates[0].iso
    return found


def document_number(reference: str) -> str:
    """`WTDC14/22-E` → `22`; `22-E` → `22`; what has no such number stays as it is."""
    match = re.search(r"(?:^|/)(\d{1,5})(?:\([^)]{0,20}\))?(?:-[A-Z]{1,2})?$", reference)
    return match[1] if match else reference


def _opens_document(line: TextLine) -> bool:
    return (
        re.match(r"(?:Document[oe]?\s{1,4}(?=\S{0,39}\d)\S)", line.bare) is not None
        or _RELATION.search(line.bare) is not None
    )


def _belongs(line: TextLine) -> bool:
    bare = line.bare
    dates = find_dates(bare)
    return bool(
        _opens_document(line)
        or re.match(
            r"(?:Addendum|Add\.|Corrigendum|Corr\.|Revision|Rev\.|Révision|Revisión)\b.{0,12}$",
            bare,
            re.I,
        )
        or (dates and dates[0].start <= 1 and dates[0].end >= len(bare) - 2)
        or (_ORIGINAL.match(bare) and languages_in(bare))
    )
