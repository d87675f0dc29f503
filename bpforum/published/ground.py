"""Says what of a document is commented on; knows no comment."""

from typing import NamedTuple

from bpforum.rendering.shapes import is_subheading
from bpforum.text.anchoring import Part
from models.outcome import Outcome, Paragraph


class Ground(NamedTuple):
    """What comments of a document stand on."""

    parts: tuple[Part, ...]
    """The paragraphs that can be commented on, in order."""
    sections: frozenset[str]


def commentable(outcome: Outcome) -> tuple[Part, ...]:
    """The paragraphs that can be commented on: all but headings, list entries and notices."""
    return tuple(
        Part(paragraph.id, paragraph.text, section.id)
        for section in outcome.sections
        for paragraph in section.paragraphs
        if is_commentable(paragraph)
    )


def is_commentable(paragraph: Paragraph) -> bool:
    """Whether it is one that is commented on."""
    said = paragraph.role in ("body", "quote", "item", "prompt")
    return said and not is_subheading(paragraph)
