"""Tells in each copy what is copied from what is added: owns which texts a text is held against.

Where the same text is held against the same texts it is cut in the same places.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bpforum.text.copies import additions
from models.contribution import Contribution
from models.passage import Passage
from models.theme import SameTexts

_AT_HAND = 512
"""Texts whose shingles are kept while others are held against them."""


@dataclass(frozen=True, slots=True)
class Against:
    """The texts that one is held against."""

    originals: tuple[str, ...] = ()
    """References, the most important first."""
    is_equal: bool = False
    """Word for word the first of them."""
    is_mere: bool = False
    """The whole of it is a copy of the first."""


_NOBODY = Against()


class Apart:
    """Holds copies against their originals."""

    def __init__(self, everyone: Iterable[Contribution], same: SameTexts) -> None:
        """`everyone` whose texts may be copied."""
        self._speaks = {
            member.contribution: group.representative.contribution
            for group in same.groups
            for member in group.members
        }
        self._equal = {
            member.contribution
            for group in same.groups
            if group.kind == "exact"
            for member in group.members
        }
        self._held: dict[str, list[str]] = defaultdict(list)
        for one in same.holdings:
            self._held[one.text].append(one.held)
        self._texts = {one.reference: one.text for one in everyone} if same.groups else {}
        self._shingled = lru_cache(_AT_HAND)(lambda ref: additions.shingled(self._texts[ref]))

    def text_of(self, reference: str) -> str:
        """The text of one that others are held against."""
        return self._texts[reference]

    def against(self, reference: str) -> Against:
        """What a contribution is held against."""
        first, held = self._speaks.get(reference), self._held.get(reference, [])
        if first and reference in self._equal:
            return Against((first,), is_equal=True)
        originals = [first, *held] if first and first not in held else held
        if not originals:
            return _NOBODY
        return Against(tuple(originals), is_mere=originals[0] not in held)

    def told(
        self, one: Contribution, pieces: Sequence[Passage], against: Against
    ) -> Sequence[Passage]:
        """The passages of `one`, cut where its own words begin and end if it copies anything."""
        if against.is_equal:
            copied = {"copy_of": against.originals[0]}
            return [piece.model_copy(update=copied) for piece in pieces]
        if not against.originals:
            return pieces
        known = [(ref, self._shingled(ref)) for ref in against.originals]
        return additions.apart(pieces, one.text, known, mere=against.is_mere)
