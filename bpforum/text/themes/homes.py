"""Under which of the call's questions a passage is grouped; an answer always stands under its own.

Free contributions speak to the questions without naming them. Where a question has answers enough
to be known by, a free passage is grouped with the answers that it is likest to. That is a place in
the grouping, not a claim: it is never counted as an answer.
"""

from collections.abc import Collection, Iterator, Sequence

import numpy as np

from bpforum.text.themes import leaves
from bpforum.text.vectors import Encoded, Matrix, Picked, unit
from models.passage import Passage
from models.theme import Anchor

FEWEST_ANSWERS = 5
"""Answers below which a question attracts no other passages."""
_BLOCK = 8192
NEAREST = 0.05
"""Centred cosine below which a passage is near no question."""


def homes(
    passages: Sequence[Passage],
    encoded: Encoded | Picked,
    asked: Sequence[str],
    anchors: Sequence[Anchor],
    matter: Collection[str],
    closed: Collection[str] = (),
) -> dict[str, str]:
    """Question id by passage id, `""` for none of `asked`.

    `encoded` are the unit rows of `passages`; `matter` are the ids of those that themes are made
    of, and so say what a question's answers are like. With standing `anchors`, old passages stay
    where they are and new ones go where the nearest theme is whose id is not `closed`: a second run
    repeats the first.
    """
    if not asked:
        return dict.fromkeys([one.id for one in passages], "")
    declared = {one.id: one.question if one.question in asked else "" for one in passages}
    if not passages:
        return declared
    free = [n for n, one in enumerate(passages) if not declared[one.id]]
    if anchors:
        return declared | _by_anchor(passages, encoded, free, anchors, closed)
    everybody = _mean(encoded, range(len(passages)))
    known, centres = [], []
    for question in asked:
        mine = [
            n for n, one in enumerate(passages) if declared[one.id] == question and one.id in matter
        ]
        if len(mine) >= FEWEST_ANSWERS:
            known.append(question)
            centres.append(_mean(encoded, mine) - everybody)
    if not known or not free:
        return declared
    table = unit(np.array(centres)).T
    for some in _blocks(free):
        likeness = np.round(unit(encoded[some] - everybody) @ table, 6)
        best = likeness.argmax(axis=1)
        for n, question, near in zip(some, best.tolist(), likeness.max(axis=1), strict=True):
            declared[passages[n].id] = known[question] if near >= NEAREST else ""
    return declared


def _mean(rows: Encoded | Picked, numbers: Sequence[int]) -> Matrix:
    """Of those `numbers`, read in blocks."""
    total = np.zeros(0)
    for some in _blocks(numbers):
        block = np.asarray(rows[some], dtype=np.float64)
        total = np.vstack([total, block] if len(total) else [block]).sum(axis=0)
    return total / len(numbers)


def _blocks(numbers: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _BLOCK):
        yield list(numbers[start : start + _BLOCK])


def _by_anchor(
    passages: Sequence[Passage],
    rows: Encoded | Picked,
    free: Sequence[int],
    anchors: Sequence[Anchor],
    closed: Collection[str],
) -> dict[str, str]:
    members = {member: anchor.question for anchor in anchors for member in anchor.members}
    near_to = [one for one in anchors if one.id not in closed] or anchors
    table = leaves.of(near_to)
    found = {}
    for some in _blocks(free):
        near = leaves.cosines(unit(rows[some]), table.centres).argmax(axis=1)
        for n, leaf in zip(some, near.tolist(), strict=True):
            one = passages[n]
            found[one.id] = members.get(one.id, near_to[table.themes[leaf]].question)
    return found
