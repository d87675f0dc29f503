"""Groups a record's passages into themes; knows no wording of the document and no storage.

Machine and human are kept apart: the machine's assignment is made from the anchors alone, people's
decisions are laid over it (`bpforum/decisions.py`), and each passage says which of the two it was.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from bpforum import theming
from bpforum.pieces import groupable
from bpforum.text.copies import additions
from bpforum.text.themes import anchors as anchoring
from bpforum.text.themes.forgetting import forget
from bpforum.text.themes.homes import homes
from bpforum.text.themes.reseating import reseat
from bpforum.text.vectors import ById, Table, pick, shift
from bpforum.theming import Encode, Vectors
from models.forum import Forum
from models.ids import paragraph_key
from models.passage import Passage, PassageKind, PlacedPassage, Says, UnplacedKind
from models.record import Record
from models.theme import (
    Anchor,
    DuplicateGroup,
    Item,
    ProposedMove,
    SameTexts,
    Subtheme,
    Theme,
    Themes,
    ThemeStatus,
    Variant,
    steadiness,
)

_SPEECH = ("transcript", "oral", "chat", "note")
"""Placed into themes, but never the matter that themes are made of while there is writing."""


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
    vectors: Mapping[str, Vectors] = field(default_factory=dict)
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

    @property
    def same_as(self) -> dict[str, str]:
        """Contribution → the representative of its text."""
        return {
            member.contribution: group.representative.contribution
            for group in self.duplicates
            for member in group.members
        }

    def added_by(self, copies: Collection[str]) -> dict[str, list[Passage]]:
        """What these `copies` say beyond the text that each copies, by contribution."""
        added: dict[str, list[Passage]] = defaultdict(list)
        for one in self.passages.values():
            if one.contribution in copies and one.substantive and not one.copy_of:
                added[one.contribution].append(one)
        return added


def group(
    forum: Forum,
    record: Record,
    pieces: Sequence[Passage],
    same: SameTexts,
    known: Sequence[Anchor],
    encode: Encode,
    encoder: str,
    forbidden: Sequence[str],
    table: Callable[[Sequence[str]], Table] | None = None,
) -> Grouping:
    """Themes for `pieces`: grown from the `known` anchors, or fitted where there are none.

    `table` encodes as `encode` does, where many rows are better not held in memory.
    """
    by_reference = {one.reference: one for one in groupable(record)}
    substantive = [one for one in pieces if one.substantive]
    texts: dict[str, int] = {}
    numbers = np.array([texts.setdefault(one.text, len(texts)) for one in substantive], np.int64)
    matrix = (table or encode)(list(texts))
    encoded = pick(matrix, numbers)
    kept = np.array([n for n, one in enumerate(substantive) if not one.copy_of], dtype=np.int64)
    originals = [substantive[n] for n in kept.tolist()]
    copies = {m.contribution for found in same.groups for m in found.members}
    written = [
        one
        for one in originals
        if by_reference[one.contribution].kind not in _SPEECH
        and not (one.contribution in copies and additions.is_slight(one.text))
    ]
    matter = frozenset(one.id for one in written or originals)
    asked = [question.id for call in forum.calls for question in call.questions]
    # A question that is no longer asked leaves its themes to the whole forum.
    standing = [
        one if one.question in asked else one.model_copy(update={"question": ""}) for one in known
    ]
    taken_off = theming.offsets_of(encoded, substantive, matter, known, encoder)
    by_language = {one.language: np.array(one.vector, dtype=np.float32) for one in taken_off}
    if by_language:
        spoken = {one.text: one.language for one in substantive}
        matrix = shift(np.asarray(matrix), [spoken[text] for text in texts], by_language)
    vectors = ById(
        matrix, dict(zip((one.id for one in substantive), numbers.tolist(), strict=True))
    )
    rows = pick(matrix, numbers[kept])
    standing = [
        one.model_copy(update={"offsets": taken_off})
        for one in reseat(standing, [one.id for one in originals], rows, encoder)
    ]
    home = homes(originals, rows, asked, standing, matter)
    made_of = [theming.at(home, one) if one.id in matter else None for one in originals]
    anchors = theming.themes_of(
        forum, made_of, rows, standing, by_reference, encode, encoder, forbidden, taken_off
    )
    if any(one.fate == "withdrawn" for one in record.everything):
        read = (one.text for one in pieces if theming.may_label(by_reference.get(one.contribution)))
        anchors = forget(anchors, read)
    # What themes are not made of is placed by the finished themes, today as in any later run.
    home = homes(originals, rows, asked, anchors, matter)
    placements = anchoring.place([theming.at(home, one) for one in originals], rows, anchors, asked)
    theme_of = {one.passage: one.theme for one in placements if one.theme}
    part_of = {one.passage: one.subtheme for one in placements if one.subtheme}
    scores = {one.passage: one.score for one in placements}
    unplaced: dict[str, UnplacedKind] = {
        one.passage: one.unplaced or "fits_no_theme" for one in placements if not one.theme
    }
    unplaced |= {one.id: "not_substantive" for one in pieces if not one.substantive}
    follows = _place_copies(substantive, vectors, theme_of, scores, unplaced)
    part_of |= {copy: part_of[one] for copy, one in follows.items() if one in part_of}
    return Grouping(
        passages={one.id: one for one in pieces},
        groups=_groups(anchors, theme_of, part_of, pieces),
        unplaced=unplaced,
        scores=scores,
        duplicates=same.groups,
        variants=same.variants,
        vectors=vectors,
        anchors=tuple(anchors),
        follows=follows,
        proposed_moves=tuple(
            move for anchor in anchors for move in anchor.proposed_moves if move.passage in theme_of
        ),
        loose=theming.loosely_related(theme_of, scores),
    )


def _groups(
    anchors: Sequence[Anchor],
    theme_of: Mapping[str, str],
    part_of: Mapping[str, str],
    pieces: Sequence[Passage],
) -> tuple[Group, ...]:
    """The themes with their passages, in the record's order."""
    members: dict[str, list[str]] = defaultdict(list)
    for one in pieces:
        if one.id in theme_of:
            members[theme_of[one.id]].append(one.id)
        if one.id in part_of:
            members[part_of[one.id]].append(one.id)
    return tuple(
        Group(
            id=anchor.id,
            label=anchor.label,
            key_phrases=anchor.key_phrases,
            status=anchor.status,
            question=anchor.question,
            pinned=anchor.pinned,
            set_aside=anchor.set_aside,
            passages=tuple(members[anchor.id]),
            firmness=anchor.firmness,
            subthemes=tuple(
                Subgroup(
                    id=part.id,
                    label=part.label,
                    key_phrases=part.key_phrases,
                    firmness=part.firmness,
                    passages=tuple(members[part.id]),
                )
                for part in anchor.subthemes
            ),
        )
        for anchor in anchors
    )


