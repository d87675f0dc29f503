"""Owns how far a walk through the comments on one document came; asks nobody.

The service lists comments by when they last changed. Times are its own: ISO in UTC when it answers,
Eastern time without a zone when it is asked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bpforum.sources.cursor import read_cursor, write_cursor
from bpforum.sources.web.remote import (
    instant_of,
    list_of,
    object_of,
    words_of,
)

_EASTERN = ZoneInfo("America/New_York")
_SETTLING = timedelta(minutes=10)
"""A comment may show up in the listing a little after it changed."""
_MOST_SEEN, _MOST_OWED = 20_000, 1_000
_MOST_ROWS = 5_000
"""In one listing; the service gives 250."""


@dataclass(frozen=True)
class Row:
    """A comment in a listing."""

    id: str
    at: str
    """When it last changed, ISO in UTC to the second; empty where it is not said."""


@dataclass
class Mark:
    """What was walked through: up to when, and which comments of the last minutes before that."""

    at: str = ""
    seen: dict[str, str] = field(default_factory=dict)

    def has(self, row: Row) -> bool:
        """Whether a comment was taken in as it is now."""
        return bool(row.id) and self.seen.get(row.id) == row.at

    def add(self, row: Row) -> None:
        """Counts a comment as taken in."""
        self.seen[row.id] = row.at
        self.at = max(self.at, row.at)

    def written(self) -> dict[str, Any]:
        """For a cursor: only the comments that a later walk may be shown again."""
        since = _iso_before(self.at, _SETTLING)
        kept = {name: at for name, at in sorted(self.seen.items()) if at >= since}
        return {"at": self.at, "seen": dict(list(kept.items())[-_MOST_SEEN:])}

    @classmethod
    def of(cls, written: Any) -> "Mark":
        """A mark as it was written; an empty one where it is none."""
        said = object_of(written)
        at = said.get("at")
        seen = object_of(said.get("seen"))
        if not isinstance(at, str) or not _is_time(at):
            return cls()
        return cls(at, {name: one for name, one in seen.items() if isinstance(one, str)})


def rows_of(listing: Any) -> Iterator[tuple[Row, Any]]:
    """The rows of a listing, each with what was listed; without an id where it has none."""
    for listed in list_of(object_of(listing).get("data"))[:_MOST_ROWS]:
        said = object_of(listed)
        changed = instant_of(object_of(said.get("attributes")).get("lastModifiedDate"))
        at = changed.strftime("%Y-%m-%dT%H:%M:%SZ") if changed else ""
        yield Row(words_of(said.get("id")), at), listed


def is_ascending(rows: Iterable[Row], since: str) -> bool:
    """Whether rows come in the order that was asked for, as far as they say."""
    for row in rows:
        if row.at and row.at < since:
            return False
        since = row.at or since
    return True


def eastern(at: str, *, settling: bool = False) -> str:
    """`2020-08-10T15:58:52Z` → `2020-08-10 11:58:52`, as the service is asked; never a later time.

    In the hour that autumn has twice, the hour before it is asked for: some comments are then
    listed again, and none is passed over.
    """
    moment = datetime.fromisoformat(at)
    if settling:
        moment -= _SETTLING
    local = moment.astimezone(_EASTERN).replace(tzinfo=None)
    first, second = (local.replace(tzinfo=_EASTERN, fold=fold).utcoffset() for fold in (0, 1))
    if first != second:
        local -= timedelta(hours=1)
    return local.strftime("%Y-%m-%d %H:%M:%S")


def _iso_before(at: str, span: timedelta) -> str:
    return (datetime.fromisoformat(at) - span).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _is_time(at: str) -> bool:
    try:
        return datetime.fromisoformat(at).tzinfo is not None and at.endswith("Z")
    except ValueError:
        return False


class Walk:
    """The marks of all documents, those that this walk is done with, and what is still owed."""

    def __init__(self, of: str, cursor: str) -> None:
        state = read_cursor(cursor)
        state = state if state.get("of") == of else {}
        self._of = of
        self._marks = object_of(state.get("marks"))
        self._done = {key for key in list_of(state.get("done")) if isinstance(key, str)}
        self.owed = {name for name in list_of(state.get("owed")) if isinstance(name, str)}
        """The comments that could not be had when their turn came: asked for again next time."""

    def is_done_with(self, key: str) -> bool:
        """Whether the document was walked to its end before the walk was stopped."""
        return key in self._done

    def mark(self, key: str) -> Mark:
        """How far the walk through a document came before."""
        return Mark.of(self._marks.get(key))

    def cursor(self, key: str = "", mark: Mark | None = None) -> str:
        """Where to go on, with the `mark` that a document now has."""
        marks = self._marks if mark is None else {**self._marks, key: mark.written()}
        return self._written(marks, self._done)

    def finish(self, key: str, mark: Mark) -> None:
        """Counts a document as walked to its end."""
        self._marks = {**self._marks, key: mark.written()}
        self._done.add(key)

    def ended(self) -> str:
        """Where the next walk begins."""
        return self._written(self._marks, set())

    def _written(self, marks: dict[str, Any], done: set[str]) -> str:
        owed = sorted(self.owed)[:_MOST_OWED]
        return write_cursor({"of": self._of, "marks": marks, "done": sorted(done), "owed": owed})
