"""Owns cutting pieces out of a read text while every offset stays right; decides no cut itself."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from models.reading import Block, Reading


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[start:end]` becomes `new`; with `joins`, the blocks on both sides become one."""

    start: int
    end: int
    new: str = ""
    joins: bool = False


def apply_edits(reading: Reading, edits: Iterable[Edit]) -> Reading:
    """`reading` with another text; blocks, comments and revisions moved along.

    Edits that overlap an earlier one are left out. Blocks of which nothing is left vanish.
    """
    chosen: list[Edit] = []
    for one in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not chosen or one.start >= chosen[-1].end:
            chosen.append(one)
    if not chosen:
        return reading
    shift = _Shift(chosen)
    text = shift.text(reading.text)
    blocks = _joined(_moved(reading.blocks, shift, text), shift.joints)
    return Reading(
        **{
            **dict(reading),
            "text": text,
            "blocks": tuple(blocks),
            "comments": tuple(
                one.model_copy(update={"start": shift.moved(one.start)}) for one in reading.comments
            ),
            "revisions": tuple(
                one.model_copy(update={"start": shift.moved(one.start)})
                for one in reading.revisions
            ),
        }
    )


class _Shift:
    """Where old positions are in the new text."""

    def __init__(self, edits: list[Edit]) -> None:
        self._edits = edits
        self._starts = [edit.start for edit in edits]
        self._at: list[int] = []
        """The new position of each edit's start."""
        delta = 0
        for edit in edits:
            self._at.append(edit.start + delta)
            delta += len(edit.new) - (edit.end - edit.start)

    def text(self, old: str) -> str:
        pieces, at = [], 0
        for edit in self._edits:
            pieces += [old[at : edit.start], edit.new]
            at = edit.end
        return "".join([*pieces, old[at:]])

    def moved(self, position: int | None) -> int | None:
        return None if position is None else self.new(position)

    def new(self, position: int, is_end: bool = False) -> int:
        """A position inside a cut goes to its border: a start behind it, an end before it."""
        n = bisect_right(self._starts, position - 1 if is_end else position) - 1
        if n < 0:
            return position
        edit, at = self._edits[n], self._at[n]
        if position >= edit.end:
            return at + len(edit.new) + position - edit.end
        return at if is_end else at + len(edit.new)

    @property
    def joints(self) -> dict[int, int]:
        """New end of the left block → new start of the right one."""
        return {
            at: at + len(edit.new)
            for edit, at in zip(self._edits, self._at, strict=True)
            if edit.joins
        }


def _moved(blocks: tuple[Block, ...], shift: _Shift, text: str) -> list[Block]:
    moved = []
    for block in blocks:
        start, end = shift.new(block.start), shift.new(block.end, is_end=True)
        body = text[start:end].strip() if start < end else ""
        if not body:
            continue
        start += text[start:end].index(body)
        moved.append(block.model_copy(update={"start": start, "end": start + len(body)}))
    return moved


def _joined(blocks: list[Block], joints: dict[int, int]) -> list[Block]:
    joined: list[Block] = []
    for block in blocks:
        if joined and joints.get(joined[-1].end) == block.start:
            joined[-1] = joined[-1].model_copy(update={"end": block.end})
        else:
            joined.append(block)
    return joined
