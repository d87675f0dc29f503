"""Owns the messages of an mbox file: parts them, and undoes what the box did to their lines.

Refuses to read what a message says. There is no one mbox: a message begins at a line `From …` that
a header follows; where a box states a message's length (mboxcl) and another begins right there,
that is believed. Messages are known by their own id, so that a box that lost some is no new box.
Sources: RFC 4155; the mbox(5) page of qmail.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from bpforum.readers.characters import clean_line
from bpforum.readers.mail.headers import sent_at
from bpforum.readers.packed.archive import Budget
from bpforum.readers.packed.member import Member
from models.ids import digest
from models.submission import Rejected

_FROM = re.compile(
    rb"^From [^\n]{0,1000}\n(?:>From [^\n]{0,1000}\n)?([!-9;-~]{1,80}:)(?=[ \t\r\n])", re.MULTILINE
)
"""A line `From …` with a header below it: found in one go, as a file may be full of such lines."""
_CLOCK = re.compile(rb"\b\d{1,2}:\d\d(?::\d\d)?\b.{0,40}?\b(?:19|20)\d\d\b")
_ASCTIME = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)"
    r"(?: [A-Z]{1,5}| [+-]\d{4})? ((?:19|20)\d\d)"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HEADER = re.compile(rb"[!-9;-~]{1,80}:[ \t\r\n]")
_KNOWN = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|Delivered-To|Sender"
    rb"|Reply-To|Status|Content-[\w-]{1,30}|X-[\w-]{1,60}|DKIM-Signature|In-Reply-To|References"
    rb"|List-[\w-]{1,30}|Envelope-To|Authentication-Results|ARC-[\w-]{1,40}):",
    re.IGNORECASE,
)
_ESCAPED = re.compile(rb"^>(>{0,100}From )", re.MULTILINE)
_WANTED = re.compile(
    rb"^(message-id|date|content-length):((?:[^\r\n]|\r?\n[ \t]){0,1000})",
    re.IGNORECASE | re.MULTILINE,
)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_MOST_HEADERS = 64 * 1024
_LONGEST_LINE = 1_000
_LENGTH = "content-length"


def read_mailbox(data: bytes, budget: Budget) -> tuple[Member, ...] | Rejected:
    """The messages in `data`, in its order; the same message twice is one.

    Time is linear in the size: each line is looked at once, and each message's header once.
    """
    starts = list(_starts(data, budget.members))
    if len(starts) > budget.members:
        return _refuse(
            "mailbox-too-many",
            "This mailbox holds more messages than are taken in at once.",
            "Export it in parts, a month or a folder each.",
        )
    if not starts and data.strip():
        return _refuse(
            "not-a-mailbox",
            "This file is called a mailbox, but no message was found in it.",
            "Export the mailbox anew as .mbox, or add the messages one by one as .eml.",
        )
    found: dict[tuple[str, bytes], Member] = {}
    for n, start in enumerate(starts):
        end = starts[n + 1] if n + 1 < len(starts) else len(data)
        member = _member(data[start:end])
        found.setdefault((member.name, member.data), member)
        budget.size -= len(member.data)
    budget.members -= len(found)
    return tuple(found.values())


def written_at(message: bytes) -> datetime | None:
    """When the message says it was sent; only its headers are looked at."""
    headers, _ = _headers(message[:_MOST_HEADERS])
    return sent_at(headers.get("date", ""))


def _starts(data: bytes, most: int) -> Iterator[int]:
    """Where messages begin; one more than `most` at the most."""
    found = 0
    if not data.startswith(b"From ") and _HEADER.match(data, len(data) - len(data.lstrip())):
        # One message, or a box whose first line got lost.
        found = 1
        yield 0
    skip_to = 0
    for match in _FROM.finditer(data):
        at = match.start()
        if at < skip_to or not _begins(data, match):
            continue
        yield at
        found += 1
        if found > most:
            return
        skip_to = _stated_end(data, at)


def _begins(data: bytes, line: re.Match[bytes]) -> bool:
    """Whether a line `From …` opens a message: two of three signs are needed where it is odd."""
    at = line.start()
    dated = _CLOCK.search(data, at, line.start(1)) is not None
    known = _KNOWN.fullmatch(line[1]) is not None
    before = data[max(0, at - 3) : at]
    blank = at == 0 or before.endswith((b"\n\n", b"\n\r\n"))
    return (dated or known) if blank else (dated and known)


def _stated_end(data: bytes, at: int) -> int:
    """Where a message ends by its own Content-Length, if another one or the end is there."""
    head, body = _headers(data[at : at + _MOST_HEADERS])
    words = head.get(_LENGTH, "")
    if not words.isascii() or not words.isdigit() or len(words) > 12:
        return 0
    end = at + body + int(words)
    rest = data[end : end + 10]
    if end > len(data) or not (data[end - 1 : end] == b"\n" or rest[:1] in (b"\n", b"\r", b"")):
        return 0
    following = rest.lstrip(b"\r\n")
    return end if following.startswith(b"From ") or (not following and len(rest) < 10) else 0


def _headers(message: bytes) -> tuple[dict[str, str], int]:
    """The few headers that are wanted here, and where the body begins."""
    end = _END_OF_HEADERS.search(message)
    stop = end.start() if end else len(message)
    found: dict[str, str] = {}
    for match in _WANTED.finditer(message, 0, stop):
        words = clean_line(match[2].decode("utf-8", "replace"))
        found.setdefault(match[1].decode("ascii").lower(), words)
    return found, end.end() if end else len(message)


def _member(message: bytes) -> Member:
    separator = b""
    if message.startswith(b"From "):
        separator, _, message = message.partition(b"\n")
    # The empty line before the next message belongs to the box.
    body = message.removesuffix(b"\n").removesuffix(b"\r")
    message = body if body.endswith(b"\n") else message
    message = _ESCAPED.sub(rb"\1", message)
    headers, _ = _headers(message[:_MOST_HEADERS])
    return Member(
        name=_name(headers.get("message-id", ""), message),
        data=message,
        media_type="message/rfc822",
        date=sent_at(headers.get("date", "")),
        clock=_clock(separator),
    )


def _name(message_id: str, message: bytes) -> str:
    """The message's id without its brackets; one made of its bytes where it has none.

    Not of its place: when others are deleted from the box, it must stay the same message.
    """
    bare = "".join(message_id.strip().strip("<>").split())[:300].replace("/", "_")
    return bare or f"message-{digest(message)[:16]}"


def _clock(separator: bytes) -> str:
    found = _ASCTIME.search(separator[:_LONGEST_LINE].decode("ascii", "replace"))
    if found is None:
        return ""
    day = (int(found[6]), _MONTHS.index(found[1]) + 1, int(found[2]))
    try:
        moment = datetime(*day, int(found[3]), int(found[4]), int(found[5]), tzinfo=UTC)
    except ValueError:
        return ""
    return moment.replace(tzinfo=None).isoformat()


def _refuse(code: str, message: str, remedy: str) -> Rejected:
    return Rejected.because(code, message, remedy=remedy)
