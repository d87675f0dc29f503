"""The record with every fate settled, where each contribution is closed when it is come to.

Of a large forum there is no second list: it is gone through again and again. It settles nothing
itself, and closes a contribution the same way every time.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from models.call import Call
from models.contribution import Contribution
from models.record import Record, RecordedProposal
from models.session import Session
from models.submission import Fate
from models.transcript import Transcript


@dataclass(frozen=True)
class Closed:
    """Contributions as they are once their fate is known."""

    ones: Sequence[Contribution]
    close: Callable[[Contribution], Contribution]

    def __len__(self) -> int:
        """How many there are."""
        return len(self.ones)

    def __iter__(self) -> Iterator[Contribution]:
        """Each in turn; the next time they are made again."""
        return map(self.close, self.ones)


@dataclass(frozen=True)
class Settled:
    """A record's lists; those of contributions are closed on the way."""

    record: Record
    close: Callable[[Contribution], Contribution]

    @property
    def everything(self) -> Closed:
        """Contributions and comments, in order of reference."""
        return Closed(self.record.everything, self.close)

    @cached_property
    def fates(self) -> dict[str, Fate]:
        """What became of each, by reference."""
        return {one.reference: one.fate or "failed" for one in self.everything}

    @property
    def comments(self) -> Closed:
        """The comments alone."""
        return Closed(self.record.comments, self.close)

    @property
    def calls(self) -> Sequence[Call]:
        """All calls."""
        return self.record.calls

    @property
    def sessions(self) -> Sequence[Session]:
        """All sessions."""
        return self.record.sessions

    @property
    def transcripts(self) -> Sequence[Transcript]:
        """All transcripts."""
        return self.record.transcripts

    @property
    def proposals(self) -> Iterable[RecordedProposal]:
        """All proposals for amendment."""
        return self.record.proposals

    @property
    def references(self) -> Iterable[str]:
        """What the record refers to."""
        return self.record.references

    def whole(self) -> Record:
        """All of it in memory."""
        closed = {
            "contributions": tuple(map(self.close, self.record.contributions)),
            "comments": tuple(map(self.close, self.record.comments)),
        }
        return self.record.model_copy(update=closed)
