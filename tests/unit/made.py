"""Contributions that are as they were made of their submissions, and what they were made from."""

from collections.abc import Sequence
from hashlib import blake2b

from bpforum.received import KEY_SIZE
from models.contribution import Contribution
from models.ids import number_of


def as_made(ones: Sequence[Contribution]) -> bytearray:
    """Marks these, and gives the keys of all numbers up to the last."""
    keys = bytearray()
    for one in ones:
        number = number_of(one.reference) or 0
        keys.extend(bytes(max(0, number * KEY_SIZE - len(keys))))
        made = blake2b(repr(one).encode("utf-8", "replace"), digest_size=KEY_SIZE).digest()
        keys[(number - 1) * KEY_SIZE : number * KEY_SIZE] = made
        object.__setattr__(one, "is_as_made", True)
    return keys
