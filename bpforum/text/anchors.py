"""Themes that stay themselves: owns fitting them once, placing passages and letting them grow.

Centroids are frozen when a theme is made: a passage's place depends on nothing that came later, so
a second run repeats the first bit by bit. What no theme holds is proposed as a new one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from bpforum.text import labels as naming
from bpforum.text import novelty, partition, pins
from bpforum.text.clusters import Labels, on_one_thread
from bpforum.text.labels import Corpus, Encode, Group, Label
from bpforum.text.matter import Matter, gather
from bpforum.text.placements import Placement, cosines, lowest, place
from bpforum.text.reseating import NOVEL_PERCENTILE, reseat
from bpforum.text.vectors import DECIMALS, Encoded, Matrix, unit
from models.forum import PinnedTheme
from models.passage import Passage
from models.theme import Anchor, ThemeStatus

MOST_UNPLACED = 0.05
"""Share of the fitted passages that may fit no theme, whatever their cosine."""
_OTHER_POINTS = {"en": "Other points", "es": "Otros puntos", "fr": "Autres points"}
_THEME = {"en": "Theme", "es": "Tema", "fr": "Thème"}

__all__ = ["Context", "Placement", "fit", "grow", "place"]


@dataclass(frozen=True)
class Context:
    """What the grouping of one question, or of what answers none, has to know."""

    encoder: str
    encode: Encode
    """Texts to unit rows, for labels and pinned themes; the same encoder as the passages'."""
    question: str = ""
    question_text: str = ""
    title: str = ""
    languages: Sequence[str] = ("en",)
    expected: tuple[int, int] | None = None
    pinned: Sequence[PinnedTheme] = ()
    forbidden: Sequence[str] = ()
    """Names that no label may hold."""
    taken: Sequence[str] = ()
    """Theme ids in use, also those of other questions."""


