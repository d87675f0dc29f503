"""Owns one session with a mail server: looks into a mailbox, and cannot change anything there.

The mailbox is opened with EXAMINE, mails are fetched with BODY.PEEK: none is marked as read.
Sources: RFC 3501; RFC 7628 and Google's XOAUTH2 for tokens.
"""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlsplit

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from bpforum.errors import SourceRefused
from bpforum.readers.guard import MOST_BYTES
from bpforum.readers.mail.headers import sent_at
from bpforum.sources.web.address import is_loopback
from bpforum.sources.web.credentials import Credentials, variables_of
from models.base import Instant

_MOST_ANSWER = MOST_BYTES + 2**20
_NEXT = re.compile(rb"\d{1,10} \(")
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,15})\b")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_ABOUT = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"

DROPPED = (imaplib.IMAP4.abort, OSError, EOFError)
"""What is raised where the connection broke, and another one may do."""


@dataclass(frozen=True)
class Server:
    """Where a mailbox is."""

    host: str
    port: int
    mailbox: str
    is_secure: bool

    @classmethod
    def of(cls, source_id: str, url: str, mailbox: str) -> "Server":
        """Of `imaps://host[:port]`. Raises SourceRefused for any other address."""
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname or "", parts.port
        except ValueError:
            parts, host, port = urlsplit(""), "", None
        if parts.username or parts.password:
            raise SourceRefused(
                f"sources.{source_id}.url: a user or password stands in it; take it out, and set "
                "it in the environment."
            )
        if parts.scheme not in ("imap", "imaps") or not host:
            raise SourceRefused(
                f"sources.{source_id}.url: write the mail server's address, such as "
                "imaps://mail.example.org."
            )
        is_secure = parts.scheme == "imaps"
        if not is_secure and not is_loopback(host):
            raise SourceRefused(
                f"sources.{source_id}.url: imap: goes over the network in the clear; write "
                f"imaps://{host}."
            )
        return cls(host, port or (993 if is_secure else 143), mailbox or "INBOX", is_secure)

    def __str__(self) -> str:
        return f"imap{'s' if self.is_secure else ''}://{self.host}:{self.port}"


@dataclass(frozen=True)
class Envelope:
    """What is known of a mail before it is fetched."""

    uid: int
    size: int
    arrived: Instant | None
    """When the server received it."""
    message_id: str
    """Without brackets; empty where the mail has none."""