def _place_copies(
    substantive: Sequence[Passage],
    vectors: Mapping[str, Vectors],
    theme_of: dict[str, str],
    scores: dict[str, float],
    unplaced: dict[str, UnplacedKind],
) -> dict[str, str]:
    """What is copied stands where the likest passage of its original stands: which."""
    of: dict[str, list[str]] = defaultdict(list)
    for one in substantive:
        of[one.contribution].append(one.id)
    follows: dict[str, str] = {}
    for one in substantive:
        if one.copy_of and (originals := of[one.copy_of]):
            likeness = np.array([vectors[other] @ vectors[one.id] for other in originals])
            follows[one.id] = originals[int(np.argmax(np.round(likeness, 4)))]
    for one in substantive:
        if not one.copy_of:
            continue
        # An original may itself have copied the passage: from a text shorter than its own.
        likest = follows.get(one.id)
        while likest in follows:
            likest = follows[likest]
        if likest is None:
            unplaced[one.id] = "fits_no_theme"
            continue
        follows[one.id] = likest
        if likest in theme_of:
            theme_of[one.id], scores[one.id] = theme_of[likest], scores[likest]
        else:
            unplaced[one.id] = unplaced[likest]
    return follows


def as_themes(
    grouping: Grouping,
    cited: frozenset[str],
    only: frozenset[str] | None = None,
    says: Mapping[str, Says] | None = None,
) -> Themes:
    """`themes.json`; `cited` are the ids of the passages that the document cites.

    `only`: the ids of the passages to show, all where None. `says`: the kind of those with one.
    """
    kinds = says or {}

    def placed(passage_id: str, kind: UnplacedKind | None = None) -> PlacedPassage:
        one = grouping.passages[passage_id]
        return PlacedPassage(
            id=one.id,
            contribution=one.contribution,
            source=one.source,
            external_id=one.external_id,
            start=one.start,
            end=one.end,
            text=one.text,
            language=one.language,
            score=grouping.scores.get(one.id, 0.0),
            assigned_by=grouping.assigned_by.get(one.id, "machine"),
            duplicate_of=one.copy_of,
            loosely_related=kind is None and one.id in grouping.loose,
            cited=one.id in cited,
            says=kinds.get(one.id),
            kind=kind,
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
        duplicates=grouping.duplicates,
        variants=grouping.variants,
        proposed_moves=grouping.proposed_moves,
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


def narrowed(grouping: Grouping, keep: frozenset[str]) -> Grouping:
    """The grouping as if only the contributions `keep` (references) had been received."""
    groups = []
    heirs: dict[str, Item] = {}
    for found in grouping.duplicates:
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
        if one.copy_of is None or one.copy_of in keep:
            return one
        heir = heirs[one.copy_of].contribution if one.copy_of in heirs else None
        return one.model_copy(update={"copy_of": heir if heir != one.contribution else None})

    kept = {k: without(p) for k, p in grouping.passages.items() if p.contribution in keep}
    return replace(
        grouping,
        passages=kept,
        groups=tuple(
            replace(group, passages=tuple(p for p in group.passages if p in kept))
            for group in grouping.groups
            if any(p in kept for p in group.passages)
        ),
        unplaced={k: v for k, v in grouping.unplaced.items() if k in kept},
        duplicates=tuple(groups),
        variants=variants,
        pinned=tuple(p for p in grouping.pinned if p in kept),
        proposed_moves=tuple(one for one in grouping.proposed_moves if one.passage in kept),
    )
