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
from bpforum.text.copies.found_homes import FoundHomes
from bpforum.text.copies.holdings import Held
from bpforum.text.copies.likeness import Likeness
from bpforum.text.copies.reached import Reached
from bpforum.text.copies.shingles import Rows, Shingles
from bpforum.text.copies.sketches import Sketches
from bpforum.text.copies.stars import Stars, gather

_FIRST = 8_192
"""Different texts that are compared at once."""
_STEPS, _AT_ONCE = 16, 8
"""So many steps from one number of texts to twice as many; at each eighth of these all are compared
at once, so that a comparison for the first time does not take many."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Sent:
    """How the texts of `sketches` came."""

    rows: Rows
    """The text of each sender, in order; less than 0 where it is not compared."""
    comparable: Mask
    """For each text, whether it may be alike to others."""

    def several(self, size: int) -> Mask:
        """Which of so many first texts came several times, before there was another."""
        later = np.flatnonzero(self.rows >= size)
        rows = self.rows[: later[0] if len(later) else None]
        return np.bincount(rows[rows >= 0], minlength=size) > 1


def steps(size: int) -> list[int]:
    """Of so many texts, how many have been compared by each step."""
    every = [_FIRST]
    while every[-1] <= size:
        every.append(int(_FIRST * 2 ** (len(every) / _STEPS)))
    return every[(len(every) - 2) // _AT_ONCE * _AT_ONCE : -1] if len(every) > 1 else []


def compare(
    sketches: Sketches,
    sent: Sent,
    most_loose: int,
    known: Reached | None,
    homes: FoundHomes | None = None,
) -> tuple[Likeness, Stars, Held, Reached | None, FoundHomes]:
    """What all texts come to, and what those up to the last step did, where there is one; and the
    families of all.

    `known` is what some first texts came to at an earlier time, and `homes` the families of some.
    The shingles of `sketches` are put in another order.
    """
    ends = np.concatenate([[0], np.cumsum(sketches.sizes)])
    every = steps(len(sketches.words))
    before = last = None
    for nth, size in enumerate(every):
        if known and known.size == size and known.digest == _digest(sketches, sent, size):
            before, every = known, every[nth + 1 :]
    if homes and homes.digest != _digest(sketches, sent, len(homes.home)):
        homes = None
    for size in dict.fromkeys([*every, len(sketches.words)]):
        last = before
        likes = Likeness(
            Shingles.known(
                sketches.words[:size], sketches.sizes[:size], sketches.flat[: ends[size]],
                before.size if before else 0,
            ),
            few=before is not None,
        )  # fmt: skip
        likes.comparable &= sent.comparable[:size]
        joined = homes.home if homes and len(homes.home) <= size else None
        stars = gather(likes, most_loose, before.met if before else None, joined)
        often = sent.several(size)
        often[list(stars.members)] = True
        held = holdings.search(likes, stars.centres(), often, before.held if before else None)
        digest = _digest(sketches, sent, size)
        before = Reached(digest, stars.met, held)
    found = FoundHomes(digest, stars.met.home)
    return likes, stars, held, before if size in every else last, found


def _digest(sketches: Sketches, sent: Sent, size: int) -> bytes:
    found = blake2b(digest_size=16)
    for one in (sketches.folded[:size], sent.comparable[:size], sent.several(size)):
        found.update(np.ascontiguousarray(one).tobytes())
    return found.digest()
