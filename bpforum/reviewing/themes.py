"""Themes and their passages as the run has them; what people decided since, it does not know."""

import json
from collections.abc import Collection
from typing import Any

from bpforum.reviewing.evidence import SOURCE, SOURCE_COLUMNS, source_of
from bpforum.reviewing.index import DraftIndex
from bpforum.reviewing.shown import PassageLine, ThemeLine

_THEME = (
    "select id, label, phrases, status, question, pinned, set_aside, named_by, steadiness, section,"
    " passages, suggested, coming from themes"
)
_PASSAGE = (
    f"select {SOURCE}, p.id, coalesce(p.theme, ''), coalesce(p.unplaced, ''),"
    " substr(s.text, p.start + 1, p.stop - p.start), p.score, p.assigned_by,"
    " coalesce(p.duplicate_of, ''), p.cited, coalesce(p.says, ''), coalesce(p.said_by, '')"
    " from passages p join contributions s on s.reference = p.contribution"
)


def themes(index: DraftIndex) -> list[ThemeLine]:
    """All themes, in the order of the document."""
    return [_theme(row) for row in index.rows(f"{_THEME} order by place")]


def theme(index: DraftIndex, identifier: str) -> ThemeLine | None:
    """The theme of that id."""
    rows = index.rows(f"{_THEME} where id = ?", identifier)
    return _theme(rows[0]) if rows else None


def passages(index: DraftIndex, theme: str, skip: int = 0, most: int = 25) -> list[PassageLine]:
    """The passages of a theme, the nearest first."""
    query = f"{_PASSAGE} where p.theme = ? order by p.score desc, p.id limit ? offset ?"
    return [_passage(row) for row in index.rows(query, theme, most, skip)]


def unplaced(index: DraftIndex, kind: str, skip: int = 0, most: int = 25) -> list[PassageLine]:
    """The passages that stand in no theme for the reason `kind`."""
    query = (
        f"{_PASSAGE} where p.theme = '' and p.unplaced = ?"
        " order by p.score desc, p.id limit ? offset ?"
    )
    return [_passage(row) for row in index.rows(query, kind, most, skip)]


def count_unplaced(index: DraftIndex) -> dict[str, int]:
    """How many passages stand in no theme, by kind."""
    query = "select unplaced, count(*) from passages where theme = '' group by unplaced"
    return dict(index.rows(query))


def passages_by_id(index: DraftIndex, identifiers: Collection[str]) -> dict[str, PassageLine]:
    """These passages."""
    found = map(_passage, index.rows_of(f"{_PASSAGE} where p.id in (?)", identifiers))
    return {one.id: one for one in found}


def passages_said_in(index: DraftIndex, reference: str, most: int = 200) -> list[PassageLine]:
    """The passages of a contribution, in its order."""
    query = f"{_PASSAGE} where p.contribution = ? order by p.start limit ?"
    return [_passage(row) for row in index.rows(query, reference, most)]


def _theme(row: tuple[Any, ...]) -> ThemeLine:
    phrases, coming = tuple(json.loads(row[2])), tuple(json.loads(row[12]))
    marks = [bool(row[5]), bool(row[6])]
    return ThemeLine(*[*row[:2], phrases, *row[3:5], *marks, *row[7:12], coming])


def _passage(row: tuple[Any, ...]) -> PassageLine:
    own = row[SOURCE_COLUMNS:]
    return PassageLine(*[*own[:7], bool(own[7]), *own[8:], source_of(row)])
