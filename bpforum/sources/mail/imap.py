"""Owns a mailbox on a mail server as a source: what came since, read and left as it was."""

import imaplib
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any
from urllib.parse import quote

from bpforum.errors import SourceUnreachable
from bpforum.readers.guard import MOST_BYTES
from bpforum.readers.mail.headers import sent_at
from bpforum.sources.cursor import read_cursor, write_cursor
from bpforum.sources.mail.imap_session import DROPPED, Envelope, Server, Session
from bpforum.sources.mail.message import MEDIA_TYPE, arrived_at, headers_of
from bpforum.sources.mail.visit import PAGE_BYTES, PAGE_ITEMS
from bpforum.sources.protocol import Page
from bpforum.sources.web.credentials import credentials_of
from bpforum.sources.web.patience import wait_before
from models.base import Instant
from models.fetch import Fetch
from models.forum import SourceConfig
from models.ids import digest
from models.submission import Received

TRIES = 5
MOST_REMEMBERED = 5_000
"""So many mails are known by number: of a larger mailbox nobody is told what was deleted."""


class ImapSource:
    """A mailbox, by the server's address and the mailbox's name."""

    def __init__(
        self,
        config: SourceConfig,
        environ: Mapping[str, str],
        clock: Callable[[], datetime],
        sleep: Callable[[float], None] = time.sleep,
        *,
        tls: ssl.SSLContext | None = None,
        timeout: float = 30,
    ) -> None:
        self._config, self._clock, self._sleep = config, clock, sleep
        self._credentials = credentials_of(config.id, environ)
        self._tls, self._timeout = tls, timeout

    def pages(self, cursor: str) -> Iterator[Page]:
        """The mails since `cursor` in the mailbox's order; see `RemoteSource`.

        A mailbox that numbers its mails anew is listed anew: what it had has the same ids.
        """
        server = Server.of(self._config.id, self._config.url, self._config.path)
        walk = _Walk(server, self._config.since, self._clock, read_cursor(cursor))
        tls = self._tls or ssl.create_default_context()
        failures = 0
        while True:
            try:
                with Session(
                    server, self._credentials, self._config.id, tls=tls, timeout=self._timeout
                ) as session:
                    for page in walk.pages(session):
                        failures = 0
                        yield page
                    return
            except DROPPED as error:
                failures += 1
                if failures >= TRIES:
                    raise SourceUnreachable(
                        f"{server} cannot be had: tried {TRIES} times, at last "
                        f"{_what_happened(error)}. What came before is kept; collect again to go "
                        "on."
                    ) from error
                self._sleep(wait_before(str(server), failures))


