"""Owns the two texts of a Word document, changes accepted and changes rejected; judges no change.

A part is read once into lines of pieces; each piece says to which of the two texts it belongs. A
line whose end was deleted goes on with the next one in the current text, and a line whose end was
inserted in the original (rule 4 of research on tracked changes; ECMA-376 part 1, 17.13.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import is_normalized, normalize

from models.reading import Block, BlockKind


@dataclass(slots=True, eq=False)
class Piece:
    """Characters that stand or fall together. An empty piece marks a place."""

    text: str
    current: bool = True
    original: bool = True
    at: int = 0
    """Where it stands in the current text, once that is written."""


@dataclass(slots=True, eq=False)
class Line:
    """A paragraph, or a table's row."""

    pieces: list[Piece] = field(default_factory=list)
    kind: BlockKind = "paragraph"
    level: int = 0
    number: str = ""
    ends_current: bool = True
    """Whether its end stands in the current text; else the next line goes on with it."""
    ends_original: bool = True
    is_title: bool = False

    def mark(self) -> Piece:
        """A new place at the end of the line so far."""
        piece = Piece("")
        self.pieces.append(piece)
        return piece


def join_cell(lines: Sequence[Line]) -> list[Piece]:
    """The lines of a table's cell as pieces, a line end between any two that stand."""
    pieces: list[Piece] = []
    filled: dict[bool, bool] = {True: False, False: False}
    ended: dict[bool, bool] = {True: False, False: False}
    for line in lines:
        has = {
            True: any(piece.current and piece.text.strip() for piece in line.pieces),
            False: any(piece.original and piece.text.strip() for piece in line.pieces),
        }
        needs = {view: has[view] and filled[view] and ended[view] for view in has}
        if needs[True] or needs[False]:
            pieces.append(Piece("\n", current=needs[True], original=needs[False]))
        pieces += line.pieces
        for view, ends in ((True, line.ends_current), (False, line.ends_original)):
            filled[view] = filled[view] or has[view]
            ended[view] = (ended[view] and not (has[view] and not ends)) or ends
    return pieces


def write_current(lines: Sequence[Line]) -> tuple[str, tuple[Block, ...]]:
    """The current text, lines joined by `\\n`, with its blocks; every piece learns its place."""
    text: list[str] = []
    blocks: list[Block] = []
    at = 0
    for group in _groups(lines, current=True):
        pieces = [piece for line in group for piece in line.pieces]
        words = "".join(piece.text for piece in pieces if piece.current)
        stands = bool(words.strip())
        if stands and text:
            text.append("\n")
            at += 1
        shift = 0
        for piece in pieces:
            piece.at = at + (shift if stands else 0)
            shift += len(piece.text) if piece.current else 0
        if not stands:
            continue
        if not is_normalized("NFC", words):
            # A letter in one run and its accent in the next.
            for piece in pieces:
                piece.at = at + len(normalize("NFC", words[: piece.at - at]))
            words = normalize("NFC", words)
        last = next(line for line in reversed(group) if _stands(line) or line is group[0])
        blocks.append(
            Block(
                kind=last.kind,
                start=at + len(words) - len(words.lstrip()),
                end=at + len(words.rstrip()),
                level=last.level,
                number=last.number,
            )
        )
        text.append(words)
        at += len(words)
    return "".join(text), tuple(blocks)


def write_original(lines: Sequence[Line]) -> str:
    """The text with all changes rejected."""
    groups = (
        "".join(piece.text for line in group for piece in line.pieces if piece.original)
        for group in _groups(lines, current=False)
    )
    return normalize("NFC", "\n".join(words for words in groups if words.strip()))


def _stands(line: Line) -> bool:
    return any(piece.current and piece.text.strip() for piece in line.pieces)


def _groups(lines: Sequence[Line], *, current: bool) -> list[list[Line]]:
    """The lines that are one line in that text."""
    groups: list[list[Line]] = []
    open_group = False
    for line in lines:
        if open_group and line.kind != "row":
            groups[-1].append(line)
        else:
            groups.append([line])
        ends = line.ends_current if current else line.ends_original
        open_group = not ends and line.kind != "row"
    return groups
