"""What a comparison of some first texts came to, for one with others after them: owns how it is
written down; compares nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.holdings import Held, Pairs
from bpforum.text.copies.stars import Met, Near

_HEAD = 4
_DIGEST = 16
_KINDS = (
    (0, "i4"), (0, "i4"),
    (1, "i4"), (1, "i4"), (1, "f8"), (1, "u1"),
    (2, "i4"),
    (3, "i4"), (3, "i4"), (3, "f8"), (3, "f8"),
)  # fmt: skip
"""Of each column which number of the head tells how long it is, and what it holds."""


@dataclass(frozen=True)
class Reached:
    """What the first texts came to."""

    digest: bytes
    """Of all that it depends on, 16 bytes."""
    met: Met
    held: Held

    @property
    def size(self) -> int:
        """How many texts."""
        return len(self.met.home)

    def to_bytes(self) -> Iterator[bytes]:
        """In pieces; read again by `of_bytes`."""
        near, pairs = self.met.near, self.held.pairs
        head = [self.size, len(near.ones), len(self.held.among), len(pairs.texts)]
        yield self.digest
        yield np.array(head, dtype="<i8").tobytes()
        columns: list[NDArray[np.generic]] = [
            self.met.home, self.met.unit, near.ones, near.others, near.share, near.fits,
            self.held.among, pairs.texts, pairs.held, pairs.share, pairs.likeness,
        ]  # fmt: skip
        for (_, kind), column in zip(_KINDS, columns, strict=True):
            yield column.astype(f"<{kind}").tobytes()


def of_bytes(data: bytes | bytearray | memoryview) -> Reached | None:
    """What `to_bytes` gave; None of nothing. Raises ValueError where it is not that."""
    if not len(data):
        return None
    at = _DIGEST + 8 * _HEAD
    if len(data) < at:
        raise ValueError("too short")
    head = [int(n) for n in np.frombuffer(data, dtype="<i8", count=_HEAD, offset=_DIGEST)]
    needed = sum(int(kind[1]) * head[which] for which, kind in _KINDS)
    if min(head) < 0 or len(data) != at + needed:
        raise ValueError("not of the size that it tells")
    rows: list[NDArray[np.int64]] = []
    shares: list[NDArray[np.float64]] = []
    for which, kind in _KINDS:
        one = np.frombuffer(data, dtype=f"<{kind}", count=head[which], offset=at)
        at += one.nbytes
        if kind == "f8":
            shares.append(one.astype(np.float64))
        else:
            rows.append(one.astype(np.int64))
            if len(one) and not 0 <= int(one.min()) <= int(one.max()) < head[0]:
                raise ValueError("texts that are not there")
    home, unit, ones, others, fits, among, texts, held = rows
    near = Near(ones, others, shares[0], fits.astype(np.bool_))
    digest = bytes(data[:_DIGEST])
    return Reached(digest, Met(home, unit, near), Held(among, Pairs(texts, held, *shares[1:])))
