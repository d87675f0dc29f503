"""Owns how a PDF's paragraphs become the text and the blocks of a reading; changes no word."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bpforum.readers.blocks import BlockText
from bpforum.readers.characters import Cleaner
from bpforum.readers.lines import Hyphens
from bpforum.readers.pdf.headings import LONGEST_TITLE, mark_headings
from bpforum.readers.pdf.lines import Line
from bpforum.readers.pdf.margins import Page
from bpforum.readers.pdf.paragraphs import Paragraph, find_paragraphs
from models.contribution import Note

_LINE_END_HYPHENS = ("\u00ad", "\u2010")


def body_size(pages: Sequence[Page]) -> float:
    """The height of most letters, in points; 0 where there are none."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for area in page.areas:
            for line in area.lines:
                sizes[round(2 * line.size) / 2] += len(line.text)
    return min(sizes, key=lambda size: (-sizes[size], size)) if sizes else 0.0


class Written(NamedTuple):
    """The text of all pages, the title that the first of them shows, and the footnotes."""

    text: BlockText
    title: str
    notes: tuple[Note, ...]


def write_pages(pages: Sequence[Page], cleaner: Cleaner) -> Written:
    """The blocks of `pages`, whose areas and notes have been found."""
    for page in pages:
        for line in _lines(page):
            line.text = _clean(line.text, cleaner)
    paragraphs = list(find_paragraphs(pages))
    mark_headings(paragraphs, body_size(pages))
    hyphens = Hyphens([line.text for page in pages for line in _lines(page)])
    written = BlockText()
    title, first_page = "", set(map(id, _lines(pages[0]))) if pages else set()
    before: Paragraph | None = None
    for paragraph in paragraphs:
        if paragraph.cells:
            text = "\t".join(hyphens.mend(cell) if cell else "" for cell in paragraph.cells)
        else:
            text = hyphens.mend(paragraph.words())
        gap = "\n" if before and _is_close(before, paragraph) else "\n\n"
        written.add(paragraph.kind, text, gap=gap, mark=paragraph.mark, level=paragraph.level)
        if (
            not title
            and paragraph.kind == "heading"
            and paragraph.level == 1
            and id(paragraph.lines[0]) in first_page
            and len(text) <= LONGEST_TITLE
        ):
            title = text
        before = paragraph
    notes = [
        Note(kind="footnote", id=name, text=hyphens.mend([_clean(line, cleaner) for line in lines]))
        for page in pages
        for name, lines in page.notes
    ]
    return Written(written, title, tuple(note for note in notes if note.text))


def _is_close(before: Paragraph, paragraph: Paragraph) -> bool:
    """Rows of a table, items of a list and lines of a margin stand one under the other."""
    return before.kind == paragraph.kind and paragraph.kind in ("row", "item", "furniture")


def _lines(page: Page) -> Iterator[Line]:
    for area in page.areas:
        yield from area.lines
        for row in area.rows:
            for cell in row:
                yield from cell
    yield from page.margins


def _clean(text: str, cleaner: Cleaner) -> str:
    if text.endswith(_LINE_END_HYPHENS):
        text = text[:-1] + "-"
    return " ".join(cleaner.clean(text).split(" ")).strip()
