"""Owns how hard-wrapped lines become paragraphs again; refuses to drop or change a word.

The rules and constants are those measured on 187 contributions of a real consultation, with a
test added on what would still have fitted on the line before.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

WRAPPED_WIDTH = 130
"""A file whose 90th-percentile line is longer has one paragraph a line."""
LEAST_WIDTH = 40
"""Nobody wraps lines shorter than this: they are addresses, lists or verse."""
WRAPPED_SHARE = 0.40
CEILING_SHARE, CEILING = 0.25, 1.2
"""Fewer long lines will do where no line goes far beyond the width: something cut them."""
NEAR_FULL = 0.75
FULL = 0.85
COLUMN_LINES = 60
"""From so many lines on, a file with mostly one to three words a line is a broken column."""

_BULLET = re.compile(
    r"(?:[•◦▪▫‣·●○■□◆❖✓✔➢➤►⁃∙*\uf000-\uf0ff]|[-–—](?=\s)|[?o](?=\s+[A-Z]))\s+(?=\S)"
    r"|[•●▪‣❖➢➤\uf000-\uf0ff](?=\S)"
)
# Not the page or number of a reference: "p. 44", "n. 3".
_NUMBERED = re.compile(
    r"(?![pnv]\.\s?\d)(?:\(?\d{1,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,5}[.)]?|\(?[a-zA-Z][.)]"
    r"|\([ivxlc]{1,6}\)|[ivx]{1,5}[.)]|[IVXLC]{1,6}[.)])\s+(?=\S)"
)
_INITIAL = re.compile(r"[A-Z]\.\s+[A-Z]")
_DASH = re.compile(r"[-–—]\s")
_LABEL = re.compile(r"[A-ZÀ-Þ][^\W\d_]*(?:[ /][A-Za-zÀ-ÿ]+){0,3}[ \xa0\u202f]?:(?:\s|$)")
_ADDRESS = re.compile(r"<?(?:https?://|www\.|ftp://)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile(r"([^\W\d_]+)-$")
_ENDS_SENTENCE = (".", "!", "?", ":")
_CLOSERS = "\"'”’»)]"
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]")


@dataclass
class Paragraph:
    """Lines that belong together. `gap` is how many blank lines stood before them."""

    lines: list[str] = field(default_factory=list)
    gap: int = 0
    mark: str = ""
    """The bullet with its space, cut off the first line."""
    numbered: bool = False
    indent: int = 0
    text: str = ""


def join_lines(lines: Sequence[str], *, always: bool = False) -> list[Paragraph]:
    """The paragraphs of `lines`, in order; every word of the lines is in them, once.

    With `always`, as in Markdown and HTML, only blank lines and items part paragraphs.

    A line-end hyphen before a small letter is mended: `a-`/`b` gives `ab`, but `a-b` where the
    document itself writes it so, or uses both halves as words and nowhere `ab`.
    """
    page = _Page.of(lines, always)
    paragraphs: list[Paragraph] = []
    gap = 0
    for line in lines:
        stripped = line.strip()
        if not stripped:
            gap += 1
            continue
        if paragraphs and page.joins(paragraphs[-1], stripped, gap):
            paragraphs[-1].lines.append(stripped)
        else:
            paragraphs.append(_open(line, stripped, gap))
        gap = 0
    hyphens = Hyphens(lines)
    for paragraph in paragraphs:
        paragraph.text = hyphens.mend(paragraph.lines)
    return paragraphs


def ends_sentence(text: str) -> bool:
    """Whether `text` closes with an end mark, closing quotes and brackets aside."""
    return text.rstrip(_CLOSERS).endswith(_ENDS_SENTENCE)


def is_capitals(text: str) -> bool:
    """Whether `text` is written in capitals, as headings are: at least six letters, 90% of them."""
    letters = sum(map(str.isalpha, text))
    return letters >= 6 and sum(map(str.isupper, text)) >= 0.9 * letters


def is_label(text: str) -> bool:
    """Whether `text` opens like a line of a form: `Organisation: …`."""
    return _LABEL.match(text[:60]) is not None


def is_row(text: str) -> bool:
    """Whether `text` is a table's row: cells with tabs between them, not a number and its text."""
    head = text[:200]
    if "\t" not in head:
        return False
    return "\t" in _NUMBERED.sub("", _BULLET.sub("", head, count=1), count=1).strip()


def list_mark(text: str) -> tuple[str, bool]:
    """The bullet with its space that opens `text`, if one does, and whether a number follows."""
    bullet = _BULLET.match(text)
    mark = bullet[0] if bullet else ""
    return mark, _NUMBERED.match(text[len(mark) :]) is not None


def _open(line: str, stripped: str, gap: int) -> Paragraph:
    mark, numbered = list_mark(stripped)
    return Paragraph(
        lines=[stripped[len(mark) :]],
        gap=gap,
        mark=mark,
        numbered=numbered,
        indent=len(line) - len(line.lstrip()),
    )


