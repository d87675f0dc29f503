"""Tells which of a call's questions a column answers, by its header; guesses nothing by order."""

import re
from collections import Counter
from collections.abc import Sequence

from bpforum.folding import folded
from models.call import Question

_NUMBER = re.compile(r"^(?:q|question|pregunta|frage)? ?\d{1,3}[a-z]? (?=\S)")
_NUMBERED = re.compile(r"(?:q|question|pregunta) ?0?(\d{1,2})")
_ALIKE = 0.9
_ENOUGH_WORDS = 6
_LONGEST = 400
_CUT_FROM = 20
"""Letters of a header that was cut short; a shorter one could be many questions."""


def question_of(headers: Sequence[str], questions: Sequence[Question]) -> str:
    """The id of the question that one of a column's `headers` is, repeats or names by its number.

    Empty where none is, or where they mean different ones.
    """
    for means in (_is, _begins, _is_like):
        meant = {q.id: None for header in headers for q in questions if means(header, q)}
        if len(meant) == 1:
            return next(iter(meant))
        if meant:
            return ""
    for header in headers:
        number = _NUMBERED.fullmatch(_plain(header))
        if number and 0 < int(number[1]) <= len(questions):
            return questions[int(number[1]) - 1].id
    return ""


def _plain(words: str) -> str:
    """As words are compared; of a header as long as a page, its beginning."""
    return folded(words[: 2 * _LONGEST])


def _is(header: str, question: Question) -> bool:
    if header.strip().casefold() == question.id.casefold():
        return True
    mine, theirs = _plain(header), _plain(question.text)
    if not mine or not theirs:
        return False
    mine_bare, theirs_bare = _NUMBER.sub("", mine), _NUMBER.sub("", theirs)
    return mine == theirs or mine_bare == theirs_bare


def _begins(header: str, question: Question) -> bool:
    """Whether one is the beginning of the other: tools cut long questions, people add notes."""
    mine, theirs = _NUMBER.sub("", _plain(header)), _NUMBER.sub("", _plain(question.text))
    if min(len(mine), len(theirs)) < _CUT_FROM:
        return False
    return mine.startswith(theirs) or theirs.startswith(mine)


def _is_like(header: str, question: Question) -> bool:
    """Whether nearly all words are the same; other letters of a word make another word."""
    mine, theirs = Counter(_plain(header).split()), Counter(_plain(question.text).split())
    common = sum((mine & theirs).values())
    return common >= _ENOUGH_WORDS and 2 * common > _ALIKE * (mine.total() + theirs.total())
