"""Who says what in one view, as columns: owns what of each passage may be told, chooses none.

Passages are gone through once, in the order in which they came: that is how they lie in memory, and
to reach a hundred thousand in any other order takes longer than all that is done with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from bpforum.drafting.material import Material
from bpforum.text.columns import Column, Mask, Rows, texts_of
from bpforum.text.copies.additions import is_slight
from bpforum.text.counting.register import Register
from bpforum.text.speeches import Speeches
from models.passage import PassageKind

PRINTED_KINDS: tuple[PassageKind, ...] = ("practice", "example", "recommendation", "question")
"""In the order in which a theme shows them."""
QUOTED = ("contribution", "comment", "proposal")


@dataclass(frozen=True)
class Speaking:
    """All passages of one view, row by row in the order of the grouping."""

    place: Mapping[str, int]
    """The row of each, by its id."""
    of: Rows
    """The row of its contribution in `Material.everything`, or NOBODY."""
    themes: Mapping[str, Rows]
    """The passages of each theme, in its order, by its id."""
    languages: Column
    questions: Column
    may_cite: Mask
    """The same as `Material.may_cite`; false where the contribution is not of the view."""
    marked: Column
    """What it was marked as, other than by its wording alone, as far as such is printed and it is
    in writing."""
    suggested: Column
    """What its wording suggests, as far as such is printed."""
    adding: frozenset[str]
    """Copies that say something of their own."""
    counted: Register
    """Of what counts tell of, in order of the record."""
    speeches: Speeches
    """The substantive passages of what is in writing; positions without case and spaces, regions
    of what is counted, as far as they are told."""
    tells: Mask
    """Which of these are of what counts tell of."""


def speaking(material: Material) -> Speaking:
    """The passages of `material`."""
    register, grouping = material.register, material.grouping
    everything, copies = material.everything, material.copies
    ones = list(grouping.passages.values())
    place = dict(zip(grouping.passages, range(len(ones)), strict=True))
    contributions = list(map(attrgetter("contribution"), ones))
    languages = Column.of(map(attrgetter("language"), ones))
    own = ~np.array(list(map(bool, map(attrgetter("copy_of"), ones))), dtype=np.bool_)
    added = own & np.array(list(map(copies.__contains__, contributions)), dtype=np.bool_)
    rows = np.flatnonzero(added).tolist()
    slight = [row for row in rows if is_slight(ones[row].text)]
    adding = {contributions[row] for row in rows if ones[row].substantive}
    owners = material.owners
    written = _spread(register.kinds.is_any(QUOTED), owners)
    printed = register.may_quote()
    shut = [bool(fate) for fate in map(attrgetter("fate"), everything)]
    listed = [how == "annex_only" for how in map(attrgetter("treatment"), everything)]
    printed &= ~(np.array(shut, dtype=np.bool_) | np.array(listed, dtype=np.bool_))
    may_cite = _spread(printed, owners) & own
    pinned = [place[one] for one in grouping.pinned if one in place]
    may_cite[list(set(slight) - set(pinned))] = False
    close = np.ones(len(owners), dtype=np.bool_)
    close[[place[one] for one in grouping.loose if one in place]] = False
    close[pinned] = True
    themes = {
        group.id: np.array(list(map(place.__getitem__, group.passages)), dtype=np.int64)
        for group in grouping.groups
    }
    marked, suggested = _kinds(material, place, written)
    said = _in_order(material, place, written)
    whose_said = owners[said]
    counted = register.pick(material.counted_rows)
    tells = np.zeros(len(register), dtype=np.bool_)
    tells[material.counted_rows] = True
    return Speaking(
        place=place,
        of=owners,
        themes=themes,
        languages=languages,
        questions=Column.of(map(attrgetter("question"), ones)),
        may_cite=may_cite,
        marked=marked,
        suggested=suggested,
        adding=frozenset(adding),
        counted=counted,
        speeches=Speeches(
            ids=texts_of(list(place))[said],
            passages=grouping.passages,
            voice=register.voices.pick(whose_said),
            group=register.groups.pick(whose_said),
            position=register.positions.pick(whose_said),
            region=_regions(counted, tells).pick(whose_said),
            language=languages.pick(said),
            theme=_homes(themes, len(owners)).pick(said),
            kind=marked.pick(said),
            may_quote=(may_cite & close)[said],
            may_cite=may_cite[said],
        ),
        tells=tells[whose_said],
    )


def _spread(of_contributions: Mask, owners: Rows) -> Mask:
    """For each passage what holds of its contribution; false where there is none."""
    found: Mask = np.append(of_contributions, False)[owners]
    return found


def _in_order(material: Material, place: Mapping[str, int], written: Mask) -> Rows:
    """The rows of what is in writing and substantive, in order of passage id."""
    vectors, ids = material.grouping.vectors, list(place)
    said = [row for row in np.flatnonzero(written).tolist() if ids[row] in vectors]
    rows = np.array(said, dtype=np.int64)
    # As an array of code points they are sorted as texts are, in a fraction of the time.
    return rows[np.argsort(np.array([ids[row] for row in said], dtype=np.str_), kind="stable")]


def _kinds(material: Material, place: Mapping[str, int], written: Mask) -> tuple[Column, Column]:
    """What passages were marked as, and what their wording suggests."""
    names: tuple[str, ...] = ("", *PRINTED_KINDS)
    marked, suggested = (np.zeros(len(place), dtype=np.int32) for _ in range(2))
    for key, says in material.says.items():
        if says.kind in PRINTED_KINDS and key in place:
            codes = suggested if says.said_by == "wording" else marked
            codes[place[key]] = names.index(says.kind)
    marked[~written] = suggested[~written] = 0
    return Column(names, marked), Column(names, suggested)


def _homes(themes: Mapping[str, Rows], size: int) -> Column:
    """The theme in which each passage stands."""
    codes = np.zeros(size, dtype=np.int32)
    for n, rows in enumerate(themes.values(), start=1):
        codes[rows] = n
    return Column(("", *themes), codes)


def _regions(counted: Register, tells: Mask) -> Column:
    """The regions of everything, "" for what is not counted."""
    regions = counted.regions_shown()
    names = tuple(dict.fromkeys((*regions.names, "")))
    codes = np.full(len(tells), names.index(""), dtype=np.int32)
    codes[tells] = regions.codes
    return Column(names, codes)
