"""The parts of a contribution before they are filled up to passages: which of them say something.

What a reader calls a paragraph may be a running title, a caption or a heading; what the words
themselves show is `substance`'s to say.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bpforum.text.repeats import contents, is_caption, running
from bpforum.text.substance import (
    is_contentless,
    is_furniture,
    is_row_substantive,
    is_substantive,
)
from bpforum.text.words import WHOLE, count_words
from models.block import Block
from models.contribution import Contribution

OPEN_END = re.compile(r"[:;,]\s*$")
_LONGEST_LEAD = 14
"""Words of a line that can be the heading of what follows it, though no reader called it one."""
_CLOSED = (".", "!", "?", ";", ",")
_BODY = ("paragraph", "item", "row", "heading")


@dataclass(frozen=True)
class Piece:
    """A span of the text; `substantive` says whether it is worth grouping."""

    start: int
    end: int
    kind: str
    question: str
    substantive: bool


def lenient(text: str, piece: Piece) -> Piece:
    """In a text of nothing but short lines, shortness is no sign of a heading: they are its points.

    Without this a contribution written as a list of two-word demands would say nothing.
    """
    words = text[piece.start : piece.end]
    says = (
        piece.kind in _BODY
        and is_substantive(words, brief=True)
        and not (piece.question and is_contentless(words))
    )
    return replace(piece, substantive=piece.substantive or says)


def pieces(contribution: Contribution) -> Iterator[Piece]:
    """Blocks as pieces; mastheads and repeated questions are no passage at all."""
    text = contribution.text
    blocks = contribution.blocks or _paragraphs(text)
    spans = [text[one.start : one.end] for one in blocks]
    body = [n for n, one in enumerate(blocks) if one.kind in _BODY]
    small = sum(count_words(spans[n]) for n in body) < WHOLE
    headings = [spans[n] for n, one in enumerate(blocks) if one.kind == "heading"]
    empty = {body[n] for n in running([spans[n] for n in body])}
    listed = [n for n in body if blocks[n].kind != "heading"]
    empty |= {listed[n] for n in contents([spans[n] for n in listed], headings)}
    before: int | None = None
    for n, block in enumerate(blocks):
        if block.kind in ("masthead", "question"):
            before = None
            continue
        in_list = block.kind == "item" or (
            before is not None and OPEN_END.search(spans[before]) is not None
        )
        alone = bool(block.question) or len(body) == 1
        # In a survey "n/a" is no answer, whatever the other answers of its row say.
        says = block.kind == "heading" or (
            block.kind in _BODY
            and n not in empty
            and not is_caption(spans[n])
            and (
                is_substantive(
                    spans[n],
                    in_list=in_list,
                    brief=small or bool(block.question),
                    alone=alone,
                    language=contribution.language,
                )
                or (block.kind == "row" and is_row_substantive(spans[n]))
            )
            and not (block.question and is_contentless(spans[n]))
        )
        kind: str = block.kind
        if n not in empty and block.kind in ("paragraph", "item"):
            kind = _leads(spans[n], contribution.language, kind, says=says)
        yield Piece(block.start, block.end, kind, block.question, says)
        before = n


def _leads(words: str, language: str, kind: str, *, says: bool) -> str:
    """A heading, for a short line that is one by all that can be seen, or the block's own kind.

    What leads in a list is one too: it stays with what it leads in, and alone it says nothing.
    """
    size = len(words.split())
    if says or not 3 <= size <= _LONGEST_LEAD:
        return "heading" if says and size <= _LONGEST_LEAD and words.endswith(":") else kind
    if words.rstrip().endswith(_CLOSED) or is_caption(words):
        return kind
    if is_furniture(words, language=language):
        return kind
    return "heading" if is_substantive(words, brief=True, language=language) else kind


def _paragraphs(text: str) -> tuple[Block, ...]:
    return tuple(
        Block(kind="paragraph", start=match.start(), end=match.end())
        for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)
    )
