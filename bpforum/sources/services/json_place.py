"""Owns where a walk through a JSON service stands; asks nobody.

From a place follow the parameters of the next request, and the cursor that is kept.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from bpforum.sources.cursor import read_cursor, write_cursor

EARLIEST = "1970-01-01T00:00:00Z"

_PAGE = re.compile(r"\{page(?::(\d{1,6}))?\}", re.ASCII)
_COUNTED = re.compile(r"\{(?:page(?::\d{1,6})?|offset)\}", re.ASCII)
_CURSOR, _SINCE, KEY = "{cursor}", "{since}", "{api_key}"


@dataclass(frozen=True)
class Place:
    """Before which page a walk stands; all empty before a walk's first."""

    of: str = ""
    """What the walk asks for: a cursor of another question counts for nothing."""
    walked: int = 0
    items: int = 0
    cursor: str = ""
    address: str = ""
    since: str = ""
    """The newest time of the last whole walk: what `{since}` asks for."""
    newest: str = ""
    """The newest time of this walk so far."""
    etag: str = ""
    modified: str = ""

    def written(self) -> str:
        """As JSON, without what is empty."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return write_cursor(kept)

    def ended(self) -> "Place":
        """Where the next walk begins."""
        return Place(
            of=self.of,
            since=max(self.since, self.newest),
            etag=self.etag if self.walked == 1 else "",
            modified=self.modified if self.walked == 1 else "",
        )

    def after(self, items: int, *, cursor: str = "", address: str = "") -> "Place":
        """Before the page that follows one of so many `items`."""
        return replace(
            self, walked=self.walked + 1, items=self.items + items, cursor=cursor, address=address
        )


def place_of(words: str, of: str) -> Place:
    """A place as it was written; a walk's beginning where it is none, or of another question."""
    known, found = Place(of=of), read_cursor(words)
    if found.get("of") != of:
        return known
    return replace(
        known,
        **{
            name: value
            for name, value in found.items()
            if name in asdict(known) and type(value) is type(getattr(known, name))
        },
    )


def filled(query: Mapping[str, str], place: Place, since: str) -> dict[str, str]:
    """The parameters for the page at `place`; one with a cursor is left out of the first."""
    return {
        name: _filled(value, place, since)
        for name, value in query.items()
        if (_CURSOR not in value or place.cursor) and value.strip() != KEY
    }


def is_counted(url: str, query: Mapping[str, str]) -> bool:
    """Whether pages are asked for by number or offset."""
    return any(_COUNTED.search(value) for value in (url, *query.values()))


def asks_since(url: str, query: Mapping[str, str]) -> bool:
    """Whether only what is new is asked for."""
    return any(_SINCE in value for value in (url, *query.values()))


def takes_cursor(url: str, query: Mapping[str, str]) -> bool:
    """Whether what stands at `next` is put into a parameter, rather than being an address."""
    return any(_CURSOR in value for value in (url, *query.values()))


def address_of(url: str, place: Place, since: str) -> str:
    """The source's address, with page, offset and cursor in it where it has places for them."""
    return _filled(url, place, since)


def _filled(words: str, place: Place, since: str) -> str:
    words = _PAGE.sub(lambda found: str(place.walked + int(found[1] or 1)), words)
    words = words.replace("{offset}", str(place.items)).replace(_CURSOR, place.cursor)
    return words.replace(_SINCE, place.since or since or EARLIEST)
