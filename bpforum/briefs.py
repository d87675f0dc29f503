"""What the checks of a run need to know of each contribution; judges nothing.

A record's file is looked at as strictly as its models are, but no model is made of a contribution.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import closing
from functools import cache, cached_property
from typing import Protocol

from bpforum.brief import Brief, brief_from, brief_in, brief_of
from bpforum.gists import Gist, KnownGists, briefs_in, gists_in
from bpforum.plain_values import PlainValues
from bpforum.record_file import PACKED, WHOLE, PackedRecord
from models.call import Call
from models.record import Record
from models.session import Session
from models.transcript import Transcript


class Briefed(Protocol):
    """A record as far as it has to be known, gone through again whenever it is asked."""

    @property
    def everything(self) -> Iterable[Brief]:
        """Of contributions and comments, in order of reference."""
        ...

    @property
    def fates(self) -> dict[str, str | None]:
        """Of contributions and comments, by reference."""
        ...

    @property
    def guarded(self) -> list[Brief]:
        """Of what something may not be told to everybody; texts at least where they may not."""
        ...

    @property
    def open_names(self) -> Iterator[Iterable[str]]:
        """Everyone's who may be named to everybody, without case, some at a time."""
        ...

    def some(self, references: Set[str]) -> Iterator[Brief]:
        """Of those of `references`, in order."""
        ...

    @property
    def calls(self) -> Sequence[Call]:
        """All calls."""
        ...

    @property
    def sessions(self) -> Sequence[Session]:
        """All sessions."""
        ...

    @property
    def transcripts(self) -> Sequence[Transcript]:
        """All transcripts."""
        ...


class _Looked(ABC):
    """Answers by going through everything."""

    @property
    @abstractmethod
    def everything(self) -> Iterable[Brief]: ...

    @property
    def fates(self) -> dict[str, str | None]:
        return {one.reference: one.fate for one in self.everything}

    @property
    def guarded(self) -> list[Brief]:
        return [one for one in self.everything if one.is_guarded]

    @property
    def open_names(self) -> Iterator[Iterable[str]]:
        for one in self.everything:
            if one.may_name:
                yield [name.casefold() for name in one.names]

    def some(self, references: Set[str]) -> Iterator[Brief]:
        return (one for one in self.everything if one.reference in references)


class BriefedRecord(_Looked):
    """Of a record in memory."""

    def __init__(self, record: Record) -> None:
        self.calls, self.sessions = record.calls, record.sessions
        self.transcripts = record.transcripts
        self._everything = record.everything

    @property
    def everything(self) -> Iterator[Brief]:
        """Of contributions and comments, in order of reference."""
        return map(brief_of, self._everything)


class BriefedWhole(_Looked):
    """Of a `record.json`."""

    def __init__(self, data: bytes) -> None:
        """Raises ValidationError."""
        record = _whole().read(data)
        self.calls: tuple[Call, ...] = record["calls"]
        self.sessions: tuple[Session, ...] = record["sessions"]
        self.transcripts: tuple[Transcript, ...] = record["transcripts"]
        both = map(brief_from, (*record["contributions"], *record["comments"]))
        self._everything = sorted(both, key=lambda one: (len(one.reference), one.reference))

    @property
    def everything(self) -> list[Brief]:
        """Of contributions and comments, in order of reference."""
        return self._everything


class BriefedPacked(_Looked):
    """Of a `record.jsonl.gz`: what is asked of all is known of each member, and no text is held."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        known: KnownGists | None = None,
        wanted: Set[str] = frozenset(),
    ) -> None:
        """`known`: what earlier runs found in members, which learns what this does.

        `wanted`: references that `some` will be asked for, so that nothing is unpacked twice.
        """
        self._files, self._packed = files, PackedRecord(files)
        self._known, self._wanted = known or KnownGists(), wanted
        self._is_sound = False
        """Whether all contributions were found to be as their model says."""

    @property
    def everything(self) -> Iterator[Brief]:
        """Of contributions and comments, in order of reference. Raises ValidationError."""
        for text in self._packed.texts:
            yield brief_in(text, is_sound=self._is_sound)
        self._is_sound = True

    @cached_property
    def _gists(self) -> tuple[Gist, ...] | None:
        """Of each member; None where the file is not written in members, or is broken."""
        others: list[tuple[str, bytes]] = []
        try:
            with closing(self._known):
                found = tuple(gists_in(self._files[PACKED], self._known, others, self._wanted))
        except ValueError:
            return None  # going through all of it says what is wrong, or that nothing is
        self._packed.has_beside(others)
        self._is_sound = True
        return found

    @property
    def fates(self) -> dict[str, str | None]:
        """Of contributions and comments, by reference. Raises ValidationError."""
        if self._gists is None:
            return super().fates
        told: dict[str, str | None] = {}
        for gist in self._gists:
            if gist.references:
                fates = [one or None for one in gist.fates.split("\n")]
                told.update(zip(gist.references.split("\n"), fates, strict=True))
        return told

    @property
    def guarded(self) -> list[Brief]:
        """Of what something may not be told to everybody; texts only where they may not."""
        if self._gists is None:
            return super().guarded
        return [one for gist in self._gists for one in gist.guarded.values()]

    @property
    def open_names(self) -> Iterator[Iterable[str]]:
        """Everyone's who may be named to everybody, without case, some at a time."""
        if self._gists is None:
            return super().open_names
        return (gist.open_names for gist in self._gists)

    def some(self, references: Set[str]) -> Iterator[Brief]:
        """Of those of `references`, in order."""
        if self._gists is None:
            return super().some(references)
        return briefs_in(self._files[PACKED], self._gists, references)

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls."""
        return self._packed.calls

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions."""
        return self._packed.sessions

    @property
    def transcripts(self) -> tuple[Transcript, ...]:
        """All transcripts."""
        return self._packed.transcripts


def read_briefs(
    files: Mapping[str, bytes],
    known: KnownGists | None = None,
    wanted: Set[str] = frozenset(),
) -> Briefed:
    """Of the record in a run's `files`; `known`: what earlier runs found in equal bytes.

    `wanted`: references that `some` will be asked for.
    Raises KeyError without one, ValueError if it is broken.
    """
    if WHOLE not in files and PACKED in files:
        return BriefedPacked(files, known, wanted)
    return BriefedWhole(files[WHOLE])


@cache
def _whole() -> PlainValues:
    return PlainValues(Record, made=(Call, Session, Transcript))
