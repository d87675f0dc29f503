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
from bpforum.text import novelty, partition
from bpforum.text.clusters import Labels, on_one_thread
from bpforum.text.labels import Corpus, Encode, Group, Label
from bpforum.text.matter import Matter, gather
from bpforum.text.vectors import DECIMALS, Encoded, Matrix, unit
from models.base import Model
from models.forum import PinnedTheme
from models.passage import Passage, UnplacedKind
from models.theme import Anchor, ThemeStatus

FLOOR = 0.15
"""Cosine to every theme below which a passage fits none."""
MOST_UNPLACED = 0.05
"""Share of the fitted passages that may fit no theme, whatever their cosine."""
NOVEL_PERCENTILE = 10


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


class Placement(Model):
    """Where the machine puts a passage."""

    passage: str
    theme: str | None
    score: float
    """Cosine to the theme's centroid, or to the nearest where there is none; three decimals."""
    unplaced: UnplacedKind | None = None


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
    pins = _pin_vectors(context)
    parted = partition.divide(matter, context.expected, pins)
    groups = [np.flatnonzero(parted.labels == theme) for theme in range(parted.themes)]
    centres = [
        _centre(matter.rows[rows], pins[theme : theme + 1]) for theme, rows in enumerate(groups)
    ]
    strays = _strays(matter, centres)
    groups = [np.setdiff1d(rows, strays) for rows in groups]
    names = _name(matter, groups, centres, context)
    ids = _new_ids(context)
    made = [
        _anchor(
            next(ids) if theme >= len(pins) else context.pinned[theme].id,
            names[theme] if theme >= len(pins) else _pinned_label(context.pinned[theme], names[theme]),
            matter,
            groups[theme],
            centre,
            context,
            pinned=theme < len(pins),
            set_aside=theme in parted.loose,
        )
        for theme, centre in enumerate(centres)
    ]
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
    added, and a pinned theme follows its label in `forum.toml`. Arguments as for `fit`, with all
    passages, old and new. Growing twice by the same passages changes nothing.
    """
    if not any(anchor.members for anchor in standing):
        return fit(passages, encoded, (), voices, usable, context)
    matter = gather(passages, encoded, voices, usable)
    return _settle(_with_pins(standing, context), matter, context, "proposed")


def place(
    passages: Sequence[Passage],
    encoded: Encoded | Sequence[Encoded],
    anchors: Sequence[Anchor],
    asked: Sequence[str] = (),
) -> tuple[Placement, ...]:
    """A place for each passage, in order: members keep theirs, others go to the nearest theme.

    A passage is compared with the themes of its question, if that is one of `asked` and has any,
    else with those of no question, else with all. Below a cosine of 0.15 to each it fits none.
    """
    home = {member: number for number, anchor in enumerate(anchors) for member in anchor.members}
    if not anchors or not passages:
        return tuple(
            Placement(passage=one.id, theme=None, score=0.0, unplaced="fits_no_theme")
            for one in passages
        )
    rows = unit(np.asarray(encoded, dtype=np.float64).reshape(len(passages), -1))
    table = np.array([anchor.centroid for anchor in anchors])
    near = _cosines(rows, table)
    placed: list[Placement] = []
    for number, one in enumerate(passages):
        question = one.question if one.question in asked else ""
        open_to = [n for n, anchor in enumerate(anchors) if anchor.question == question]
        open_to = open_to or [n for n, anchor in enumerate(anchors) if not anchor.question]
        open_to = open_to or list(range(len(anchors)))
        theme = home.get(one.id, open_to[int(near[number, open_to].argmax())])
        score = round(float(near[number, theme]), 3)
        fits = one.id in home or near[number, theme] >= FLOOR
        placed.append(
            Placement(
                passage=one.id,
                theme=anchors[theme].id if fits else None,
                score=score,
                unplaced=None if fits else "fits_no_theme",
            )
        )
    return tuple(placed)


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
        near = _cosines(matter.rows[free], table)
        closest = near.argmax(axis=1)
        floors = np.array([anchor.floor for anchor in settled])
        novel = free[near.max(axis=1) < floors[closest]]
        groups = [novel[rows] for rows in novelty.find(matter.only(novel), table)]
        if groups:
            settled += _proposed(groups, settled, matter, context, ids, status)
            continue
        joining = near.max(axis=1) >= FLOOR
        if not joining.any():
            return tuple(settled)
        for number, anchor in enumerate(settled):
            new = [matter.ids[row] for row in free[joining & (closest == number)]]
            settled[number] = anchor.model_copy(
                update={
                    "members": tuple(sorted({*anchor.members, *new})),
                    "mass": anchor.mass + len(new),
                }
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
    names = _name(matter, [*old, *groups], centres, context)[len(settled) :]
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
        label=label.text,
        key_phrases=label.key_phrases,
        status=status,
        question=context.question,
        pinned=pinned,
        set_aside=set_aside,
        encoder=context.encoder,
        centroid=tuple(float(one) for one in centre),
        mass=float(len(rows)),
        floor=round(float(np.percentile(near, NOVEL_PERCENTILE)), DECIMALS) if len(rows) else FLOOR,
        members=tuple(sorted(matter.ids[row] for row in rows)),
    )


def _strays(matter: Matter, centres: Sequence[Matrix]) -> Labels:
    """The numbers of the few passages that are far from every theme."""
    if not len(matter):
        return np.zeros(0, dtype=np.int64)
    best = _cosines(matter.rows, np.array(centres)).max(axis=1)
    order = sorted(np.flatnonzero(best < FLOOR), key=lambda row: (best[row], row))
    return np.array(order[: int(MOST_UNPLACED * len(matter))], dtype=np.int64)


def _name(
    matter: Matter, groups: Sequence[Labels], centres: Sequence[Matrix], context: Context
) -> tuple[Label, ...]:
    corpus = Corpus(matter.texts, matter.languages, matter.voices, matter.usable)
    named = naming.label_all(
        [Group([int(row) for row in rows], c) for rows, c in zip(groups, centres, strict=True)],
        corpus,
        encode=context.encode,
        forbidden=context.forbidden,
        event_title=context.title,
        question=context.question_text,
    )
    return named


def _pinned_label(pin: PinnedTheme, found: Label) -> Label:
    return Label(text=pin.label, key_phrases=found.key_phrases)


def _pin_vectors(context: Context) -> Matrix:
    """A unit vector for each pinned theme: the mean of its label and its seeds."""
    texts = [[pin.label, *pin.seeds] for pin in context.pinned]
    encoded = context.encode([text for pin in texts for text in pin])
    rows = unit(encoded) if len(encoded) else np.zeros((0, 0))
    ends = np.cumsum([len(pin) for pin in texts], dtype=np.int64)
    parts = np.split(rows, ends[:-1]) if texts else []
    return unit(np.array([part.sum(axis=0) for part in parts])) if parts else rows


def _with_pins(standing: Sequence[Anchor], context: Context) -> list[Anchor]:
    """The standing themes, pinned ones under today's label, newly pinned ones added."""
    known = {anchor.id for anchor in standing}
    labels = {pin.id: pin.label for pin in context.pinned}
    kept = [
        anchor.model_copy(update={"label": labels[anchor.id]}) if anchor.id in labels else anchor
        for anchor in standing
    ]
    nobody = gather((), np.zeros((0, 1), dtype=np.float64), {}, ())
    added = [
        _anchor(
            pin.id,
            Label(text=pin.label),
            nobody,
            np.zeros(0, dtype=np.int64),
            vector,
            context,
            pinned=True,
        )
        for pin, vector in zip(context.pinned, _pin_vectors(context), strict=True)
        if pin.id not in known
    ]
    return kept + added


def _new_ids(context: Context, settled: Sequence[Anchor] = ()) -> Iterator[str]:
    """`theme-1`, `theme-2` …, from after the highest in use."""
    used = {*context.taken, *(anchor.id for anchor in settled)}
    numbers = [int(found[1]) for one in used if (found := re.fullmatch(r"theme-(\d+)", one))]
    return (f"theme-{number}" for number in count(max(numbers, default=0) + 1))


def _centre(rows: Matrix, pin: Matrix | None = None) -> Matrix:
    """The unit mean of `rows`, and of a pinned theme's words where there are any."""
    total = rows.sum(axis=0) if len(rows) else np.zeros(1)
    if pin is not None and len(pin):
        total = total + partition.PIN_MASS * pin[0]
    centre: Matrix = unit(total[None, :])[0]
    return centre


def _cosines(rows: Matrix, centres: Matrix) -> Matrix:
    near: Matrix = np.round(rows @ centres.T, DECIMALS)
    return near
