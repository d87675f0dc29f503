"""Groups a record's passages into themes; knows no wording of the document and no storage.

Machine and human are kept apart: the machine's assignment is made from the anchors alone, people's
decisions are laid over it (`bpforum/decisions.py`), and each passage says which of the two it was.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np

from bpforum import theming
from bpforum.grouped import Group, Grouping, Subgroup
from bpforum.pieces import groupable
from bpforum.text.copies import additions
from bpforum.text.themes import anchors as anchoring
from bpforum.text.themes.forgetting import forget
from bpforum.text.themes.homes import homes
from bpforum.text.themes.reseating import reseat
from bpforum.text.vectors import ById, Table, pick, shift
from bpforum.theming import Encode
from models.forum import Forum
from models.passage import Passage, UnplacedKind
from models.record import Record
from models.theme import (
    Anchor,
    SameTexts,
)

_SPEECH = ("transcript", "oral", "chat", "note")
"""Placed into themes, but never the matter that themes are made of while there is writing."""


def group(
    forum: Forum,
    record: Record,
    pieces: Sequence[Passage],
    same: SameTexts,
    known: Sequence[Anchor],
    encode: Encode,
    encoder: str,
    forbidden: Collection[str],
    table: Callable[[Sequence[str]], Table] | None = None,
) -> Grouping:
    """Themes for `pieces`: grown from the `known` anchors, or fitted where there are none.

    `table` encodes as `encode` does, where many rows are better not held in memory.
    """
    by_reference = {one.reference: one for one in groupable(record)}
    substantive = [one for one in pieces if one.substantive]
    texts: dict[str, int] = {}
    places = [texts.setdefault(one.text, len(texts)) for one in substantive]
    numbers = np.array(places, np.int64)
    matrix = (table or encode)(list(texts))
    del texts
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
    matter = frozenset([one.id for one in written or originals])
    asked = [question.id for call in forum.calls for question in call.questions]
    # A question that is no longer asked leaves its themes to the whole forum.
    standing = [
        one if one.question in asked else one.model_copy(update={"question": ""}) for one in known
    ]
    taken_off = theming.offsets_of(encoded, substantive, matter, known, encoder)
    by_language = {one.language: np.array(one.vector, dtype=np.float32) for one in taken_off}
    if by_language:
        said_in = np.array([one.language for one in substantive])
        spoken = np.zeros(len(matrix), said_in.dtype)
        spoken[numbers] = said_in  # of equal texts the last one's, as was found of each alone
        matrix = shift(matrix, spoken, by_language)
    vectors = ById(matrix, dict(zip([one.id for one in substantive], places, strict=True)))
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
    # What themes are not made of is placed by the finished themes, today as in any later run; by
    # those that are only proposed nobody is moved unasked.
    closed = {one.id for one in anchors if one.status == "proposed"}
    home = homes(originals, rows, asked, anchors, matter, closed)
    at_home = [theming.at(home, one) for one in originals]
    placed = anchoring.place(at_home, rows, anchors, asked, closed)
    theme_of, part_of = placed.themes, placed.subthemes
    scores = placed.scores
    unplaced: dict[str, UnplacedKind] = dict.fromkeys(placed.unplaced, "fits_no_theme")
    unplaced |= {one.id: "not_substantive" for one in pieces if not one.substantive}
    follows = _place_copies(substantive, places, matrix, theme_of, scores, unplaced)
    part_of |= {copy: part_of[one] for copy, one in follows.items() if one in part_of}
    members = _members(pieces, theme_of, part_of)
    return Grouping(
        passages={one.id: one for one in pieces},
        groups=tuple(_group(anchor, members) for anchor in anchors),
        unplaced=unplaced,
        scores=scores,
        duplicates=same.groups,
        variants=same.variants,
        vectors=vectors,
        anchors=tuple(anchors),
        follows=follows,
        proposed_moves=tuple(
            move for anchor in anchors for move in anchor.proposed_moves if move.passage in theme_of
        )
        + placed.moves,
        loose=theming.loosely_related([members[one.id] for one in anchors], scores),
    )


def _members(
    pieces: Sequence[Passage], theme_of: Mapping[str, str], part_of: Mapping[str, str]
) -> Mapping[str, Sequence[str]]:
    """The passages of each theme and sub-theme, in the record's order."""
    members: dict[str, list[str]] = defaultdict(list)
    ids = [one.id for one in pieces]
    for places in (theme_of, part_of):
        for one, place in zip(ids, map(places.get, ids), strict=True) if places else ():
            if place:
                members[place].append(one)
    return members


def _group(anchor: Anchor, members: Mapping[str, Sequence[str]]) -> Group:
    """The theme with its passages."""
    return Group(
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


def _place_copies(
    substantive: Sequence[Passage],
    places: Sequence[int],
    matrix: Table,
    theme_of: dict[str, str],
    scores: dict[str, float],
    unplaced: dict[str, UnplacedKind],
) -> dict[str, str]:
    """What is copied stands where the likest passage of its original stands: which.

    `places`: which row of the matrix is whose. Equal texts share a row, so that what thousands
    copied is compared once.
    """
    copies = [
        (one.id, one.copy_of, number)
        for one, number in zip(substantive, places, strict=True)
        if one.copy_of
    ]
    of: dict[str, list[tuple[str, int]]] = {copied: [] for _, copied, _ in copies}
    for one, number in zip(substantive, places, strict=True):
        if one.contribution in of:
            of[one.contribution].append((one.id, number))
    known: dict[tuple[str, int], str] = {}
    follows: dict[str, str] = {}
    for name, copied, number in copies:
        likest = known.get((copied, number))
        if likest is None and (originals := of[copied]):
            likest = known[copied, number] = _likest(number, originals, matrix)
        if likest is not None:
            follows[name] = likest
    for name, _, _ in copies:
        # An original may itself have copied the passage: from a text shorter than its own.
        likest = follows.get(name)
        while likest in follows:
            likest = follows[likest]
        if likest is None:
            unplaced[name] = "fits_no_theme"
            continue
        follows[name] = likest
        theme = theme_of.get(likest)
        if theme is not None:
            theme_of[name], scores[name] = theme, scores[likest]
        else:
            unplaced[name] = unplaced[likest]
    return follows


def _likest(number: int, originals: Sequence[tuple[str, int]], matrix: Table) -> str:
    """The first of those that are likest to that row."""
    if len(originals) == 1:
        return originals[0][0]
    row = matrix[number]
    likeness = np.array([matrix[other] @ row for _, other in originals])
    return originals[int(np.argmax(np.round(likeness, 4)))][0]
