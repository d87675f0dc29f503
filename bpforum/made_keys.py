"""What contributions were made from and what became of them, as keys in a column: kept pieces of
files are known by these. Makes no piece and keeps none.
"""

from collections.abc import Sequence
from hashlib import blake2b
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray
from pydantic_core import to_json

from bpforum.received import KEY_SIZE
from bpforum.settled import Settled
from models.contribution import Contribution

Keys = NDArray[np.uint8]
"""A row of bytes for each contribution and comment."""
_AS_IT_IS = b"as it is"
"""Sets the digests of what was changed apart from those of what it was made from."""
_is_as_made = attrgetter("is_as_made")


class MadeKeys:
    """Of the contributions of one run."""

    def __init__(self, keys: bytes | bytearray = b"") -> None:
        """`keys` as `validation.Earlier` holds them: what each number was made from."""
        self._keys = keys
        self._known: tuple[Settled, Keys] | None = None

    def of(self, settled: Settled) -> Keys:
        """A key for each row, worked out once for all files.

        What is as it was made of its submission is known by the key of that; of all else, the whole
        of it is digested.
        """
        if self._known is None or self._known[0] is not settled:
            made = self._made(settled.record.everything, settled.numbers)
            self._known = settled, np.hstack([made, _ended(settled)])
        return self._known[1]

    def _made(self, everything: Sequence[Contribution], numbers: NDArray[np.int64]) -> Keys:
        whole = len(self._keys) // KEY_SIZE
        known = np.frombuffer(self._keys, np.uint8, whole * KEY_SIZE).reshape(whole, KEY_SIZE)
        made = np.zeros((len(everything), KEY_SIZE), dtype=np.uint8)
        within = numbers <= whole
        made[within] = known[numbers[within] - 1]
        is_known = np.fromiter(map(_is_as_made, everything), np.bool_, len(everything))
        is_known &= made.any(axis=1)
        for row in np.flatnonzero(~is_known).tolist():
            whole_of_it = to_json(everything[row])
            found = blake2b(whole_of_it, digest_size=KEY_SIZE, person=_AS_IT_IS)
            made[row] = np.frombuffer(found.digest(), np.uint8)
        return made


def _ended(settled: Settled) -> Keys:
    """What became of each."""
    closings, which = settled.endings
    found = (blake2b(to_json(one), digest_size=KEY_SIZE).digest() for one in closings)
    keys = np.frombuffer(b"".join(found), np.uint8).reshape(len(closings), KEY_SIZE)
    return keys[which]
