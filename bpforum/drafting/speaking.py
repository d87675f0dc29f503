"""Who says what in one view, as columns: owns what of each passage may be told, chooses none.

Passages are gone through once, in the order in which they came: that is how they lie in memory, and
to reach a hundred thousand in any other order takes longer than all that is done with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter

import numpy as np

from bpforum.drafting.material import Material
from bpforum.text.columns import Column, Mask, Rows
from bpforum.text.copies.additions import is_slight
from bpforum.text.counting.register import Register
from bpforum.text.kinds import SAYS
from bpforum.text.speeches import Speeches
from models.passage import Passage, PassageKind

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
    register, grouping, placed = material.register, material.grouping, material.placed
    everything, owners, themes = material.everything, placed.owners, placed.themes
    size, copied = len(owners), map(attrgetter("copy_of"), grouping.passages.values())
    own = ~np.fromiter(map(bool, copied), np.bool_, size)
    copies = map(material.copies.__contains__, material.references.tolist())
    is_copy = np.fromiter(copies, np.bool_, len(everything))
    added = np.flatnonzero(own & _spread(is_copy, owners))
    slight = [row for row in added.tolist() if is_slight(_passage(material, row).text)]
    adding = material.references[owners[added[placed.substantive[added]]]]
    written = _spread(register.kinds.is_any(QUOTED), owners)
    printed = register.may_quote() & material.fates.is_any([""])
    printed &= ~material.treatments.is_any(["annex_only"])
    may_cite = _spread(printed, owners) & own
    pinned = [placed.place[one] for one in grouping.pinned if one in placed.place]
    may_cite[list(set(slight) - set(pinned))] = False
    close = ~placed.loose
    close[pinned] = True
    marked, suggested = _kinds(material, written)
    said = placed.order[written[placed.order]]
    whose_said = owners[said]
    counted = register.pick(material.counted_rows)
    tells = np.zeros(len(register), dtype=np.bool_)
    tells[material.counted_rows] = True
    return Speaking(
        place=placed.place,
        of=owners,
        themes=themes,
        languages=placed.languages,
        questions=placed.questions,
        may_cite=may_cite,
        marked=marked,
        suggested=suggested,
        adding=frozenset(adding.tolist()),
        counted=counted,
        speeches=Speeches(
            ids=placed.ids[said],
            passages=grouping.passages,
            voice=register.voices.pick(whose_said),
            group=register.groups.pick(whose_said),
            position=register.positions.pick(whose_said),
            region=_regions(counted, tells).pick(whose_said),
            language=placed.languages.pick(said),
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


def _passage(material: Material, row: int) -> Passage:
    return material.grouping.passages[material.placed.ids[row]]


def _kinds(material: Material, written: Mask) -> tuple[Column, Column]:
    """What passages were marked as, and what their wording suggests."""
    names: tuple[str, ...] = ("", *PRINTED_KINDS)
    places = np.array([[0, 0] for _ in SAYS], dtype=np.int32)
    for n, says in enumerate(SAYS):
        if says and says.kind in PRINTED_KINDS:
            places[n, int(says.said_by == "wording")] = names.index(says.kind)
    codes = np.where(written, material.said, 0)
    return Column(names, places[codes, 0]), Column(names, places[codes, 1])


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
