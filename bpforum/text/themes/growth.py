"""How themes grow: owns giving homes to passages without one, and proposing themes for what is new.

What stands stays: a passage that has a home keeps it, and that it would stand better in a theme
that is new is only proposed.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter

import numpy as np

from bpforum.text.themes import founding, leaves, novelty
from bpforum.text.themes.founding import Context, Founder
from bpforum.text.themes.leaves import Leaves
from bpforum.text.themes.matter import Matter
from bpforum.text.vectors import DECIMALS, Labels, Matrix
from models.theme import Anchor, ProposedMove, ThemeStatus

_BLOCK = 8192


def settle(
    anchors: Sequence[Anchor],
    matter: Matter,
    context: Context,
    status: ThemeStatus,
    most: int | None = None,
    everything: Callable[[], Matter] | None = None,
) -> tuple[Anchor, ...]:
    """`anchors` with every passage that fits one, and new ones of `status` for what none holds.

    At most `most` themes are made where that is given: what would be one more joins the nearest.
    Until neither themes nor members are to be added, so that settling again changes nothing.
    `matter` may be without what the anchors hold: `everything`, with that, is asked for where a
    new theme is to be told from those that stand.
    """
    settled = list(anchors)
    ids = founding.new_ids(context, settled)
    pressed: set[int] = set()
    whole: Matter | None = None
    held = set(matter.ids).intersection(chain.from_iterable(one.members for one in settled))
    free = np.array([n for n, one in enumerate(matter.ids) if one not in held], dtype=np.int64)
    while len(free):
        table = leaves.of(settled)
        leaf, near = _nearest(matter, free, table)
        waiting = free[(near < table.floors[leaf]) & ~np.isin(free, list(pressed))]
        groups = [waiting[rows] for rows in novelty.find(matter.only(waiting), table.centres)]
        room = len(groups) if most is None else max(0, most - len(settled))
        if groups[:room]:
            if whole is None:
                whole = everything() if everything else matter
            named = [
                whole.rows_of([matter.ids[row] for row in rows.tolist()]) for rows in groups[:room]
            ]
            settled += _proposed(named, settled, whole, context, ids, status)
            free = np.setdiff1d(free, np.concatenate(groups[:room]))
            continue
        pressed.update(row for rows in groups for row in rows.tolist())
        joining = (near >= table.lowest[leaf]) | np.isin(free, list(pressed))
        if not joining.any():
            break
        settled = _with_members(settled, matter, free[joining], leaf[joining], table)
        free = free[~joining]
    return tuple(settled)


def _nearest(matter: Matter, rows: Labels, table: Leaves) -> tuple[Labels, Matrix]:
    found = [
        table.nearest(matter.take(rows[start : start + _BLOCK]))
        for start in range(0, len(rows), _BLOCK)
    ]
    return np.concatenate([one[0] for one in found]), np.concatenate([one[1] for one in found])


def _with_members(
    anchors: Sequence[Anchor], matter: Matter, rows: Labels, leaf: Labels, table: Leaves
) -> list[Anchor]:
    """The anchors with these rows, each in the theme, and the sub-theme, of its leaf."""
    new: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row, one in zip(rows.tolist(), leaf.tolist(), strict=True):
        theme, part = int(table.themes[one]), int(table.parts[one])
        new[theme, -1].append(matter.ids[row])
        if part >= 0:
            new[theme, part].append(matter.ids[row])
    grown = []
    for number, anchor in enumerate(anchors):
        if (number, -1) not in new:
            grown.append(anchor)
            continue
        parts = tuple(
            part.model_copy(update={"members": _merged(part.members, new[number, nth])})
            if (number, nth) in new
            else part
            for nth, part in enumerate(anchor.subthemes)
        )
        members = _merged(anchor.members, new[number, -1])
        grown.append(anchor.model_copy(update={"members": members, "subthemes": parts}))
    return grown


def _merged(members: Sequence[str], more: Iterable[str]) -> tuple[str, ...]:
    """Both sorted, each once; those that are there are many, and in order."""
    merged: list[str] = []
    done = 0
    for one in sorted(set(more)):
        at = bisect_left(members, one, done)
        merged += members[done:at]
        merged.append(one)
        done = at + (at < len(members) and members[at] == one)
    return (*merged, *members[done:])


def _proposed(
    groups: Sequence[Labels],
    settled: Sequence[Anchor],
    matter: Matter,
    context: Context,
    ids: Iterator[str],
    status: ThemeStatus,
) -> list[Anchor]:
    """Anchors for new groups, named beside the themes that stand."""
    old = [matter.rows_of(anchor.members) for anchor in settled]
    founders = [Founder(rows, founding.centre(matter.take(rows))) for rows in groups]
    centres = [np.array(anchor.centroid) for anchor in settled]
    names = founding.name_all(
        matter,
        [*old, *groups],
        [*centres, *(one.centre for one in founders)],
        context,
        taken=[anchor.label for anchor in settled if not anchor.set_aside],
    )[len(settled) :]
    made = [
        founding.found(next(ids), label, matter, one, context, status=status)
        for label, one in zip(names, founders, strict=True)
    ]
    return _with_moves(made, settled, old, matter) if status == "proposed" else made


def _with_moves(
    made: Sequence[Anchor], settled: Sequence[Anchor], old: Sequence[Labels], matter: Matter
) -> list[Anchor]:
    """The new themes with the old passages that would clearly stand better there.

    `old` are the rows of each settled theme's members. Nobody is proposed to leave a theme that
    people have pinned, and nobody to two themes.
    """
    table, new = leaves.of(settled), leaves.of(made)
    home = np.full(len(matter), -1, dtype=np.int64)
    for leaf, (theme, part) in enumerate(zip(table.themes, table.parts, strict=True)):
        anchor = settled[theme]
        if not anchor.pinned:
            home[old[theme] if part < 0 else matter.rows_of(anchor.subthemes[part].members)] = leaf
    standing = np.flatnonzero(home >= 0)
    # Vectors that lie on disk are read in the order in which they lie there.
    standing = standing[np.argsort(matter.order[standing])]
    moves: dict[str, list[tuple[int, ProposedMove]]] = defaultdict(list)
    for start in range(0, len(standing), _BLOCK):
        some = standing[start : start + _BLOCK]
        rows = matter.take(some)
        own = np.round((rows * table.centres[home[some]]).sum(axis=1), DECIMALS)
        near = leaves.cosines(rows, new.centres)
        best = near.argmax(axis=1)
        for nth, gain in new.clear_gains(best, near[np.arange(len(some)), best], own):
            row = int(some[nth])
            move = ProposedMove(
                passage=matter.ids[row],
                from_theme=settled[int(table.themes[home[row]])].id,
                to_theme=made[int(new.themes[best[nth]])].id,
                gain=gain,
            )
            moves[move.to_theme].append((row, move))
    in_order = {
        to: tuple(move for _, move in sorted(some, key=itemgetter(0))) for to, some in moves.items()
    }
    return [one.model_copy(update={"proposed_moves": in_order.get(one.id, ())}) for one in made]
