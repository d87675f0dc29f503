"""Themes that stay themselves: owns fitting them once, placing passages and letting them grow.

Centroids are frozen when a theme is made: a passage's place depends on nothing that came later, so
a second run repeats the first bit by bit. What no theme holds is proposed as a new one.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bpforum.text.names.labels import Label
from bpforum.text.one_thread import on_one_thread
from bpforum.text.themes import founding, leaves, partition, pins
from bpforum.text.themes.founding import Context, Founder
from bpforum.text.themes.growth import settle
from bpforum.text.themes.leaves import lowest
from bpforum.text.themes.matter import Matter, gather
from bpforum.text.themes.partition import Partition
from bpforum.text.themes.pins import Pin
from bpforum.text.themes.placements import Placed, place, ranked
from bpforum.text.themes.reseating import reseat
from bpforum.text.vectors import Encoded, Labels, Matrix, Picked
from models.passage import Passage
from models.theme import Anchor

MOST_UNPLACED = 0.05
"""Share of the fitted passages that may fit no theme, whatever their cosine."""
_BLOCK = 8192

__all__ = ["Context", "Placed", "fit", "grow", "place", "ranked"]


@on_one_thread
def fit(
    passages: Sequence[Passage],
    encoded: Encoded | Picked,
    standing: Sequence[Anchor],
    voices: Mapping[str, str],
    usable: Sequence[bool],
    context: Context,
) -> tuple[Anchor, ...]:
    """Themes for a question's first passages; no passages, no themes but the pinned.

    `encoded` (n x d, unit rows) and `usable` (may a label be taken from it) are in the order of
    `passages`; `voices` says by passage id whose it is. Pinned themes come first and take their
    ids from `forum.toml`, the others are ordered by size with left-overs last.
    """
    del standing  # there are none: see `grow`
    matter = gather(passages, encoded, voices, usable)
    pinned = pins.read(context.pinned, context.encode)
    parted = partition.divide(matter, context.expected, pinned)
    founders = _founders(matter, parted, pinned)
    names = founding.name_all(
        matter, [one.rows for one in founders], [one.centre for one in founders], context
    )
    ids = founding.new_ids(context)
    made = []
    for theme, founder in enumerate(founders):
        pin = pinned[theme] if theme < len(pinned) else None
        name = names[theme]
        made.append(
            founding.found(
                pin.id if pin else next(ids),
                name.model_copy(update={"text": pin.label}) if pin else name,
                matter,
                founder,
                context,
                pinned=pin is not None,
                set_aside=theme == parted.loose,
            )
        )
    most = max(len(made), (context.expected or partition.BOUNDS)[1])
    return settle(made, matter, context, "standing", most) if made else ()


@on_one_thread
def grow(
    passages: Sequence[Passage],
    encoded: Encoded | Picked,
    standing: Sequence[Anchor],
    voices: Mapping[str, str],
    usable: Sequence[bool],
    context: Context,
    everything: Callable[[], Matter] | None = None,
) -> tuple[Anchor, ...]:
    """The `standing` themes with their new passages, then proposed ones for what none holds.

    Ids, labels, order, centroids and members of standing themes stay; a newly pinned theme is
    added, and a pinned theme follows its label in `forum.toml`. Where the encoder changed,
    centroids are made anew of the same members. Arguments as for `fit`, with all passages, old and
    new; or with those alone that no theme has, where `everything` gathers all for the few that
    need it. Growing twice by the same passages changes nothing.
    """
    if not any(anchor.members for anchor in standing):
        return fit(passages, encoded, (), voices, usable, context)
    matter = gather(passages, encoded, voices, usable)
    known = standing
    if any(one.encoder != context.encoder for one in standing):
        whole = everything() if everything else matter
        known = reseat(standing, whole.ids, whole.rows, context.encoder)
    grown = _with_pins(known, matter, context)
    return settle(grown, matter, context, "proposed", everything=everything)


def _founders(matter: Matter, parted: Partition, pinned: Sequence[Pin]) -> list[Founder]:
    """The themes of a division as they are founded, without the few that are far from each."""
    order = np.argsort(parted.labels, kind="stable")
    ends = np.searchsorted(parted.labels[order], np.arange(parted.themes + 1))
    groups = [order[ends[n] : ends[n + 1]] for n in range(parted.themes)]
    centres = [
        pins.centre(pinned[theme], matter.take(rows))
        if theme < len(pinned)
        else _mean(matter, rows)
        for theme, rows in enumerate(groups)
    ]
    inside = parted.parts.labels if parted.parts else np.full(len(matter), -1, dtype=np.int64)
    parts: list[list[tuple[Labels, float | None]]] = [[] for _ in groups]
    for part, firm in enumerate(parted.parts.firm if parted.parts else ()):
        rows = np.flatnonzero(inside == part)
        if len(rows):
            parts[int(parted.labels[rows[0]])].append((rows, firm))
    strays = _strays(matter, groups, centres)
    return [
        Founder(
            np.setdiff1d(rows, strays),
            centre,
            firm,
            [(np.setdiff1d(some, strays), how) for some, how in own],
        )
        for rows, centre, firm, own in zip(groups, centres, parted.firm, parts, strict=True)
    ]


def _mean(matter: Matter, rows: Labels) -> Matrix:
    """The unit mean of the passages' vectors, read in blocks."""
    sums = [
        matter.take(rows[start : start + _BLOCK]).sum(axis=0, dtype=np.float64)
        for start in range(0, max(1, len(rows)), _BLOCK)
    ]
    return founding.centre(np.array(sums))


def _strays(matter: Matter, groups: Sequence[Labels], centres: Sequence[Matrix]) -> Labels:
    """The numbers of the few passages that are far from every theme."""
    if not len(matter):
        return np.zeros(0, dtype=np.int64)
    floors = [lowest(len(rows)) for rows in groups]
    table = np.array(centres)
    best = np.concatenate([
        (leaves.cosines(matter.take(some), table) - floors).max(axis=1)
        for some in np.split(np.arange(len(matter)), range(_BLOCK, len(matter), _BLOCK))
    ])  # fmt: skip
    order = sorted(np.flatnonzero(best < 0).tolist(), key=lambda row: (best[row], row))
    return np.array(order[: int(MOST_UNPLACED * len(matter))], dtype=np.int64)


def _with_pins(standing: Sequence[Anchor], matter: Matter, context: Context) -> list[Anchor]:
    """The standing themes, pinned ones under today's label; empty and new ones call passages.

    Only passages that are nobody's yet can be called: the others keep their theme.
    """
    pinned = pins.read(context.pinned, context.encode)
    if not pinned:
        return list(standing)
    homes = {member for anchor in standing for member in anchor.members}
    free = np.array([n for n, one in enumerate(matter.ids) if one not in homes], dtype=np.int64)
    known = {anchor.id: anchor for anchor in standing}
    made: dict[str, Anchor] = {}
    for pin in pinned:
        anchor = known.get(pin.id)
        if anchor is not None and anchor.members:
            made[pin.id] = anchor.model_copy(update={"label": pin.label, "pinned": True})
            continue
        rows = free[pins.called(pin, matter.only(free))]
        founder = Founder(rows, pins.centre(pin, matter.take(rows)))
        made[pin.id] = founding.found(
            pin.id, Label(text=pin.label), matter, founder, context, pinned=True
        )
        free = np.setdiff1d(free, rows)
    kept = [made.pop(anchor.id, anchor) for anchor in standing]
    return [*kept, *made.values()]
