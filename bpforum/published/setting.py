"""Sets a published document for the pages on which it is read; adds no word of its own."""

import json
from collections.abc import Callable, Collection, Iterator
from typing import Any, NamedTuple

from markupsafe import Markup

from bpforum.published.ground import is_commentable
from bpforum.rendering.anchors import Anchors
from bpforum.rendering.html_runs import set_runs, set_sources
from bpforum.rendering.shapes import is_subheading
from models.outcome import Card, Outcome, Paragraph, ParagraphBlock, Section, Table

_ROWS_BYTES = 24_000
"""A longer table goes on in a further piece, so that it can go on on a further page."""
_AROUND = {
    "paragraph": 75, "comment": 150, "cited": 80, "cell": 30, "row": 30, "table": 250, "field": 60,
}  # fmt: skip
"""Bytes of a page around the words of each, as the template sets them."""


class Shown(NamedTuple):
    """A paragraph, ready to be set."""

    id: str
    n: int | None
    role: str
    words: Markup
    sources: Markup = Markup("")
    language: str = ""
    can_comment: bool = False
    back: Markup = Markup("")
    """Links to the paragraphs that cite this entry."""


class Grid(NamedTuple):
    """A table, or some of its rows."""

    id: str
    caption: str
    head: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...]
    links: tuple[str, ...]
    """For each row the address that its first cell leads to, or empty."""
    goes_on: bool = False
    """Whether it is not the table's first piece."""


class Item(NamedTuple):
    """Something of a section in its order: a paragraph, a table, or a card with its fields."""

    paragraph: Shown | None = None
    table: Grid | None = None
    id: str = ""
    """Of a card."""
    title: str = ""
    fields: tuple[tuple[str, Shown], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """What can be linked to in it."""
        if self.paragraph:
            return (self.paragraph.id,)
        if self.table:
            return () if self.table.goes_on else (self.table.id,)
        return (self.id, *(one.id for _, one in self.fields))

    @property
    def heads(self) -> bool:
        """Whether it is a heading, which is not parted from what it heads."""
        return self.paragraph is not None and self.paragraph.role == "heading"

    @property
    def size(self) -> int:
        """About how many bytes of a page it takes."""
        if self.paragraph:
            return _size(self.paragraph)
        if self.table:
            table = self.table
            words = sum(_row(cells) for cells in (table.head, *table.cells))
            return _AROUND["table"] + words + sum(map(len, table.links))
        fields = sum(_AROUND["field"] + len(label) + _size(one) for label, one in self.fields)
        return _AROUND["table"] + 2 * len(self.title) + fields


class PagedAnchors(Anchors):
    """The ids of one outcome, each with the address of the page that it stands on."""

    def __init__(self, outcome: Outcome, address: Callable[[str], str]) -> None:
        super().__init__(outcome)
        self.address = address

    def href(self, name: str) -> str:
        """The page, and the place on it."""
        return self.address(name)


def set_section(
    section: Section, anchors: PagedAnchors, without: Collection[str] = ()
) -> Iterator[Item]:
    """What stands in a section. Of the paragraphs `without` no word is set."""
    shown = {
        one.id: blank(one) if one.id in without else set_paragraph(one, anchors)
        for one in section.paragraphs
    }
    for block in section.blocks:
        if isinstance(block, ParagraphBlock):
            yield Item(paragraph=shown[block.paragraph])
        elif isinstance(block, Table):
            yield from (Item(table=one) for one in _pieces(block, anchors))
        elif isinstance(block, Card):
            fields = tuple((label, shown[one]) for label, one in block.fields)
            yield Item(id=block.id, title=block.title, fields=fields)
        # A chart's numbers always stand in a table too.


def set_paragraph(one: Paragraph, anchors: PagedAnchors) -> Shown:
    """One paragraph."""
    tongues = {citation.language for citation in one.citations if citation.quoted} - {""}
    return blank(one)._replace(
        words=set_runs(one.runs, one, anchors),
        sources=set_sources(one, anchors),
        language=tongues.pop() if one.role == "quote" and len(tongues) == 1 else "",
        back=_back(one, anchors) if one.role == "entry" else Markup(""),
    )  # fmt: skip


def blank(one: Paragraph) -> Shown:
    """Its place and its number, without its words."""
    role = "heading" if is_subheading(one) else one.role
    return Shown(one.id, one.n, role, Markup(""), can_comment=is_commentable(one))


def _back(one: Paragraph, anchors: PagedAnchors) -> Markup:
    link = Markup('<a href="{}">{}</a>')
    return Markup(" ").join(
        [link.format(anchors.href(name), words) for name, words in anchors.back(one.id)]
    )


def packed(item: Item) -> str:
    """An item as text; `unpacked` is the other way round."""
    return json.dumps(item, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> Item:
    """An item as it was set."""
    paragraph, table, name, title, fields = json.loads(text)
    return Item(
        _shown(paragraph) if paragraph else None,
        Grid(*table) if table else None,
        name,
        title,
        tuple((label, _shown(one)) for label, one in fields),
    )


def _shown(values: list[Any]) -> Shown:
    name, n, role, words, sources, language, can_comment, back = values
    # What is kept is what `set_runs` made: the words in it were escaped there.
    as_set = tuple(Markup(one) for one in (words, sources, back))  # noqa: S704
    return Shown(name, n, role, as_set[0], as_set[1], language, can_comment, as_set[2])


def _pieces(table: Table, anchors: PagedAnchors) -> Iterator[Grid]:
    known = map(anchors.row, table.links)
    links = [anchors.href(one) if one else "" for one in known] or [""] * len(table.rows)
    start = size = 0
    for at, row in enumerate(table.rows):
        size += _row(row)  # not its address: that may be longer once places are known
        if size > _ROWS_BYTES and at > start:
            yield _piece(table, links, start, at)
            start, size = at, _row(row)
    yield _piece(table, links, start, len(table.rows))


def _piece(table: Table, links: list[str], start: int, end: int) -> Grid:
    return Grid(
        table.id, table.caption, table.head, table.rows[start:end], table.numeric,
        tuple(links[start:end]), start > 0,
    )  # fmt: skip


def _row(cells: tuple[str, ...]) -> int:
    return _AROUND["row"] + sum(_AROUND["cell"] + len(cell.encode()) for cell in cells)


def _size(one: Shown) -> int:
    back = len(one.back.encode()) + _AROUND["cited"] if one.back else 0
    words = len(one.words.encode()) + len(one.sources.encode())
    beside = _AROUND["comment"] + 3 * len(one.id) if one.can_comment or one.n else len(one.id)
    return _AROUND["paragraph"] + words + beside + back
