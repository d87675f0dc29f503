"""Where passages stand among themes that exist: owns placing them, makes and changes no theme."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from bpforum.text.themes import leaves
from bpforum.text.themes.leaves import Leaves
from bpforum.text.vectors import DECIMALS, Encoded, Labels, Picked, unit
from models.passage import Passage, UnplacedKind
from models.theme import Anchor

_BLOCK = 8192


class Placement(NamedTuple):
    """Where the machine puts a passage."""

    passage: str
    theme: str | None
    score: float
    """Cosine to the centroid of its theme or sub-theme, or to the nearest where there is none;
    three decimals."""
    subtheme: str = ""
    unplaced: UnplacedKind | None = None


def place(
    passages: Sequence[Passage],
    encoded: Encoded | Picked | Sequence[Encoded],
    anchors: Sequence[Anchor],
    asked: Sequence[str] = (),
) -> tuple[Placement, ...]:
    """A place for each passage, in order: members keep theirs, others go to the nearest theme.

    A passage is compared with the themes of its question, if that is one of `asked` and has any,
    else with those of no question, else with all. If it is far from each (`lowest`) it fits none.
    """
    if not anchors or not passages:
        return tuple(
            Placement(passage=one.id, theme=None, score=0.0, unplaced="fits_no_theme")
            for one in passages
        )
    rows = encoded
    if not isinstance(rows, Picked):
        rows = np.asarray(rows).reshape(len(passages), -1)
    table = leaves.of(anchors)
    homes = _homes(anchors, table)
    standing = np.array([homes.get(one.id, -1) for one in passages], dtype=np.int64)
    leaf, near = standing.copy(), np.zeros(len(passages))
    fits = standing >= 0
    for some in _blocks(np.flatnonzero(fits)):
        own = table.centres[standing[some]]
        product = (unit(rows[some]).astype(np.float32) * own).sum(axis=1, dtype=np.float64)
        near[some] = np.round(product, DECIMALS)
    new = ~fits
    for question in dict.fromkeys(one.question for one in passages):
        allowed = _open_to(question if question in asked else "", anchors, table)
        mine = np.array([one.question == question for one in passages]) & new
        for some in _blocks(np.flatnonzero(mine)):
            found, cosine = allowed.nearest(unit(rows[some]))
            leaf[some], near[some] = allowed.numbers[found], cosine
            fits[some] = cosine >= allowed.lowest[found]
    return tuple(
        _placement(one, anchors, table, int(leaf[n]), float(near[n]), fits=bool(fits[n]))
        for n, one in enumerate(passages)
    )


def _placement(
    one: Passage, anchors: Sequence[Anchor], table: Leaves, leaf: int, near: float, *, fits: bool
) -> Placement:
    anchor, part = anchors[table.themes[leaf]], int(table.parts[leaf])
    return Placement(
        passage=one.id,
        theme=anchor.id if fits else None,
        score=round(near, 3),
        subtheme=anchor.subthemes[part].id if fits and part >= 0 else "",
        unplaced=None if fits else "fits_no_theme",
    )


def _homes(anchors: Sequence[Anchor], table: Leaves) -> dict[str, int]:
    """The leaf of every member: that of its sub-theme, where it has one."""
    homes: dict[str, int] = {}
    for leaf, (theme, part) in enumerate(zip(table.themes, table.parts, strict=True)):
        anchor = anchors[theme]
        members = anchor.members if part < 0 else anchor.subthemes[part].members
        homes.update(dict.fromkeys(members, leaf))
    return homes


def _open_to(question: str, anchors: Sequence[Anchor], table: Leaves) -> Leaves:
    """The leaves that a passage of `question` may join."""
    for wanted in (question, ""):
        known = [number for number, one in enumerate(anchors) if one.question == wanted]
        if known:
            return table.only(np.isin(table.themes, known))
    return table


def _blocks(numbers: Labels) -> Iterator[Labels]:
    for start in range(0, len(numbers), _BLOCK):
        yield numbers[start : start + _BLOCK]


def ranked(row: Encoded, anchors: Sequence[Anchor]) -> list[tuple[str, float]]:
    """The themes for one passage, by the cosine to the nearest of their centroids, best first.

    Who may not stand in one theme stands in the next.
    """
    table = leaves.of(anchors)
    near = leaves.cosines(unit(row)[None, :], table.centres)[0]
    best = [float(near[table.themes == number].max()) for number in range(len(anchors))]
    order = sorted(range(len(anchors)), key=lambda number: (-best[number], number))
    return [(anchors[number].id, round(best[number], 3)) for number in order]