@on_one_thread
def fit(
    passages: Sequence[Passage],
    encoded: Encoded,
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
    groups = [np.flatnonzero(parted.labels == theme) for theme in range(parted.themes)]
    centres = [
        pins.centre(pinned[theme], matter.rows[rows])
        if theme < len(pinned)
        else _centre(matter.rows[rows])
        for theme, rows in enumerate(groups)
    ]
    strays = _strays(matter, groups, centres)
    groups = [np.setdiff1d(rows, strays) for rows in groups]
    names = _name(matter, groups, centres, context)
    ids = _new_ids(context)
    made = []
    for theme, centre in enumerate(centres):
        pin = pinned[theme] if theme < len(pinned) else None
        made.append(
            _anchor(
                pin.id if pin else next(ids),
                names[theme].model_copy(update={"text": pin.label}) if pin else names[theme],
                matter,
                groups[theme],
                centre,
                context,
                pinned=pin is not None,
                set_aside=theme == parted.loose,
            )
        )
    return _settle(made, matter, context, "standing")


@on_one_thread
def grow(
    passages: Sequence[Passage],
    encoded: Encoded,
    standing: Sequence[Anchor],
    voices: Mapping[str, str],
    usable: Sequence[bool],
    context: Context,
) -> tuple[Anchor, ...]:
    """The `standing` themes with their new passages, then proposed ones for what none holds.

    Ids, labels, order, centroids and members of standing themes stay; a newly pinned theme is
    added, and a pinned theme follows its label in `forum.toml`. Where the encoder changed,
    centroids are made anew of the same members. Arguments as for `fit`, with all passages, old and
    new. Growing twice by the same passages changes nothing.
    """
    if not any(anchor.members for anchor in standing):
        return fit(passages, encoded, (), voices, usable, context)
    matter = gather(passages, encoded, voices, usable)
    known = reseat(standing, matter.ids, matter.rows, context.encoder)
    return _settle(_with_pins(known, matter, context), matter, context, "proposed")


def _settle(
    anchors: Sequence[Anchor], matter: Matter, context: Context, status: ThemeStatus
) -> tuple[Anchor, ...]:
    """Give homes to the passages without one, until neither themes nor members are to be added."""
    settled = list(anchors)
    ids = _new_ids(context, settled)
    while True:
        homes = {member for anchor in settled for member in anchor.members}
        free = np.array([n for n, one in enumerate(matter.ids) if one not in homes], dtype=np.int64)
        if not len(free):
            return tuple(settled)
        table = np.array([anchor.centroid for anchor in settled])
        near = cosines(matter.rows[free], table)
        closest = near.argmax(axis=1)
        floors = np.array([anchor.floor for anchor in settled])
        novel = free[near.max(axis=1) < floors[closest]]
        groups = [novel[rows] for rows in novelty.find(matter.only(novel), table)]
        if groups:
            settled += _proposed(groups, settled, matter, context, ids, status)
            continue
        fitting = near >= np.array([lowest(anchor.mass) for anchor in settled])
        closest = np.where(fitting, near, -1.0).argmax(axis=1)
        joining = fitting.any(axis=1)
        if not joining.any():
            return tuple(settled)
        for number, anchor in enumerate(settled):
            new = [matter.ids[row] for row in free[joining & (closest == number)]]
            settled[number] = anchor.model_copy(
                update={"members": tuple(sorted({*anchor.members, *new}))}
            )


def _proposed(
    groups: Sequence[Labels],
    settled: Sequence[Anchor],
    matter: Matter,
    context: Context,
    ids: Iterator[str],
    status: ThemeStatus,
) -> list[Anchor]:
    """Anchors for new groups, named beside the themes that stand."""
    row_of = {one: row for row, one in enumerate(matter.ids)}
    old = [
        np.array([row_of[one] for one in anchor.members if one in row_of], dtype=np.int64)
        for anchor in settled
    ]
    centres = [np.array(anchor.centroid) for anchor in settled]
    centres += [_centre(matter.rows[rows]) for rows in groups]
    given = [anchor.label for anchor in settled if not anchor.set_aside]
    names = _name(matter, [*old, *groups], centres, context, given)[len(settled) :]
    return [
        _anchor(next(ids), label, matter, rows, centre, context, status=status)
        for label, rows, centre in zip(names, groups, centres[len(settled) :], strict=True)
    ]


def _anchor(
    theme: str,
    label: Label,
    matter: Matter,
    rows: Labels,
    centre: Matrix,
    context: Context,
    *,
    pinned: bool = False,
    set_aside: bool = False,
    status: ThemeStatus = "standing",
) -> Anchor:
    near = np.round(matter.rows[rows] @ centre, DECIMALS) if len(rows) else np.zeros(0)
    return Anchor(
        id=theme,
        label=_worded(label, theme, context, set_aside=set_aside),
        key_phrases=label.key_phrases,
        status=status,
        question=context.question,
        pinned=pinned,
        set_aside=set_aside,
        encoder=context.encoder,
        centroid=tuple(float(one) for one in centre),
        mass=float(len(rows)),
        floor=round(float(np.percentile(near, NOVEL_PERCENTILE)), DECIMALS)
        if len(rows)
        else lowest(1),
        members=tuple(sorted(matter.ids[row] for row in rows)),
    )


def _strays(matter: Matter, groups: Sequence[Labels], centres: Sequence[Matrix]) -> Labels:
    """The numbers of the few passages that are far from every theme."""
    if not len(matter):
        return np.zeros(0, dtype=np.int64)
    near = cosines(matter.rows, np.array(centres)) - [lowest(len(rows)) for rows in groups]
    best = near.max(axis=1)
    order = sorted(np.flatnonzero(best < 0), key=lambda row: (best[row], row))
    return np.array(order[: int(MOST_UNPLACED * len(matter))], dtype=np.int64)


def _name(
    matter: Matter,
    groups: Sequence[Labels],
    centres: Sequence[Matrix],
    context: Context,
    taken: Sequence[str] = (),
) -> tuple[Label, ...]:
    return naming.label_all(
        [Group([int(row) for row in rows], c) for rows, c in zip(groups, centres, strict=True)],
        Corpus(matter.texts, matter.languages, matter.voices, matter.usable),
        encode=context.encode,
        forbidden=context.forbidden,
        event_title=context.title,
        question=context.question_text,
        languages=context.languages,
        taken=taken,
    )


def _worded(label: Label, theme: str, context: Context, *, set_aside: bool) -> str:
    """The label's text, or plain words where there is none: a theme is never without a name."""
    if set_aside:
        return left_overs(context.languages)
    if label.text:
        return label.text
    main = context.languages[0] if context.languages else "en"
    number = theme.rsplit("-", maxsplit=1)[-1]
    return f"{_THEME.get(main, _THEME['en'])} {number}"


def left_overs(languages: Sequence[str]) -> str:
    """How what has no subject is headed, in the first of the forum's languages."""
    return _OTHER_POINTS.get(languages[0] if languages else "en", _OTHER_POINTS["en"])


def _with_pins(standing: Sequence[Anchor], matter: Matter, context: Context) -> list[Anchor]:
    """The standing themes, pinned ones under today's label; empty and new ones call passages.

    Only passages that are nobody's yet can be called: the others keep their theme.
    """
    homes = {member for anchor in standing for member in anchor.members}
    free = np.array([n for n, one in enumerate(matter.ids) if one not in homes], dtype=np.int64)
    known = {anchor.id: anchor for anchor in standing}
    made: dict[str, Anchor] = {}
    for pin in pins.read(context.pinned, context.encode):
        anchor = known.get(pin.id)
        if anchor is not None and anchor.members:
            made[pin.id] = anchor.model_copy(update={"label": pin.label, "pinned": True})
            continue
        rows = free[pins.called(pin, matter.only(free))]
        centre = pins.centre(pin, matter.rows[rows])
        label = Label(text=pin.label)
        made[pin.id] = _anchor(pin.id, label, matter, rows, centre, context, pinned=True)
        free = np.setdiff1d(free, rows)
    kept = [made.pop(anchor.id, anchor) for anchor in standing]
    return [*kept, *made.values()]


def _new_ids(context: Context, settled: Sequence[Anchor] = ()) -> Iterator[str]:
    """`theme-1`, `theme-2` …, from after the highest in use."""
    used = {*context.taken, *(anchor.id for anchor in settled)}
    numbers = [int(found[1]) for one in used if (found := re.fullmatch(r"theme-(\d+)", one))]
    return (f"theme-{number}" for number in count(max(numbers, default=0) + 1))


def _centre(rows: Matrix) -> Matrix:
    centre: Matrix = unit(rows.sum(axis=0)[None, :])[0]
    return centre
