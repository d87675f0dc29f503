"""Owns collecting the entries of an RSS or Atom feed; what a feed no longer shows is not gone."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bpforum.errors import SourceRefused
from bpforum.readers.post import MEDIA_TYPE, pack_post
from bpforum.sources.cursor import read_cursor, write_cursor
from bpforum.sources.protocol import Page
from bpforum.sources.services.feed_document import NotAFeed, read_feed
from bpforum.sources.services.feed_entries import Entry
from bpforum.sources.web.access import Connected, client_of
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.http import Client
from bpforum.sources.web.identity import Taken, edition_of, external_id_of, mark_of
from bpforum.sources.web.trail import Trail, next_link
from models.base import Instant
from models.forum import SourceConfig
from models.ids import digest
from models.submission import Received

_MOST_MARKS = 500
_KEPT = ("of", "etag", "modified", "known")


class FeedSource:
    """The entries of a feed, in its order, and of the pages that follow it (RFC 5005)."""

    def __init__(self, config: SourceConfig, client: Client) -> None:
        self._config, self._client = config, client
        self._of = mark_of(config)

    def pages(self, cursor: str) -> Iterator[Page]:
        """The feed's pages; see `RemoteSource`. An unchanged feed costs one short answer.

        A feed shows its newest entries first: a later walk ends behind the first page that shows
        one of those that the walk before it began with.
        """
        state = read_cursor(cursor)
        state = state if state.get("of") == self._of else {"of": self._of}
        known = {mark for mark in _list(state, "known") if isinstance(mark, str)}
        at, walked = state.get("at"), state.get("walked")
        address = at if isinstance(at, str) and at else self._config.url
        walked = walked if isinstance(walked, int) and at else 0
        trail, taken = Trail(self._config.url, walked), Taken()
        if not walked:
            state = {name: state[name] for name in _KEPT if name in state}
        while True:
            answer = self._asked(address, state, first=trail.walked == 0)
            if answer.status == 304:
                yield Page((), write_cursor(state), (answer.fetch,))
                return
            entries, link, broken = self._read(answer)
            items = [self._received(entry, answer.fetch.at) for entry in entries]
            if trail.walked == 0:
                state["began"] = _began(answer, items, broken)
            is_met = any(edition_of(item) in known for item in items)
            fresh = tuple(item for item in taken.fresh(items) if self._is_wanted(item))
            trail.arrived(answer.url, len(fresh))
            link = link or next_link(answer.headers)
            address = "" if is_met or broken else trail.onward(answer.url, link)
            state = self._after(state, address, trail.walked)
            yield Page(fresh, write_cursor(state), (answer.fetch,))
            if broken:
                raise SourceRefused(
                    f"The feed at {answer.url} breaks off: {broken}. The {len(entries)} entries "
                    "before that were taken in. Ask who runs it to mend it."
                )
            if not address:
                return

    def _asked(self, address: str, state: Mapping[str, Any], *, first: bool) -> Answer:
        if not first:
            answer = self._client.get(address)
        else:
            etag, modified = str(state.get("etag", "")), str(state.get("modified", ""))
            answer = self._client.get(address, etag=etag, modified=modified)
        if answer.status >= 400:
            raise SourceRefused(
                f"{answer.url} answered {answer.status}: there is no feed. Correct the url of "
                f"sources.{self._config.id}."
            )
        return answer

    def _read(self, answer: Answer) -> tuple[list[Entry], str, str]:
        try:
            found = read_feed(answer.body, answer.url, answer.headers.get("content-type", ""))
        except NotAFeed as error:
            raise SourceRefused(
                f"{answer.url} cannot be taken as a feed: {error}. Write the address of an RSS or "
                f"Atom feed as the url of sources.{self._config.id}."
            ) from error
        return found.entries, found.next, found.broken

    def _received(self, entry: Entry, otherwise_at: Instant) -> Received:
        said = {
            "title": entry.title, "name": entry.author, "url": entry.url, "about": entry.about,
            "in_reply_to": entry.in_reply_to, "category": entry.category,
            "language": entry.language,
        }  # fmt: skip
        fields = {name: words for name, words in said.items() if words}
        kind = "comment" if entry.about or entry.in_reply_to else "contribution"
        data = pack_post(entry.text, form=entry.form, fields={**fields, "kind": kind})
        if entry.at is None:
            fields["received_at_problem"] = "the feed gives no time; the time of collecting counts"
        return Received(
            external_id=external_id_of(entry.id) or f"entry {digest(data)[:12]}",
            data=data,
            media_type=MEDIA_TYPE,
            received_at=entry.at or otherwise_at,
            channel="feed",
            fields=fields,
        )

    def _is_wanted(self, item: Received) -> bool:
        since = self._config.since
        return since is None or item.received_at >= since

    def _after(self, state: dict[str, Any], address: str, walked: int) -> dict[str, Any]:
        """Where to go on: at the next page, or with what the feed began with this time."""
        if address:
            return {**state, "at": address, "walked": walked}
        began = state.get("began")
        return {"of": self._of, **(began if isinstance(began, dict) else {})}


def open_feed(
    config: SourceConfig,
    environ: Mapping[str, str],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Connected:
    """The feed, with the credentials that `environ` has."""
    return Connected(
        lambda: client_of(config, environ, clock), lambda client: FeedSource(config, client)
    )


def _began(answer: Answer, items: list[Received], broken: str) -> dict[str, Any]:
    """What the next walk has to know of this one's first page."""
    if broken:
        return {}
    return {
        "known": [edition_of(item) for item in items[:_MOST_MARKS]],
        "etag": answer.headers.get("etag", ""),
        "modified": answer.headers.get("last-modified", ""),
    }


def _list(state: Mapping[str, Any], name: str) -> list[Any]:
    found = state.get(name)
    return found if isinstance(found, list) else []
