"""Owns how a PDF's lines become blocks: paragraphs, headings, items, rows; changes no word.

A paragraph ends where the gap is wider than between its lines, where a line is indented or stays
short though the next word had room, and where size, weight or a list's mark says so. It goes on
over columns and pages where its sentence does.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from bpforum.readers.blocks import BlockText
from bpforum.readers.characters import Cleaner
from bpforum.readers.lines import Hyphens, ends_sentence, is_capitals, list_mark
from bpforum.readers.pdf_layout import Area
from bpforum.readers.pdf_lines import Line
from bpforum.readers.pdf_margins import Page
from models.contribution import Note
from models.reading import BlockKind

_WIDER = 1.2
_LARGER = 1.1
_SAME_SIZE = 0.6
_MOST_HEADING_WORDS, _MOST_BOLD_WORDS = 40, 16
_LEADING = 1.2
_CONTENTS = re.compile(r"(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxl]{1,6})$|…{2,}\s*\d{1,4}$")
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|chart|box|tableau|encadré|cuadro|gráfico|figura|abbildung)\s?\d",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[IVXLC]{1,6}[.)]|[A-Z][.)])\s+\S")
_NO_HEADING_END = (".", ";", ",", "!", "。", "；", "，", "！", "؛", "،")
_LINE_END_HYPHENS = ("\u00ad", "\u2010")
_LONGEST_TITLE = 300


@dataclass
class Paragraph:
    """Lines that belong together, or a table's row."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    cells: list[list[str]] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    mark: str = ""
    numbered: bool = False
    level: int = 0

    @property
    def size(self) -> float:
        """The height of its letters, in points."""
        return self.lines[0].size

    def words(self) -> list[str]:
        """Its lines' texts, without the list's mark."""
        texts = [line.text for line in self.lines]
        return [texts[0][len(self.mark) :], *texts[1:]]


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
    paragraphs = list(_paragraphs(pages))
    _judge(paragraphs, body_size(pages))
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
            and len(text) <= _LONGEST_TITLE
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


def _paragraphs(pages: Sequence[Page]) -> Iterator[Paragraph]:
    """All paragraphs in order; what stands in margins comes after the paragraph it interrupts."""
    leading = _leading(pages)
    current: Paragraph | None = None
    held: list[Paragraph] = []
    for page in pages:
        for area in page.areas:
            for paragraph in _of_area(area, leading):
                if current and _goes_on(current, paragraph):
                    current.lines += paragraph.lines
                    current.left, current.right = paragraph.left, paragraph.right
                    continue
                if current:
                    yield current
                yield from held
                held.clear()
                current = paragraph
        held += [Paragraph("furniture", [line]) for line in page.margins]
    if current:
        yield current
    yield from held


def _leading(pages: Sequence[Page]) -> float:
    """From baseline to baseline within paragraphs, in letter heights."""
    steps = [
        (below.baseline - line.baseline) / line.size
        for page in pages
        for area in page.areas
        for line, below in pairwise(area.lines)
        if abs(line.size - below.size) < _SAME_SIZE and below.baseline > line.baseline
    ]
    close = [step for step in steps if step < 2.5]
    return median(close) if len(close) > 3 else _LEADING


def _of_area(area: Area, leading: float) -> Iterator[Paragraph]:
    for row in area.rows:
        cells = [[line.text for line in cell] for cell in row]
        yield Paragraph("row", [line for cell in row for line in cell], cells)
    if not area.lines:
        return
    left, right = min(one.x0 for one in area.lines), max(one.x1 for one in area.lines)
    steps = [
        (below.baseline - line.baseline) / line.size
        for line, below in pairwise(area.lines)
        if abs(line.size - below.size) < _SAME_SIZE
    ]
    own = min(leading, median(steps)) if len(steps) > 8 else leading
    paragraph: Paragraph | None = None
    for line in area.lines:
        if paragraph and not _begins(paragraph, line, own):
            paragraph.lines.append(line)
            continue
        if paragraph:
            yield paragraph
        paragraph = _open(line, left, right)
    if paragraph:
        yield paragraph


def _open(line: Line, left: float, right: float) -> Paragraph:
    mark, numbered = list_mark(line.text)
    if _CONTENTS.search(line.text):
        kind: BlockKind = "furniture"
    elif "\t" in line.text:
        kind = "row"
    elif mark or numbered:
        kind = "item"
    else:
        kind = "paragraph"
    level = int((line.x0 - left) / (1.8 * max(1.0, line.size))) if kind == "item" else 0
    return Paragraph(
        kind, [line], left=left, right=right, mark=mark, numbered=numbered, level=min(level, 8)
    )


def _begins(paragraph: Paragraph, line: Line, leading: float) -> bool:
    """Whether `line`, below the last line of `paragraph`, begins another."""
    last, size = paragraph.lines[-1], max(1.0, line.size)
    if paragraph.kind in ("row", "furniture") or "\t" in line.text:
        return True
    if _CONTENTS.search(line.text) or abs(last.size - line.size) >= _SAME_SIZE:
        return True
    if line.baseline - last.baseline > _WIDER * leading * size or line.baseline < last.baseline:
        return True
    if last.text.endswith("-") and line.text[:1].islower():
        return False
    short = _stays_short(paragraph, last, line)
    if last.bold != line.bold and (
        short or ends_sentence(last.text) or not line.text[:1].islower()
    ):
        return True
    mark, numbered = list_mark(line.text)
    if (mark or numbered) and (short or ends_sentence(last.text) or _is_outdented(paragraph, line)):
        return True
    if paragraph.mark or paragraph.numbered:
        return _is_outdented(paragraph, line) or (short and line.text[:1].isupper())
    if _is_indented(paragraph, last, line):
        # Indented, unless the lines are set in the middle.
        return not _is_centred(paragraph, last, line)
    return short and not (_is_centred(paragraph, last, line) and _is_large(last, line))


