"""Groups a record's passages into themes; knows no wording of the document and no storage.

Machine and human are kept apart: the machine's assignment is made from the anchors alone, people's
decisions are laid over it (`bpforum/decisions.py`), and each passage says which of the two it was.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from itertools import chain, compress, count, repeat
from operator import attrgetter, not_

import numpy as np
from numpy.typing import NDArray

from bpforum import theming
from bpforum.grouped import Group, Grouping, Subgroup
from bpforum.pieces import groupable
from bpforum.placings import Placings
from bpforum.text.copies import additions
from bpforum.text.one_thread import on_one_thread
from bpforum.text.themes import anchors as anchoring
from bpforum.text.themes import leaves
from bpforum.text.themes.anchors import Placed
from bpforum.text.themes.following import follow
from bpforum.text.themes.forgetting import forget
from bpforum.text.themes.reseating import reseat
from bpforum.text.vectors import ById, Labels, Shifted, Table, pick
from bpforum.theming import Encode
from models.contribution import Contribution
from models.forum import Forum
from models.passage import Passage, UnplacedKind
from models.record import Record
from models.theme import Anchor, LanguageOffset, SameTexts

_SPEECH = ("transcript", "oral", "chat", "note")
"""Placed into themes, but never the matter that themes are made of while there is writing."""


@on_one_thread
def group(
    forum: Forum,
    record: Record,
    pieces: Sequence[Passage],
    same: SameTexts,
    known: Sequence[Anchor],
    encode: Encode,
    encoder: str,
    forbidden: Callable[[], Collection[str]],
    table: Callable[[Sequence[str]], Table] | None = None,
    earlier: Placings | None = None,
) -> Grouping:
    """Themes for `pieces`: grown from the `known` anchors, or fitted where there are none.

    `forbidden`: the names that no label may hold. `table` encodes as `encode` does, where many rows
    are better not held in memory. `earlier` is what earlier runs found, and learns what this one
    does.
    """
    grouped = groupable(record)
    by_reference = dict(zip(map(attrgetter("reference"), grouped), grouped, strict=True))
    is_substantive = list(map(attrgetter("substantive"), pieces))
    substantive = list(compress(pieces, is_substantive))
    others = list(compress(pieces, map(not_, is_substantive)))
    ids, whose, copied = (
        list(map(attrgetter(name), substantive)) for name in ("id", "contribution", "copy_of")
    )
    earlier = earlier or Placings()
    matrix, places = _encoded(substantive, table or encode)
    kept = np.flatnonzero(~np.fromiter(map(bool, copied), np.bool_, len(copied)))
    numbers = kept.tolist()
    originals, names = [substantive[n] for n in numbers], [ids[n] for n in numbers]
    is_matter = _is_matter(originals, by_reference, same)
    matter = frozenset(compress(names, is_matter.tolist()))
    asked = [question.id for call in forum.calls for question in call.questions]
    # A question that is no longer asked leaves its themes to the whole forum.
    standing = [
        one if one.question in asked else one.model_copy(update={"question": ""}) for one in known
    ]
    taken_off = theming.offsets_of(pick(matrix, places), substantive, matter, known, encoder)
    spoken = _spoken(len(matrix), places, substantive, taken_off)
    if taken_off:
        by = [np.array(one.vector, dtype=np.float32) for one in taken_off]
        moved = Shifted(matrix, spoken, by)
        matrix = moved[:] if isinstance(matrix, np.ndarray) else moved
    spoken = spoken[places]
    rows = pick(matrix, places[kept])
    standing = [
        one.model_copy(update={"offsets": taken_off})
        for one in reseat(standing, names, rows, encoder)
    ]
    at_home = theming.at_home(originals, rows, asked, standing, matter)
    anchors = theming.themes_of(
        forum, list(compress(at_home, is_matter.tolist())), pick(rows, np.flatnonzero(is_matter)),
        standing, by_reference, encode, encoder, cache(forbidden), taken_off,
    )  # fmt: skip
    if "withdrawn" in map(attrgetter("fate"), record.everything):
        read = (one.text for one in pieces if theming.may_label(by_reference.get(one.contribution)))
        anchors = forget(anchors, read)
    # What themes are not made of is placed by the finished themes, today as in any later run; by
    # those that are only proposed nobody is moved unasked.
    closed = {one.id for one in anchors if one.status == "proposed"}
    at_home = theming.at_home(originals, rows, asked, anchors, matter, closed)
    scores = earlier.scores([whose[n] for n in numbers], spoken[kept], encoder, taken_off)
    placed = anchoring.place(at_home, rows, anchors, asked, closed, scores)
    # What is copied stands where the likest passage of its original stands.
    likest = earlier.likest(ids, spoken, encoder, taken_off)
    with_it = follow(copied, whose, places, matrix, likest)
    leaf, near = np.full(len(ids), -1, dtype=np.int64), np.zeros(len(ids))
    leaf[kept], near[kept] = placed.leaf, placed.near
    leaf, near = leaf[with_it], near[with_it]
    copies = np.setdiff1d(np.arange(len(ids)), kept, assume_unique=True)
    known_rows = np.append(kept, copies[leaf[copies] >= 0])
    row_of = dict(zip(ids, count()))
    every = np.array(ids, dtype=object)
    unplaced: dict[str, UnplacedKind] = dict.fromkeys(placed.unplaced, "fits_no_theme")
    unplaced |= dict.fromkeys([one.id for one in others], "not_substantive")
    unplaced |= dict.fromkeys(every[copies[leaf[copies] < 0]].tolist(), "fits_no_theme")
    following = copies[with_it[copies] != copies]
    themes = _rows_of(_themes_at(placed, leaf), len(anchors))
    parts = _rows_of(leaf, len(leaves.names(anchors)))[len(anchors) :]
    inside = iter([tuple(every[rows].tolist()) for rows in parts])
    members = [every[rows].tolist() for rows in themes]
    return Grouping(
        passages=dict(zip(map(attrgetter("id"), pieces), pieces, strict=True)),
        groups=tuple(
            _group(anchor, some, [next(inside) for _ in anchor.subthemes])
            for anchor, some in zip(anchors, members, strict=True)
        ),
        unplaced=unplaced,
        scores=dict(zip(every[known_rows].tolist(), near[known_rows].tolist(), strict=True)),
        duplicates=same.groups,
        variants=same.variants,
        vectors=ById(pick(matrix, places), row_of),
        anchors=tuple(anchors),
        follows=dict(
            zip(every[following].tolist(), every[with_it[following]].tolist(), strict=True)
        ),
        proposed_moves=tuple(
            move
            for anchor in anchors
            for move in anchor.proposed_moves
            if move.passage in row_of and leaf[row_of[move.passage]] >= 0
        )
        + placed.moves,
        loose=theming.loosely_related(members, [near[rows] for rows in themes]),
    )


def _encoded(
    passages: Sequence[Passage], encode: Callable[[Sequence[str]], Table]
) -> tuple[Table, Labels]:
    """A row for each different text; and which of them is whose."""
    texts: dict[str, int] = {}
    said = map(attrgetter("text"), passages)
    first = np.fromiter(map(texts.setdefault, said, count()), np.int64, len(passages))
    number = np.cumsum(first == np.arange(len(first))) - 1
    return encode(list(texts)), number[first]


def _is_matter(
    originals: Sequence[Passage], by_reference: Mapping[str, Contribution], same: SameTexts
) -> NDArray[np.bool_]:
    """Which of these themes are made of: neither speech nor, in copies, sentences in passing."""
    is_speech = map(_SPEECH.__contains__, map(attrgetter("kind"), by_reference.values()))
    speech = set(compress(by_reference, is_speech))
    members = chain.from_iterable(map(attrgetter("members"), same.groups))
    copies = set(map(attrgetter("contribution"), members))
    whose = map(attrgetter("contribution"), originals)
    doubtful = np.fromiter(map((speech | copies).__contains__, whose), np.bool_, len(originals))
    found: NDArray[np.bool_] = ~doubtful
    for n in np.flatnonzero(doubtful).tolist():
        one = originals[n]
        found[n] = one.contribution not in speech and not additions.is_slight(one.text)
    return found if found.any() else np.ones(len(originals), np.bool_)


def _spoken(
    size: int, places: Labels, passages: Sequence[Passage], by: Sequence[LanguageOffset]
) -> Labels:
    """For each row which offset is taken off it, -1 for none: of equal texts the last one's."""
    spoken = np.full(size, -1, dtype=np.int64)
    if by:
        codes = {one.language: n for n, one in enumerate(by)}
        languages = map(codes.get, map(attrgetter("language"), passages), repeat(-1))
        spoken[places] = np.fromiter(languages, np.int64, len(passages))
    return spoken


def _themes_at(placed: Placed, leaf: Labels) -> Labels:
    """The themes of these leaves."""
    return np.append(placed.table.themes, -1)[leaf] if placed.table else leaf


def _rows_of(places: Labels, size: int) -> list[Labels]:
    """The rows at each of so many places, in their order."""
    order = np.argsort(places, kind="stable")
    ends = np.searchsorted(places[order], np.arange(size + 1))
    return [order[ends[n] : ends[n + 1]] for n in range(size)]


def _group(anchor: Anchor, members: Sequence[str], parts: Sequence[tuple[str, ...]]) -> Group:
    """The theme with its passages, and those of its sub-themes."""
    return Group(
        id=anchor.id,
        label=anchor.label,
        key_phrases=anchor.key_phrases,
        status=anchor.status,
        question=anchor.question,
        pinned=anchor.pinned,
        set_aside=anchor.set_aside,
        passages=tuple(members),
        firmness=anchor.firmness,
        subthemes=tuple(
            Subgroup(
                id=part.id,
                label=part.label,
                key_phrases=part.key_phrases,
                firmness=part.firmness,
                passages=inside,
            )
            for part, inside in zip(anchor.subthemes, parts, strict=True)
        ),
    )
