"""Tells in each copy what is copied from what is added: owns which texts a text is held against,
and remembers where earlier runs cut.

Where the same text is held against the same texts it is cut in the same places.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

from bpforum.parts import Parts
from bpforum.text.copies import additions
from models.contribution import Contribution
from models.ids import number_of, passage_id
from models.passage import Passage
from models.theme import SameTexts

_AT_HAND = 512
"""Texts whose shingles are kept while others are held against them."""


class Apart:
    """Gone through in order of references; to be closed after."""

    def __init__(
        self, everyone: Iterable[Contribution], same: SameTexts, parts: Parts | None = None
    ) -> None:
        """`everyone` whose texts may be copied; `parts` of earlier runs."""
        self._parts = parts or Parts()
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
        texts = {one.reference: one.text for one in everyone} if same.groups else {}
        self._shingled = lru_cache(_AT_HAND)(lambda ref: additions.shingled(texts[ref]))
        self._digest = lru_cache(_AT_HAND)(lambda ref: _digest(texts[ref]))

    def told(self, one: Contribution, pieces: Sequence[Passage]) -> Sequence[Passage]:
        """The passages of `one`, cut where its own words begin and end if it copies anything."""
        first, held = self._speaks.get(one.reference), self._held.get(one.reference, [])
        if one.reference in self._equal:
            return [piece.model_copy(update={"copy_of": first}) for piece in pieces]
        originals = [first, *held] if first and first not in held else held
        if not originals:
            return pieces
        mere = originals[0] not in held
        number = number_of(one.reference) or 0
        if not number:
            return self._cut(one, pieces, originals, mere=mere)
        key = self._key(one, pieces, originals, mere=mere)
        try:
            if (known := self._parts.find(number, key)) is not None:
                return [_again(one, pieces, originals, *span) for span in known[0]]
        except (ValueError, TypeError, IndexError):
            pass  # not as we write it: it is cut again
        made = self._cut(one, pieces, originals, mere=mere)
        at = {reference: n for n, reference in enumerate(originals)}
        spans = [[p.start, p.end, -1 if p.copy_of is None else at[p.copy_of]] for p in made]
        self._parts.put(number, key, [spans])
        return made

    def close(self) -> None:
        """To be called when all contributions were gone through."""
        self._parts.close()

    def _cut(
        self, one: Contribution, pieces: Sequence[Passage], originals: Sequence[str], *, mere: bool
    ) -> Sequence[Passage]:
        known = [(ref, self._shingled(ref)) for ref in originals]
        return additions.apart(pieces, one.text, known, mere=mere)

    def _key(
        self, one: Contribution, pieces: Sequence[Passage], originals: Sequence[str], *, mere: bool
    ) -> bytes:
        """Of all that is cut, and by what."""
        spans = [(p.start, p.end, p.substantive, p.question) for p in pieces]
        said = blake2b(repr((mere, spans)).encode("utf-8", "surrogatepass"), digest_size=16)
        said.update(_digest(one.text))
        for reference in originals:
            said.update(self._digest(reference))
        return said.digest()


def _again(
    one: Contribution, pieces: Sequence[Passage], originals: Sequence[str],
    start: int, end: int, owner: int,
) -> Passage:  # fmt: skip
    """A passage of `one` as it was cut before."""
    nth = bisect_right(pieces, start, key=lambda piece: piece.start) - 1
    if nth < 0 or not start < end <= len(one.text) or owner < -1:
        raise ValueError("no span of the text")
    piece, text = pieces[nth], one.text[start:end]
    copied = {"copy_of": None if owner == -1 else originals[owner]}
    if (start, end) == (piece.start, piece.end):
        return piece.model_copy(update=copied)
    cut = {"id": passage_id(one.reference, start, text), "start": start, "end": end, "text": text}
    return piece.model_copy(update=cut | copied)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
