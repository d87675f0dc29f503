"""Owns the list of tracked changes of a Word document, as claimed; refuses to accept or reject any.

Author and date are what the file says, and anybody can write anything there. Boundaries of content
controls that were inserted or deleted are not listed: no text changes with them.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from lxml import etree

from bpforum.readers.characters import clean_line
from bpforum.readers.word.lines import Piece
from bpforum.readers.word.package import W
from models.contribution import Revision

RevisionKind = Literal[
    "ins", "del", "moveFrom", "moveTo", "mark-ins", "mark-del", "row-ins", "row-del", "fmt"
]

MOST_REVISIONS = 100_000
CONTENT: dict[str, RevisionKind] = {
    f"{W}ins": "ins",
    f"{W}del": "del",
    f"{W}moveFrom": "moveFrom",
    f"{W}moveTo": "moveTo",
}
MARKS: dict[str, RevisionKind] = {
    f"{W}ins": "mark-ins",
    f"{W}del": "mark-del",
    f"{W}moveFrom": "mark-del",
    f"{W}moveTo": "mark-ins",
}
ROWS: dict[str, RevisionKind] = {f"{W}ins": "row-ins", f"{W}del": "row-del"}
CELLS: dict[str, RevisionKind] = {
    f"{W}cellIns": "ins",
    f"{W}cellDel": "del",
    f"{W}cellMerge": "fmt",
}
FORMATS = frozenset(
    f"{W}{name}"
    for name in (
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange",
        "tcPrChange", "tblPrExChange", "numberingChange",
    )
)  # fmt: skip
_DATE_UTC = "{http://schemas.microsoft.com/office/word/2023/wordml/word16du}dateUtc"


class TooMuch(Exception):
    """A document holds more of something than any honest one; `str()` says of what."""


@dataclass(slots=True, eq=False)
class Change:
    """A tracked change while the part is read."""

    kind: RevisionKind
    author: str
    at: datetime | None
    as_written: str
    place: Piece | None
    text: list[str] = field(default_factory=list)


class Changes:
    """The changes of one part, in document order, and those that are open at the moment."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._all: list[Change] = []
        self._open: list[Change] = []

    def add(self, kind: RevisionKind, element: etree._Element, place: Piece | None) -> Change:
        """Note a change; its text may be added later."""
        if len(self._all) >= MOST_REVISIONS:
            raise TooMuch("tracked changes")
        written = element.get(f"{W}date", "")
        change = Change(
            kind=kind,
            author=clean_line(element.get(f"{W}author", ""))[:200],
            at=read_time(element.get(_DATE_UTC) or written),
            as_written=clean_line(written)[:60],
            place=place,
        )
        self._all.append(change)
        return change

    def enter(self, change: Change) -> None:
        """From here on, text belongs to `change`; to the innermost where several are open."""
        self._open.append(change)

    def leave(self) -> None:
        """The innermost open change ends."""
        self._open.pop()

    def take(self, text: str) -> None:
        """Text goes to the innermost open change, if there is one."""
        if self._open:
            self._open[-1].text.append(text)

    def listed(self, *, with_places: bool) -> tuple[Revision, ...]:
        """The changes as models; places are those in the current text."""
        return tuple(
            Revision(
                kind=change.kind,
                text="".join(change.text),
                author=change.author,
                at=change.at,
                at_as_written=change.as_written,
                part=self._part,
                start=change.place.at if with_places and change.place is not None else None,
            )
            for change in self._all
        )


def read_time(written: str) -> datetime | None:
    """The time that the file claims, or None; one without a zone is taken as UTC, as Word means."""
    try:
        at = datetime.fromisoformat(written.strip()[:40])
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
