"""Owns the growing text of a reading and the offsets of its blocks; refuses to judge any text."""

from models.reading import Block, BlockKind


class BlockText:
    """A text that is written block by block; `text()` and `blocks()` fit each other."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    def add(
        self,
        kind: BlockKind,
        text: str,
        *,
        gap: str = "\n\n",
        mark: str = "",
        level: int = 0,
        number: str = "",
    ) -> None:
        """Append `text` as a block, after `gap` unless it is the first, and after `mark`.

        `mark` (a bullet with its space) stands in the text but not in the block, so that nobody
        quotes it. A text that is only white space is left out.
        """
        text = text.strip()
        if not text:
            return
        if self._pieces:
            self._put(gap)
        self._put(mark)
        start = self._length
        self._put(text)
        self._blocks.append(
            Block(kind=kind, start=start, end=self._length, level=level, number=number)
        )

    def _put(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)

    def last(self) -> Block | None:
        """The newest block."""
        return self._blocks[-1] if self._blocks else None

    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far, in order."""
        return tuple(self._blocks)
