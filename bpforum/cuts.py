"""Cuts contributions into passages, in each copy what is copied apart from what is added; keeps
where it cut for later runs, and decides nothing.

What was kept is used where all that it depends on is as it was: the contribution is what was made
of its submission, uncorrected, and it is held against the same texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, groupby, islice
from typing import Any

from bpforum.apart import Against, Apart
from bpforum.columns import Columns, part_of
from bpforum.packing import spread, squeezed
from bpforum.received import KEY_SIZE
from bpforum.text import language, passages
from models.contribution import Contribution
from models.ids import number_of, passage_id
from models.passage import Passage

_UNKNOWN = bytes(KEY_SIZE)
_AT_HAND = 512
"""Texts whose digests are kept while others are held against them."""
_FIELDS = tuple(Passage.model_fields)
_SAID = ("starts", "ends", "questions", "substantive", "languages", "owners")
_Row = tuple[int, int, str, bool, str, int]
"""What `_SAID` names, of one passage; the owner is the place among the texts held against."""


@dataclass(frozen=True, slots=True)
class _Asked:
    one: Contribution
    number: int
    key: bytes
    against: Against


class Cuts:
    """Gone through in order of references."""

    def __init__(
        self, among: Sequence[str], columns: Columns | None = None, keys: bytes | bytearray = b""
    ) -> None:
        """`among`: the forum's languages; `keys` as `validation.Earlier` holds them."""
        self._among = among
        self._columns = columns or Columns()
        self._keys = keys
        self._digest = lru_cache(_AT_HAND)(_digest)

    def of(self, everyone: Sequence[Contribution], apart: Apart) -> Iterator[Passage]:
        """The passages of `everyone`, in order."""
        numbered = ((number_of(one.reference) or 0, one) for one in everyone)
        for part, some in groupby(numbered, key=lambda one: part_of(one[0])):
            asked = []
            for number, one in some:
                against = apart.against(one.reference)
                asked.append(_Asked(one, number, self._key(one, number, against, apart), against))
            yield from self._part(part, asked, apart)
        self._columns.close()

    def _part(self, part: int, asked: Sequence[_Asked], apart: Apart) -> list[Passage]:
        known = _read(self._columns.find(part))
        again = [one for one in asked if known.get(one.number, (b"",))[0] == one.key]
        made = _again(again, known)
        if made is None:
            known, again, made = {}, [], {}
        for one in asked:
            if one.number not in made:
                told = apart.told(one.one, passages.cut(one.one), one.against)
                made[one.number] = [self._heard(piece) for piece in told]
        kept = [(one, made[one.number]) for one in asked if one.key != _UNKNOWN]
        if len(kept) > len(again) or len(known) > len(again):
            self._columns.put(part, kept, _packed)
        return [piece for one in asked for piece in made[one.number]]

    def _heard(self, piece: Passage) -> Passage:
        """With its language."""
        (code,) = language.detect([piece.text], among=self._among)
        return piece if piece.language == code else piece.model_copy(update={"language": code})

    def _key(self, one: Contribution, number: int, against: Against, apart: Apart) -> bytes:
        """Of all that is cut, and by what; the same for all where it is not known."""
        key = bytes(self._keys[(number - 1) * KEY_SIZE : number * KEY_SIZE]) if number else b""
        if one.received_text is not None or not key or key == _UNKNOWN:
            return _UNKNOWN
        if against.is_equal or not against.originals:
            return key
        told = blake2b(key + bytes([against.is_mere]), digest_size=KEY_SIZE)
        for reference in against.originals:
            told.update(self._digest(apart.text_of(reference)))
        return told.digest()


def _again(
    asked: Sequence[_Asked], known: Mapping[int, tuple[bytes, Sequence[_Row]]]
) -> dict[int, list[Passage]] | None:
    """What was cut before, by number; None where a part is not as we write it."""
    rows: list[tuple[Any, ...]] = []
    sizes = []
    try:
        for one in asked:
            text, reference, originals = one.one.text, one.one.reference, one.against.originals
            source, external_id, size = one.one.source, one.one.external_id, len(one.one.text)
            whole = originals[0] if one.against.is_equal else None
            spans = known[one.number][1]
            sizes.append(len(spans))
            for start, end, question, substantive, code, owner in spans:
                if not 0 <= start <= end <= size or owner < -1:
                    return None
                words = text[start:end]
                name = passage_id(reference, start, words)
                # Whether somebody sent the same before changes nothing in where it is cut.
                copied = whole if whole or owner < 0 or not originals else originals[owner]
                rows.append(
                    (name, reference, source, external_id, start, end, words, code, question, None,
                     substantive, copied)
                )  # fmt: skip
    except (IndexError, TypeError, ValueError):
        return None
    columns = dict(zip(_FIELDS, zip(*rows, strict=True), strict=True)) if rows else {}
    made = iter(Passage.trusted_all(columns, len(rows)))
    return {one.number: list(islice(made, n)) for one, n in zip(asked, sizes, strict=True)}


def _read(packed: Mapping[str, Any]) -> dict[int, tuple[bytes, Sequence[_Row]]]:
    """By number the key and what was cut; nothing where it is not as we write it."""
    try:
        keys, numbers = bytes.fromhex(packed["keys"]), packed["numbers"]
        sizes = spread(packed["sizes"], len(numbers))
        rows = list(zip(*(spread(packed[name], sum(sizes)) for name in _SAID), strict=True))
        ends = list(accumulate(sizes))
        return {
            number: (keys[n * KEY_SIZE : (n + 1) * KEY_SIZE], rows[end - size : end])
            for n, (number, size, end) in enumerate(zip(numbers, sizes, ends, strict=True))
        }
    except (IndexError, KeyError, TypeError, ValueError):
        return {}


def _packed(entries: Sequence[tuple[_Asked, Sequence[Passage]]]) -> dict[str, Any]:
    rows: list[_Row] = []
    for asked, pieces in entries:
        at = {reference: n for n, reference in enumerate(asked.against.originals)}
        rows += [
            (one.start, one.end, one.question, one.substantive, one.language,
             -1 if one.copy_of is None else at[one.copy_of])
            for one in pieces
        ]  # fmt: skip
    columns = zip(*rows, strict=True) if rows else ([] for _ in _SAID)
    return {
        "numbers": [asked.number for asked, _ in entries],
        "keys": b"".join(asked.key for asked, _ in entries).hex(),
        "sizes": squeezed([len(pieces) for _, pieces in entries]),
        **{name: squeezed(list(one)) for name, one in zip(_SAID, columns, strict=True)},
    }


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_SIZE).digest()
