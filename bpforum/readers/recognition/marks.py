"""Owns the laying of newly recognised blocks over the blocks of a reading; adds no meaning."""

import re
from collections.abc import Iterable, Iterator

from models.reading import Block, BlockKind, Reading

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")


def mark(start: int, end: int, kind: BlockKind, level: int = 0, number: str = "") -> Block:
    """A block to lay over those of a reading."""
    return Block(kind=kind, start=start, end=end, level=level, number=number)


def lay_over(reading: Reading, marks: Iterable[Block]) -> Reading:
    """`reading` with `marks` among its blocks; what they cover of older blocks is cut off.

    Of marks that overlap the earlier wins. The rest of a cut block keeps its kind and question.
    """
    chosen: list[Block] = []
    for one in sorted(marks, key=lambda block: (block.start, -block.end)):
        if one.start < one.end and (not chosen or one.start >= chosen[-1].end):
            chosen.append(one)
    if not chosen:
        return reading
    blocks = reading.blocks or paragraphs_of(reading.text)
    rest = list(_uncovered(reading.text, blocks, chosen))
    laid = sorted([*rest, *chosen], key=lambda block: (block.start, block.end))
    return Reading(**{**dict(reading), "blocks": tuple(laid)})


def paragraphs_of(text: str) -> tuple[Block, ...]:
    """The paragraphs of a text between blank lines."""
    return tuple(
        Block(
            kind="paragraph", start=match.start(), end=match.start() + len(match.group().rstrip())
        )
        for match in _PARAGRAPH.finditer(text)
    )


def _uncovered(text: str, blocks: tuple[Block, ...], marks: list[Block]) -> Iterator[Block]:
    first = 0
    for block in blocks:
        while first < len(marks) and marks[first].end <= block.start:
            first += 1
        at, n, number = block.start, first, block.number
        while n < len(marks) and marks[n].start < block.end:
            piece = _trimmed(text, block, at, marks[n].start, number)
            if piece and not _is_mark_of(text, piece, marks[n]):
                yield piece
                number = ""
            at, n = marks[n].end, n + 1
        if at == block.start:
            yield block
        else:
            piece = _trimmed(text, block, at, block.end, number)
            if piece and text[piece.start : piece.end].strip("*"):
                yield piece


def _is_mark_of(text: str, piece: Block, marked: Block) -> bool:
    """A list mark or number that the laid block carries is no text of its own."""
    words = text[piece.start : piece.end]
    return words == marked.number or not any(char.isalnum() for char in words)


def _trimmed(text: str, block: Block, start: int, end: int, number: str) -> Block | None:
    piece = text[start:end] if start < end else ""
    body = piece.strip()
    if not body:
        return None
    begin = start + piece.index(body)
    return block.model_copy(update={"start": begin, "end": begin + len(body), "number": number})