def _is_indented(paragraph: Paragraph, last: Line, line: Line) -> bool:
    step = 0.8 * line.size
    if _is_rtl(line.text):
        return line.x1 < last.x1 - step and line.x1 < paragraph.right - step
    return line.x0 > last.x0 + step and line.x0 > paragraph.left + step


def _is_large(last: Line, line: Line) -> bool:
    return last.bold and line.bold


def _is_outdented(paragraph: Paragraph, line: Line) -> bool:
    return line.x0 <= paragraph.lines[0].x0 + 0.1 * line.size and len(paragraph.lines) > 0


def _is_centred(paragraph: Paragraph, last: Line, line: Line) -> bool:
    middles = abs((last.x0 + last.x1) - (line.x0 + line.x1)) / 2 < 0.5 * line.size
    return middles and abs(last.x0 - line.x0) > 0.5 * line.size


def _stays_short(paragraph: Paragraph, last: Line, line: Line) -> bool:
    """Whether the first word of `line` had room on the line before: then it was not wrapped."""
    first = line.text.split(maxsplit=1)[0] if line.text else ""
    share = (line.x1 - line.x0) / max(1, len(line.text))
    room = (len(first) + 1) * share + 0.5 * line.size
    if _is_rtl(line.text):
        return last.x0 - paragraph.left > room
    return paragraph.right - last.x1 > room


def _is_rtl(text: str) -> bool:
    return 2 * sum("\u0590" <= letter <= "\u08ff" for letter in text) > len(text)


def _goes_on(paragraph: Paragraph, other: Paragraph) -> bool:
    """Whether `other`, at the top of a column or page, goes on with `paragraph` below the last."""
    if paragraph.kind not in ("paragraph", "item") or other.kind != "paragraph":
        return False
    last, line = paragraph.lines[-1], other.lines[0]
    below = line.baseline > last.baseline and line.x0 < last.x1 and last.x0 < line.x1
    same_page = below and line.order > last.order
    if same_page or abs(last.size - line.size) >= _SAME_SIZE or last.bold != line.bold:
        return False
    if last.text.endswith("-") and line.text[:1].islower():
        return True
    if ends_sentence(last.text) or line.text[:1] == "":
        return False
    full = paragraph.right - last.x1 < 3 * last.size
    return line.text[:1].islower() or (full and not line.bold)


def _judge(paragraphs: Sequence[Paragraph], body: float) -> None:
    """Finds the headings by size, then by weight, then by capitals; gives them their levels."""
    texts = [one for one in paragraphs if one.lines and one.kind in ("paragraph", "item")]
    letters = sum(len(line.text) for one in texts for line in one.lines)
    heavy = sum(len(line.text) for one in texts for line in one.lines if line.bold)
    bold_tells = 2 * heavy < letters
    large = [one for one in texts if _is_heading(one, body)]
    sizes: list[float] = []
    for size in sorted({one.size for one in large}, reverse=True):
        if not sizes or sizes[-1] - size >= _SAME_SIZE:
            sizes.append(size)
    for one in large:
        level = next(n for n, size in enumerate(sizes, 1) if one.size >= size - _SAME_SIZE)
        _make_heading(one, min(level, 6))
    depths = [_depth(one) for one in texts if one.kind != "heading" and one.lines[0].bold]
    shallow = min(depths, default=1)
    for n, one in enumerate(texts):
        if one.kind == "heading" or not _reads_as_title(one, _MOST_BOLD_WORDS):
            continue
        bold = bold_tells and all(line.bold for line in one.lines)
        stands_over = n + 1 < len(texts)
        capitals = is_capitals(" ".join(one.words())) and stands_over and len(one.lines) == 1
        if (bold or capitals) and not one.mark:
            _make_heading(one, min(len(sizes) + 1 + max(0, _depth(one) - shallow), 6))


def _make_heading(paragraph: Paragraph, level: int) -> None:
    paragraph.kind, paragraph.level, paragraph.mark = "heading", level, ""


def _is_heading(paragraph: Paragraph, body: float) -> bool:
    return (
        paragraph.size >= _LARGER * body
        and not paragraph.mark
        and _reads_as_title(paragraph, _MOST_HEADING_WORDS)
    )


def _reads_as_title(paragraph: Paragraph, most: int) -> bool:
    text = " ".join(paragraph.words())
    return (
        len(text.split()) <= most
        and len(text) <= _LONGEST_TITLE
        and not text.endswith(_NO_HEADING_END)
        and sum(map(str.isalpha, text)) >= 2
        and not _CAPTION.match(text)
    )


def _depth(paragraph: Paragraph) -> int:
    number = _NUMBER.match(paragraph.lines[0].text)
    return 1 + number[0].split()[0].rstrip(".)").count(".") if number else 1
