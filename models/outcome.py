"""The outcome document as data: everything else is rendered from it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from models.base import Instant, Model
from models.ids import ParagraphId, PassageId, Reference

View = Literal["secretariat", "public"]

BY_MODEL = "machine: "
"""How `made_by` begins where a language model wrote; its name follows."""


class Citation(Model):
    """From a paragraph to the exact span it rests on."""

    passage: PassageId | None = None
    contribution: Reference
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    quoted: bool = False
    """Whether the paragraph prints these words between quotation marks."""
    language: str = ""
    """ISO 639-1 code of the words cited, where it is known: quotations are marked with it."""


class Run(Model):
    """A stretch of a paragraph. A `quote` run prints `citations[citation]` word for word."""

    text: str
    style: Literal["plain", "strong", "emphasis", "quote", "cite", "link"] = "plain"
    citation: int | None = None
    """Index into the paragraph's citations, for `quote` and `cite`."""
    target: str = ""
    """A paragraph, section or entry id (`#…`) or a web address, for `link`."""


class Paragraph(Model):
    """A numbered paragraph; `text` is its runs joined."""

    id: ParagraphId
    n: int | None = None
    """Its number, counted through the document; None for prompts, captions and annex entries."""
    role: Literal["body", "quote", "prompt", "item", "entry", "notice"] = "body"
    text: str
    runs: tuple[Run, ...]
    made_by: str = "machine"
    """`machine`, `machine: <language model>`, `template` (fixed words), or who wrote it."""
    citations: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()
    """For example `rough transcript`, `new evidence`."""
    machine_text: str = ""
    """What the machine has here, where a person wrote: for the secretariat's document alone."""

    @property
    def model(self) -> str:
        """The language model that wrote it; empty where none did."""
        return self.made_by.removeprefix(BY_MODEL) if self.made_by.startswith(BY_MODEL) else ""

    @model_validator(mode="after")
    def _is_its_runs(self) -> "Paragraph":
        if "".join(run.text for run in self.runs) != self.text:
            raise ValueError(f"paragraph {self.id}: text differs from its runs")
        for run in self.runs:
            if run.style in ("quote", "cite") and (
                run.citation is None or not 0 <= run.citation < len(self.citations)
            ):
                raise ValueError(f"paragraph {self.id}: a {run.style} without its citation")
        return self


class ParagraphBlock(Model):
    """Where a paragraph of the section stands."""

    type: Literal["paragraph"] = "paragraph"
    paragraph: ParagraphId


class Table(Model):
    """A table of plain cells, the first row its head."""

    type: Literal["table"] = "table"
    id: ParagraphId
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()
    """Indices of the columns that hold numbers."""
    links: tuple[str, ...] = ()
    """For each row the id its first cell links to, or empty."""


class Series(Model):
    """One series of a chart, a value for each category."""

    label: str
    values: tuple[float, ...]


class Chart(Model):
    """Bars, one or stacked; the same numbers always stand in a table too."""

    type: Literal["chart"] = "chart"
    id: ParagraphId
    caption: str
    kind: Literal["bars", "stacked"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""


class Card(Model):
    """A practice as a card: fields are (label, paragraph id) in order."""

    type: Literal["card"] = "card"
    id: ParagraphId
    title: str
    fields: tuple[tuple[str, ParagraphId], ...]


Block = Annotated[ParagraphBlock | Table | Chart | Card, Field(discriminator="type")]


class Section(Model):
    """A section: its paragraphs, and blocks in the order they are printed."""

    id: ParagraphId
    level: int = Field(ge=1, le=3)
    title: str
    paragraphs: tuple[Paragraph, ...] = ()
    blocks: tuple[Block, ...] = ()
    annex: bool = False
    page_break: bool = False

    @model_validator(mode="after")
    def _places_each_paragraph_once(self) -> "Section":
        ids = [paragraph.id for paragraph in self.paragraphs]
        placed: list[str] = []
        for block in self.blocks:
            if isinstance(block, ParagraphBlock):
                placed.append(block.paragraph)
            elif isinstance(block, Card):
                placed += [paragraph for _, paragraph in block.fields]
        if sorted(ids) != sorted(placed) or len(set(ids)) != len(ids):
            raise ValueError(f"section {self.id}: each paragraph must be placed exactly once")
        return self


class Cover(Model):
    """What stands on the first page."""

    forum: str
    cycle: str
    title: str
    label: str
    date: str
    """Written out in the document's language; from the cut-off or the latest input."""
    coordinators: tuple[str, ...] = ()
    editor: str = ""
    notice: str = ""


class Words(Model):
    """Fixed words that the writers themselves print, in the document's language."""

    contents: str
    page: str
    of: str
    back: str
    sources: str
    prompt: str
    figure: str
    table: str
    paragraph: str
    skip: str = "Skip to the text"
    coordinators: str = "Coordinators"
    editor: str = "Editor"
    machine: str = "Drafted by machine, not yet edited by a person"
    person: str = "Written or edited by"


class SourceEntry(Model):
    """An entry of annex 1 that citations point to, with the paragraphs that cite it."""

    reference: Reference
    paragraph: ParagraphId
    """The annex paragraph of this contribution."""
    cited_in: tuple[ParagraphId, ...] = ()


class Outcome(Model):
    """`outcome.json`."""

    view: View
    language: str
    direction: Literal["ltr", "rtl"] = "ltr"
    as_of: Instant | None = None
    cover: Cover
    words: Words
    sections: tuple[Section, ...]
    sources: tuple[SourceEntry, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "Outcome":
        ids = [section.id for section in self.sections]
        for section in self.sections:
            ids += [paragraph.id for paragraph in section.paragraphs]
            ids += [b.id for b in section.blocks if not isinstance(b, ParagraphBlock)]
        twice = (
            sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) < len(ids) else ()
        )
        if twice:
            raise ValueError(f"the id {twice[0]!r} stands twice in the outcome")
        return self

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs in document order."""
        return tuple(p for section in self.sections for p in section.paragraphs)
