"""The parts of a forum's contributions, each with a digest of what all in it were made from: what
is told of whole parts is kept under these. Tells nothing of a part and keeps nothing.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from operator import attrgetter
from typing import NamedTuple

from bpforum.columns import SIZE, parts_of
from bpforum.received import KEY_SIZE
from models.contribution import Contribution

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
    references = list(map(attrgetter("reference"), everything))
    for part, start, end in parts_of(references):
        rows, key = slice(start, end), b""
        made = bytes(keys[max(part, 0) * SIZE * KEY_SIZE : (part + 1) * SIZE * KEY_SIZE])
        if made and all(map(_is_as_made, everything[rows])):
            told = "\n".join(["", *references[rows]]).encode()
            key = blake2b(made + told, digest_size=KEY_SIZE).digest()
        yield MadePart(part, rows, key)
