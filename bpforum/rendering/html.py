"""Owns the page: outcome → one self-contained HTML file; refuses scripts and anything from outside.

What Jinja sets is prepared here as plain values, so that `page.html.jinja` holds the face and
nothing else. No element has a style attribute: a file can then forbid all but its own style sheet.
"""

from base64 import b64encode
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from bpforum.rendering.anchors import Anchors
from bpforum.rendering.characters import direction, legal
from bpforum.rendering.charts import SERIES_STYLES, draw
from bpforum.rendering.html_runs import set_runs, set_sources
from bpforum.rendering.sandbox import make_environment, template_in
from bpforum.rendering.shapes import is_subheading, said_and_by
from models.outcome import Card, Chart, Outcome, Paragraph, Section, Table


class PageAssets(NamedTuple):
    """The two files of the page's face, as text: `page.html.jinja` and `page.css`."""

    page: str
    style: str


class _Text(NamedTuple):
    """A paragraph, ready to be set."""

    id: str
    n: int | None
    role: str
    said: Markup
    by: Markup
    made: str
    """machine, model (a language model), template or person."""
    person: str
    flags: tuple[str, ...]
    language: str
    way: str
    """ltr or rtl where that is not the document's."""
    back: tuple[tuple[str, str], ...]
    """(id, words) of the links back, for an entry that is cited."""


class _Group(NamedTuple):
    """Neighbours that are set together: paragraphs, a list, or one table, chart or card."""

    kind: str
    texts: tuple[_Text, ...] = ()
    id: str = ""
    title: str = ""
    caption: str = ""
    table: Table | None = None
    links: tuple[str, ...] = ()
    svg: Markup = Markup("")
    legend: tuple[tuple[int, str], ...] = ()
    unit: str = ""
    fields: tuple[tuple[str, _Text], ...] = ()


class _Part(NamedTuple):
    """A section, ready to be set."""

    section: Section
    begins: str
    groups: tuple[_Group, ...]


def render_html(outcome: Outcome, assets: PageAssets) -> bytes:
    """`outcome` as one HTML page in UTF-8: same outcome and assets, same bytes."""
    anchors = Anchors(outcome)
    style = assets.style + _running_heads(outcome)
    if "</" in style:
        raise ValueError("the style sheet must not hold '</'")
    environment = make_environment()
    environment.filters["way"] = partial(_way, outcome)
    environment.filters["turned"] = _turned
    page = template_in(environment, assets.page).render(
        outcome=outcome,
        cover=_legal_cover(outcome),
        words=outcome.words,
        parts=[_part(section, outcome, anchors) for section in outcome.sections],
        made={_made(paragraph) for paragraph in outcome.paragraphs},
        style=style,
        policy=f"sha256-{b64encode(sha256(style.encode()).digest()).decode()}",
    )
    return legal(page).encode("utf-8")


def _part(section: Section, outcome: Outcome, anchors: Anchors) -> _Part:
    texts = {one.id: _text(one, outcome, anchors) for one in section.paragraphs}
    blocks: list[_Group] = []
    for block in section.blocks:
        if isinstance(block, Table):
            links = (*map(anchors.row, block.links), *[""] * len(block.rows))
            caption = anchors.caption(block.id)
            blocks.append(_Group("table", (), block.id, block.caption, caption, block, links))
        elif isinstance(block, Chart):
            blocks.append(_chart(block, outcome, anchors))
        elif isinstance(block, Card):
            fields = tuple((label, texts[one]) for label, one in block.fields)
            blocks.append(_Group("card", (), block.id, block.title, fields=fields))
        else:
            text = texts[block.paragraph]
            blocks.append(_Group(text.role, (text,)))
    return _Part(section, anchors.begins(section.id), tuple(_together(blocks)))


def _together(blocks: list[_Group]) -> Iterator[_Group]:
    """Neighbouring items become one list, neighbouring entries one index."""
    for kind, found in groupby(blocks, key=lambda block: block.kind):
        if kind in ("item", "entry"):
            yield _Group(kind, tuple(text for block in found for text in block.texts))
        else:
            yield from found


def _text(paragraph: Paragraph, outcome: Outcome, anchors: Anchors) -> _Text:
    quotation = paragraph.role == "quote"
    said, by = said_and_by(paragraph) if quotation else (paragraph.runs, ())
    sources = set_sources(paragraph, anchors)
    tongues = {one.language for one in paragraph.citations if one.quoted or quotation}
    made = _made(paragraph)
    return _Text(
        id=paragraph.id,
        n=paragraph.n,
        role="heading" if is_subheading(paragraph) else paragraph.role,
        said=set_runs(said, paragraph, anchors, block=quotation) + ("" if quotation else sources),
        by=set_runs(by, paragraph, anchors) + (sources if quotation else ""),
        made=made,
        person=paragraph.made_by if made == "person" else "",
        flags=paragraph.flags,
        language=tongues.pop() if quotation and len(tongues) == 1 else "",
        way=_way(outcome, "".join(run.text for run in said)),
        back=anchors.back(paragraph.id),
    )


def _way(outcome: Outcome, text: str) -> str:
    way = direction(text, outcome.direction)
    return way if way != outcome.direction else ""


def _turned(way: str) -> Markup:
    return Markup(' dir="%s"') % way if way else Markup("")


def _made(paragraph: Paragraph) -> str:
    if paragraph.model:
        return "model"
    return paragraph.made_by if paragraph.made_by in ("machine", "template") else "person"


def _chart(chart: Chart, outcome: Outcome, anchors: Anchors) -> _Group:
    caption = anchors.caption(chart.id)
    legend = tuple((at % SERIES_STYLES, one.label) for at, one in enumerate(chart.series))
    return _Group(
        "chart",
        id=chart.id,
        title=chart.caption,
        caption=caption,
        svg=draw(chart, outcome.direction, f"{caption}. {chart.caption}"),
        legend=legend if len(legend) > 1 else (),
        unit=chart.unit,
    )


def _legal_cover(outcome: Outcome) -> dict[str, object]:
    return {
        name: tuple(map(legal, value)) if isinstance(value, tuple) else legal(value)
        for name, value in outcome.cover.model_dump().items()
    }


def _running_heads(outcome: Outcome) -> str:
    """What stands on top and at the foot of a printed page, as one more rule of the style sheet."""
    cover, words = outcome.cover, outcome.words
    head, page, of = map(
        _css, (f"{cover.title} · {cover.label}", f"{words.page} ", f" {words.of} ")
    )
    small = "font:8pt sans-serif;color:#555"
    return (
        f"@page{{@top-left{{content:{head};{small}}}"
        f"@bottom-right{{content:{page} counter(page) {of} counter(pages);{small}}}}}\n"
    )


def _css(text: str) -> str:
    """`text` as a CSS string: every character but letters and digits escaped by its number."""
    return (
        '"'
        + "".join(
            one if one.isalnum() and one.isascii() else f"\\{ord(one):x} " for one in legal(text)
        )
        + '"'
    )
