"""Owns what HyperKitty makes of a mail: sees to it that it is the same bytes each time."""

import re
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from bpforum.readers.mail.headers import sent_at
from bpforum.readers.packed.member import Member
from bpforum.sources.mail.message import headers_of, message_id
from models.ids import digest

_BOUNDARY = re.compile(
    rb"^Content-Type: multipart/[a-z]{1,20};[ \t\r\n]{1,4}boundary=\"(={15}\d{10,25}==)\"",
    re.MULTILINE | re.IGNORECASE,
)
_MOST_HEADERS = 16 * 1024


def with_fixed_boundary(mail: bytes) -> bytes:
    """`mail` with a boundary that depends on its words alone: each export invents another one."""
    end = re.search(rb"\r?\n\r?\n", mail[:_MOST_HEADERS])
    found = _BOUNDARY.search(mail[: end.start() if end else _MOST_HEADERS])
    if found is None:
        return mail
    pieces = mail.split(found[1])
    fixed = b"===============" + digest(b"\n".join(pieces))[:32].encode() + b"=="
    return mail if fixed in mail else fixed.join(pieces)


def mail_of(entry: dict[str, Any], answers: str) -> bytes:
    """The mail that an entry of the API describes; `answers` is the id of the one it answers."""
    sender = entry.get("sender")
    address = str(sender.get("address") or "") if isinstance(sender, dict) else ""
    address = "".join(address.replace(" (a) ", "@").split())
    name = " ".join(str(entry.get("sender_name") or "").replace('"', "").replace("\\", "").split())
    headers = {
        "From": " ".join(filter(None, (f'"{name}"' if name else "", f"<{address}>"))),
        "Date": _date(str(entry.get("date") or "")),
        "Subject": str(entry.get("subject") or ""),
        "Message-ID": _bracketed(str(entry.get("message_id") or "")),
        "In-Reply-To": _bracketed(answers),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    lines = [f"{key}: {' '.join(value.split())}" for key, value in headers.items() if value]
    words = str(entry.get("content") or "")
    return ("\n".join(lines) + "\n\n" + words + "\n").encode("utf-8", "replace")


def member_of(mail: bytes) -> Member:
    """`mail` as a mailbox would hold it."""
    headers = headers_of(mail)
    name = message_id(headers).replace("/", "_") or f"message-{digest(mail)[:16]}"
    return Member(
        name=name, data=mail, media_type="message/rfc822", date=sent_at(headers.get("date", ""))
    )


def _bracketed(written: str) -> str:
    bare = "".join(written.split()).strip("<>")
    return f"<{bare}>" if bare else ""


def _date(words: str) -> str:
    try:
        at = datetime.fromisoformat(words.replace("Z", "+00:00"))
    except ValueError:
        return ""
    return format_datetime(at) if at.tzinfo else ""
