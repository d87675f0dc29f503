"""What kind of thing each passage says, and who says so: owns that order, decides for nobody.

A person who looked comes first, then the form that somebody filled in, the call's question, and the
heading that it stands under. Where none of them says anything, wording may suggest a kind; it is
marked as such, and nothing is printed as fact for it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from bpforum.text import kind_words
from models.contribution import Contribution, NoteLineKind
from models.passage import Passage, PassageKind, SaidBy, Says

Codes = NDArray[np.uint8]

_OF_LINES: Mapping[NoteLineKind, PassageKind] = {
    "issue": "issue", "practice": "practice", "example": "example",
    "suggestion": "recommendation", "open_question": "question",
}  # fmt: skip
WAYS = 3
_KINDS: tuple[PassageKind | None, ...] = (None, *get_args(PassageKind))
_SAID_BY: tuple[SaidBy, ...] = ("wording", "heading", "question", "form", "person")
"""Whoever comes later is believed rather."""
SAYS: tuple[Says | None, ...] = tuple(
    Says(kind=kind, said_by=by) if kind else None for by in _SAID_BY for kind in _KINDS
)
"""All that may be said of a passage; at 0 that nothing is."""
_Zone = tuple[int, int, PassageKind]
"""Start, end and kind of a part of a text."""


def kinds(
    passages: Iterable[Passage],
    contributions: Mapping[str, Contribution],
    asked: Mapping[str, PassageKind],
    by_people: Mapping[str, PassageKind | None],
) -> dict[str, Says]:
    """The kind of each of `passages` that has one, by id.

    `asked` holds the kind that a call's question asks for, `by_people` what a person said of a
    passage, None for no kind. Passages of nothing substantive have none.
    """
    known = [passage for passage in passages if passage.contribution in contributions]
    codes = decided(known, Told.by(known, contributions), asked, by_people)
    said = zip(known, map(SAYS.__getitem__, codes.tolist()), strict=True)
    return {passage.id: says for passage, says in said if says}


@dataclass(frozen=True)
class Told:
    """What passages are told to be by what was sent alone."""

    codes: Codes
    """Places in `_KINDS`: a row each for form, heading and wording, a column for each passage."""

    @classmethod
    def by(cls, passages: Sequence[Passage], contributions: Mapping[str, Contribution]) -> "Told":
        """By the forms, headings and texts of these `contributions`, whatever people say; of
        passages of others nothing is told."""
        codes = np.zeros((WAYS, len(passages)), dtype=np.uint8)
        form: _Form | None = None
        for n, passage in enumerate(passages):
            one = contributions.get(passage.contribution)
            if one is None:
                continue
            if form is None or form.of is not one:
                form = _Form(one)  # passages come contribution by contribution
            told, under, suggested = form.told(passage), form.under(passage), None
            if not told and not under and one.kind != "note":
                suggested = kind_words.suggested(passage.text)
            if told or under or suggested:
                codes[:, n] = list(map(_KINDS.index, (told, under, suggested)))
        return cls(codes)

    def is_sound(self) -> bool:
        """Whether each number stands for a kind."""
        return int(self.codes.max(initial=0)) < len(_KINDS)


def decided(
    passages: Sequence[Passage],
    told: Told,
    asked: Mapping[str, PassageKind],
    by_people: Mapping[str, PassageKind | None],
) -> Codes:
    """The same as `kinds`, where it is known what `passages` are `told` to be: places in `SAYS`."""
    by_question = np.zeros(len(passages), dtype=np.uint8)
    if asked:
        by_question[:] = [_KINDS.index(asked.get(one.question)) for one in passages]
    by_form, by_heading, by_wording = told.codes
    codes = np.zeros(len(passages), dtype=np.uint8)
    for way, column in enumerate((by_wording, by_heading, by_question, by_form)):
        says = column > 0
        codes[says] = way * len(_KINDS) + column[says]
    for row, one in enumerate(passages) if by_people else ():
        if one.id in by_people:
            kind = _KINDS.index(by_people[one.id])
            codes[row] = _SAID_BY.index("person") * len(_KINDS) + kind
    speaks = map(attrgetter("substantive"), passages)
    return codes * np.fromiter(speaks, np.bool_, len(passages))


class _Form:
    """What a contribution's form and headings say of its parts."""

    def __init__(self, one: Contribution) -> None:
        self.of = one
        self._lines, self._headings = _lines(one), _headings(one)
        words = [one.category, one.on.comment_type if one.on else ""]
        typed: Iterator[PassageKind | None] = (kind_words.typed(said) for said in words if said)
        self._typed = next((kind for kind in typed if kind), None)

    def told(self, passage: Passage) -> PassageKind | None:
        """By the lines of a note, where they agree, the card of a practice, or the form."""
        if self.of.session_note:
            told = {
                kind
                for start, end, kind in self._lines
                if start < passage.end and passage.start < end
            }
            held = [line for line in self.of.session_note.lines if line.start < passage.end]
            held = [line for line in held if passage.start < line.end]
            others = any(line.kind not in _OF_LINES for line in held)
            return next(iter(told)) if len(told) == 1 and not others else None
        for part in self.of.card:
            if part.start < passage.end and passage.start < part.end:
                return "practice"
        return self._typed

    def under(self, passage: Passage) -> PassageKind | None:
        """By the heading above, or a label at its own beginning."""
        zones = self._headings
        nth = bisect_right(zones, passage.start, key=lambda zone: zone[0]) - 1 if zones else -1
        if nth >= 0 and passage.start < zones[nth][1]:
            return zones[nth][2]
        return kind_words.labelled(passage.text)


def _lines(one: Contribution) -> list[_Zone]:
    lines = one.session_note.lines if one.session_note else ()
    return [(x.start, x.end, _OF_LINES[x.kind]) for x in lines if x.kind in _OF_LINES]


def _headings(one: Contribution) -> list[_Zone]:
    """The parts of the text that stand under a heading of a kind, in order.

    A part ends with the next heading of its level or above, or with any that has a kind itself.
    """
    zones: list[_Zone] = []
    begin, kind, level = 0, None, 0
    for block in one.blocks:
        if block.kind not in ("heading", "question"):
            continue
        words = one.text[block.start : block.end]
        own = kind_words.headed(words) if block.kind == "heading" else None
        ends = block.kind == "question" or own or not 0 < level < block.level
        if kind and ends:
            zones.append((begin, block.start, kind))
            kind = None
        if own:
            begin, kind, level = block.start, own, block.level
    if kind:
        zones.append((begin, len(one.text), kind))
    return zones
