"""The record with every fate settled; settles none itself, and copies no contribution.

What became of a contribution is a small value beside it: a large forum is never held twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple

import numpy as np

from bpforum.text.columns import Rows
from models.contribution import Contribution
from models.record import Record
from models.submission import Fate, Reason


class Closing(NamedTuple):
    """What became of one contribution, and why."""

    fate: Fate
    of: str = ""
    """The reference of what its fate names, where it names one."""
    reasons: tuple[Reason, ...] = ()

    def closed(self, one: Contribution) -> Contribution:
        """`one` with this fate."""
        return one.model_copy(
            update={"fate": self.fate, "fate_of": self.of, "reasons": self.reasons}
        )


@dataclass(frozen=True)
class Settled:
    """A record, whose fates may be open, and what became of each of its contributions."""

    record: Record
    closings: Sequence[Closing]
    """Of contributions and comments, in order of reference."""

    def __iter__(self) -> Iterator[tuple[Contribution, Closing]]:
        """Contributions and comments in order of reference, each with what became of it."""
        return zip(self.record.everything, self.closings, strict=True)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """Of each contribution and comment."""
        return tuple(map(attrgetter("reference"), self.record.everything))

    @cached_property
    def numbers(self) -> Rows:
        """The numbers in these."""
        digits = map(itemgetter(slice(2, None)), self.references)
        return np.fromiter(map(int, digits), np.int64, len(self.references))

    @cached_property
    def endings(self) -> tuple[Sequence[Closing], Rows]:
        """The closings, one of those that are one value, and for each row which it is."""
        same = np.fromiter(map(id, self.closings), np.int64, len(self.closings))
        _, firsts, which = np.unique(same, return_index=True, return_inverse=True)
        return [self.closings[row] for row in firsts.tolist()], which

    def blocks(self, size: int) -> Iterator[tuple[int, slice]]:
        """The rows in which `size` numbers stand, from 1 on, and which of these blocks it is."""
        blocks = (self.numbers - 1) // size
        bounds = np.flatnonzero(np.diff(blocks, prepend=-1, append=-1)).tolist()
        for start, end in pairwise(bounds):
            yield int(blocks[start]), slice(start, end)

    @cached_property
    def fates(self) -> dict[str, Fate]:
        """What became of each, by reference."""
        return dict(zip(self.references, map(itemgetter(0), self.closings), strict=True))

    @cached_property
    def counts(self) -> Counter[Fate]:
        """How many have each fate."""
        return Counter(map(itemgetter(0), self.closings))
