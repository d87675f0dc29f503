"""Owns which of a PDF's paragraphs are headings, and how deep; changes no word."""

import re
from collections.abc import Sequence

from bpforum.readers.lines import is_capitals
from bpforum.readers.pdf.paragraphs import SAME_SIZE, Paragraph

LONGEST_TITLE = 300
_LARGER = 1.1
_MOST_HEADING_WORDS, _MOST_BOLD_WORDS = 40, 16
_CAPTION = re.compile(
    r"(?:figure|fig\.|table|chart|box|tableau|encadré|cuadro|gráfico|figura|abbildung)\s?\d",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,4}[.)]?|[IVXLC]{1,6}[.)]|[A-Z][.)])\s+\S")
_NO_HEADING_END = (".", ";", ",", "!", "。", "；", "，", "！", "؛", "،")


def mark_headings(paragraphs: Sequence[Paragraph], body: float) -> None:
    """Finds the headings by size, then by weight, then by capitals; gives them their levels."""
    texts = [one for one in paragraphs if one.lines and one.kind in ("paragraph", "item")]
    letters = sum(len(line.text) for one in texts for line in one.lines)
    heavy = sum(len(line.text) for one in texts for line in one.lines if line.bold)
    bold_tells = 2 * heavy < letters
    large = [one for one in texts if _is_heading(one, body)]
    sizes: list[float] = []
    for size in sorted({one.size for one in large}, reverse=True):
        if not sizes or sizes[-1] - size >= SAME_SIZE:
            sizes.append(size)
    for one in large:
        level = next(n for n, size in enumerate(sizes, 1) if one.size >= size - SAME_SIZE)
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
        and len(text) <= LONGEST_TITLE
        and not text.endswith(_NO_HEADING_END)
        and sum(map(str.isalpha, text)) >= 2
        and not _CAPTION.match(text)
    )


def _depth(paragraph: Paragraph) -> int:
    number = _NUMBER.match(paragraph.lines[0].text)
    return 1 + number[0].split()[0].rstrip(".)").count(".") if number else 1
