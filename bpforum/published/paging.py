"""Divides a document into pages, by sections where it can; says where each page is to be found.

The text is one part, and every annex another. A text of ordinary size is one page; a longer one,
and an annex, has pages of no more than `MOST`: one ends where a section does, and within a section
only where that alone is longer.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from models.outcome import Outcome

ORDINARY = 220_000
"""Bytes of a text's paragraphs as they are set, up to which it is one page: about 350 paragraphs,
30 pages of print, 35 kB as it is sent."""
MOST = 78_000
"""Bytes of a page otherwise; with what stands around them it stays under 100 kB."""
TEXT = ""
"""The part that is no annex."""


class Page(NamedTuple):
    """A page of a part; the first is 1."""

    part: str
    n: int


class Piece(NamedTuple):
    """What is not divided: a heading, a paragraph, a table, a card."""

    section: int
    """Which of the document's sections it is of."""
    size: int
    leads: bool = False
    """Whether it is a heading, which stays with what comes after it."""


def address(version: str, page: Page) -> str:
    """Where a page of a version is."""
    base = f"/published/{version}" + (f"/part/{page.part}" if page.part else "")
    return base if page.n == 1 else f"{base}?page={page.n}"


def part_of(outcome: Outcome) -> list[str]:
    """Of each section the part that it belongs to: of an annex's, the annex."""
    found: list[str] = []
    annex = TEXT
    for section in outcome.sections:
        if not section.annex:
            annex = TEXT
        elif section.level == 1 or annex == TEXT:
            annex = section.id
        found.append(annex)
    return found


def lay_out(part: str, pieces: Sequence[Piece]) -> list[int]:
    """Of each of a part's pieces, in order, the page that it stands on."""
    is_one = part == TEXT and sum(one.size for one in pieces) <= ORDINARY
    most = ORDINARY if is_one else MOST
    pages: list[int] = []
    page, full = 1, 0
    for chunk in _chunks(pieces):
        size = sum(one.size for one in chunk)
        if full and full + size > most:
            page, full = page + 1, 0
        for some in [chunk] if size <= most else _held_together(chunk):
            own = sum(one.size for one in some)
            if full and full + own > most:
                page, full = page + 1, 0
            pages += [page] * len(some)
            full += own
    return pages


def _chunks(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Sections; one that is a heading alone, with the next one."""
    chunk: list[Piece] = []
    for piece in pieces:
        begun = chunk and piece.section != chunk[-1].section
        if begun and not all(one.leads for one in chunk):
            yield chunk
            chunk = []
        chunk.append(piece)
    if chunk:
        yield chunk


def _held_together(chunk: Iterable[Piece]) -> Iterator[list[Piece]]:
    held: list[Piece] = []
    for piece in chunk:
        held.append(piece)
        if not piece.leads:
            yield held
            held = []
    if held:
        yield held


def above(levels: Sequence[int], at: int) -> list[int]:
    """Of sections of these levels those that the one `at` is in, the outermost first."""
    found: list[int] = []
    level = levels[at]
    for n in range(at - 1, -1, -1):
        if level == 1:
            break
        if levels[n] < level:
            found.insert(0, n)
            level = levels[n]
    return found