class Session:
    """A mailbox that was opened for reading; a context manager.

    Raises SourceRefused where the server says no, one of DROPPED where the connection breaks.
    """

    def __init__(
        self,
        server: Server,
        credentials: Credentials,
        source_id: str,
        *,
        tls: ssl.SSLContext,
        timeout: float,
    ) -> None:
        self._server = server
        try:
            self._box = _Box(server, tls, timeout)
        except ssl.SSLCertVerificationError as error:
            raise SourceRefused(
                f"{server} shows a certificate that cannot be trusted ({error.verify_message}). "
                "Ask who runs it."
            ) from error
        try:
            self._log_in(credentials, source_id)
            self.validity = self._open()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the connection, whatever state it is in."""
        try:
            self._box.client.logout()
        except (imaplib.IMAP4.error, *DROPPED):
            with contextlib.suppress(OSError):
                self._box.client.shutdown()

    def uids(self, since: date | None) -> list[int]:
        """The numbers of the mails, in their order; those received from `since` on."""
        words = ("ALL",) if since is None else ("SINCE", _day(since))
        data = self._asked("SEARCH", *words)
        numbers = b" ".join(one for one in data if isinstance(one, bytes)).split()
        return sorted({int(one) for one in numbers if one.isdigit() and len(one) <= 10})

    def envelopes(self, uids: Sequence[int]) -> list[Envelope]:
        """What is known of these mails; one that was deleted meanwhile is left out."""
        found = {}
        for head, content in self._fetched(uids, _ABOUT):
            uid, size, day = _UID.search(head), _SIZE.search(head), _DATE.search(head)
            if uid and size and int(uid[1]) in uids:
                found[int(uid[1])] = Envelope(
                    uid=int(uid[1]),
                    size=int(size[1]),
                    arrived=_moment(day[1]) if day else None,
                    message_id=_message_id(content),
                )
        return [found[uid] for uid in uids if uid in found]

    def mail(self, uid: int) -> bytes | None:
        """A mail's bytes; None where it was deleted meanwhile."""
        for head, content in self._fetched([uid], "(UID BODY.PEEK[])"):
            found = _UID.search(head)
            if found and int(found[1]) == uid and b"BODY[]" in head.upper():
                return content
        return None

    def _log_in(self, credentials: Credentials, source_id: str) -> None:
        token, _, user, password = variables_of(source_id)
        if not credentials.user or not (credentials.token or credentials.password):
            raise SourceRefused(
                f"{self._server} wants to know who asks: set {user}, and {password} or {token}, in "
                "the environment."
            )
        box, said = self._box, ""
        try:
            if credentials.token:
                box.xoauth2(credentials.user, credentials.token, initial_folder=None)
            elif (credentials.user + credentials.password).isascii():
                box.login(credentials.user, credentials.password, initial_folder=None)
            else:
                box.login_utf8(credentials.user, credentials.password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except (ImapToolsError, imaplib.IMAP4.error):
            # What the server says may repeat what it was told.
            said = f"{self._server} does not let us in. Correct {user}, and {password} or {token}."
        if said:
            raise SourceRefused(said)

    def _open(self) -> int:
        try:
            self._box.folder.set(self._server.mailbox, readonly=True)
        except imaplib.IMAP4.abort:
            raise
        except (ImapToolsError, imaplib.IMAP4.error) as error:
            raise SourceRefused(
                f"{self._server} has no mailbox {self._server.mailbox!r} that can be opened; "
                "correct the source's path."
            ) from error
        _, data = self._box.client.response("UIDVALIDITY")
        words = data[0] if data else None
        if not isinstance(words, bytes) or not words.isdigit():
            raise SourceRefused(
                f"{self._server} numbers its mails anew each time (no UIDVALIDITY)."
            )
        return int(words)

    def _fetched(self, uids: Sequence[int], what: str) -> Iterator[tuple[bytes, bytes]]:
        """What is said of each mail, and the one long text among it, wherever that stands."""
        said, content = b"", b""
        for one in self._asked("FETCH", ",".join(map(str, uids)), what) if uids else ():
            words = one[0] if isinstance(one, tuple) else one
            if not isinstance(words, bytes):
                continue
            if _NEXT.match(words):
                yield said, content
                said, content = b"", b""
            said += b" " + words
            if isinstance(one, tuple):
                content = one[1]
        yield said, content

    def _asked(self, command: str, *words: str) -> list[Any]:
        try:
            kind, data = self._box.client.uid(command, *words)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise SourceRefused(f"{self._server} does not do {command}.") from error
        if kind != "OK":
            raise SourceRefused(f"{self._server} does not do {command}.")
        return data


class _Box(BaseMailBox):
    """The library's mailbox, on a connection that takes no answer beyond the limit."""

    def __init__(self, server: Server, tls: ssl.SSLContext, timeout: float) -> None:
        self._server, self._tls, self._timeout = server, tls, timeout
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        server = self._server
        if server.is_secure:
            return _SecureWire(
                server.host, server.port, ssl_context=self._tls, timeout=self._timeout
            )
        return _Wire(server.host, server.port, timeout=self._timeout)


def _within_limit(size: int) -> int:
    """A server can promise more than it said, or than there is memory for."""
    if size > _MOST_ANSWER:
        raise imaplib.IMAP4.abort("an answer that is too large")
    return size


class _Wire(imaplib.IMAP4):
    def read(self, size: int) -> bytes:
        return super().read(_within_limit(size))


class _SecureWire(imaplib.IMAP4_SSL):
    def read(self, size: int) -> bytes:
        return super().read(_within_limit(size))


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _day(day: date) -> str:
    """In the protocol's English, whatever this machine speaks."""
    return f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"


def _moment(written: bytes) -> datetime | None:
    """`17-Jul-1996 02:44:25 -0700`, the day of one figure with a space before it."""
    words = written.decode("ascii", "replace").strip().replace("-", " ", 2)
    at = sent_at(words)
    return at.astimezone(UTC) if at else None


def _message_id(header: bytes) -> str:
    found = re.search(rb"<([^<>\s]{1,300})>", header[:10_000])
    return found[1].decode("utf-8", "replace") if found else ""