@dataclass(frozen=True)
class _Page:
    """How a file is laid out: its width, and whether its lines are wrapped."""

    width: int
    wrapped: bool
    column: bool
    always: bool

    @classmethod
    def of(cls, lines: Sequence[str], always: bool) -> "_Page":
        lengths = sorted(len(line.strip()) for line in lines if line.strip())
        if not lengths:
            return cls(width=0, wrapped=False, column=False, always=always)
        width = lengths[int(0.9 * (len(lengths) - 1))]
        long = sum(1 for length in lengths if length > NEAR_FULL * width)
        few = sum(1 for line in lines if 0 < len(line.split()) <= 3)
        marked = sum(1 for line in lines if _opens_item(line.strip()) or is_label(line.strip()))
        return cls(
            width=width,
            wrapped=LEAST_WIDTH <= width <= WRAPPED_WIDTH
            and (
                long > WRAPPED_SHARE * len(lengths)
                or (long > CEILING_SHARE * len(lengths) and lengths[-1] <= CEILING * width)
            ),
            column=len(lengths) > COLUMN_LINES
            and few > len(lengths) / 2
            and marked < len(lengths) / 5,
            always=always,
        )

    def joins(self, paragraph: Paragraph, line: str, gap: int) -> bool:
        """Whether `line` goes on with `paragraph`."""
        last = paragraph.lines[-1]
        if gap:
            return self.column and not ends_sentence(last)
        if is_row(last) or is_row(line) or self._begins_anew(paragraph, last, line):
            return False
        if self.always or self.column or (last.endswith("-") and last[-2:-1].isalpha()):
            return True
        capitals = is_capitals(last), is_capitals(line)
        if any(capitals) and not self._is_full(last, line):
            return all(capitals) and len(last) > self.width / 2 and not ends_sentence(last)
        if line[:1].islower():
            return not (last.endswith((";", ":")) and len(last) <= NEAR_FULL * self.width)
        if not self.wrapped:
            return False
        if self._is_full(last, line):
            return True
        near = len(last) > NEAR_FULL * self.width and not ends_sentence(last)
        return near and (len(line) > self.width / 2 or not self._would_fit(last, line))

    def _is_full(self, last: str, line: str) -> bool:
        return self.wrapped and len(last) > FULL * self.width and not self._would_fit(last, line)

    def _would_fit(self, last: str, line: str) -> bool:
        """Whether the first word of `line` had room on the line before: then it was not wrapped."""
        return len(last) + 1 + len(line.split(maxsplit=1)[0]) <= self.width

    def _begins_anew(self, paragraph: Paragraph, last: str, line: str) -> bool:
        if _DASH.match(line) and line[1:].lstrip()[:1].islower() and not paragraph.mark:
            # A dash within a sentence that happened to be wrapped before it.
            return not (self.wrapped and self._is_full(last, line) and not ends_sentence(last))
        if _INITIAL.match(line) and not paragraph.numbered:
            # Somebody's initial, wrapped away from the sentence that it stands in.
            return not (self._is_full(last, line) and not ends_sentence(last))
        if _opens_item(line):
            return True
        if is_label(line) and is_label(paragraph.lines[0]):
            return True
        return _ADDRESS.match(line) is not None and not self._is_full(last, line)


def _opens_item(line: str) -> bool:
    return _BULLET.match(line) is not None or _NUMBERED.match(line) is not None


class Hyphens:
    """What the document shows of its own spelling, to mend the hyphens at line ends."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._words: Counter[str] = Counter()
        self._compounds: set[str] = set()
        self._needed = any(line.rstrip().endswith("-") for line in lines)
        if self._needed:
            for line in lines:
                self._words.update(_WORD.findall(line.lower()))
                self._compounds.update(re.findall(r"[^\W\d_]+-[^\W\d_]+", line.lower()))

    def mend(self, lines: list[str]) -> str:
        """`lines`, at least one, as one text; hyphens that only part a word at a line end go."""
        pieces = [lines[0]]
        for line in lines[1:]:
            last = pieces[-1]
            hyphened = last.endswith("-")
            before = _HYPHENED.search(last[-60:]) if hyphened else None
            after = _WORD.match(line) if hyphened else None
            if before and after and line[0].islower():
                if not self._keeps(before[1].lower(), after[0].lower()):
                    pieces[-1] = last[:-1]
            elif hyphened and last[-2:-1].isalnum() and line[0].isalnum():
                pass
            elif not (_CJK.match(last[-1:]) and _CJK.match(line)):
                pieces.append(" ")
            pieces.append(line)
        return "".join(pieces)

    def _keeps(self, left: str, right: str) -> bool:
        if f"{left}-{right}" in self._compounds:
            return True
        if left + right in self._words:
            return False
        return self._words[left] > 1 and self._words[right] > 1
