"""Owns a mailing list's archive as a source: finds out what software keeps it, and has it walked.

The messages are public, and read like any mail; nobody's consent is stated here.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from bpforum.errors import SourceRefused
from bpforum.sources.cursor import read_cursor
from bpforum.sources.mail import hyperkitty, pipermail, public_inbox
from bpforum.sources.mail.visit import Visit
from bpforum.sources.protocol import Page
from bpforum.sources.web.access import client_of
from models.forum import SourceConfig

Software = Literal["hyperkitty", "pipermail", "public-inbox"]
_SOFTWARE: tuple[Software, ...] = ("hyperkitty", "pipermail", "public-inbox")
_MOST_PAGE = 8 * 2**20
"""Bytes that are looked at of the archive's first page."""


class MailingListSource:
    """A list's archive, by the address of its first page."""

    def __init__(
        self,
        config: SourceConfig,
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._config, self._environ = config, environ
        self._clock, self._sleep = clock, sleep

    def pages(self, cursor: str) -> Iterator[Page]:
        """The messages since `cursor`, oldest first; see `RemoteSource`."""
        with client_of(self._config, self._environ, self._clock, sleep=self._sleep) as client:
            now = self._clock().astimezone(UTC)
            yield from self._walk(Visit(client, "", now, self._config.since, read_cursor(cursor)))

    def _walk(self, visit: Visit) -> Iterator[Page]:
        state = visit.state
        answer = visit.get(_folder(self._config.url))
        if answer.status != 200:
            raise SourceRefused(
                f"{answer.url} answered {answer.status}: there is no list archive. Open the list's "
                "archive in a browser, and write its address into the source's url."
            )
        visit.base = _folder(answer.url)
        page = answer.body[:_MOST_PAGE].decode("utf-8", "replace")
        software = self._software(visit.base, page)
        if state.get("software") != software:
            state.clear()
            state["software"] = software
        if software == "hyperkitty":
            yield from hyperkitty.walk(visit)
        elif software == "public-inbox":
            yield from public_inbox.walk(visit, page)
        else:
            yield from pipermail.walk(visit, page)

    def _software(self, base: str, page: str) -> Software:
        asked = self._config.query.get("software", "")
        for software in _SOFTWARE:
            if asked == software:
                return software
        if asked:
            raise SourceRefused(
                f"sources.{self._config.id}.query.software: {asked!r} is not known; write one of "
                f"{', '.join(_SOFTWARE)}."
            )
        if public_inbox.is_public_inbox(page):
            return "public-inbox"
        if hyperkitty.is_hyperkitty(base, page):
            return "hyperkitty"
        if pipermail.is_pipermail(base, page):
            return "pipermail"
        raise SourceRefused(
            f"{base} looks like no list archive that is known here ({', '.join(_SOFTWARE)}). "
            "Correct the source's url, or say which it is with query.software."
        )


def _folder(url: str) -> str:
    """The address that the archive's other addresses start from, ending with a stroke."""
    parts = urlsplit(url.strip())
    path = parts.path
    if path.endswith((".html", ".htm", "/latest")):
        path = path.rpartition("/")[0]
    return urlunsplit((parts.scheme, parts.netloc, path.rstrip("/") + "/", "", ""))
