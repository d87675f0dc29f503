"""`record.json`: all that was validated, without private fields."""

from functools import cached_property
from operator import attrgetter

from models.base import Model
from models.call import Call
from models.contribution import Contribution, Proposal
from models.ids import Reference
from models.session import Session
from models.transcript import Transcript


class RecordedProposal(Proposal):
    """A proposal with the contribution that makes it."""

    contribution: Reference


class Record(Model):
    """What the forum received and declared, validated."""

    calls: tuple[Call, ...] = ()
    sessions: tuple[Session, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    proposals: tuple[RecordedProposal, ...] = ()
    comments: tuple[Contribution, ...] = ()
    transcripts: tuple[Transcript, ...] = ()
    references: tuple[str, ...] = ()

    @cached_property
    def everything(self) -> tuple[Contribution, ...]:
        """Contributions and comments, in order of reference."""
        both = (*self.contributions, *self.comments)
        names = list(map(attrgetter("reference"), both))
        if names == sorted(sorted(names), key=len):
            return both  # as they mostly are: names alone are sorted several times as fast
        return tuple(sorted(both, key=lambda one: (len(one.reference), one.reference)))
