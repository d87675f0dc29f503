"""What a grouping is: themes and the place of every passage, as values; groups nothing.

Light on purpose: pages read these values, and need none of what makes them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import compress, filterfalse, repeat
from operator import attrgetter, is_not

from bpforum.text.vectors import Matrix
from models.ids import paragraph_key
from models.passage import Passage, PassageKind, PlacedPassage, Says, UnplacedKind
from models.theme import (
    Anchor,
    DuplicateGroup,
    Item,
    ProposedMove,
    Subtheme,
    Theme,
    Themes,
    ThemeStatus,
    Variant,
    steadiness,
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
    def copied(self) -> frozenset[str]:
        """The passages whose words somebody sent before."""
        copies = map(attrgetter("copy_of"), self.passages.values())
        return frozenset(compress(self.passages, map(is_not, copies, repeat(None))))

    @cached_property
    def same_as(self) -> dict[str, str]:
        """Contribution → the representative of its text."""
        return {
            member.contribution: group.representative.contribution
            for group in self.duplicates
            for member in group.members
        }


def as_themes(
    grouping: Grouping,
    cited: frozenset[str],
    only: frozenset[str] | None = None,
    says: Mapping[str, Says] | None = None,
    *,
    with_files: bool = True,
) -> Themes:
    """`themes.json`; `cited` are the ids of the passages that the document cites.

    `only`: the ids of the passages to show, all where None. `says`: the kind of those with one.
    Unless `with_files`, nothing is called by what its source calls it, as a file's name.
    """
    kinds = says or {}

    def placed(passage_id: str, kind: UnplacedKind | None = None) -> PlacedPassage:
        one = grouping.passages[passage_id]
        # Of values that were validated, some ten thousand times: in the order of the fields.
        return PlacedPassage.trusted(
            {
                "id": passage_id,
                "contribution": one.contribution,
                "source": one.source,
                "external_id": one.external_id if with_files else "",
                "start": one.start,
                "end": one.end,
                "text": one.text,
                "language": one.language,
                "score": float(grouping.scores.get(passage_id, 0.0)),
                "assigned_by": grouping.assigned_by.get(passage_id, "machine"),
                "duplicate_of": one.copy_of,
                "loosely_related": kind is None and passage_id in grouping.loose,
                "cited": passage_id in cited,
                "says": kinds.get(passage_id),
                "kind": kind,
            }
        )

    return Themes(
        themes=tuple(
            Theme(
                id=group.id,
                label=group.label,
                key_phrases=group.key_phrases,
                status=group.status,
                question=group.question,
                pinned=group.pinned,
                set_aside=group.set_aside,
                named_by=group.named_by,
                firmness=group.firmness,
                steadiness=steadiness(group.firmness),
                subthemes=_subthemes(group),
                passages=tuple(
                    placed(one) for one in group.passages if only is None or one in only
                ),
            )
            for group in grouping.groups
        ),
        unplaced=tuple(
            placed(one, kind)
            for one, kind in sorted(grouping.unplaced.items())
            if only is None or one in only
        ),
        duplicates=grouping.duplicates if with_files else tuple(map(_bare, grouping.duplicates)),
        variants=tuple(
            pair
            if with_files
            else pair.model_copy(
                update={"one": _without_file(pair.one), "other": _without_file(pair.other)}
            )
            for pair in grouping.variants
        ),
        proposed_moves=grouping.proposed_moves,
    )


def _bare(group: DuplicateGroup) -> DuplicateGroup:
    return DuplicateGroup(
        representative=_without_file(group.representative),
        members=tuple(map(_without_file, group.members)),
        kind=group.kind,
    )


def _without_file(item: Item) -> Item:
    return Item.trusted(
        {"contribution": item.contribution, "source": item.source, "external_id": ""}
    )


def _subthemes(group: Group) -> tuple[Subtheme, ...]:
    """The sub-themes with what is still in the theme, after people's decisions."""
    inside = set(group.passages)
    kept = [
        (one, tuple(passage for passage in one.passages if passage in inside))
        for one in group.subthemes
    ]
    return tuple(
        Subtheme(
            id=one.id,
            label=one.label,
            key_phrases=one.key_phrases,
            firmness=one.firmness,
            steadiness=steadiness(one.firmness),
            passages=passages,
        )
        for one, passages in kept
        if passages
    )


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
