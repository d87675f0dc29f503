"""Owns asking regulations.gov (API version 4): its addresses and filters; refuses other answers.

What is attached to comments is fetched without the key, and from the service's own hosts alone.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from bpforum.errors import SourceRefused
from bpforum.sources.services.json_paths import content_of
from bpforum.sources.services.regulations_listing import eastern
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.http import Client
from bpforum.sources.web.remote import list_of, number_of, object_of, words_of
from bpforum.sources.web.trail import origin_of
from models.base import Instant
from models.fetch import Fetch
from models.forum import SourceConfig

URL = "https://api.regulations.gov/v4"
FILTERS = {
    "agency": "filter[agencyId]",
    "term": "filter[searchTerm]",
    "posted_from": "filter[postedDate][ge]",
    "posted_to": "filter[postedDate][le]",
}
"""Short words for `query`, beside `docket` and `document`; any `filter[…]` can stand there too."""
PER_PAGE, MOST_PAGES = 250, 20


class Service:
    """The service as one source asks it. `fetches` gathers what was asked until it is emptied."""

    def __init__(self, config: SourceConfig, client: Client, files: Client) -> None:
        self._query, self._client, self._files = config.query, client, files
        self._since = config.since.strftime("%Y-%m-%dT%H:%M:%SZ") if config.since else ""
        self._id = config.id
        self.home = (config.url or URL).rstrip("/")
        self.fetches: list[Fetch] = []
        self.asked_at: Instant = datetime.fromtimestamp(0, UTC)

    def documents(self) -> list[str]:
        """The service's internal ids of the documents to walk; an empty one for a plain search."""
        docket, document = (self._query.get(n, "").strip() for n in ("docket", "document"))
        if document and "-" not in document:
            return [document]
        if document:
            answer = self._asked(f"/documents/{quote(document, safe='')}", [])
            said = object_of(object_of(self._content(answer).get("data")).get("attributes"))
            return [self._internal(words_of(said.get("objectId")), answer)]
        if not docket:
            return [""]
        found: dict[str, None] = {}
        for number in range(1, MOST_PAGES + 1):
            params = [("filter[docketId]", docket), ("sort", "documentId"), *_paging(number)]
            answer = self._asked("/documents", params)
            content = self._content(answer)
            for listed in list_of(content.get("data")):
                said = object_of(object_of(listed).get("attributes"))
                found.setdefault(self._internal(words_of(said.get("objectId")), answer))
            if not has_more(content, number):
                break
        if not found:
            raise SourceRefused(
                f"{self.home} has no documents in the docket {docket!r}. Correct the query of "
                f"sources.{self._id}."
            )
        return sorted(found)

    def listing(self, key: str, since: str, number: int, *, settling: bool) -> dict[str, Any]:
        """Page `number` of the comments on a document that changed since a time, oldest first."""
        query = self._query
        params = [
            (FILTERS.get(name, name), value)
            for name, value in query.items()
            if name not in ("docket", "document")
        ]
        if key:
            params.append(("filter[commentOnId]", key))
        since = since or self._since
        if since:
            params.append(("filter[lastModifiedDate][ge]", eastern(since, settling=settling)))
        params += [("sort", "lastModifiedDate,documentId"), *_paging(number)]
        return self._content(self._asked("/comments", params))

    def comment(self, name: str) -> dict[str, Any] | None:
        """The comment's own page, with what is attached; None where it is no longer there."""
        path = f"/comments/{quote(name, safe='')}"
        answer = self._asked(path, [("include", "attachments")])
        return None if answer.status in (404, 410) else self._content(answer)

    def file(self, address: str) -> Answer:
        """A file that is attached. Ask `has_file` before."""
        return self._noted(self._files.get(address))

    def take_fetches(self) -> tuple[Fetch, ...]:
        """What was asked since the last time."""
        taken, self.fetches = tuple(self.fetches), []
        return taken

    def has_file(self, address: str) -> bool:
        """Files lie with the service; another address could be anything, even in our network."""
        try:
            scheme, host, _ = origin = origin_of(address)
        except ValueError:
            return False
        return origin == origin_of(self.home) or (
            scheme == "https" and (host == "regulations.gov" or host.endswith(".regulations.gov"))
        )

    def _asked(self, path: str, params: list[tuple[str, str]]) -> Answer:
        query = f"?{urlencode(params)}" if params else ""
        answer = self._client.get(f"{self.home}{path}{query}")
        return self._noted(answer)

    def _noted(self, answer: Answer) -> Answer:
        self.fetches.append(answer.fetch)
        self.asked_at = answer.fetch.at
        return answer

    def _content(self, answer: Answer) -> dict[str, Any]:
        content = object_of(content_of(answer)) if answer.status == 200 else {}
        if not isinstance(content.get("data"), list | dict):
            raise SourceRefused(
                f"{answer.url} did not answer as regulations.gov does ({answer.status}). Correct "
                f"the url or query of sources.{self._id}."
            )
        return content

    def _internal(self, name: str, answer: Answer) -> str:
        if not name:
            raise SourceRefused(f"{answer.url} names no objectId; without it nothing can be asked.")
        return name


def _paging(number: int) -> list[tuple[str, str]]:
    return [("page[size]", str(PER_PAGE)), ("page[number]", str(number))]


def has_more(content: Mapping[str, Any], number: int) -> bool:
    """Whether more follows page `number` of a listing; behind the last that may be asked, too."""
    meta = object_of(content.get("meta"))
    beyond = (number_of(meta.get("totalElements")) or 0) > MOST_PAGES * PER_PAGE
    return meta.get("hasNextPage") is True or (number == MOST_PAGES and beyond)
