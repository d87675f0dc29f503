"""Who says what in one view, as columns: owns what of each passage may be told, chooses none.

Written input alone, in its own name: a note or transcript is not one contributor's.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from bpforum.drafting.material import Material
from bpforum.text.columns import Column, Mask, Rows
from bpforum.text.copies.additions import is_slight
from bpforum.text.speeches import Speeches, ids_of
from models.passage import Passage, PassageKind

PRINTED_KINDS: tuple[PassageKind, ...] = ("practice", "example", "recommendation", "question")
"""In the order in which a theme shows them."""
QUOTED = ("contribution", "comment", "proposal")


def speeches_of(material: Material) -> tuple[Speeches, Mask]:
    """The substantive passages of what is in writing, and of which of them counts tell.

    Positions are without case and superfluous spaces. A region is told where it is of what counts.
    """
    register, grouping = material.register, material.grouping
    written = register.is_any(QUOTED).tolist()
    place = {one.reference: row for row, one in enumerate(material.everything) if written[row]}
    pieces = [
        one
        for one in grouping.passages.values()
        if one.contribution in place and one.id in grouping.vectors
    ]
    pieces.sort(key=lambda one: one.id)
    of = np.fromiter((place[one.contribution] for one in pieces), np.int64, len(pieces))
    counted = np.zeros(len(register), dtype=np.bool_)
    counted[material.counted_rows] = True
    regions = register.pick(material.counted_rows).regions_shown()
    may_cite, pinned = _may_cite(material, pieces, of), frozenset(grouping.pinned)
    close = [one.id not in grouping.loose or one.id in pinned for one in pieces]
    speeches = Speeches(
        ids=ids_of([one.id for one in pieces]),
        passages=grouping.passages,
        voice=register.voices.pick(of),
        group=register.groups.pick(of),
        position=register.positions.pick(of),
        region=_spread(regions, material.counted_rows, len(register)).pick(of),
        language=Column.of(one.language for one in pieces),
        theme=Column.of(material.home.get(one.id, "") for one in pieces),
        kind=Column.of(_marks(material, pieces)),
        may_quote=may_cite & np.array(close, dtype=np.bool_),
        may_cite=may_cite,
    )
    return speeches, counted[of]


def _may_cite(material: Material, pieces: Sequence[Passage], of: Rows) -> Mask:
    """The same as `Material.may_cite`, of all."""
    printed = np.fromiter(map(material.may_print, material.everything), np.bool_)
    copies = material.copies
    found = printed[of] & np.array([not one.copy_of for one in pieces], dtype=np.bool_)
    pinned = frozenset(material.grouping.pinned)
    for row in np.flatnonzero(found).tolist():
        one = pieces[row]
        if one.contribution in copies and is_slight(one.text) and one.id not in pinned:
            found[row] = False
    return found


def _marks(material: Material, pieces: Sequence[Passage]) -> Iterator[str]:
    """What each was marked as, other than by its wording alone; "" for nothing that is printed."""
    for one in pieces:
        says = material.says.get(one.id)
        shown = says and says.said_by != "wording" and says.kind in PRINTED_KINDS
        yield says.kind if says and shown else ""


def _spread(column: Column, rows: Rows, size: int) -> Column:
    """A column of `size` rows, "" beside those `rows` that `column` has."""
    column = column.blank(np.zeros(len(column), dtype=np.bool_))
    codes = np.full(size, column.names.index(""), dtype=np.int32)
    codes[rows] = column.codes
    return Column(column.names, codes)
