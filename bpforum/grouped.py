"""What a grouping is: themes and the place of every passage, as values; groups nothing.

Light on purpose: pages read these values, and need none of what makes them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress, filterfalse
from operator import attrgetter

from bpforum.text.vectors import Matrix
from models.ids import paragraph_key
from models.passage import Passage, PassageKind, UnplacedKind
from models.theme import (
    Anchor,
    DuplicateGroup,
    Item,
    ProposedMove,
    ThemeStatus,
    Variant,
)


@dataclass(frozen=True)
class Subgroup:
    """A sub-theme: its passages by id, in order of the record."""

    id: str
    label: str
    key_phrases: tuple[str, ...] = ()
    firmness: float | None = None
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """A theme while it is being worked on: its passages by id, in order of the record."""

    id: str
    label: str
    key_phrases: tuple[str, ...] = ()
    status: ThemeStatus = "standing"
    question: str = ""
    pinned: bool = False
    set_aside: bool = False
    named_by: str = "machine"
    passages: tuple[str, ...] = ()
    firmness: float | None = None
    """0 … 1; None where nothing is known, or a person made it."""
    subthemes: tuple[Subgroup, ...] = ()

    @property
    def key(self) -> str:
        """How the ids of its paragraphs begin."""
        return paragraph_key("th", self.id)


@dataclass(frozen=True)
class Grouping:
    """Every passage with its place. `vectors` holds substantive passages alone."""

    passages: Mapping[str, Passage]
    groups: tuple[Group, ...]
    unplaced: Mapping[str, UnplacedKind]
    scores: Mapping[str, float]
    assigned_by: Mapping[str, str] = field(default_factory=dict)
    duplicates: tuple[DuplicateGroup, ...] = ()
    variants: tuple[Variant, ...] = ()
    pinned: tuple[str, ...] = ()
    """Passages that people want quoted, whatever else arrives."""
    vectors: Mapping[str, Matrix] = field(default_factory=dict)
    anchors: tuple[Anchor, ...] = ()
    follows: Mapping[str, str] = field(default_factory=dict)
    """Passage of a copy → the passage of its representative with which it stands, whoever moves
    that."""
    proposed_moves: tuple[ProposedMove, ...] = ()
    """Old passages that would stand better elsewhere; only a decision moves them."""
    kinds: Mapping[str, PassageKind | None] = field(default_factory=dict)
    """Passage → its kind, where a person has said it (`set_kind`); None where a person has said
    that it is of none."""
    loose: Collection[str] = frozenset()
    """Passages that fit their theme least: they count, but are not quoted."""

    @cached_property
    def same_as(self) -> dict[str, str]:
        """Contribution → the representative of its text."""
        return {
            member.contribution: group.representative.contribution
            for group in self.duplicates
            for member in group.members
        }


def narrowed(grouping: Grouping, keep: frozenset[str], left_out: frozenset[str]) -> Grouping:
    """The grouping as if only the contributions `keep` (references) had been received; `left_out`
    are the ids of the passages of all others."""
    groups = []
    heirs: dict[str, Item] = {}
    whose = attrgetter("contribution")
    for found in grouping.duplicates:
        if found.members and keep.issuperset(map(whose, (found.representative, *found.members))):
            groups.append(found)
            continue
        everyone = [
            item for item in (found.representative, *found.members) if item.contribution in keep
        ]
        if len(everyone) > 1:
            groups.append(
                DuplicateGroup(
                    representative=everyone[0], members=tuple(everyone[1:]), kind=found.kind
                )
            )
            heirs |= dict.fromkeys({found.representative.contribution} - keep, everyone[0])
    variants = tuple(
        one for one in grouping.variants if {one.one.contribution, one.other.contribution} <= keep
    )

    def without(one: Passage) -> Passage:
        heir = heirs[one.copy_of].contribution if one.copy_of in heirs else None
        return one.model_copy(update={"copy_of": heir if heir != one.contribution else None})

    kept = dict(grouping.passages)
    for one in left_out:
        del kept[one]
    copied = list(map(attrgetter("copy_of"), kept.values()))
    gone = set(copied) - keep - {None}
    if gone:
        orphans = list(compress(kept, map(gone.__contains__, copied)))
        kept.update((key, without(kept[key])) for key in orphans)
    within = [
        group.passages
        if left_out.isdisjoint(group.passages)
        else tuple(filterfalse(left_out.__contains__, group.passages))
        for group in grouping.groups
    ]
    return replace(
        grouping,
        passages=kept,
        groups=tuple(
            replace(group, passages=some)
            for group, some in zip(grouping.groups, within, strict=True)
            if some
        ),
        unplaced={k: v for k, v in grouping.unplaced.items() if k not in left_out},
        duplicates=tuple(groups),
        variants=variants,
        pinned=tuple(p for p in grouping.pinned if p in kept),
        proposed_moves=tuple(one for one in grouping.proposed_moves if one.passage in kept),
    )
