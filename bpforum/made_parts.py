"""The parts of a forum's contributions, each with a digest of what all in it were made from: what
is told of whole parts is kept under these. Tells nothing of a part and keeps nothing.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from bpforum.columns import SIZE, part_of
from bpforum.received import KEY_SIZE
from models.contribution import Contribution
from models.ids import number_of, reference

_is_as_made = attrgetter("is_as_made")


class MadePart(NamedTuple):
    """Contributions whose numbers are of one part (`columns.part_of`)."""

    number: int
    rows: slice
    """Which they are of all."""
    key: bytes
    """Empty unless each is as it was made of its submission alone."""


def made_parts(everything: Sequence[Contribution], keys: bytes | bytearray) -> Iterator[MadePart]:
    """The parts of `everything`, which is in order of reference.

    `keys` as `validation.Earlier` holds them: what each number was made from.
    """
    references, end = list(map(attrgetter("reference"), everything)), 0
    while end < len(references):
        start, part = end, part_of(number_of(references[end]) or 0)
        after = _by_arrival(reference((part + 1) * SIZE + 1))
        end = max(bisect_left(references, after, start, key=_by_arrival), start + 1)
        rows, key = slice(start, end), b""
        made = bytes(keys[max(part, 0) * SIZE * KEY_SIZE : (part + 1) * SIZE * KEY_SIZE])
        if made and all(map(_is_as_made, everything[rows])):
            told = "\n".join(["", *references[rows]]).encode()
            key = blake2b(made + told, digest_size=KEY_SIZE).digest()
        yield MadePart(part, rows, key)


def _by_arrival(name: str) -> tuple[int, str]:
    return len(name), name
