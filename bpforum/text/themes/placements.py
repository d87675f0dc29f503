"""Where passages stand among themes that exist: owns placing them, makes and changes no theme."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, repeat
from operator import attrgetter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bpforum.text.themes import leaves
from bpforum.text.themes.leaves import Leaves
from bpforum.text.vectors import DECIMALS, Encoded, Labels, Picked, unit
from models.passage import Passage
from models.theme import Anchor, ProposedMove

_BLOCK = 8192


@dataclass(frozen=True)
class Placed:
    """Where the machine puts passages: in columns, and by passage id."""

    ids: Sequence[str]
    leaf: Labels
    """For each passage at which leaf it stands, -1 for none: where it fits no theme."""
    near: Sequence[float]
    """For each the cosine to the centroid of its theme or sub-theme, or to the nearest where there
    is none; three decimals."""
    anchors: Sequence[Anchor] = ()
    table: Leaves | None = None
    """Their leaves, None where there are no anchors."""
    moves: tuple[ProposedMove, ...] = ()
    """Those that would clearly stand better in a theme that is closed to them."""

    @property
    def theme(self) -> Labels:
        """For each passage the number of its theme, -1 for none."""
        return np.append(self.table.themes, -1)[self.leaf] if self.table else self.leaf

    @property
    def themes(self) -> dict[str, str]:
        """The theme of each that has one."""
        names = [one.id for one in self.anchors]
        places = zip(self.ids, self.theme.tolist(), strict=True)
        return {one: names[theme] for one, theme in places if theme >= 0}

    @property
    def subthemes(self) -> dict[str, str]:
        """The sub-theme of each that has one."""
        names = leaves.names(self.anchors)
        places = zip(self.ids, self.leaf.tolist(), strict=True)
        return {one: names[leaf] for one, leaf in places if leaf >= len(self.anchors)}

    @property
    def scores(self) -> dict[str, float]:
        """How near each is, by id."""
        return dict(zip(self.ids, self.near, strict=True))

    @property
    def unplaced(self) -> list[str]:
        """Those that fit no theme."""
        return list(compress(self.ids, (self.leaf < 0).tolist()))


class Earlier(Protocol):
    """How near members were found to be before, where nothing of it has changed."""

    def known(self, ids: Sequence[str], marks: Labels, /) -> NDArray[np.float64]:
        """For each, to three decimals; not a number where it is not known.

        `marks` say of each what the leaf is made of at which it stands.
        """
        ...

    def keep(self, scores: Sequence[float], /) -> None:
        """For the next time."""
        ...


def place(
    passages: Sequence[Passage],
    encoded: Encoded | Picked | Sequence[Encoded],
    anchors: Sequence[Anchor],
    asked: Sequence[str] = (),
    closed: Collection[str] = (),
    earlier: Earlier | None = None,
) -> Placed:
    """A place for each passage, in order: members keep theirs, others go to the nearest theme.

    A passage is compared with the themes of its question, if that is one of `asked` and has any,
    else with those of no question, else with all. If it is far from each (`lowest`) it fits none.
    Nobody but its members stands in a theme whose id is `closed`: others are only proposed for it.
    """
    ids = list(map(attrgetter("id"), passages))
    if not anchors or not ids:
        return Placed(ids, np.full(len(ids), -1), [0.0] * len(ids))
    rows = encoded
    if not isinstance(rows, Picked):
        rows = np.asarray(rows).reshape(len(passages), -1)
    table = leaves.of(anchors)
    homes = leaves.of_members(anchors, table)
    standing = np.fromiter(map(homes.get, ids, repeat(-1)), np.int64, len(ids))
    del homes
    fits = standing >= 0
    leaf, near = standing.copy(), np.full(len(passages), np.nan)
    if earlier:
        near = earlier.known(ids, np.append(leaves.marks(table), 0)[standing])
    is_new = ~fits | np.isnan(near)
    for some in _blocks(np.flatnonzero(fits & is_new)):
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
    leaf[~fits] = -1
    near[is_new] = list(map(round, near[is_new].tolist(), repeat(3)))
    scores = near.tolist()
    if earlier:
        earlier.keep(scores)
    return Placed(ids, leaf, scores, anchors, table, tuple(moves))


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
    for n, gain in better.clear_gains(found, cosine, near):
        yield ProposedMove(
            passage=ids[some[n]],
            from_theme=anchors[own[n]].id if own[n] >= 0 else "",
            to_theme=anchors[better.themes[found[n]]].id,
            gain=gain,
        )


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
