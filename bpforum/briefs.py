"""What the checks of a run need to know of each contribution; judges nothing.

A record's file is looked at as strictly as its models are, but no model is made of a contribution.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from bpforum.drafting.material import is_public, names_under
from bpforum.plain_values import Fields, PlainValues
from bpforum.record_file import PACKED, WHOLE, PackedRecord
from bpforum.validation.fates import EMBARGO_FLAG
from models.call import Call
from models.contribution import Contribution
from models.record import Record
from models.session import Session
from models.transcript import Transcript

_MOST_HELD = 2**25
"""Bytes of a packed record whose briefs are held: of some hundred thousand comments."""
_PARTS = re.compile(r"[,;()]")
_NEEDED: Fields = {
    "reference": {}, "kind": {}, "fate": {}, "title": {}, "text": {}, "audience": {}, "flags": {},
    "consent": {"scope": {}}, "session": {}, "session_note": {"lines": {"held_by": {}}},
    "contributors": {"name": {}, "organisation": {}, "listed_as": {}},
}  # fmt: skip


class Brief(NamedTuple):
    """A contribution or comment as far as it has to be known."""

    reference: str
    kind: str
    fate: str | None
    title: str
    text: str
    is_public: bool
    """Whether the public view may know of it at all."""
    scope: str | None
    """Of consent."""
    people: tuple[tuple[str, str, str], ...]
    """Of each who stands behind it: name, organisation, and how to be listed."""
    session: str | None
    held_by: tuple[str, ...] | None
    """For each line of a session's note who held it; None for what is no note."""

    @property
    def may_name(self) -> bool:
        """Whether everybody may know who sent it."""
        return self.is_public and self.scope == "full"

    @property
    def may_print(self) -> bool:
        """Whether everybody may read its words."""
        return self.is_public and self.scope in ("full", "name_withheld")

    @property
    def names(self) -> set[str]:
        """Every name under which those behind it could be recognised."""
        return {name for who in self.people for name in names_under(who)}

    @property
    def holders(self) -> set[str]:
        """Whom the lines of a note name one by one."""
        return {part.strip() for one in self.held_by or () for part in _PARTS.split(one)} - {""}

    @property
    def is_guarded(self) -> bool:
        """Whether anything of it has to be looked for: in a large forum that is little."""
        return not self.may_name or self.held_by is not None


class Briefed(Protocol):
    """A record as far as it has to be known, gone through again whenever it is asked."""

    @property
    def everything(self) -> Iterable[Brief]:
        """Of contributions and comments, in order of reference."""
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


class BriefedRecord:
    """Of a record in memory."""

    def __init__(self, record: Record) -> None:
        self.calls, self.sessions = record.calls, record.sessions
        self.transcripts = record.transcripts
        self._everything = record.everything

    @property
    def everything(self) -> Iterator[Brief]:
        """Of contributions and comments, in order of reference."""
        return map(brief_of, self._everything)


class BriefedWhole:
    """Of a `record.json`."""

    def __init__(self, data: bytes) -> None:
        """Raises ValidationError."""
        record = _whole().read(data)
        self.calls: tuple[Call, ...] = record["calls"]
        self.sessions: tuple[Session, ...] = record["sessions"]
        self.transcripts: tuple[Transcript, ...] = record["transcripts"]
        both = map(_read, (*record["contributions"], *record["comments"]))
        self.everything = sorted(both, key=lambda one: (len(one.reference), one.reference))
        """Of contributions and comments, in order of reference."""


class BriefedPacked:
    """Of a `record.jsonl.gz`; of a very large one nothing is held."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._packed = PackedRecord(files)
        self._is_small = len(files[PACKED]) <= _MOST_HELD
        self._held: list[Brief] | None = None
        self._is_sound = False
        """Whether all contributions were found to be as their model says."""

    @property
    def everything(self) -> Iterable[Brief]:
        """Of contributions and comments, in order of reference. Raises ValidationError."""
        if self._held is None and self._is_small:
            self._held = list(self._gone_through())
        return self._gone_through() if self._held is None else self._held

    def _gone_through(self) -> Iterator[Brief]:
        values = _needed() if self._is_sound else _all()
        for text in self._packed.texts:
            yield _read(values.read(text))
        self._is_sound = True

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


def read_briefs(files: Mapping[str, bytes]) -> Briefed:
    """Of the record in a run's `files`. Raises KeyError without one, ValueError if it is broken."""
    if WHOLE not in files and PACKED in files:
        return BriefedPacked(files)
    return BriefedWhole(files[WHOLE])


def brief_of(one: Contribution) -> Brief:
    """Of a contribution in memory."""
    note = one.session_note
    return Brief(
        one.reference, one.kind, one.fate, one.title, one.text, is_public(one), one.consent.scope,
        tuple((who.name, who.organisation, who.listed_as) for who in one.contributors),
        one.session, None if note is None else tuple(line.held_by for line in note.lines),
    )  # fmt: skip


def _read(one: Mapping[str, Any]) -> Brief:
    people, note = one["contributors"], one["session_note"]
    return Brief(
        one["reference"], one["kind"], one["fate"], one["title"], one["text"],
        one["audience"] == "public" and EMBARGO_FLAG not in one["flags"], one["consent"]["scope"],
        tuple([(who["name"], who["organisation"], who["listed_as"]) for who in people]),
        one["session"], None if note is None else tuple(line["held_by"] for line in note["lines"]),
    )  # fmt: skip


@cache
def _all() -> PlainValues:
    return PlainValues(Contribution)


@cache
def _needed() -> PlainValues:
    return PlainValues(Contribution, only=_NEEDED)


@cache
def _whole() -> PlainValues:
    return PlainValues(Record, made=(Call, Session, Transcript))
