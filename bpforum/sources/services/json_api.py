"""Owns collecting from any JSON API by mapping: walks its pages, and refuses to leave its address.

Pages are followed by address or cursor (`next`), by number or offset (`{page}`, `{offset}`), or by
a `Link` header.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bpforum.errors import SourceRefused
from bpforum.sources.protocol import Page
from bpforum.sources.services import json_place
from bpforum.sources.services.json_items import Mapped
from bpforum.sources.services.json_paths import NoSuchPath, content_of, find, list_at, words_of
from bpforum.sources.services.json_place import Place, place_of
from bpforum.sources.services.json_proposal import propose_json
from bpforum.sources.web.access import Connected, client_of
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.credentials import credentials_of
from bpforum.sources.web.http import Client
from bpforum.sources.web.identity import Taken, mark_of
from bpforum.sources.web.trail import Trail, next_link
from models.forum import SourceConfig
from models.submission import Received


class JsonSource:
    """The items of a JSON API, page by page, in its order."""

    def __init__(self, config: SourceConfig, zone: ZoneInfo, client: Client) -> None:
        self._config, self._client = config, client
        self._where = f"sources.{config.id}"
        places = {id: one for id, one in config.questions.items() if isinstance(one, str)}
        self._mapped = Mapped(config.columns, places, zone)
        self._since = config.since.strftime("%Y-%m-%dT%H:%M:%SZ") if config.since else ""
        self._counted = json_place.is_counted(config.url, config.query)
        self._by_cursor = json_place.takes_cursor(config.url, config.query)
        self._only_new = json_place.asks_since(config.url, config.query)

    def pages(self, cursor: str) -> Iterator[Page]:
        """The service's pages from `cursor` on; see `RemoteSource`.

        Only with `{since}` in the query is a later walk one of what is new; else it is of all there
        is, and what an API of one page did not change costs one short answer.
        """
        place = place_of(cursor, mark_of(self._config))
        whole = place.walked == 0 and not self._only_new
        trail, taken = Trail(self._config.url, place.walked), Taken()
        while True:
            answer = self._asked(place)
            if answer.status == 304:
                yield Page((), place.written(), (answer.fetch,))
                return
            content = None if self._is_past_the_end(answer, place) else content_of(answer)
            found = self._items(answer, content, first=place.walked == 0)
            items = tuple(taken.fresh(self._received(found, answer)))
            trail.arrived(answer.url, len(items))
            remarks = self._remarks(found) if place.walked == 0 else ()
            place = self._marked(place, answer, items)
            following = self._following(trail, place, answer, content, len(found))
            last = following is None
            place = following or replace(place, walked=place.walked + 1).ended()
            complete = last and whole and not trail.turned
            yield Page(items, place.written(), (answer.fetch,), complete=complete, remarks=remarks)
            if last:
                return

    def _asked(self, place: Place) -> Answer:
        if place.address:
            return self._client.get(place.address)
        query = json_place.filled(self._config.query, place, self._since)
        address = json_place.address_of(self._config.url, place, self._since)
        if place.walked:
            return self._client.get(address, query)
        return self._client.get(address, query, etag=place.etag, modified=place.modified)

    def _is_past_the_end(self, answer: Answer, place: Place) -> bool:
        """Some services say 404 to the page after the last."""
        if answer.status < 400:
            return False
        if place.walked and self._counted:
            return True
        raise SourceRefused(
            f"{answer.url} answered {answer.status}: there is nothing. Correct {self._where}.url."
        )

    def _items(self, answer: Answer, content: Any, *, first: bool) -> list[Any]:
        if content in (None, {}, []):
            return []
        try:
            found = list_at(content, self._config.items)
        except NoSuchPath as error:
            raise SourceRefused(
                f"{self._where}.items = {self._config.items!r}: {error}. "
                f"Write where in the answer of {answer.url} the list of items stands."
                + _perhaps(content)
            ) from error
        if first and (wrong := list(self._mapped.wrong_paths(found, needed=True))):
            told = "\n".join(f"{self._where}.{one}." for one in wrong)
            raise SourceRefused(told + _perhaps(content))
        return found

    def _remarks(self, found: list[Any]) -> tuple[str, ...]:
        """Columns that nothing stands in, which may be meant or a slip."""
        unused = self._mapped.wrong_paths(found, needed=False)
        return tuple(f"{self._where}.{one}; no item of the first page has it." for one in unused)

    def _received(self, found: list[Any], answer: Answer) -> Iterator[Received]:
        since = self._config.since
        for item in found:
            one = self._mapped.received(item, answer.fetch.at)
            if since is None or one.trouble or one.received_at >= since:
                yield one

    def _marked(self, place: Place, answer: Answer, items: tuple[Received, ...]) -> Place:
        """`place` with the page's marks, and the newest time of what came."""
        times = [item.received_at for item in items if "received_at" in item.fields]
        newest = max([place.newest, *(t.strftime("%Y-%m-%dT%H:%M:%SZ") for t in times)])
        if place.walked:
            return replace(place, newest=newest)
        return replace(
            place,
            newest=newest,
            etag=answer.headers.get("etag", ""),
            modified=answer.headers.get("last-modified", ""),
        )

    def _following(
        self, trail: Trail, place: Place, answer: Answer, content: Any, items: int
    ) -> Place | None:
        """Where the walk goes on, or None where it ends."""
        if self._config.next:
            link = self._next(content)
            if self._by_cursor:
                again = link == place.cursor or not trail.goes_on(f"cursor {link}")
                return None if not link or again else place.after(items, cursor=link)
        elif self._counted:
            after = place.after(items)
            return after if items and trail.goes_on(f"page {after.walked}") else None
        else:
            link = next_link(answer.headers)
        address = trail.onward(answer.url, link)
        return place.after(items, address=address) if address else None

    def _next(self, content: Any) -> str:
        """What stands at `next`; nothing where an answer leaves it out, as many do at the end."""
        try:
            found = find(content, self._config.next)
            return "" if isinstance(found, bool) else words_of(found).strip()
        except NoSuchPath as error:
            if not _shows_paging(content):
                return ""
            raise SourceRefused(f"{self._where}.next = {self._config.next!r}: {error}.") from error


def _perhaps(content: Any) -> str:
    """What a person could write instead, as far as an answer shows it."""
    proposed = propose_json(content)
    return f" Perhaps:\n{proposed.toml()}" if proposed else ""


def _shows_paging(content: Any) -> bool:
    """Whether an answer says that there is more, in a place that nobody named."""
    levels = [content, *content.values()] if isinstance(content, dict) else []
    return any(
        value and ("next" in str(key).lower() or "cursor" in str(key).lower())
        for level in levels
        if isinstance(level, dict)
        for key, value in level.items()
    )


def open_json(
    config: SourceConfig,
    zone: ZoneInfo,
    environ: Mapping[str, str],
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Connected:
    """The source, with the credentials in `environ`; a parameter `{api_key}` holds the key."""
    key = credentials_of(config.id, environ).api_key
    secrets = {n: key for n, v in config.query.items() if v.strip() == json_place.KEY and key}
    return Connected(
        lambda: client_of(config, environ, clock, secrets=secrets),
        lambda client: JsonSource(config, zone, client),
    )