class _Walk:
    """One walk through a mailbox, over as many connections as it takes."""

    def __init__(
        self,
        server: Server,
        since: Instant | None,
        clock: Callable[[], datetime],
        state: dict[str, Any],
    ) -> None:
        self._server, self._since, self._clock = server, since, clock
        self._written = state
        self._validity = self._uid = 0
        self._ids: dict[int, list[str]] | None = None
        """External id and digest of the mails that came, by number; None where they are many."""
        self._is_fresh = False

    def pages(self, session: Session) -> Iterator[Page]:
        """What is new, and what is gone; ends with a page that says where to go on."""
        # What a broken connection left unfinished is not in any page yet.
        self._validity = _number(self._written.get("validity"))
        self._uid = _number(self._written.get("uid"))
        self._ids = _known(self._written.get("ids"))
        if session.validity != self._validity or not self._uid:
            self._validity, self._uid, self._ids = session.validity, 0, {}
            self._is_fresh = True
        gone = self._gone(set(session.uids(None)))
        uids = [uid for uid in session.uids(self._since and self._since.date()) if uid > self._uid]
        total, left = len(uids), iter(uids)
        while batch := list(islice(left, PAGE_ITEMS)):
            items: list[Received] = []
            fetches: list[Fetch] = []
            for envelope in session.envelopes(batch):
                self._take(session, envelope, items, fetches)
                self._uid = envelope.uid
                if sum(fetch.size for fetch in fetches) >= PAGE_BYTES:
                    yield self._page(items, fetches, gone, total)
                    items, fetches, gone = [], [], ()
            self._uid = batch[-1]
            yield self._page(items, fetches, gone, total)
            gone = ()
        yield self._page([], [], gone, total, complete=self._is_fresh and self._since is None)

    def _take(
        self, session: Session, envelope: Envelope, items: list[Received], fetches: list[Fetch]
    ) -> None:
        """Fetches a mail, unless it is too large, is deleted, or is a copy of what came."""
        address = f"{self._server}/{quote(self._server.mailbox)};UIDVALIDITY={self._validity}"
        name = envelope.message_id.replace("/", "_")
        now = self._clock().astimezone(UTC)
        if envelope.size > MOST_BYTES:
            trouble = (
                f"This mail is larger than {MOST_BYTES // 2**20} MB and was not fetched. Ask the "
                "sender for a smaller one, or put what was attached into a folder that is a source."
            )
            item = Received(
                external_id=name or f"uid-{self._validity}-{envelope.uid}",
                data=b"",
                media_type=MEDIA_TYPE,
                received_at=envelope.arrived or now,
                channel="mail",
                trouble=trouble,
            )
        else:
            data = session.mail(envelope.uid)
            if data is None:
                return
            # In an answer's place: the server said OK.
            fetches.append(
                Fetch(
                    url=f"{address}/;UID={envelope.uid}",
                    at=now,
                    status=200,
                    digest=digest(data),
                    size=len(data),
                )
            )
            item = Received(
                # As in a mailbox file: not of its number, which the server may change.
                external_id=name or f"message-{digest(data)[:16]}",
                data=data,
                media_type=MEDIA_TYPE,
                received_at=_received_at(data, envelope, now),
                channel="mail",
            )
        if (new := self._told_apart(item, envelope.uid)) and (
            self._since is None or new.received_at >= self._since
        ):
            items.append(new)

    def _told_apart(self, item: Received, uid: int) -> Received | None:
        """`item`, under an id of its own where another mail has its id; None for a mere copy."""
        mark = digest(item.data)[:12]
        if self._ids is None:
            return item
        taken = dict(self._ids.values())
        name, number = item.external_id, 1
        while name in taken and taken[name] != mark:
            number += 1
            name = f"{item.external_id} ({number})"
        is_copy = name in taken
        self._ids[uid] = [name, mark]
        if len(self._ids) > MOST_REMEMBERED:
            self._ids = None
        if is_copy:
            return None
        if number == 1:
            return item
        trouble = (
            f"Another mail has the same id, {item.external_id}, and was taken in. Compare the two: "
            "a copy can be left here, another text be admitted."
        )
        return item.model_copy(update={"external_id": name, "trouble": item.trouble or trouble})

    def _gone(self, present: set[int]) -> tuple[str, ...]:
        """The ids of the mails that are deleted, all their copies with them."""
        if self._ids is None:
            return ()
        lost = [uid for uid in self._ids if uid not in present]
        names = {self._ids.pop(uid)[0] for uid in lost}
        return tuple(sorted(names - {name for name, _ in self._ids.values()}))

    def _page(
        self,
        items: list[Received],
        fetches: list[Fetch],
        gone: tuple[str, ...],
        total: int,
        *,
        complete: bool = False,
    ) -> Page:
        state: dict[str, Any] = {"validity": self._validity, "uid": self._uid}
        if self._ids is not None:
            state["ids"] = {str(uid): list(known) for uid, known in self._ids.items()}
        self._written = state
        return Page(
            items=tuple(items),
            cursor=write_cursor(state),
            fetches=tuple(fetches),
            gone=gone,
            complete=complete,
            total=total,
        )


def _received_at(mail: bytes, envelope: Envelope, now: Instant) -> Instant:
    """What the last server wrote into the mail: a mail that was moved keeps it."""
    headers = headers_of(mail)
    for at in (arrived_at(headers), envelope.arrived, sent_at(headers.get("date", ""))):
        if at is not None and at <= now:
            return at
    return now


def _known(ids: object) -> dict[int, list[str]] | None:
    """What a cursor says of the mails that came."""
    if not isinstance(ids, dict):
        return None
    return {
        int(uid): [str(one) for one in known]
        for uid, known in ids.items()
        if str(uid).isdigit() and isinstance(known, list) and len(known) == 2
    }


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _what_happened(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "it was silent for too long"
    if isinstance(error, imaplib.IMAP4.abort):
        return "the connection broke off"
    return "no connection could be made"
