"""Which family each text was found to be of by the last comparison, for one with others after them:
owns how it is written down; finds none.

Two texts are of a family or not, whatever is compared besides: so this is worth more than what a
step came to, which ends before the last texts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.shingles import Rows

_DIGEST = 16
_HEAD = _DIGEST + 8


@dataclass(frozen=True)
class FoundHomes:
    """The families of some first texts."""

    digest: bytes
    """Of all that it depends on, 16 bytes."""
    home: Rows
    """For each text the first of its family."""

    def beyond(self, known: "FoundHomes | None") -> bytes:
        """What is here and not in `known`, which are no more texts; read again by `joined`."""
        before = known.home if known else np.zeros(0, dtype=np.int64)
        size = len(before)
        changed = np.flatnonzero(self.home[:size] != before)
        head = np.array([len(changed), len(self.home) - size], dtype="<i4").tobytes()
        columns = (changed, self.home[changed], self.home[size:])
        return self.digest + head + b"".join(one.astype("<i4").tobytes() for one in columns)


def joined(
    known: FoundHomes | None, data: bytes | bytearray | memoryview
) -> tuple[FoundHomes, int]:
    """`known` with what `beyond` gave, whatever stands behind it; and how many bytes that was.

    Raises ValueError where it is not that.
    """
    if len(data) < _HEAD:
        raise ValueError("too short")
    changes, added = (int(n) for n in np.frombuffer(data, dtype="<i4", count=2, offset=_DIGEST))
    size = _HEAD + 4 * (2 * changes + added)
    if min(changes, added) < 0 or len(data) < size:
        raise ValueError("not of the size that it tells")
    numbers: NDArray[np.int64] = np.frombuffer(
        data, dtype="<i4", count=2 * changes + added, offset=_HEAD
    ).astype(np.int64)
    before = known.home if known else np.zeros(0, dtype=np.int64)
    where, home = numbers[:changes], np.concatenate([before, numbers[2 * changes :]])
    if len(where) and not 0 <= int(where.min()) <= int(where.max()) < len(before):
        raise ValueError("texts that are not there")
    home[where] = numbers[changes : 2 * changes]
    if (home < 0).any() or (home > np.arange(len(home))).any() or (home[home] != home).any():
        raise ValueError("homes of nobody")
    return FoundHomes(bytes(data[:_DIGEST]), home), size
