"""Where passages stand among themes that exist: owns placing them, makes and changes no theme."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, repeat

import numpy as np
from numpy.typing import NDArray

from bpforum.text.themes import leaves
from bpforum.text.themes.growth import CLEARLY
from bpforum.text.themes.leaves import Leaves
from bpforum.text.vectors import DECIMALS, Encoded, Labels, Picked, unit
from models.passage import Passage
from models.theme import Anchor, ProposedMove

_BLOCK = 8192


@dataclass(frozen=True)
class Placed:
    """Where the machine puts passages, by passage id."""

    themes: dict[str, str]
    """The theme of each that has one."""
    subthemes: dict[str, str]
    """The sub-theme of each that has one."""
    scores: dict[str, float]
    """Of all: the cosine to the centroid of its theme or sub-theme, or to the nearest where there
    is none; three decimals."""
    unplaced: list[str]
    """Those that fit no theme."""
    moves: tuple[ProposedMove, ...] = ()
    """Those that would clearly stand better in a theme that is closed to them."""


def place(
    passages: Sequence[Passage],
    encoded: Encoded | Picked | Sequence[Encoded],
    anchors: Sequence[Anchor],
    asked: Sequence[str] = (),
    closed: Collection[str] = (),
) -> Placed:
    """A place for each passage, in order: members keep theirs, others go to the nearest theme.

    A passage is compared with the themes of its question, if that is one of `asked` and has any,
    else with those of no question, else with all. If it is far from each (`lowest`) it fits none.
    Nobody but its members stands in a theme whose id is `closed`: others are only proposed for it.
    """
    ids = [one.id for one in passages]
    if not anchors or not ids:
        return Placed({}, {}, dict.fromkeys(ids, 0.0), ids)
    rows = encoded
    if not isinstance(rows, Picked):
        rows = np.asarray(rows).reshape(len(passages), -1)
    table = leaves.of(anchors)
    homes = _homes(anchors, table)
    standing = np.fromiter(map(homes.get, ids, repeat(-1)), np.int64, len(ids))
    del homes
    leaf, near = standing.copy(), np.zeros(len(passages))
    fits = standing >= 0
    for some in _blocks(np.flatnonzero(fits)):
        own = table.centres[standing[some]]
        product = (unit(rows[some]).astype(np.float32) * own).sum(axis=1, dtype=np.float64)
        near[some] = np.round(product, DECIMALS)
    new: dict[str, list[int]] = defaultdict(list)
    for n in np.flatnonzero(~fits).tolist():
        new[passages[n].question].append(n)
    shut = np.array([one.id in closed for one in anchors])[table.themes]
    moves: list[ProposedMove] = []
    for question, mine in new.items():
        allowed = _open_to(question if question in asked else "", anchors, table)
        barred = shut[allowed.numbers]
        # Where all that there is was only proposed, somebody has to be taken in.
        better = allowed.only(barred & ~barred.all())
        allowed = allowed.only(~barred | barred.all())
        for some in _blocks(np.array(mine, dtype=np.int64)):
            vectors = unit(rows[some])
            found, cosine = allowed.nearest(vectors)
            leaf[some], near[some] = allowed.numbers[found], cosine
            fits[some] = cosine >= allowed.lowest[found]
            if len(better.numbers):
                home: Labels = np.where(fits[some], table.themes[leaf[some]], -1)
                moves += _moves(some, home, cosine, vectors, better, ids, anchors)
    return _placed(ids, anchors, table, leaf, near, fits, moves)


def _moves(
    some: Labels,
    own: Labels,
    near: NDArray[np.float64],
    vectors: Encoded,
    better: Leaves,
    ids: Sequence[str],
    anchors: Sequence[Anchor],
) -> Iterator[ProposedMove]:
    """Those of `some` that would clearly stand in one of `better`: to be proposed, as of members.

    `own` are the numbers of their themes, -1 for none, and `near` how near they are to those.
    """
    found, cosine = better.nearest(vectors)
    gain = np.round(cosine - near, DECIMALS)
    for n in np.flatnonzero((gain >= CLEARLY) & (cosine >= better.floors[found])).tolist():
        yield ProposedMove(
            passage=ids[some[n]],
            from_theme=anchors[own[n]].id if own[n] >= 0 else "",
            to_theme=anchors[better.themes[found[n]]].id,
            gain=round(float(gain[n]), 3),
        )


def _placed(
    ids: Sequence[str],
    anchors: Sequence[Anchor],
    table: Leaves,
    leaf: Labels,
    near: NDArray[np.float64],
    fits: NDArray[np.bool_],
    moves: Sequence[ProposedMove],
) -> Placed:
    """`fits`: whether each stands at its leaf, or that is only the nearest to it."""
    leaves_of = list(zip(table.themes.tolist(), table.parts.tolist(), strict=True))
    themes = np.array([anchors[theme].id for theme, _ in leaves_of], dtype=object)
    parts = np.array(
        ["" if part < 0 else anchors[theme].subthemes[part].id for theme, part in leaves_of],
        dtype=object,
    )
    inside = list(compress(ids, fits.tolist()))
    within = parts[leaf[fits]].tolist()
    return Placed(
        themes=dict(zip(inside, themes[leaf[fits]].tolist(), strict=True)),
        subthemes={one: part for one, part in zip(inside, within, strict=True) if part},
        scores=dict(zip(ids, map(round, near.tolist(), repeat(3)), strict=True)),
        unplaced=list(compress(ids, (~fits).tolist())),
        moves=tuple(moves),
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
