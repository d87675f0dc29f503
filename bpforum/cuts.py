"""Cuts contributions into passages, in each copy what is copied apart from what is added; keeps
where it cut for later runs, and decides nothing.

What was kept is used where all that it depends on is as it was: the contribution is what was made
of its submission, uncorrected, and it is held against the same texts. Where that is so of all in a
part, the part is taken as a whole.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import accumulate, islice, repeat
from operator import attrgetter, sub
from typing import Any

from bpforum.apart import Against, Apart
from bpforum.columns import SIZE, Columns, parts_of
from bpforum.packing import spread, squeezed
from bpforum.received import KEY_SIZE
from bpforum.text import language, passages
from models.contribution import Contribution
from models.ids import number_of, passage_id
from models.passage import Passage

_UNKNOWN = bytes(KEY_SIZE)
_EQUAL = b"="
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
        self._marks: dict[Against, bytes] = {}

    def of(self, everyone: Sequence[Contribution], apart: Apart) -> Iterator[Passage]:
        """The passages of `everyone`, in order."""
        references = [one.reference for one in everyone]
        against = apart.against(references)
        self._marks = {held: _mark(held, apart) for held in set(against) if held.originals}
        for part, start, end in parts_of(references):
            yield from self._part(part, everyone[start:end], against[start:end], apart)
        self._columns.close()

    def _part(
        self, part: int, some: Sequence[Contribution], against: Sequence[Against], apart: Apart
    ) -> list[Passage]:
        packed, basis = self._columns.find(part), self._basis(part, some, against)
        whole = _whole(some, against, packed, basis)
        if whole is not None:
            return whole
        numbers = [number_of(one.reference) or 0 for one in some]
        asked = [
            _Asked(one, number, self._key(one, number, held), held)
            for one, number, held in zip(some, numbers, against, strict=True)
        ]
        known = _read(packed)
        again = [one for one in asked if known.get(one.number, (b"",))[0] == one.key]
        made = _again(again, known)
        if made is None:
            known, again, made = {}, [], {}
        for one in asked:
            if one.number not in made:
                told = apart.told(one.one, passages.cut(one.one), one.against)
                made[one.number] = [self._heard(piece) for piece in told]
        kept = [(one, made[one.number]) for one in asked if one.key != _UNKNOWN]
        if kept and (len(kept) == len(asked) or not len(kept) == len(known) == len(again)):
            self._columns.put(part, kept, partial(_packed, basis=basis, every=len(asked)))
        return [piece for one in asked for piece in made[one.number]]

    def _heard(self, piece: Passage) -> Passage:
        """With its language."""
        (code,) = language.detect([piece.text], among=self._among)
        return piece if piece.language == code else piece.model_copy(update={"language": code})

    def _key(self, one: Contribution, number: int, against: Against) -> bytes:
        """Of all that is cut, and by what; the same for all where it is not known."""
        key = bytes(self._keys[(number - 1) * KEY_SIZE : number * KEY_SIZE]) if number else b""
        if one.received_text is not None or not key or key == _UNKNOWN:
            return _UNKNOWN
        if against.is_equal or not against.originals:
            return key
        return blake2b(key + self._marks[against], digest_size=KEY_SIZE).digest()

    def _basis(
        self, part: int, some: Sequence[Contribution], against: Sequence[Against]
    ) -> bytes | None:
        """Of all that a part depends on; None where somebody corrected one of its texts.

        It is asked for what the keys of all in the part are, also of those that are not cut.
        """
        if any(text is not None for text in map(attrgetter("received_text"), some)):
            return None
        told = blake2b(digest_size=KEY_SIZE)
        told.update(self._keys[max(part, 0) * SIZE * KEY_SIZE : (part + 1) * SIZE * KEY_SIZE])
        told.update("\n".join(["", *map(attrgetter("reference"), some)]).encode())
        told.update(b"\n".join(map(self._marks.get, against, repeat(b""))))
        return told.digest()


def _mark(against: Against, apart: Apart) -> bytes:
    """Of what decides where one that is held against these is cut."""
    if against.is_equal:
        return _EQUAL
    texts = map(apart.text_of, against.originals)
    return b"".join([bytes([against.is_mere]), *map(_digest, texts)])


def _whole(
    some: Sequence[Contribution],
    against: Sequence[Against],
    packed: Mapping[str, Any],
    basis: bytes | None,
) -> list[Passage] | None:
    """The passages of a part of which nothing has changed; None where something has."""
    try:
        if basis is None or packed.get("whole") != _seal(basis, packed["ids"]):
            return None
        sizes, ids = spread(packed["sizes"], len(some)), packed["ids"].split()
        starts, ends, questions, substantive, languages, owners = (
            spread(packed[name], len(ids)) for name in _SAID
        )
        at = [n for n, size in enumerate(sizes) for _ in repeat(None, size)]
        texts = [one.text for one in some]
        words = [texts[n][a:b] for n, a, b in zip(at, starts, ends, strict=True)]
        if min(starts, default=0) < 0 or list(map(len, words)) != list(map(sub, ends, starts)):
            return None
        copied = [
            against[n].originals[owner] if owner >= 0 else None
            for n, owner in zip(at, owners, strict=True)
        ]
        columns = (
            ids, _each(some, "reference", at), _each(some, "source", at),
            _each(some, "external_id", at), starts, ends, words, languages, questions,
            [None] * len(ids), substantive, copied,
        )  # fmt: skip
        return Passage.trusted_all(dict(zip(_FIELDS, columns, strict=True)), len(ids))
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return None


def _each(some: Sequence[Contribution], name: str, at: Sequence[int]) -> list[Any]:
    """A field of the contributions at these places."""
    values = [getattr(one, name) for one in some]
    return [values[n] for n in at]


def _seal(basis: bytes, ids: str) -> str:
    return blake2b(basis + ids.encode(), digest_size=KEY_SIZE).hexdigest()


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


def _packed(
    entries: Sequence[tuple[_Asked, Sequence[Passage]]], basis: bytes | None, every: int
) -> dict[str, Any]:
    """`every`: how many contributions of the part are cut; `basis`: what all of them depend on."""
    rows: list[_Row] = []
    for asked, pieces in entries:
        at = {reference: n for n, reference in enumerate(asked.against.originals)}
        rows += [
            (one.start, one.end, one.question, one.substantive, one.language,
             -1 if one.copy_of is None else at[one.copy_of])
            for one in pieces
        ]  # fmt: skip
    ids = " ".join(one.id for _, pieces in entries for one in pieces)
    columns = zip(*rows, strict=True) if rows else ([] for _ in _SAID)
    return {
        "numbers": [asked.number for asked, _ in entries],
        "keys": b"".join(asked.key for asked, _ in entries).hex(),
        "sizes": squeezed([len(pieces) for _, pieces in entries]),
        **{name: squeezed(list(one)) for name, one in zip(_SAID, columns, strict=True)},
        **({"ids": ids, "whole": _seal(basis, ids)} if basis and len(entries) == every else {}),
    }


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=KEY_SIZE).digest()
