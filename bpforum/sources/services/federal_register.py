"""Owns collecting announcements from the Federal Register of the United States, as calls.

A document there is no contribution: it is listed as a proposed call, with the day it closes on.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from bpforum.errors import SourceRefused
from bpforum.readers.post import MEDIA_TYPE, pack_post
from bpforum.sources.cursor import read_cursor, write_cursor
from bpforum.sources.protocol import Page
from bpforum.sources.services.json_paths import MOST_ITEMS, content_of
from bpforum.sources.web.access import Connected, client_of
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.http import Client
from bpforum.sources.web.identity import Taken, edition_of, mark_of
from bpforum.sources.web.remote import (
    list_of,
    object_of,
    plain_words_of,
    unusable,
    words_of,
)
from bpforum.sources.web.trail import Trail
from models.base import Instant
from models.forum import SourceConfig
from models.submission import Received

URL = "https://www.federalregister.gov/api/v1"
CONDITIONS = {
    "term": "conditions[term]",
    "agency": "conditions[agencies][]",
    "docket": "conditions[docket_id]",
    "type": "conditions[type][]",
    "topic": "conditions[topics][]",
    "section": "conditions[sections][]",
    "rin": "conditions[regulation_id_number]",
}
"""Short words for `query`; any other of the service's `conditions[…]` can stand there in full."""

_FIELDS = (
    "abstract", "action", "agency_names", "comments_close_on", "dates", "docket_ids",
    "document_number", "html_url", "publication_date", "title", "type",
)  # fmt: skip
_PER_PAGE = "100"
_EASTERN = ZoneInfo("America/New_York")


class FederalRegisterSource:
    """The documents that fit a query, oldest first."""

    def __init__(self, config: SourceConfig, client: Client) -> None:
        self._config, self._client = config, client
        self._home = (config.url or URL).rstrip("/")
        self._of = mark_of(config)

    def pages(self, cursor: str) -> Iterator[Page]:
        """The documents since the day that `cursor` names; see `RemoteSource`.

        The service shows 2,000 documents of a query at most. Where there are more, the query is put
        again from the last day that was shown.
        """
        state = read_cursor(cursor)
        state = state if state.get("of") == self._of else {}
        walk = _Walk(self._of, _day(state.get("from")), list_of(state.get("seen")))
        taken = Taken()
        while True:
            window, shown, fresh, total = walk.day, 0, 0, 0
            trail = Trail(self._home)
            address = self._address(window)
            while address:
                answer = self._client.get(address)
                content = self._content(answer)
                total = content["count"]
                documents = list_of(content.get("results"))[:MOST_ITEMS]
                items = [_received(document, answer.fetch.at) for document in documents]
                new = tuple(item for item in taken.fresh(items) if not walk.has(item))
                walk.passed(zip(documents, items, strict=True))
                shown, fresh = shown + len(items), fresh + len(new)
                trail.arrived(answer.url, len(items))
                link = words_of(content.get("next_page_url"))
                address = trail.onward(answer.url, link) if items else ""
                is_last = not address and shown >= total
                yield Page(new, walk.cursor(is_last), (answer.fetch,), total=total)
            if shown >= total:
                return
            if not fresh or walk.day == window or not walk.in_order:
                raise SourceRefused(
                    f"{self._home} showed {shown} of {total} documents and cannot be asked for the "
                    f"rest. Ask for less with the query of sources.{self._config.id}."
                )

    def _address(self, day: date | None) -> str:
        params = [("order", "oldest"), ("per_page", _PER_PAGE)]
        params += [("fields[]", name) for name in _FIELDS]
        for name, value in self._config.query.items():
            key = CONDITIONS.get(name, name)
            several = value.split(",") if key.endswith("[]") else [value]
            params += [(key, one.strip()) for one in several if one.strip()]
        if day is None and self._config.since:
            day = self._config.since.astimezone(_EASTERN).date()
        if day is not None:
            params.append(("conditions[publication_date][gte]", day.isoformat()))
        return f"{self._home}/documents.json?{urlencode(params)}"

    def _content(self, answer: Answer) -> dict[str, Any]:
        """The answer, where it has the service's form. Where nothing fits, it has no `results`."""
        content = object_of(content_of(answer)) if answer.status == 200 else {}
        count = content.get("count")
        if type(count) is not int or not (isinstance(content.get("results"), list) or count == 0):
            raise SourceRefused(
                f"{answer.url} did not answer as the Federal Register does ({answer.status}). "
                f"Leave out the url of sources.{self._config.id}, or correct its query."
            )
        return content


class _Walk:
    """How far a walk came: the last day that was shown, and what was shown of it."""

    def __init__(self, of: str, day: date | None, seen: list[Any]) -> None:
        self._of = of
        self.day = day
        self.in_order = True
        self._seen = {mark for mark in seen if isinstance(mark, str)}
        self._held = (self.day, set(self._seen))

    def has(self, item: Received) -> bool:
        return edition_of(item) in self._seen

    def passed(self, shown: Any) -> None:
        for document, item in shown:
            day = _day(object_of(document).get("publication_date"))
            if day is None:
                continue
            if self.day and day < self.day:
                self.in_order = False
            elif day != self.day:
                self.day, self._seen = day, set()
            if day == self.day:
                self._seen.add(edition_of(item))

    def cursor(self, is_last: bool) -> str:
        """Where the order is not kept, nothing counts as done before all of it is."""
        day, seen = (self.day, self._seen) if self.in_order or is_last else self._held
        return write_cursor(
            {"of": self._of, "from": day.isoformat() if day else "", "seen": sorted(seen)}
        )


def _received(document: Any, at: Instant) -> Received:
    said = object_of(document)
    number = words_of(said.get("document_number"))
    if not number:
        return unusable(document, "The Federal Register gives this document no number.", at)
    day, closes = _day(said.get("publication_date")), _day(said.get("comments_close_on"))
    agencies = [words_of(name) for name in list_of(said.get("agency_names"))]
    dockets = [words_of(name) for name in list_of(said.get("docket_ids"))]
    told = {
        "kind": "call",
        "title": plain_words_of(said.get("title")),
        "reference": number,
        "url": words_of(said.get("html_url")),
        "issued_by": ", ".join(filter(None, agencies)),
        "issued_on": day.isoformat() if day else "",
        "closes": _end_of(closes).isoformat() if closes else "",
        "about": ", ".join(filter(None, dockets)),
        "category": words_of(said.get("type")),
    }
    fields = {name: words for name, words in told.items() if words}
    parts = [said.get(name) for name in ("action", "abstract", "dates")]
    text = "\n\n".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
    return Received(
        external_id=number,
        data=pack_post(text, form="text", fields=fields),
        media_type=MEDIA_TYPE,
        received_at=datetime.combine(day, time(), _EASTERN) if day else at,
        channel="announcement",
        fields=fields,
    )


def _day(words: Any) -> date | None:
    try:
        found = date.fromisoformat(words) if isinstance(words, str) else None
    except ValueError:
        return None
    return found if found and 1900 < found.year < 2200 else None


def _end_of(day: date) -> datetime:
    """Comments are in time until 11:59 p.m. Eastern time."""
    return datetime.combine(day, time(23, 59, 59), _EASTERN)


def open_federal_register(
    config: SourceConfig,
    environ: Mapping[str, str],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Connected:
    """The source; the service asks for no credentials."""
    return Connected(
        lambda: client_of(config, environ, clock),
        lambda client: FederalRegisterSource(config, client),
    )
