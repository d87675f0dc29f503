"""What a theme is made of when it is made: owns its centroid, floor, name and sub-themes.

It decides nothing about who belongs together, and a theme once made is never made again.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import numpy as np

from bpforum.text.names import labels as naming
from bpforum.text.names.labels import Corpus, Encode, Group, Label
from bpforum.text.names.ranking import SHORTLIST
from bpforum.text.themes.leaves import lowest
from bpforum.text.themes.matter import Matter
from bpforum.text.themes.reseating import NOVEL_PERCENTILE
from bpforum.text.vectors import DECIMALS, Labels, Matrix, unit
from models.forum import PinnedTheme
from models.theme import Anchor, LanguageOffset, SubAnchor, ThemeStatus

READ_FOR_NAMES = 6000
"""Passages of a large forum that names are taken from, spread over the contributors."""
FEWEST_PARTS = 2
READ_OF_A_PART, PHRASES_OF_A_PART = 60, 20
_BLOCK = 8192
_OTHER_POINTS = {"en": "Other points", "es": "Otros puntos", "fr": "Autres points"}
_THEME = {"en": "Theme", "es": "Tema", "fr": "Thème"}


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
    forbidden: Callable[[], Collection[str]] = frozenset
    """Names that no label may hold: asked for where one is made."""
    taken: Sequence[str] = ()
    """Theme ids in use, also those of other questions."""
    offsets: Sequence[LanguageOffset] = ()
    """What was taken off the vectors of each language; kept with every theme."""


@dataclass(frozen=True)
class Founder:
    """A group of passages that is to be a theme."""

    rows: Labels
    """The numbers of its passages."""
    centre: Matrix
    firmness: float | None = None
    parts: Sequence[tuple[Labels, float | None]] = field(default_factory=tuple)
    """The passages of each of its sub-themes, and how firm that is."""


def found(
    theme: str,
    label: Label,
    matter: Matter,
    founder: Founder,
    context: Context,
    *,
    pinned: bool = False,
    set_aside: bool = False,
    status: ThemeStatus = "standing",
) -> Anchor:
    """The anchor of a new theme."""
    rows = founder.rows
    near = _cosines(matter, rows, founder.centre)
    name = worded(label, theme, context, set_aside=set_aside)
    parts = () if set_aside else _parts(theme, name, matter, founder, context)
    return Anchor(
        id=theme,
        label=name,
        key_phrases=label.key_phrases,
        status=status,
        question=context.question,
        pinned=pinned,
        set_aside=set_aside,
        encoder=context.encoder,
        centroid=_plain(founder.centre),
        mass=float(len(rows)),
        floor=_percentile(near, NOVEL_PERCENTILE) if len(rows) else lowest(1),
        firmness=founder.firmness,
        subthemes=parts,
        offsets=tuple(context.offsets),
        members=tuple(sorted([matter.ids[row] for row in rows.tolist()])),
    )


def _parts(
    theme: str, name: str, matter: Matter, founder: Founder, context: Context
) -> tuple[SubAnchor, ...]:
    """The sub-themes that can be named otherwise than their theme."""
    if len(founder.parts) < FEWEST_PARTS:
        return ()
    groups = [rows for rows, _ in founder.parts]
    centres = [centre(matter.take(rows)) for rows in groups]
    # Some passages of each say what it is called, beside the others of the theme.
    read = np.unique(np.concatenate([rows[:READ_OF_A_PART] for rows in groups]))
    names = name_all(
        matter.only(read),
        [np.searchsorted(read, rows[:READ_OF_A_PART]) for rows in groups],
        centres,
        context,
        taken=[name],
        shortlist=PHRASES_OF_A_PART,
    )
    made: list[SubAnchor] = []
    for label, rows, middle, (_, firm) in zip(names, groups, centres, founder.parts, strict=True):
        if not label.text:
            continue
        near = _cosines(matter, rows, middle)
        part = SubAnchor(
            id=f"{theme}.{len(made) + 1}",
            label=label.text,
            key_phrases=label.key_phrases,
            centroid=_plain(middle),
            mass=float(len(rows)),
            floor=_percentile(near, NOVEL_PERCENTILE),
            firmness=firm,
            members=tuple(sorted([matter.ids[row] for row in rows.tolist()])),
        )
        made.append(part)
    return tuple(made)


def name_all(
    matter: Matter,
    groups: Sequence[Labels],
    centres: Sequence[Matrix],
    context: Context,
    taken: Sequence[str] = (),
    shortlist: int = SHORTLIST,
) -> tuple[Label, ...]:
    """Names for `groups` of the matter, beside one another; `taken` are no names any more."""
    if len(matter) > READ_FOR_NAMES:
        read = matter.sample(len(matter), READ_FOR_NAMES)
        few = [rows[: READ_FOR_NAMES // 20] for rows in groups]
        read = np.unique(np.concatenate([read, *few]))
        is_read = np.zeros(len(matter), dtype=np.bool_)
        is_read[read] = True
        groups = [np.searchsorted(read, np.sort(rows[is_read[rows]])) for rows in groups]
        matter = matter.only(read)
    return naming.label_all(
        [Group(rows.tolist(), c) for rows, c in zip(groups, centres, strict=True)],
        Corpus(matter.texts, matter.languages, matter.voices, matter.usable),
        encode=context.encode,
        forbidden=context.forbidden(),
        event_title=context.title,
        question=context.question_text,
        languages=context.languages,
        taken=taken,
        shortlist=shortlist,
    )


def worded(label: Label, theme: str, context: Context, *, set_aside: bool) -> str:
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


def new_ids(context: Context, settled: Sequence[Anchor] = ()) -> Iterator[str]:
    """`theme-1`, `theme-2` …, from after the highest in use."""
    used = {*context.taken, *(anchor.id for anchor in settled)}
    numbers = [int(found[1]) for one in used if (found := re.fullmatch(r"theme-(\d+)", one))]
    return (f"theme-{number}" for number in count(max(numbers, default=0) + 1))


def centre(rows: Matrix) -> Matrix:
    """The unit mean of `rows`."""
    found: Matrix = unit(rows.sum(axis=0, dtype=np.float64)[None, :])[0]
    return found


def _cosines(matter: Matter, rows: Labels, centre: Matrix) -> Matrix:
    """To one centre, read in blocks."""
    found = np.zeros(len(rows))
    for start in range(0, len(rows), _BLOCK):
        some = slice(start, start + _BLOCK)
        found[some] = np.round(matter.take(rows[some]) @ centre, DECIMALS)
    return found


def _plain(vector: Matrix) -> tuple[float, ...]:
    return tuple(round(float(one), DECIMALS) for one in vector)


def _percentile(near: Matrix, percent: int) -> float:
    return round(float(np.percentile(near, percent)), DECIMALS)
