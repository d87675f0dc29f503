"""Writes a mail of one notice, or of several that go together; plain text in their language."""

import tomllib
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bpforum.data import data_path
from models.base import Instant
from models.forum import ForumHead
from models.notice import Waiting

_LONGEST_SUBJECT = 150


def message_of(
    notices: Sequence[Waiting], head: ForumHead, sender: str, *, at: Instant
) -> EmailMessage:
    """The mail. The same notices give the same Message-ID: a mail sent twice can be seen."""
    first = notices[0].notice
    language = first.language
    subject = (
        subject_of(notices[0])
        if len(notices) == 1
        else _say("digest_subject", language, n=len(notices))
    )
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(f"{head.title}: {subject}")[:_LONGEST_SUBJECT]
    mail["From"] = _address(sender, head.title)
    mail["To"] = Address(addr_spec=first.to)
    mail["Date"] = at
    key = sha256("\n".join(one.key for one in notices).encode()).hexdigest()[:32]
    mail["Message-ID"] = f"<{key}@{head.id}.bpforum>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = language
    mail.set_content(_body(notices, head, language))
    return mail


def subject_of(waiting: Waiting) -> str:
    """The one line that tells a notice."""
    notice = waiting.notice
    return one_line(_say(f"{notice.kind}.subject", notice.language, **notice.values))


def body_of(waiting: Waiting) -> str:
    """The words that tell a notice."""
    notice = waiting.notice
    return _say(f"{notice.kind}.body", notice.language, **notice.values)


def one_line(words: str) -> str:
    """Without line breaks: what people wrote must not become a header of its own."""
    return " ".join(words.split())


def _body(notices: Sequence[Waiting], head: ForumHead, language: str) -> str:
    contact = _say("footer_contact", language, contact=head.contact) if head.contact else ""
    body: str = _template().render(
        greeting=_say("greeting", language),
        bodies=[body_of(one) for one in notices],
        footer=_say("footer", language, forum=head.title, contact=contact),
    )
    return body


def _address(sender: str, name: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=sender)


def _say(key: str, language: str, **values: object) -> str:
    entry: Any = words()
    for part in key.split("."):
        entry = entry[part]
    found: str = entry.get(language) or entry["en"]
    return found.format(**values) if values else found


@cache
def words() -> dict[str, Any]:
    """What mails say, by key and language."""
    return tomllib.loads(data_path("templates", "mail", "words.toml").read_text("utf-8"))


@cache
def _template() -> Any:
    # Plain text: nothing here is markup.
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(data_path("templates", "mail")),
        autoescape=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template("mail.txt.jinja")
