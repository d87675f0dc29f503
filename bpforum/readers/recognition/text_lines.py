"""Owns the lines of a read text with their place; refuses to say what any of them means."""

import re
from typing import NamedTuple

from models.reading import BlockKind, Reading

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"(?:[-*\u2022\u25aa\u25e6\u25cf\u00b7\u2013\u2014]|#{1,6})\s+")


class TextLine(NamedTuple):
    """A line that is not blank, `start` to `end` in code points, without outer white space."""

    start: int
    end: int
    text: str
    gap: bool
    """A blank line stands before it."""
    kind: BlockKind | None = None
    """The kind of the block that it ends in; None outside all blocks."""

    @property
    def bare(self) -> str:
        """The text without list mark and without the asterisks of an emphasis."""
        mark = _MARK.match(self.text)
        return self.text[mark.end() if mark else 0 :].strip("* \t")

    @property
    def bare_start(self) -> int:
        """Where the bare text begins, in code points."""
        return self.start + self.text.index(self.bare)

    @property
    def is_item(self) -> bool:
        """Whether a list mark opens it."""
        return self.kind == "item" or _MARK.match(self.text) is not None


def lines_of(reading: Reading) -> tuple[TextLine, ...]:
    """The lines of `reading.text` that are not blank, in order."""
    text, blocks = reading.text, reading.blocks
    found: list[TextLine] = []
    at, block = 0, 0
    for match in _LINE.finditer(text):
        body = match[0].strip()
        if not body:
            continue
        start = match.start()
        if body[0] != text[start]:
            start += match[0].index(body)
        end = start + len(body)
        while block < len(blocks) and blocks[block].end < end:
            block += 1
        inside = block < len(blocks) and blocks[block].start < end
        gap = start != at + 1 and text.count("\n", at, start) != 1
        found.append(TextLine(start, end, body, gap, blocks[block].kind if inside else None))
        at = end
    return tuple(found)
