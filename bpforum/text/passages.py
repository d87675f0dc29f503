"""Cuts a contribution into passages, the spans that are grouped; every passage is exactly its span.

A passage is a paragraph or an answer, filled up to forty words with what follows it under the same
question, a heading kept with its text; over 120 words it is cut at sentence ends. A text of under
sixty words is one passage. Passages end where their characters end: nothing is joined or mended.
"""

import re
from collections.abc import Iterator, Sequence

from bpforum.text.parts import OPEN_END, Piece, lenient, pieces
from bpforum.text.sentences import split
from bpforum.text.substance import is_substantive
from bpforum.text.words import FEWEST, MOST, WHOLE, count_words, weight_of
from models.contribution import Contribution
from models.ids import passage_id
from models.passage import Passage

__all__ = ["MOST", "cut"]

_CLAUSE_MARKS = frozenset(";:,\u2013\u2014")
_RUN = re.compile(r"\S+")


def cut(contribution: Contribution) -> tuple[Passage, ...]:
    """The passages of `contribution`, in order, not overlapping, without space at their ends."""
    text = contribution.text
    note = contribution.session_note
    if contribution.kind == "note" and note and note.lines:
        lines = [Piece(line.start, line.end, "line", "", True) for line in note.lines]
        return _passages(contribution, [_trimmed(text, line) for line in _apart(lines)])
    parts = [_trimmed(text, piece) for piece in pieces(contribution)]
    parts = [piece for piece in parts if piece.end > piece.start]
    if contribution.kind in ("transcript", "oral", "chat"):
        return _passages(contribution, parts)
    if not any(piece.substantive and piece.kind != "heading" for piece in parts):
        parts = [lenient(text, piece) for piece in parts]
    return _passages(contribution, list(_filled(text, parts)))


def _apart(lines: Sequence[Piece]) -> Iterator[Piece]:
    """Lines in order, without those that reach into the one before."""
    at = 0
    for line in sorted(lines, key=lambda line: (line.start, line.end)):
        if line.start >= at:
            yield line
            at = line.end


def _trimmed(text: str, piece: Piece) -> Piece:
    words = text[piece.start : piece.end]
    start = piece.start + len(words) - len(words.lstrip())
    end = piece.start + len(words.rstrip())
    return Piece(start, max(start, end), piece.kind, piece.question, piece.substantive)


def _filled(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Pieces joined up to forty words; a text of under sixty words becomes one."""
    body = [piece for piece in pieces if piece.substantive and piece.kind != "heading"]
    total = sum(count_words(text[piece.start : piece.end]) for piece in body)
    is_small = total < WHOLE and len({piece.question for piece in body}) < 2
    open_: Piece | None = None
    held: Piece | None = None
    """A heading that waits for its text."""
    for piece in pieces:
        if piece.kind == "heading":
            if open_ and not is_small:
                yield open_
                open_ = None
            if held:
                yield Piece(held.start, held.end, "heading", held.question, False)
            held = piece
            continue
        if not piece.substantive:
            # Also in a small text: a passage never reaches across quoted mail or furniture.
            if open_:
                yield open_
                open_ = None
            if held and text[held.start : held.end].endswith(":"):
                yield Piece(held.start, held.end, "heading", held.question, False)
                held = None  # it led in what says nothing: a link
            yield piece
            continue
        begin = held if held and held.question == piece.question else piece
        if held and begin is piece:
            yield Piece(held.start, held.end, "heading", held.question, False)
        held = None
        if open_ and open_.question == piece.question:
            open_ = Piece(open_.start, piece.end, "paragraph", piece.question, True)
        else:
            if open_:
                yield open_
            open_ = Piece(begin.start, piece.end, "paragraph", piece.question, True)
        words = text[open_.start : open_.end]
        if not is_small and count_words(words) >= FEWEST and not OPEN_END.search(words):
            yield open_
            open_ = None
    if open_:
        yield open_
    if held:
        yield Piece(held.start, held.end, "heading", held.question, False)


def _passages(contribution: Contribution, pieces: Sequence[Piece]) -> tuple[Passage, ...]:
    text = contribution.text
    made: list[Passage] = []
    spoken = contribution.kind in ("transcript", "oral", "chat")
    at = 0
    for piece in sorted(pieces, key=lambda piece: piece.start):
        for start, end in _cut_long(text, max(piece.start, at), piece.end):
            words = text[start:end]
            says = piece.substantive and (not spoken or is_substantive(words))
            made.append(
                Passage(
                    id=passage_id(contribution.reference, start, words),
                    contribution=contribution.reference,
                    source=contribution.source,
                    external_id=contribution.external_id,
                    start=start,
                    end=end,
                    text=words,
                    question=piece.question,
                    substantive=says,
                )
            )
            at = end
    return tuple(made)


def _cut_long(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span whole, or cut near sentence ends so that no part is over 120 words."""
    if end <= start:
        return
    if count_words(text[start:end]) <= MOST:
        yield start, end
        return
    units = [
        unit
        for sentence in split(text[start:end], start)
        for unit in _short_enough(text, *sentence)
    ]
    begin, until, count = units[0][0], units[0][1], count_words(text[slice(*units[0])])
    for first, last in units[1:]:
        words = count_words(text[first:last])
        if count + words > MOST:
            yield begin, until
            begin, count = first, 0
        until, count = last, count + words
    yield begin, until


def _short_enough(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or for one of over 120 words its parts: cut at clause marks, else at spaces.

    Each word is weighed once, so that time stays linear in a sentence without any mark.
    """
    begin, seen = start, 0
    clause, since = 0, 0
    """Where the latest clause ends, and the words since."""
    at = start
    for first, last in _words(text, start, end):
        weight = weight_of(text[first:last])
        if seen + weight > MOST:
            if clause and since < seen // 2:
                yield begin, clause
                begin, seen = clause, since
            if seen + weight > MOST:
                yield begin, at
                begin, seen = first, 0
            else:
                begin += len(text[begin:first]) - len(text[begin:first].lstrip())
            clause = since = 0
        seen += weight
        since += weight
        at = last
        if text[last - 1] in _CLAUSE_MARKS:
            clause, since = last, 0
    if at > begin:
        yield begin, at


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Runs without space; one that alone is over 120 words in parts."""
    for match in _RUN.finditer(text, start, end):
        weight = weight_of(match.group())
        step = match.end() - match.start()
        if weight > MOST:
            step = max(1, step * MOST // weight)
        for first in range(match.start(), match.end(), step):
            yield first, min(first + step, match.end())
