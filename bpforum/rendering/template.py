"""Runs the outcome's one Jinja template and reads what it made into an `Outcome`.

The template writes a small XML vocabulary. It never writes quoted words: `<quote>` and `<q>` name a
span, and the words are put in here from the stored text, so that a template cannot invent any.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from bpforum.errors import RenderingFailed
from bpforum.rendering.characters import legal
from bpforum.rendering.sandbox import make_environment, template_in
from bpforum.rendering.wording import Wording
from models.outcome import (
    Block,
    Card,
    Chart,
    Citation,
    Cover,
    Outcome,
    Paragraph,
    ParagraphBlock,
    Run,
    Section,
    Series,
    SourceEntry,
    Table,
    View,
    Words,
)

_ROLES = {
    "p": "body", "quote": "quote", "prompt": "prompt", "item": "item", "entry": "entry",
    "notice": "notice",
}  # fmt: skip
_NUMBERED = ("body", "quote")
_RTL = ("ar", "fa", "he", "ur")


@dataclass(frozen=True)
class Quotable:
    """The words of a span as they may be printed, and the mark that frames a quotation."""

    words: Callable[[str, int, int], str]
    """(contribution, start, end) → the exact words, names withheld where they must be."""
    opening: str
    closing: str


def draft_outcome(
    template: str,
    facts: object,
    wording: Wording,
    quotable: Quotable,
    view: View,
    language: str,
    as_of: datetime | None,
) -> Outcome:
    """`template` rendered with `facts`, read back as an outcome.

    Raises RenderingFailed where the template breaks its vocabulary or its sandbox.
    """
    sandbox = make_environment()
    sandbox.globals["w"] = wording.markup
    source = template_in(sandbox, template).render(f=facts)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(legal(source).encode(), parser)
    except etree.XMLSyntaxError as error:
        raise RenderingFailed(f"the outcome template does not give XML: {error}") from error
    reader = _Reader(quotable, wording)
    sections = tuple(reader.section(element) for element in root.iterchildren("section"))
    cover = root.find("cover")
    if cover is None:
        raise RenderingFailed("the outcome template has no <cover>")
    return Outcome(
        view=view,
        language=language,
        direction="rtl" if language in _RTL else "ltr",
        as_of=as_of,
        cover=Cover(
            coordinators=tuple(c.text or "" for c in cover.iterchildren("coordinator")),
            **{str(key): str(value) for key, value in cover.attrib.items()},
        ),
        words=Words(**{name: wording.word(f"face.{name}") for name in Words.model_fields}),
        sections=sections,
        sources=reader.sources(sections),
    )


@dataclass
class _Inline:
    """The runs of a paragraph while they are being collected."""

    runs: list[Run] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)

    def add(self, text: str, **more: Any) -> None:
        text = re.sub(r"\s+", " ", text)
        # Indentation of the template must not become double spaces between two runs.
        if self.runs and self.runs[-1].text.endswith(" ") and text.startswith(" "):
            text = text[1:]
        if text:
            self.runs.append(Run(text=text, **more))


class _Reader:
    def __init__(self, quotable: Quotable, wording: Wording) -> None:
        self._quotable = quotable
        self._wording = wording
        self._n = 0
        self._entries: dict[str, str] = {}

    def section(self, element: etree._Element) -> Section:
        paragraphs: list[Paragraph] = []
        blocks: list[Block] = []
        for child in element.iterchildren():
            tag = str(child.tag)
            if tag in _ROLES:
                paragraph = self._paragraph(child, tag)
                paragraphs.append(paragraph)
                blocks.append(ParagraphBlock(paragraph=paragraph.id))
            elif tag == "table":
                blocks.append(_table(child))
            elif tag == "chart":
                blocks.append(_chart(child))
            elif tag == "card":
                fields = []
                for part in child.iterchildren("field"):
                    paragraph = self._paragraph(part, "entry")
                    paragraphs.append(paragraph)
                    fields.append((part.get("label", ""), paragraph.id))
                blocks.append(
                    Card(id=child.get("id", ""), title=child.get("title", ""), fields=tuple(fields))
                )
            else:
                raise RenderingFailed(f"the outcome template has an unknown element <{tag}>")
        return Section(
            id=element.get("id", ""),
            level=int(element.get("level", "1")),
            title=element.get("title", ""),
            annex=element.get("annex") == "yes",
            page_break=element.get("break") == "yes",
            paragraphs=tuple(paragraphs),
            blocks=tuple(blocks),
        )

    def _paragraph(self, element: etree._Element, tag: str) -> Paragraph:
        inline = _Inline()
        if tag == "quote":
            self._quote(element, inline)
        self._inline(element, inline)
        runs = _trimmed(inline.runs)
        role = _ROLES[tag]
        numbered = role in _NUMBERED and element.get("numbered") != "no"
        self._n += numbered
        identifier = element.get("id", "")
        if tag == "entry" and element.get("ref"):
            self._entries[element.get("ref", "")] = identifier
        return Paragraph(
            id=identifier,
            n=self._n if numbered else None,
            role=role,
            text="".join(run.text for run in runs),
            runs=runs,
            made_by=element.get("by", "machine"),
            citations=tuple(inline.citations),
            flags=tuple(filter(None, element.get("flags", "").split("|"))),
        )

    def _inline(self, element: etree._Element, inline: _Inline) -> None:
        inline.add(element.text or "")
        for child in element.iterchildren():
            tag = str(child.tag)
            if tag == "b":
                inline.add(child.text or "", style="strong")
            elif tag == "i":
                inline.add(child.text or "", style="emphasis")
            elif tag == "a":
                inline.add(child.text or "", style="link", target=child.get("href", ""))
            elif tag == "q":
                self._quote(child, inline)
            elif tag == "cite":
                inline.citations.append(_citation(child, quoted=False))
                reference = inline.citations[-1].contribution
                inline.add(f"[{reference}]", style="cite", citation=len(inline.citations) - 1)
            else:
                raise RenderingFailed(f"the outcome template has an unknown element <{tag}>")
            inline.add(child.tail or "")

    def _quote(self, element: etree._Element, inline: _Inline) -> None:
        citation = _citation(element, quoted=True)
        words = self._quotable.words(citation.contribution, citation.start, citation.end)
        inline.citations.append(citation)
        inline.add(self._quotable.opening)
        inline.runs.append(Run(text=words, style="quote", citation=len(inline.citations) - 1))
        inline.runs.append(Run(text=self._quotable.closing))

    def sources(self, sections: tuple[Section, ...]) -> tuple[SourceEntry, ...]:
        """The entries of annex 1, each with the paragraphs that cite it."""
        cited: dict[str, list[str]] = {}
        for section in sections:
            for paragraph in section.paragraphs:
                for citation in paragraph.citations:
                    known = cited.setdefault(citation.contribution, [])
                    if paragraph.id not in known:
                        known.append(paragraph.id)
        return tuple(
            SourceEntry(
                reference=reference, paragraph=entry, cited_in=tuple(cited.get(reference, ()))
            )
            for reference, entry in self._entries.items()
        )


def _citation(element: etree._Element, *, quoted: bool) -> Citation:
    return Citation(
        passage=element.get("passage") or None,
        contribution=element.get("contribution", ""),
        start=int(element.get("start", "0")),
        end=int(element.get("end", "0")),
        quoted=quoted,
    )


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Without the template's own indentation at both ends; quotations are left untouched."""
    kept = list(runs)
    if kept and kept[0].style != "quote":
        kept[0] = kept[0].model_copy(update={"text": kept[0].text.lstrip()})
    if kept and kept[-1].style != "quote":
        kept[-1] = kept[-1].model_copy(update={"text": kept[-1].text.rstrip()})
    return tuple(run for run in kept if run.text)


def _cells(row: etree._Element) -> tuple[str, ...]:
    return tuple(" ".join((cell.text or "").split()) for cell in row.iterchildren("c"))


def _table(element: etree._Element) -> Table:
    head = element.find("head")
    rows = list(element.iterchildren("row"))
    return Table(
        id=element.get("id", ""),
        caption=element.get("caption", ""),
        head=_cells(head) if head is not None else (),
        rows=tuple(_cells(row) for row in rows),
        numeric=tuple(int(n) for n in element.get("numeric", "").split()),
        links=tuple(row.get("link", "") for row in rows),
    )


def _chart(element: etree._Element) -> Chart:
    kind = element.get("kind", "bars")
    if kind not in ("bars", "stacked"):
        raise RenderingFailed(f"the outcome template asks for an unknown chart {kind!r}")
    return Chart(
        id=element.get("id", ""),
        caption=element.get("caption", ""),
        kind=kind,
        unit=element.get("unit", ""),
        categories=tuple(cat.text or "" for cat in element.iterchildren("cat")),
        series=tuple(
            Series(
                label=series.get("label", ""),
                values=tuple(float(v.text or 0) for v in series.iterchildren("v")),
            )
            for series in element.iterchildren("series")
        ),
    )
