"""Finds which of the call's questions a piece of a text answers; changes no words.

Contributors repeat the questions as headings, number them, or name them in a form's column. What
stands under a question answers it, until another question or a heading of the same level.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from bpforum.folding import folded
from models.call import Question
from models.reading import Block

_ALIKE = 0.82
_NUMBERED = re.compile(r"^\W*(?:q(?:uestion)?|pregunta|question)?\W{0,2}(\d{1,2})\b", re.IGNORECASE)
_NAMED = re.compile(r"^\W*(?:q|question|pregunta)\W{0,2}(\d{1,2})\W*$", re.IGNORECASE)
_LONGEST = 400
_ASKING = ("heading", "question", "item", "paragraph")


def answered(
    blocks: Sequence[Block], text: str, questions: Sequence[Question]
) -> tuple[Block, ...]:
    """`blocks` with the id of the question that each answers; a repeated question is `question`."""
    if not questions:
        return tuple(
            block.model_copy(update={"question": ""}) if block.question else block
            for block in blocks
        )
    numbered = _numbered(blocks, text, len(questions))
    current, level, marked = "", 0, []
    for n, block in enumerate(blocks):
        words = text[block.start : block.end]
        if block.question:
            marked.append(block.model_copy(update={"question": _named(block.question, questions)}))
            continue
        asking = block.kind in _ASKING or _is_answered(blocks, n)
        asks = _repeats(words, questions) if asking else ""
        asks = asks or (questions[numbered[n] - 1].id if n in numbered else "")
        if asks:
            current, level = asks, block.level if block.kind == "heading" else 0
            marked.append(block.model_copy(update={"kind": "question", "question": asks}))
        elif block.kind == "heading" and current and 0 < block.level <= level:
            current = ""
            marked.append(block)
        elif block.kind == "question":
            current = ""  # somebody asked this, but it was not the call
            marked.append(block)
        else:
            said = current and block.kind != "quoted"
            marked.append(block.model_copy(update={"question": current}) if said else block)
    return tuple(marked)


def _is_answered(blocks: Sequence[Block], n: int) -> bool:
    """Whether block `n` is a mail's quoted text with its sender's own words right below it."""
    return (
        blocks[n].kind == "quoted"
        and n + 1 < len(blocks)
        and blocks[n + 1].kind not in ("quoted", "question", "furniture")
    )


def _named(words: str, questions: Sequence[Question]) -> str:
    """The id that a column or form field means: an id, `Question 2`, or the question itself."""
    for question in questions:
        if folded(words) == folded(question.id):
            return question.id
    if (number := _NAMED.match(words)) and 0 < int(number[1]) <= len(questions):
        return questions[int(number[1]) - 1].id
    return _repeats(words, questions)


def _repeats(words: str, questions: Sequence[Question]) -> str:
    """The id of the question that `words` repeat, more or less; empty where none."""
    if len(words) > _LONGEST:
        return ""
    mine = re.sub(r"^(?:q|question|pregunta)? ?\d{1,2} ", "", folded(words))
    for question in questions:
        theirs = folded(question.text)
        if not mine or abs(len(mine) - len(theirs)) > 0.4 * len(theirs):
            continue
        if mine == theirs or SequenceMatcher(None, mine, theirs, autojunk=False).ratio() > _ALIKE:
            return question.id
    return ""


def _numbered(blocks: Sequence[Block], text: str, most: int) -> dict[int, int]:
    """Blocks that look like the call's questions by number alone, as in a translation of them.

    Only where at least two ascend and each ends with a question mark or says `Question 2`.
    """
    found: dict[int, int] = {}
    last = 0
    for n, block in enumerate(blocks):
        words = text[block.start : block.end].strip()
        if block.kind not in _ASKING or len(words) > _LONGEST or block.question:
            continue
        match = _NUMBERED.match(f"{block.number} {words}" if block.number else words)
        if match and last < int(match[1]) <= most and (words.endswith("?") or _NAMED.match(words)):
            last = int(match[1])
            found[n] = last
    return found if len(found) > 1 else {}
