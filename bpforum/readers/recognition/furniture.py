"""Owns what stands on a page and is nobody's input: page numbers, links to files, contact lines."""

import re
from collections.abc import Iterator

from bpforum.readers.masking import MASK, mask
from bpforum.readers.recognition.marks import mark
from bpforum.readers.recognition.text_lines import TextLine, lines_of
from models.reading import Block, Reading

_PAGE = re.compile(
    r"(?:[-\u2013\u2014]\s?\d{1,4}\s?[-\u2013\u2014]"
    r"|(?:page|página|pág\.|p\.)\s{0,3}\d{1,4}(?:\s{0,3}(?:of|de|sur|/)\s{0,3}\d{1,4})?"
    r"|\d{1,4}\s{0,3}(?:of|/)\s{0,3}\d{1,4})",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"see the attached .{0,40}(?:document|file|pdf).{0,60}(?:full text|contribution).{0,40}"
    r"|doc(?:ument)? attached\s?:.{0,80}|click here to .{0,60}"
    r"|(?:copyright|©).{0,80}|all rights reserved\.?|show/hide header|back to top",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:contacts?|contacto|contact person|phone(?: number)?|tel(?:ephone|éfono|éphone)?|fax"
    r"|mobile|e-?mail|correo(?: electrónico)?|courriel|address|dirección|adresse"
    r"|postal address|hotel)\b[^:\n]{0,40}:.{0,300}",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"mobile|address|dirección|adresse|hotel", re.IGNORECASE)
"""Labels that may also open a sentence: `Mobile: most people have nothing else`."""
_LONGEST = 300


def furniture_marks(reading: Reading) -> Iterator[Block]:
    """Furniture blocks for `reading`; the text itself stays as it is."""
    for line in lines_of(reading):
        if len(line.text) > _LONGEST or line.kind in ("masthead", "furniture"):
            continue
        bare = line.bare
        if _PAGE.fullmatch(bare) or _BOILERPLATE.fullmatch(bare) or _is_contact(line):
            yield mark(line.start, line.end, "furniture")


def _is_contact(line: TextLine) -> bool:
    """A line of a contact block: its label, and nothing a person would quote."""
    if _CONTACT.fullmatch(line.bare) is None:
        return False
    label, _, value = (part.strip() for part in line.bare.partition(":"))
    if not value or MASK in mask(f"{label}: {value}"):
        return True
    if _LOOSE.match(label):
        return any(char.isdigit() for char in value) and not value.endswith((".", "?", "!"))
    return len(value.split()) <= 14 and not value.endswith((".", "?", "!"))
