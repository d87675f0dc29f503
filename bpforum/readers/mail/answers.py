"""Owns which quoted words of a mail are the question to the words below them; changes no word.

Who answers between the lines of a mail leaves the question standing above: question and answer are
kept together, and the call's questions are found in them as in any other text.
"""

from collections.abc import Sequence
from itertools import pairwise

from models.reading import Block

_ASKS = ("?", "؟", "\uff1f", "\u037e")
_LONGEST = 1_500
_OWN = ("paragraph", "item", "heading", "row")


def pair_answers(blocks: Sequence[Block], text: str) -> tuple[Block, ...]:
    """`blocks` where a quoted one that asks, right above own words, is a `question`."""
    paired = list(blocks)
    for n, (block, below) in enumerate(pairwise(blocks)):
        words = text[block.start : block.end]
        if block.kind == "quoted" and below.kind in _OWN and _is_asked(words):
            paired[n] = block.model_copy(update={"kind": "question"})
    return tuple(paired)


def _is_asked(words: str) -> bool:
    """The last thing but one short remark is a question: `Do you agree? Please say why.`"""
    if len(words) > _LONGEST:
        return False
    last = max(words.rfind(mark) for mark in _ASKS)
    return last > 0 and len(words) - last <= 100
