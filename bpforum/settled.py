"""The record with every fate settled; settles none itself, and copies no contribution.

What became of a contribution is a small value beside it: a large forum is never held twice.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, itemgetter
from typing import NamedTuple

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
    def fates(self) -> dict[str, Fate]:
        """What became of each, by reference."""
        references = map(attrgetter("reference"), self.record.everything)
        return dict(zip(references, map(itemgetter(0), self.closings), strict=True))

    @cached_property
    def counts(self) -> Counter[Fate]:
        """How many have each fate."""
        return Counter(map(itemgetter(0), self.closings))
