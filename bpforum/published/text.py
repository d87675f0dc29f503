"""A published version as its pages ask for it; holds no more of it than its list of contents.

Each question is answered from the version's index, so that what a page costs does not grow with
the document.
"""

import sqlite3
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from weakref import finalize

from markupsafe import Markup

from bpforum.published.ground import Ground
from bpforum.published.paging import Page, above, address
from bpforum.published.setting import Item, unpacked
from bpforum.text.anchoring import Part
from models.ids import Reference
from models.outcome import Cover

_AT_ONCE = 400
_PARAGRAPHS = "select id, number, role, section, text, words, language, can_comment from paragraphs"


class PartOf(NamedTuple):
    """The text, or an annex."""

    id: str
    title: str
    """Empty for the text."""
    pages: int
    entries: int


class SectionOf(NamedTuple):
    """A section, as the list of contents has it."""

    place: int
    id: str
    level: int
    title: str
    begins: str
    """The number of the first paragraph in it or below it."""
    page: Page


class ParagraphOf(NamedTuple):
    """A paragraph; `words` are set for a page, where it is one that is commented on."""

    id: str
    n: int | None
    role: str
    section: str
    text: str
    words: Markup
    language: str
    can_comment: bool


class OnPage(NamedTuple):
    """A section, or what of it stands on a page."""

    section: SectionOf
    items: tuple[Item, ...]
    goes_on: bool
    """Whether it began on a page before."""


class Entries(NamedTuple):
    """Which of its part's entries a page has; zeros where none."""

    first: int = 0
    last: int = 0


class PublishedText:
    """The document of one version. Safe to use from several threads."""

    def __init__(self, version: str, path: Path) -> None:
        self.version = version
        self.key = path.stem
        # Nobody writes to it: nothing has to be looked at or locked. It is held open, so that it
        # can be read to the end also when another one took its place.
        address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._lock = Lock()
        finalize(self, self._connection.close)
        about = dict(self._rows("select key, value from about"))
        self.cover = Cover.model_validate_json(about["cover"])
        self.language: str = about["language"]
        self.direction: str = about["direction"]
        self.parts = tuple(
            PartOf(*row)
            for row in self._rows("select id, title, pages, entries from parts order by place")
        )

    @cached_property
    def sections(self) -> tuple[SectionOf, ...]:
        """All sections in order."""
        rows = self._rows(
            "select place, id, level, title, begins, part, page from sections order by place"
        )
        return tuple(
            SectionOf(place, name, level, title, begins, Page(part, n))
            for place, name, level, title, begins, part, n in rows
        )

    def part(self, name: str) -> PartOf | None:
        """The part of that id; the text where that is empty."""
        return next((one for one in self.parts if one.id == name), None)

    def page(self, page: Page) -> tuple[OnPage, ...]:
        """What stands on a page: sections in order, each with what it is in."""
        rows = self._rows(
            "select section, data from items where part = ? and page = ? order by place", *page
        )
        items = {
            place: tuple(unpacked(data) for _, data in found)
            for place, found in groupby(rows, key=lambda row: int(row[0]))
        }
        begun = [one.place for one in self.sections if one.page == page]
        shown = sorted({*items, *begun})
        outer = above([one.level for one in self.sections], shown[0]) if shown else []
        return tuple(
            OnPage(one, items.get(place, ()), one.page != page)
            for place in (*outer, *shown)
            for one in (self.sections[place],)
        )

    def entries(self, page: Page) -> Entries:
        """Which entries a page has."""
        rows = self._rows(
            "select first_entry, last_entry from pages where part = ? and n = ?", *page
        )
        return Entries(*rows[0]) if rows else Entries()

    def pages(self) -> Iterator[Page]:
        """All pages in order."""
        return (Page(one.id, n) for one in self.parts for n in range(1, one.pages + 1))

    def address(self, page: Page) -> str:
        """Where a page is."""
        return address(self.version, page)

    def place(self, name: str) -> str:
        """Where the paragraph, section, table or card of that id is; empty where there is none."""
        rows = self._rows("select part, page, anchor from places where id = ?", name)
        return f"{self.address(Page(*rows[0][:2]))}#{rows[0][2]}" if rows else ""

    def section(self, name: str) -> SectionOf | None:
        """The section of that id."""
        return next((one for one in self.sections if one.id == name), None)

    def paragraph(self, name: str) -> ParagraphOf | None:
        """The paragraph of that id."""
        return next(self._paragraphs("id = ?", name), None)

    def paragraphs(self) -> Iterator[ParagraphOf]:
        """Those that have a number, in order."""
        return self._paragraphs("number is not null order by place")

    def citing(self, references: Collection[Reference]) -> list[ParagraphOf]:
        """Those that cite any of the contributions, in order."""
        query = "select distinct paragraph from rests where cites and contribution in (?)"
        names = [name for (name,) in self._of(query, references)]
        places = dict(self._of("select id, place from paragraphs where id in (?)", names))
        found = (self.paragraph(name) for name in sorted(places, key=places.__getitem__))
        return [one for one in found if one is not None]

    def gone(self, taken_back: Collection[Reference]) -> frozenset[str]:
        """The paragraphs that print words of, or list, what was taken back since."""
        query = "select distinct paragraph from rests where contribution in (?)"
        return frozenset(name for (name,) in self._of(query, taken_back))

    @cached_property
    def ground(self) -> Ground:
        """What comments of this version stand on."""
        rows = self._rows("select id, text, section from paragraphs where can_comment"
                          " order by place")  # fmt: skip
        return Ground(tuple(Part(*row) for row in rows), frozenset(one.id for one in self.sections))

    def _paragraphs(self, which: str, *values: object) -> Iterator[ParagraphOf]:
        for row in self._rows(f"{_PARAGRAPHS} where {which}", *values):
            name, n, role, section, text, words, language, can_comment = row
            as_set = Markup(words)  # noqa: S704 - made by `set_runs`, which escapes
            yield ParagraphOf(name, n, role, section, text, as_set, language, bool(can_comment))

    def _of(self, query: str, ones: Collection[str]) -> Iterator[tuple[Any, ...]]:
        listed = sorted(set(ones))
        for start in range(0, len(listed), _AT_ONCE):
            some = listed[start : start + _AT_ONCE]
            yield from self._rows(query.replace("(?)", f"({', '.join('?' * len(some))})"), *some)

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()
