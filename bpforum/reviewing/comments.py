"""The queue of comments on the draft: in its order, by what has become of them; answers none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bpforum.reviewing.evidence import SOURCE, SOURCE_COLUMNS, source_of
from bpforum.reviewing.index import DraftIndex
from bpforum.reviewing.index_tables import NOWHERE
from bpforum.reviewing.shown import CommentLine

OPEN, ANSWERED, DISCUSS, ORPHANED = "open", "answered", "discuss", "orphaned"
_COMMENT = (
    f"select {SOURCE}, s.text, k.place, k.paragraph, k.given, k.comment_type, k.proposed,"
    " k.rationale, k.answers, k.section from comments k"
    " join contributions s on s.reference = k.reference"
)


@dataclass(frozen=True)
class Filter:
    """Which comments are wanted; empty strings want all."""

    state: str = OPEN
    """`open`, `answered`, `discuss`, `orphaned`, a disposition's id, or empty."""
    comment_type: str = ""
    group: str | None = None
    section: str = ""
    paragraph: str = ""

    def where(self) -> tuple[str, list[object]]:
        """As SQL, with its values."""
        parts, values = ["1"], list[object]()
        if self.state == OPEN:
            parts.append("k.code = ''")
        elif self.state == ANSWERED:
            parts.append("k.code <> ''")
        elif self.state == DISCUSS:
            parts.append("k.discuss and k.code = ''")
        elif self.state == ORPHANED:
            parts.append("k.place = ? and k.given <> ''")
            values.append(NOWHERE)
        elif self.state:
            parts.append("k.code = ?")
            values.append(self.state)
        for column, value in (
            ("comment_type", self.comment_type), ("section", self.section),
            ("paragraph", self.paragraph),
        ):  # fmt: skip
            if value:
                parts.append(f"k.{column} = ?")
                values.append(value)
        if self.group is not None:
            parts.append("k.grouped = ?")
            values.append(self.group)
        return " and ".join(parts), values


@dataclass(frozen=True)
class Page:
    """A page of the queue, and where the next begins: `(place, number)`."""

    comments: tuple[CommentLine, ...]
    after: tuple[int, int] | None


def comments(
    index: DraftIndex, wanted: Filter, after: tuple[int, int] = (-1, -1), most: int = 20
) -> Page:
    """The comments that `wanted` wants, in document order, from behind the place `after`."""
    where, values = wanted.where()
    query = (
        f"{_COMMENT} where {where} and (k.place, k.number) > (?, ?)"
        " order by k.place, k.number limit ?"
    )
    rows = index.rows(query, *values, *after, most + 1)
    found = tuple(map(_comment, rows[:most]))
    last = found[-1] if found and len(rows) > most else None
    return Page(found, (last.place, _number(last)) if last else None)


def count(index: DraftIndex, wanted: Filter) -> int:
    """How many there are of them."""
    where, values = wanted.where()
    return index.number(f"select count(*) from comments k where {where}", *values)


def comment(index: DraftIndex, reference: str) -> CommentLine | None:
    """One comment."""
    rows = index.rows(f"{_COMMENT} where k.reference = ?", reference)
    return _comment(rows[0]) if rows else None


def replies(index: DraftIndex, reference: str, most: int = 20) -> list[CommentLine]:
    """The comments that answer one."""
    query = f"{_COMMENT} where k.answers = ? order by k.number limit ?"
    return [_comment(row) for row in index.rows(query, reference, most)]


def types(index: DraftIndex) -> dict[str, int]:
    """The types of comments, with how many there are."""
    query = "select comment_type, count(*) from comments group by comment_type order by 2 desc, 1"
    return dict(index.rows(query))


def groups(index: DraftIndex) -> dict[str, int]:
    """The stakeholder groups of those who commented, with how many comments."""
    query = "select grouped, count(*) from comments group by grouped order by 2 desc, 1"
    return dict(index.rows(query))


def open_by_section(index: DraftIndex) -> dict[str, int]:
    """How many comments are not answered, by section; under '' those on no paragraph."""
    query = "select section, count(*) from comments where code = '' group by section"
    return dict(index.rows(query))


def on_paragraphs(index: DraftIndex, paragraphs: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Comments on each of these paragraphs: all, and those not answered."""
    query = (
        "select paragraph, count(*), sum(code = '') from comments where paragraph in (?)"
        " group by paragraph"
    )
    return {one: (n, int(left)) for one, n, left in index.rows_of(query, paragraphs)}


def positions(index: DraftIndex, paragraph: str) -> list[tuple[str, str, int]]:
    """Positions declared in comments on a paragraph: position, group, how many."""
    query = (
        "select s.position, k.grouped, count(*) from comments k"
        " join contributions s on s.reference = k.reference"
        " where k.paragraph = ? and s.position <> '' group by 1, 2 order by 3 desc, 1, 2"
    )
    return [(position, group, n) for position, group, n in index.rows(query, paragraph)]


def _comment(row: tuple[Any, ...]) -> CommentLine:
    return CommentLine(source_of(row), *row[SOURCE_COLUMNS:])


def _number(one: CommentLine) -> int:
    return int(one.source.reference.partition("-")[2])
