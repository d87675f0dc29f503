"""Where passages stand among themes that exist: owns placing them, makes and changes no theme."""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from bpforum.text.vectors import DECIMALS, Encoded, Matrix, unit
from models.base import Model
from models.passage import Passage, UnplacedKind
from models.theme import Anchor

UNRELATED = 0.06
"""Cosine below which two passages share no subject; one in ten pairs of a forum is there."""
ALIKE = 0.25
"""Cosine of two passages of one theme, about."""


class Placement(Model):
    """Where the machine puts a passage."""

    passage: str
    theme: str | None
    score: float
    """Cosine to the theme's centroid, or to the nearest where there is none; three decimals."""
    unplaced: UnplacedKind | None = None


def place(
    passages: Sequence[Passage],
    encoded: Encoded | Sequence[Encoded],
    anchors: Sequence[Anchor],
    asked: Sequence[str] = (),
) -> tuple[Placement, ...]:
    """A place for each passage, in order: members keep theirs, others go to the nearest theme.

    A passage is compared with the themes of its question, if that is one of `asked` and has any,
    else with those of no question, else with all. If it is far from each (`lowest`) it fits none.
    """
    home = {member: number for number, anchor in enumerate(anchors) for member in anchor.members}
    if not anchors or not passages:
        return tuple(
            Placement(passage=one.id, theme=None, score=0.0, unplaced="fits_no_theme")
            for one in passages
        )
    rows = unit(np.asarray(encoded, dtype=np.float64).reshape(len(passages), -1))
    table = np.array([anchor.centroid for anchor in anchors])
    near = cosines(rows, table)
    floors = [lowest(anchor.mass) for anchor in anchors]
    placed: list[Placement] = []
    for number, one in enumerate(passages):
        question = one.question if one.question in asked else ""
        open_to = [n for n, anchor in enumerate(anchors) if anchor.question == question]
        open_to = open_to or [n for n, anchor in enumerate(anchors) if not anchor.question]
        open_to = open_to or list(range(len(anchors)))
        fitting = [n for n in open_to if near[number, n] >= floors[n]] or open_to
        theme = home.get(one.id, fitting[int(near[number, fitting].argmax())])
        score = round(float(near[number, theme]), 3)
        fits = one.id in home or near[number, theme] >= floors[theme]
        placed.append(
            Placement(
                passage=one.id,
                theme=anchors[theme].id if fits else None,
                score=score,
                unplaced=None if fits else "fits_no_theme",
            )
        )
    return tuple(placed)


def lowest(mass: float) -> float:
    """The cosine to a theme made of `mass` passages below which a passage does not fit it.

    What is unrelated to each of m passages is still nearer to their mean: 0.06 for m = 1, 0.12
    for a large theme.
    """
    return round(UNRELATED / sqrt((1 - ALIKE) / max(1.0, mass) + ALIKE), DECIMALS)


def cosines(rows: Matrix, centres: Matrix) -> Matrix:
    """Rows x centres, rounded before anything is compared."""
    near: Matrix = np.round(rows @ centres.T, DECIMALS)
    return near
