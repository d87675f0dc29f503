"""What a paragraph rests on, and what came to its subject since: owns reading both, judges none."""

import json
from collections.abc import Collection
from typing import Any

from bpforum.reviewing.index import DraftIndex
from bpforum.reviewing.shown import Evidence, SourceShown

AROUND = 400
"""Code points of a contribution that are shown before and after a passage."""
LONGEST = 6_000
"""Code points of a span that are shown; of more the beginning, and the whole on its own page."""

SOURCE = (
    "s.reference, s.kind, s.title, s.who, s.grouped, s.region, s.language, s.received_at,"
    " s.audience, s.consent, s.flags, s.fate, s.fate_of, s.position, s.url, s.words, s.session"
)
"""The columns that `source_of` reads, of a table called `s`."""
SOURCE_COLUMNS = 17


def evidence(index: DraftIndex, paragraph: str, skip: int = 0, most: int = 25) -> list[Evidence]:
    """What a paragraph cites, in its order, each span with what stands around it."""
    query = (
        f"select {SOURCE}, c.passage, {_around('c')}, c.quoted, '', coalesce(p.theme, ''),"
        " coalesce(p.says, '') from citations c"
        " join contributions s on s.reference = c.contribution"
        " left join passages p on p.id = c.passage"
        " where c.paragraph = ? order by c.nth limit ? offset ?"
    )
    return [_evidence(row) for row in index.rows(query, paragraph, most, skip)]


def new_evidence(
    index: DraftIndex, paragraph: str, skip: int = 0, most: int = 25
) -> list[Evidence]:
    """What came to the theme of a person's paragraph after it was written."""
    query = (
        f"select {SOURCE}, p.id, {_around('p')}, 0, e.how, coalesce(p.theme, ''),"
        " coalesce(p.says, '') from evidence e join passages p on p.id = e.passage"
        " join contributions s on s.reference = p.contribution"
        " where e.paragraph = ? order by e.how, s.number, p.start limit ? offset ?"
    )
    return [_evidence(row) for row in index.rows(query, paragraph, most, skip)]


def with_new_evidence(index: DraftIndex) -> dict[str, int]:
    """The people's paragraphs with new evidence, and how many passages it is."""
    return dict(index.rows("select paragraph, count(*) from evidence group by paragraph"))


def counts(index: DraftIndex, paragraph: str) -> tuple[int, int]:
    """How many spans a paragraph cites, and how many came new."""
    return (
        index.number("select count(*) from citations where paragraph = ?", paragraph),
        index.number("select count(*) from evidence where paragraph = ?", paragraph),
    )


def cited_by(index: DraftIndex, paragraphs: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The references that each of these paragraphs cites."""
    found: dict[str, list[str]] = {}
    query = "select paragraph, contribution from citations where paragraph in (?)"
    for paragraph, reference in index.rows_of(query, paragraphs):
        found.setdefault(paragraph, []).append(reference)
    return {one: tuple(dict.fromkeys(references)) for one, references in found.items()}


def source(index: DraftIndex, reference: str) -> SourceShown | None:
    """What is known of a contribution."""
    rows = index.rows(f"select {SOURCE} from contributions s where s.reference = ?", reference)
    return source_of(rows[0]) if rows else None


def text(index: DraftIndex, reference: str, start: int = 0, length: int = 20_000) -> str:
    """A stretch of a contribution's text; empty where there is no such contribution."""
    query = "select substr(text, ?, ?) from contributions where reference = ?"
    rows = index.rows(query, start + 1, length, reference)
    return str(rows[0][0]) if rows else ""


def paragraphs_citing(index: DraftIndex, reference: str) -> list[tuple[str, int | None]]:
    """Where the document cites a contribution: ids and numbers of paragraphs, in order."""
    query = (
        "select distinct p.id, p.number from citations c join paragraphs p on p.id = c.paragraph"
        " where c.contribution = ? order by p.place limit 200"
    )
    return [(one, number) for one, number in index.rows(query, reference)]


def organisations(index: DraftIndex, references: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The organisations behind these contributions."""
    query = "select reference, organisations from contributions where reference in (?)"
    return {one: tuple(json.loads(names)) for one, names in index.rows_of(query, references)}


def source_of(row: tuple[Any, ...]) -> SourceShown:
    """The source in the first columns of a row."""
    return SourceShown(*[*row[:10], tuple(json.loads(row[10])), *row[11:SOURCE_COLUMNS]])


def _around(table: str) -> str:
    """Columns of the span in `table`, before it and after it; SQLite counts code points from 1."""
    start, stop = f"{table}.start", f"{table}.stop"
    return (
        f"substr(s.text, max(1, {start} + 1 - {AROUND}), min({start}, {AROUND})),"
        f" substr(s.text, {start} + 1, min({stop} - {start}, {LONGEST})),"
        f" substr(s.text, {stop} + 1, {AROUND})"
    )


def _evidence(row: tuple[Any, ...]) -> Evidence:
    passage, before, words, after, quoted, new, theme, says = row[SOURCE_COLUMNS:]
    return Evidence(
        source=source_of(row), passage=passage or "", before=before, text=words, after=after,
        quoted=bool(quoted), new=new, theme=theme, says=says,
    )  # fmt: skip
