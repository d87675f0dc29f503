"""Cuts a contribution into passages, the spans that are grouped; every passage is exactly its span.

A passage is a paragraph or an answer, filled up to forty words with what follows it under the same
question, a heading kept with its text; over 120 words it is cut at sentence ends. A text of under
sixty words is one passage. Passages end where their characters end: nothing is joined or mended.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bpforum.text.sentences import split
from bpforum.text.substance import is_contentless, is_substantive
from models.block import Block
from models.contribution import Contribution
from models.ids import passage_id
from models.passage import Passage

FEWEST, MOST, WHOLE = 40, 120, 60
"""Words: filled up to, cut above, and below which a text is one passage."""
_LETTERS_A_WORD = 2
"""For scripts without spaces: about two characters stand for a word."""
_OPEN_END = re.compile(r"[:;,]\s*$")
_CLAUSE_MARKS = frozenset(";:,\u2013\u2014")
_RUN = re.compile(r"\S+")
_LONGEST_WORD = 60
"""A longer run of letters, a link or encoded data, counts as a word for each sixty."""
_BODY = ("paragraph", "item", "row", "heading")


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    kind: str
    question: str
    substantive: bool


def cut(contribution: Contribution) -> tuple[Passage, ...]:
    """The passages of `contribution`, in order, not overlapping, without space at their ends."""
    text = contribution.text
    note = contribution.session_note
    if contribution.kind == "note" and note and note.lines:
        lines = [_Piece(line.start, line.end, "line", "", True) for line in note.lines]
        return _passages(contribution, [_trimmed(text, line) for line in _apart(lines)])
    pieces = [_trimmed(text, piece) for piece in _pieces(contribution)]
    pieces = [piece for piece in pieces if piece.end > piece.start]
    if contribution.kind in ("transcript", "oral", "chat"):
        return _passages(contribution, pieces)
    if not any(piece.substantive and piece.kind != "heading" for piece in pieces):
        pieces = [_lenient(text, piece) for piece in pieces]
    return _passages(contribution, list(_filled(text, pieces)))


def _lenient(text: str, piece: _Piece) -> _Piece:
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


def _pieces(contribution: Contribution) -> Iterator[_Piece]:
    """Blocks as pieces; mastheads and repeated questions are no passage at all."""
    text = contribution.text
    blocks = contribution.blocks or _paragraphs(text)
    body = sum(_count(text[b.start : b.end]) for b in blocks if b.kind in _BODY)
    before: Block | None = None
    for block in blocks:
        if block.kind in ("masthead", "question"):
            before = None
            continue
        words = text[block.start : block.end]
        in_list = block.kind == "item" or (
            before is not None and _OPEN_END.search(text[before.start : before.end]) is not None
        )
        brief = body < WHOLE or bool(block.question)
        # In a survey "n/a" is no answer, whatever the other answers of its row say.
        says = block.kind == "heading" or (
            block.kind in _BODY
            and is_substantive(words, in_list=in_list, brief=brief)
            and not (block.question and is_contentless(words))
        )
        yield _Piece(block.start, block.end, block.kind, block.question, says)
        before = block


def _paragraphs(text: str) -> tuple[Block, ...]:
    return tuple(
        Block(kind="paragraph", start=match.start(), end=match.end())
        for match in re.finditer(r"\S(?:.|\n(?!\s*\n))*", text)
    )


def _apart(lines: Sequence[_Piece]) -> Iterator[_Piece]:
    """Lines in order, without those that reach into the one before."""
    at = 0
    for line in sorted(lines, key=lambda line: (line.start, line.end)):
        if line.start >= at:
            yield line
            at = line.end


def _trimmed(text: str, piece: _Piece) -> _Piece:
    words = text[piece.start : piece.end]
    start = piece.start + len(words) - len(words.lstrip())
    end = piece.start + len(words.rstrip())
    return _Piece(start, max(start, end), piece.kind, piece.question, piece.substantive)


def _filled(text: str, pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Pieces joined up to forty words; a text of under sixty words becomes one."""
    body = [piece for piece in pieces if piece.substantive and piece.kind != "heading"]
    total = sum(_count(text[piece.start : piece.end]) for piece in body)
    is_small = total < WHOLE and len({piece.question for piece in body}) < 2
    open_: _Piece | None = None
    held: _Piece | None = None
    """A heading that waits for its text."""
    for piece in pieces:
        if piece.kind == "heading":
            if open_ and not is_small:
                yield open_
                open_ = None
            if held:
                yield _Piece(held.start, held.end, "heading", held.question, False)
            held = piece
            continue
        if not piece.substantive:
            # Also in a small text: a passage never reaches across quoted mail or furniture.
            if open_:
                yield open_
                open_ = None
            yield piece
            continue
        begin = held if held and held.question == piece.question else piece
        if held and begin is piece:
            yield _Piece(held.start, held.end, "heading", held.question, False)
        held = None
        if open_ and open_.question == piece.question:
            open_ = _Piece(open_.start, piece.end, "paragraph", piece.question, True)
        else:
            if open_:
                yield open_
            open_ = _Piece(begin.start, piece.end, "paragraph", piece.question, True)
        words = text[open_.start : open_.end]
        if not is_small and _count(words) >= FEWEST and not _OPEN_END.search(words):
            yield open_
            open_ = None
    if open_:
        yield open_
    if held:
        yield _Piece(held.start, held.end, "heading", held.question, False)


def _passages(contribution: Contribution, pieces: Sequence[_Piece]) -> tuple[Passage, ...]:
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
    if _count(text[start:end]) <= MOST:
        yield start, end
        return
    units = [
        unit
        for sentence in split(text[start:end], start)
        for unit in _short_enough(text, *sentence)
    ]
    begin, until, count = units[0][0], units[0][1], _count(text[slice(*units[0])])
    for first, last in units[1:]:
        words = _count(text[first:last])
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
        weight = _weight(text[first:last])
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
        weight = _weight(match.group())
        step = match.end() - match.start()
        if weight > MOST:
            step = max(1, step * MOST // weight)
        for first in range(match.start(), match.end(), step):
            yield first, min(first + step, match.end())


def _weight(word: str) -> int:
    """How many words a run of characters counts for: one, or more in a script without spaces."""
    if len(word) < 12:
        return 1
    if word.isascii():
        return max(1, len(word) // _LONGEST_WORD)
    wide = sum(c.isalpha() and c.lower() == c.upper() for c in word)
    return max(1, wide // _LETTERS_A_WORD, len(word) // _LONGEST_WORD)


def _count(words: str) -> int:
    return sum(_weight(word) for word in words.split())
