"""Compares many texts in steps, the earlier ones first, so that what these came to need not be done
again when others follow: owns where the steps are; knows no likeness.

Where a step ends depends on how many texts there are, and what it comes to on those before it. So a
forum that grows is compared as if it had come at once, and what an earlier run reached is what this
one would have.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies import holdings
from bpforum.text.copies.holdings import Held
from bpforum.text.copies.likeness import Likeness
from bpforum.text.copies.shingles import Rows, Shingles
from bpforum.text.copies.sketches import Sketches
from bpforum.text.copies.stars import Met, Stars, gather

_FIRST = 8_192
"""Different texts that are compared at once."""
_STEPS = 8
"""So many from one time to the next that all are compared at once, when they are twice as many."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Reached:
    """What the first texts came to."""

    digest: bytes
    """Of all that it depends on."""
    met: Met
    held: Held

    @property
    def size(self) -> int:
        """How many texts."""
        return len(self.met.home)


@dataclass(frozen=True)
class Sent:
    """How the texts of `sketches` came."""

    rows: Rows
    """The text of each sender, in order; less than 0 where it is not compared."""
    comparable: Mask
    """For each text, whether it may be alike to others."""

    def first(self, size: int) -> tuple[Rows, Mask]:
        """Which senders came before any text from the `size`th on, and whether several had one."""
        later = np.flatnonzero(self.rows >= size)
        rows = self.rows[: later[0] if len(later) else None]
        return rows, np.bincount(rows[rows >= 0], minlength=size) > 1


def steps(size: int) -> list[int]:
    """Of so many texts, how many have been compared by each step; the last is all of them."""
    found = []
    if size >= _FIRST:
        start = _FIRST << ((size // _FIRST).bit_length() - 1)
        found = [int(start * 2 ** (n / _STEPS)) for n in range(_STEPS)]
    return [*(one for one in found if one < size), size]


def compare(
    sketches: Sketches, sent: Sent, most_loose: int, known: Reached | None
) -> tuple[Likeness, Stars, Held, Reached | None]:
    """What all texts come to, and what those up to the step before did, where there is one.

    `known` is what some first texts came to at an earlier time. The shingles of `sketches` are put
    in another order.
    """
    ends = np.concatenate([[0], np.cumsum(sketches.sizes)])
    before, last = None, None
    every = steps(len(sketches.words))
    for size in reversed(every[:-1]):
        if known and known.size == size and known.digest == _digest(sketches, sent, size):
            before = known
    for size in every[every.index(before.size) + 1 if before else 0 :]:
        likes = Likeness(
            Shingles.known(
                sketches.words[:size], sketches.sizes[:size], sketches.flat[: ends[size]],
                before.size if before else 0,
            ),
            few=before is not None,
        )  # fmt: skip
        likes.comparable &= sent.comparable[:size]
        stars = gather(likes, most_loose, before.met if before else None)
        often = sent.first(size)[1]
        often[list(stars.members)] = True
        held = holdings.search(likes, stars.centres(), often, before.held if before else None)
        last = before
        before = Reached(_digest(sketches, sent, size), stars.met, held)
    return likes, stars, held, last


def _digest(sketches: Sketches, sent: Sent, size: int) -> bytes:
    found = blake2b(digest_size=16)
    for one in (sketches.folded[:size], sent.comparable[:size], sent.first(size)[1]):
        found.update(np.ascontiguousarray(one).tobytes())
    return found.digest()
