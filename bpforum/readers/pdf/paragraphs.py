"""Owns where a PDF's paragraphs begin and end; changes no word.

A paragraph ends where the gap is wider than between its lines, where a line is indented or stays
short though the next word had room, and where size, weight or a list's mark says so. It goes on
over columns and pages where its sentence does.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from bpforum.readers.lines import ends_sentence, list_mark
from bpforum.readers.pdf.layout import Area
from bpforum.readers.pdf.lines import Line
from bpforum.readers.pdf.margins import Page
from bpforum.readers.pdf.rows import is_rtl
from models.reading import BlockKind

SAME_SIZE = 0.6
"""Points by which the letters of one paragraph's lines may differ."""
_WIDER = 1.2
_LEADING = 1.2
_CONTENTS = re.compile(r"(?:\.\s?){5,}\s*(?:\d{1,4}|[ivxl]{1,6})$|…{2,}\s*\d{1,4}$")


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


def find_paragraphs(pages: Sequence[Page]) -> Iterator[Paragraph]:
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
        if abs(line.size - below.size) < SAME_SIZE and below.baseline > line.baseline
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
        if abs(line.size - below.size) < SAME_SIZE
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
    if _CONTENTS.search(line.text) or abs(last.size - line.size) >= SAME_SIZE:
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
        return not _is_centred(last, line)
    return short and not (last.bold and line.bold and _is_centred(last, line))


def _is_indented(paragraph: Paragraph, last: Line, line: Line) -> bool:
    step = 0.8 * line.size
    if is_rtl(line.text):
        return line.x1 < last.x1 - step and line.x1 < paragraph.right - step
    return line.x0 > last.x0 + step and line.x0 > paragraph.left + step


def _is_outdented(paragraph: Paragraph, line: Line) -> bool:
    return line.x0 <= paragraph.lines[0].x0 + 0.1 * line.size


def _is_centred(last: Line, line: Line) -> bool:
    middles = abs((last.x0 + last.x1) - (line.x0 + line.x1)) / 2 < 0.5 * line.size
    return middles and abs(last.x0 - line.x0) > 0.5 * line.size


def _stays_short(paragraph: Paragraph, last: Line, line: Line) -> bool:
    """Whether the first word of `line` had room on the line before: then it was not wrapped."""
    first = line.text.split(maxsplit=1)[0] if line.text else ""
    share = (line.x1 - line.x0) / max(1, len(line.text))
    room = (len(first) + 1) * share + 0.5 * line.size
    if is_rtl(line.text):
        return last.x0 - paragraph.left > room
    return paragraph.right - last.x1 > room


def _goes_on(paragraph: Paragraph, other: Paragraph) -> bool:
    """Whether `other`, at the top of a column or page, goes on with `paragraph` below the last."""
    if paragraph.kind not in ("paragraph", "item") or other.kind != "paragraph":
        return False
    last, line = paragraph.lines[-1], other.lines[0]
    below = line.baseline > last.baseline and line.x0 < last.x1 and last.x0 < line.x1
    same_page = below and line.order > last.order
    if same_page or abs(last.size - line.size) >= SAME_SIZE or last.bold != line.bold:
        return False
    if last.text.endswith("-") and line.text[:1].islower():
        return True
    if ends_sentence(last.text) or line.text[:1] == "":
        return False
    full = paragraph.right - last.x1 < 3 * last.size
    return line.text[:1].islower() or (full and not line.bold)
