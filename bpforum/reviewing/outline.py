"""The draft in its order: sections and paragraphs as the run has them; knows no decision."""

import json
from collections.abc import Collection
from typing import Any

from bpforum.reviewing.index import DraftIndex
from bpforum.reviewing.shown import ParagraphLine, SectionLine

_PARAGRAPH = (
    "select id, section, place, number, role, text, made_by, flags, sources, machine_text"
    " from paragraphs"
)


def sections(index: DraftIndex) -> list[SectionLine]:
    """The outline, in order."""
    query = (
        "select id, level, title, annex, theme, paragraphs, by_people, by_machine, prompts,"
        " to_clear, seal from sections order by place"
    )
    return [
        SectionLine(*[*row[:3], bool(row[3]), *row[4:9], bool(row[9]), row[10]])
        for row in index.rows(query)
    ]


def paragraphs(
    index: DraftIndex, section: str, skip: int = 0, most: int = 200
) -> list[ParagraphLine]:
    """The paragraphs of a section, in order."""
    query = f"{_PARAGRAPH} where section = ? order by place limit ? offset ?"
    return [_line(row) for row in index.rows(query, section, most, skip)]


def paragraph(index: DraftIndex, identifier: str) -> ParagraphLine | None:
    """The paragraph of that id."""
    rows = index.rows(f"{_PARAGRAPH} where id = ?", identifier)
    return _line(rows[0]) if rows else None


def paragraphs_by_id(index: DraftIndex, identifiers: Collection[str]) -> dict[str, ParagraphLine]:
    """These paragraphs."""
    found = map(_line, index.rows_of(f"{_PARAGRAPH} where id in (?)", identifiers))
    return {one.id: one for one in found}


def place_in_section(index: DraftIndex, one: ParagraphLine) -> int:
    """How many paragraphs of its section stand before it."""
    query = "select count(*) from paragraphs where section = ? and place < ?"
    return index.number(query, one.section, one.place)


def neighbours(index: DraftIndex, one: ParagraphLine) -> tuple[str, str]:
    """The ids of the paragraphs before and after it, across sections; empty where there is none."""
    before = "select id from paragraphs where place < ? order by place desc limit 1"
    after = "select id from paragraphs where place > ? order by place limit 1"
    first, second = (index.rows(query, one.place) for query in (before, after))
    return (first[0][0] if first else "", second[0][0] if second else "")


def prompts(index: DraftIndex, section: str = "", most: int = 50) -> list[ParagraphLine]:
    """Where an editor is asked to write; of one section, or of all."""
    return where(index, section, "role = 'prompt'", most)


def unsourced(index: DraftIndex, section: str = "", most: int = 50) -> list[ParagraphLine]:
    """Paragraphs by a person or a language model that cite nothing; those of annexes aside."""
    wanted = (
        "sources = 0 and role in ('body', 'item') and made_by not in ('machine', 'template')"
        " and section in (select id from sections where not annex)"
    )
    return where(index, section, wanted, most)


def where(index: DraftIndex, section: str, wanted: str, most: int) -> list[ParagraphLine]:
    """The first paragraphs for which the SQL condition `wanted` holds, in order."""
    query = f"{_PARAGRAPH} where {'section = ? and ' if section else ''}{wanted}"
    values = (section, most) if section else (most,)
    return [_line(row) for row in index.rows(f"{query} order by place limit ?", *values)]


def _line(row: tuple[Any, ...]) -> ParagraphLine:
    return ParagraphLine(*[*row[:7], tuple(json.loads(row[7])), *row[8:]])
