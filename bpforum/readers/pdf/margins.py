"""Owns what stands in a PDF's margins: repeated headers and footers, page numbers, footnotes.

Headers and footers are recognised by being on several pages, or by being what browsers print
around a page; refuses to drop any word of them.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bpforum.readers.lines import ends_sentence
from bpforum.readers.pdf.drawings import Box
from bpforum.readers.pdf.layout import Area
from bpforum.readers.pdf.lines import Line
from bpforum.readers.pdf.rows import rows_of

_ZONE = 0.16
"""Share of the page's height at its top and bottom in which headers and footers stand."""
_MOST_ROWS = 4
_FEW_PAGES = 5
_SENTENCE = 6
"""Words that end with a full stop and are no header any more."""
_CLOSE = 3.0
"""Letter heights from one line of a header to the next; the text begins further away."""
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|]?\s?(?:(?:page|p\.|seite|página|pagina|стр\.)\s?)?(?:#|[ivxlc]{1,6})"
    r"(?:\s?(?:of|de|sur|von|di|/)\s?#)?\s?[-–—|]?",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?:https?|file)://\S")
_CLOCK = re.compile(r"\d{1,4}[./-]\s?\d{1,2}[./-].{0,12}\b\d{1,2}[:.]\d{2}\b")
_OF_ALL = re.compile(r"(?:^|\s)\d{1,4}\s?(?:/|of|de|von|sur|di)\s?\d{1,4}$")
_SMALLER = 0.93
_LOWER_PART = 0.45
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_NOTE = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}|\d{1,3}|[*†‡§]{1,3})[.)]?\s?(?=[^\s\d.,%)])")
_REFERENCE = re.compile(r"(?<=\S)\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4}(?:[,⁾]\s?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})*")


@dataclass
class Page:
    """The lines of one page; `top` and `bottom` are its edges, in points."""

    number: int
    lines: list[Line]
    top: float
    bottom: float
    margins: list[Line] = field(default_factory=list)
    """Headers, footers and page numbers, once they are taken out of `lines`."""
    rules: list[Box] = field(default_factory=list)
    """The level ones, top down."""
    areas: list[Area] = field(default_factory=list)
    notes: list[tuple[str, list[str]]] = field(default_factory=list)
    """Footnotes: number or sign, and lines; the first may go on from the page before."""


def take_margins(pages: Sequence[Page]) -> None:
    """Moves headers, footers and page numbers from the pages' `lines` to their `margins`."""
    edges = [(_edge(page, upper=True), _edge(page, upper=False)) for page in pages]
    counts: Counter[tuple[int, str]] = Counter()
    for page, both in zip(pages, edges, strict=True):
        counts.update({_place(page, row) for rows in both for row in rows})
    needed = 2 if len(pages) <= _FEW_PAGES else 3
    for page, both in zip(pages, edges, strict=True):
        taken: list[Line] = []
        printed = _is_browsers(both)
        for upper, rows in zip((True, False), both, strict=True):
            for n, row in enumerate(rows):
                alone = n == 0 and (
                    printed or (not upper and _PAGE_NUMBER.fullmatch(_shape(row)) is not None)
                )
                far = (
                    n > 0 and abs(row[0].baseline - rows[n - 1][0].baseline) > _CLOSE * row[0].size
                )
                if far or _is_sentence(row) or (counts[_place(page, row)] < needed and not alone):
                    break
                taken += row
        if taken:
            gone = set(map(id, taken))
            page.margins = sorted(
                [*page.margins, *taken], key=lambda line: (line.baseline, line.x0, line.order)
            )
            page.lines = [line for line in page.lines if id(line) not in gone]


def _edge(page: Page, *, upper: bool) -> list[list[Line]]:
    """The rows in a page's upper or lower margin, from the edge inwards."""
    room = _ZONE * (page.bottom - page.top)
    inside = [
        line
        for line in page.lines
        if (line.baseline < page.top + room if upper else line.baseline > page.bottom - room)
    ]
    rows = rows_of(inside)
    return rows[:_MOST_ROWS] if upper else rows[: -_MOST_ROWS - 1 : -1]


def _is_browsers(both: Sequence[Sequence[Sequence[Line]]]) -> bool:
    """Whether the outermost rows are a browser's: title, address, time and page of all pages."""
    texts = [line.text.strip() for rows in both for row in rows[:1] for line in row]
    return (
        all(both)
        and any(map(_ADDRESS.match, texts))
        and any(map(_CLOCK.search, texts))
        and any(map(_OF_ALL.search, texts))
    )


def _place(page: Page, row: Sequence[Line]) -> tuple[int, str]:
    """Where a row stands on its page, and what is in it."""
    return round((row[0].baseline - page.top) / 3), _shape(row)


def _is_sentence(row: Sequence[Line]) -> bool:
    """Whether a row reads like the text itself: then it is, however often it comes."""
    words = " ".join(line.text for line in row)
    return ends_sentence(words) and len(words.split()) >= _SENTENCE


def _shape(row: Sequence[Line]) -> str:
    """A row's words with every number alike."""
    return _NUMBERS.sub("#", " ".join(line.text for line in row)).strip().lower()


def take_notes(page: Page, body: float) -> None:
    """Moves footnotes from the areas of `page` to its `notes`; `body` is the text's height."""
    for area in page.areas:
        lines = area.lines
        at = len(lines)
        while at and lines[at - 1].size <= _SMALLER * body and _is_low(page, lines[at - 1]):
            at -= 1
        while at < len(lines) and not _NOTE.match(lines[at].text):
            at += 1
        for line in lines[at:]:
            found = _NOTE.match(line.text)
            name = found[1].translate(_SUPERSCRIPT) if found else ""
            if found and (not page.notes or _is_next(page.notes[-1][0], name)):
                page.notes.append((name, [line.text[found.end() :]]))
            elif page.notes:
                page.notes[-1][1].append(line.text)
        del lines[at:]
    page.areas = [area for area in page.areas if area.lines or area.rows]
    known = {name for name, _ in page.notes}
    if known:
        for area in page.areas:
            for line in area.lines:
                line.text = _REFERENCE.sub(lambda found: _unless_known(found[0], known), line.text)


def _is_low(page: Page, line: Line) -> bool:
    return line.baseline > page.top + _LOWER_PART * (page.bottom - page.top)


def _is_next(before: str, name: str) -> bool:
    """A wrapped line may begin with a number too: a note's is the next one."""
    if before.isdigit() and name.isdigit():
        return int(name) == int(before) + 1
    return True


def _unless_known(words: str, known: set[str]) -> str:
    names = re.split(r"[,⁾]\s?", words.strip().translate(_SUPERSCRIPT))
    return "" if all(name in known for name in names) else words
