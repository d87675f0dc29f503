"""Sets a published document for the page on which it is commented on; adds no word of its own."""

from functools import lru_cache
from typing import Literal, NamedTuple

from markupsafe import Markup

from bpforum.commenting.placing import is_commentable
from bpforum.rendering.anchors import Anchors
from bpforum.rendering.html_runs import set_runs, set_sources
from bpforum.rendering.shapes import is_subheading
from models.outcome import Card, Outcome, Paragraph, ParagraphBlock, Section, Table


class Shown(NamedTuple):
    """A paragraph, ready to be set; `can_comment`: it is one that is commented on."""

    id: str
    n: int | None
    role: str
    words: Markup
    sources: Markup
    language: str
    can_comment: bool
    made: Literal["template", "machine", "model", "person"]


class Item(NamedTuple):
    """Something of a section in its order: a paragraph, a table, or a card with its fields."""

    paragraph: Shown | None = None
    table: Table | None = None
    links: tuple[str, ...] = ()
    card: Card | None = None
    fields: tuple[tuple[str, Shown], ...] = ()


class SetSection(NamedTuple):
    """A section with what stands in it; `level` counts from 2, below the page's own heading."""

    section: Section
    level: int
    items: tuple[Item, ...]
    begins: str


@lru_cache(maxsize=8)
def _set(outcome: "_ById") -> tuple[SetSection, ...]:
    anchors = Anchors(outcome.outcome)
    return tuple(_section(one, anchors) for one in outcome.outcome.sections)


class _ById:
    """Documents are frozen, but large: they are kept by identity."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    def __hash__(self) -> int:
        return id(self.outcome)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.outcome is self.outcome


def set_text(outcome: Outcome) -> tuple[SetSection, ...]:
    """All sections of `outcome`; that of a document is made once."""
    return _set(_ById(outcome))


def set_paragraph(outcome: Outcome, paragraph: Paragraph) -> Shown:
    """One paragraph of it."""
    return _shown(paragraph, Anchors(outcome))


def _section(section: Section, anchors: Anchors) -> SetSection:
    shown = {one.id: _shown(one, anchors) for one in section.paragraphs}
    items = []
    for block in section.blocks:
        if isinstance(block, ParagraphBlock):
            items.append(Item(paragraph=shown[block.paragraph]))
        elif isinstance(block, Table):
            links = tuple(map(anchors.row, block.links)) or ("",) * len(block.rows)
            items.append(Item(table=block, links=links))
        elif isinstance(block, Card):
            fields = tuple((label, shown[one]) for label, one in block.fields)
            items.append(Item(card=block, fields=fields))
        # A chart's numbers always stand in a table too.
    return SetSection(section, section.level + 1, tuple(items), anchors.begins(section.id))


def _shown(one: Paragraph, anchors: Anchors) -> Shown:
    heading = is_subheading(one)
    tongues = {citation.language for citation in one.citations if citation.quoted} - {""}
    return Shown(
        id=one.id,
        n=one.n,
        role="heading" if heading else one.role,
        words=set_runs(one.runs, one, anchors),
        sources=set_sources(one, anchors),
        language=tongues.pop() if one.role == "quote" and len(tongues) == 1 else "",
        can_comment=is_commentable(one),
        made=(
            "model" if one.model
            else "template" if one.made_by == "template"
            else "machine" if one.made_by == "machine"
            else "person"
        ),
    )  # fmt: skip
