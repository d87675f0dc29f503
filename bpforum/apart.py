"""Tells in each copy what is copied from what is added: owns which texts a text is held against.

Where the same text is held against the same texts it is cut in the same places.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import repeat

from bpforum.text.copies import additions
from models.contribution import Contribution
from models.passage import Passage
from models.theme import SameTexts

_AT_HAND = 512
"""Texts whose shingles are kept while others are held against them."""


@dataclass(frozen=True, slots=True, eq=False)
class Against:
    """The texts that one is held against. All who copy one text alone share one value."""

    originals: tuple[str, ...] = ()
    """References, the most important first."""
    is_equal: bool = False
    """Word for word the first of them."""
    is_mere: bool = False
    """The whole of it is a copy of the first."""


NOBODY = Against()
"""What copies nothing is held against."""


class Apart:
    """Holds copies against their originals."""

    def __init__(self, everyone: Iterable[Contribution], same: SameTexts) -> None:
        """`everyone` whose texts may be copied."""
        self._known: dict[str, Against] = {}
        for group in same.groups:
            equal = group.kind == "exact"
            one = Against((group.representative.contribution,), is_equal=equal, is_mere=not equal)
            self._known.update((member.contribution, one) for member in group.members)
        holds: dict[str, list[str]] = defaultdict(list)
        for holding in same.holdings:
            holds[holding.text].append(holding.held)
        for text, held in holds.items():
            first = self._known.get(text, NOBODY)
            if not first.is_equal:
                others = [one for one in first.originals if one not in held]
                self._known[text] = Against((*others, *held), is_mere=bool(others))
        held_against = {ref for one in set(self._known.values()) for ref in one.originals}
        self._texts = {one.reference: one.text for one in everyone if one.reference in held_against}
        self._shingled = lru_cache(_AT_HAND)(lambda ref: additions.shingled(self._texts[ref]))

    @cached_property
    def partly_copied(self) -> frozenset[str]:
        """Those that copy others, and not one of them word for word."""
        return frozenset(ref for ref, one in self._known.items() if not one.is_equal)

    def text_of(self, reference: str) -> str:
        """The text of one that others are held against."""
        return self._texts[reference]

    def against(self, references: Iterable[str]) -> list[Against]:
        """What each of these contributions is held against."""
        return list(map(self._known.get, references, repeat(NOBODY)))

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
