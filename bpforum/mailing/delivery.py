"""Hands mails over: to a mail server, or as files into a folder; writes none."""

import os
import smtplib
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar, Protocol
from urllib.parse import unquote, urlsplit

from bpforum.errors import BpforumError

_SECONDS = 30


class MailRefused(BpforumError):
    """A mail could not be handed over; `for_good` where trying again is of no use."""

    code: ClassVar[str] = "mail_refused"

    def __init__(self, message: str, *, for_good: bool = False) -> None:
        super().__init__(message)
        self.for_good = for_good


class Delivery(Protocol):
    """Where mails go."""

    def send(self, mail: EmailMessage) -> None:
        """Hands one over. Raises MailRefused."""
        ...


class ToFolder:
    """A file for each mail, whole or not at all; one sent twice is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, mail: EmailMessage) -> None:
        """Writes `<message id>.eml`."""
        name = str(mail["Message-ID"]).strip("<>").partition("@")[0]
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = self._folder / f".{name}.partial"
            partial.write_bytes(mail.as_bytes())
            os.replace(partial, self._folder / f"{name}.eml")
        except OSError as error:
            raise MailRefused(f"The mail cannot be written: {error.strerror or error}.") from error


class ToServer:
    """A mail server, by `smtp://` or `smtps://`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise MailRefused(
                "BPFORUM_SMTP_URL: write smtp://user:password@host:587 or smtps://host",
                for_good=True,
            )
        self._implicit = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._implicit else 587)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(self, mail: EmailMessage) -> None:
        """Hands one over; a password is never said in the clear."""
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = max((said[0] for said in error.recipients.values()), default=0)
            raise MailRefused(
                f"The mail server refuses the address ({code}).", for_good=code >= 550
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailRefused(f"The mail server did not take it: {_plain(error)}") from error

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._implicit:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif self._user:
                server.close()
                raise MailRefused(
                    "The mail server offers no TLS, and a password is not sent in the clear.",
                    for_good=True,
                )
        if self._user:
            server.login(self._user, self._password)
        return server


def _plain(error: Exception) -> str:
    """Without what the server may have quoted of the mail."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"code {error.smtp_code}"
    # What the library raises are OSErrors too, without the words of one.
    return getattr(error, "strerror", None) or type(error).__name__
