"""Makes the index of a published version from its document; shows nothing, changes no document.

A small SQLite file: what stands on which page, set for it, and what a page is asked about by id.
"""

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from bpforum.published.ground import is_commentable
from bpforum.published.paging import TEXT, Page, Piece, address, lay_out, part_of
from bpforum.published.setting import (
    Item,
    PagedAnchors,
    packed,
    set_paragraph,
    set_section,
)
from models.ids import Reference
from models.outcome import Outcome

_TABLES = """
create table about (key text primary key, value text not null) without rowid;
create table parts (place integer primary key, id text unique, title text, pages integer,
  entries integer);
create table pages (part text, n integer, first_entry integer, last_entry integer,
  primary key (part, n)) without rowid;
create table sections (place integer primary key, id text unique, level integer, title text,
  begins text, part text, page integer);
create table paragraphs (place integer primary key, id text unique, number integer, role text,
  section text, text text, words text, language text, can_comment integer);
create table items (place integer primary key, part text, page integer, section integer,
  data text);
create index items_of on items (part, page, place);
create table places (id text primary key, part text, page integer, anchor text) without rowid;
create table rests (contribution text, paragraph text, cites integer,
  primary key (contribution, paragraph)) without rowid;
"""
_PRAGMAS = "pragma journal_mode = off; pragma synchronous = off;"
_ANYWHERE = Page("annex_0", 99)
"""What a place's address looks like before it is known: as long as most are."""
_HEADING = 300


def make_index(
    outcome: Outcome, version: str, target: Path, erased: Collection[Reference] = ()
) -> None:
    """Writes the index of `version`, whose document is `outcome`, to the new file `target`.

    Of paragraphs that rest on what was erased it holds no word. Raises OSError.
    """
    connection = sqlite3.connect(target)
    try:
        connection.executescript(_PRAGMAS + _TABLES)
        _Making(connection, outcome, version, erased).all()
        connection.commit()
    finally:
        connection.close()


class _Making:
    def __init__(
        self,
        connection: sqlite3.Connection,
        outcome: Outcome,
        version: str,
        erased: Collection[Reference],
    ) -> None:
        self._db = connection
        self._outcome = outcome
        self._version = version
        self._parts = part_of(outcome)
        self._places: dict[str, tuple[Page, str]] = {}
        self._on: list[list[Page]] = [[] for _ in outcome.sections]
        """Of each section the page of its heading, then of each item."""
        self._anchors = PagedAnchors(outcome, self._address)
        self._rests = _resting(outcome)
        taken = frozenset(erased)
        self._erased = {name for reference, name in self._rests if reference in taken}

    def all(self) -> None:
        """Every table. Set twice: where things stand is known once it is known how long they are,
        and an address is part of what is set."""
        self._lay_out()
        self._pages()
        self._paragraphs()
        self._many("rests", ((*pair, cites) for pair, cites in self._rests.items()))
        self._many(
            "places", ((name, *page, anchor) for name, (page, anchor) in self._places.items())
        )
        cover = self._outcome.cover.model_dump_json()
        about = {"cover": cover, "language": self._outcome.language,
                 "direction": self._outcome.direction}  # fmt: skip
        self._many("about", about.items())

    def _items(self, section: int) -> list[Item]:
        found = self._outcome.sections[section]
        return list(set_section(found, self._anchors, self._erased))

    def _lay_out(self) -> None:
        """Gives every item its page, and every id its place."""
        sections = self._outcome.sections
        for part in dict.fromkeys(self._parts):
            pieces: list[Piece] = []
            ids: list[tuple[str, ...]] = []
            own = [n for n, found in enumerate(self._parts) if found == part]
            for n in own:
                pieces.append(Piece(n, _HEADING + 2 * len(sections[n].title), leads=True))
                ids.append((sections[n].id,))
                for item in self._items(n):
                    pieces.append(Piece(n, item.size, item.heads))
                    ids.append(item.ids)
            for piece, names, n in zip(pieces, ids, lay_out(part, pieces), strict=True):
                page = Page(part, n)
                self._on[piece.section].append(page)
                self._places |= {name: (page, name) for name in names}
        for n, section in enumerate(sections):
            for block in section.blocks:
                if block.type == "chart":  # is not set: what leads to it leads to its section
                    self._places[block.id] = (self._on[n][0], section.id)

    def _pages(self) -> None:
        """Sections, and what stands in them; entries are counted through their part."""
        counted: Counter[str] = Counter()
        first: dict[Page, int] = {}
        last: dict[Page, int] = {}
        for n, section in enumerate(self._outcome.sections):
            heading, *pages = self._on[n]
            begins = self._anchors.begins(section.id)
            row = (n, section.id, section.level, section.title, begins, *heading)
            self._many("sections", [row])
            rows = []
            for item, page in zip(self._items(n), pages, strict=True):
                rows.append((*page, n, packed(item)))
                if item.paragraph and item.paragraph.role == "entry":
                    counted[page.part] += 1
                    first.setdefault(page, counted[page.part])
                    last[page] = counted[page.part]
            self._many("items (part, page, section, data)", rows)
        everywhere = sorted({page for pages in self._on for page in pages})
        self._many("pages", ((*one, first.get(one, 0), last.get(one, 0)) for one in everywhere))
        ends = dict(everywhere)
        titles = {one.id: one.title for one in self._outcome.sections}
        self._many(
            "parts (id, title, pages, entries)",
            (
                (part, titles.get(part, ""), ends.get(part, 1), counted[part])
                for part in dict.fromkeys([TEXT, *self._parts])
            ),
        )

    def _paragraphs(self) -> None:
        rows = []
        for section in self._outcome.sections:
            for one in section.paragraphs:
                gone = one.id in self._erased
                can = is_commentable(one)
                shown = set_paragraph(one, self._anchors) if can and not gone else None
                rows.append(
                    (one.id, one.n, one.role, section.id, "" if gone else one.text,
                     shown.words if shown else "", shown.language if shown else "", can)
                )  # fmt: skip
        names = "id, number, role, section, text, words, language, can_comment"
        self._many(f"paragraphs ({names})", rows)

    def _address(self, name: str) -> str:
        page, anchor = self._places.get(name, (_ANYWHERE, name))
        return f"{address(self._version, page)}#{anchor}"

    def _many(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        listed = [tuple(str(v) if isinstance(v, str) else v for v in row) for row in rows]
        if listed:
            marks = ", ".join("?" * len(listed[0]))
            statement = f"insert into {table} values ({marks})"
            self._db.executemany(statement, listed)


def _resting(outcome: Outcome) -> dict[tuple[Reference, str], bool]:
    """(contribution, paragraph) for every paragraph that lists it, or prints words of it: True."""
    found = {(one.reference, one.paragraph): False for one in outcome.sources}
    for paragraph in outcome.paragraphs:
        found |= {(one.contribution, paragraph.id): True for one in paragraph.citations}
    return found
