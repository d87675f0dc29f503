"""Owns the parts of a mail: which are its text and which came with it; refuses to read either."""

import re
from collections.abc import Iterator, Sequence
from email.message import Message
from pathlib import PurePosixPath

from bpforum.readers.characters import clean_line
from bpforum.readers.mail.bulk import Bulk
from bpforum.readers.mail.headers import read_words
from models.reading import Attachment

MOST_DEPTH = 20
_SEALS = ("pgp-signature", "pkcs7-signature", "pgp-encrypted")
_REPORTS = ("message/delivery-status", "message/disposition-notification", "text/rfc822-headers")
INVITATION = "text/calendar"


def parts_of(message: Message, bulk: Bulk, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, in order; a message inside one is an attachment.

    Raises RecursionError where they lie deeper in each other than those of any honest mail.
    """
    if depth > MOST_DEPTH:
        raise RecursionError
    payload = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(payload, list):
        yield message
        return
    if message.get_content_subtype() == "alternative":
        yield from _best(payload, bulk, depth)
        return
    for part in payload:
        if isinstance(part, Message):
            yield from parts_of(part, bulk, depth + 1)


def sort_parts(
    parts: Sequence[Message], bulk: Bulk, *, is_report: bool = False
) -> tuple[list[Message], list[Attachment]]:
    """The texts among `parts`, and the rest as attachments with names that differ.

    In a report of what was not delivered the message that comes back is our own, and no attachment.
    """
    texts: list[Message] = []
    attachments: list[Attachment] = []
    names: set[str] = set()
    for part in parts:
        if _is_text(part) and not _is_attached(part):
            texts.append(part)
        elif not _is_trimming(part, is_report=is_report):
            attachment = _attachment(part, bulk, len(attachments) + 1)
            while attachment.name in names:
                # Two scans called scan.pdf are two things.
                path = PurePosixPath(attachment.name)
                name = f"{path.stem}-{len(attachments) + 1}{path.suffix}"
                attachment = attachment.model_copy(update={"name": name})
            names.add(attachment.name)
            attachments.append(attachment)
    return texts, attachments


def _best(payload: Sequence[object], bulk: Bulk, depth: int) -> Iterator[Message]:
    """Of the alternatives, plain text where it says anything, else the first page."""
    parts = [
        part
        for one in payload
        if isinstance(one, Message)
        for part in parts_of(one, bulk, depth + 1)
    ]
    plain = [p for p in parts if p.get_content_type() == "text/plain" and bulk.bytes_of(p).strip()]
    pages = [p for p in parts if p.get_content_type() == "text/html"]
    chosen = (plain or pages or parts)[:1]
    yield from chosen
    yield from (part for part in parts if part not in chosen and not _is_text(part))


def _is_trimming(part: Message, *, is_report: bool) -> bool:
    """Pictures of a page or signature, seals, and what machines tell machines."""
    kind = part.get_content_type()
    if is_report and (kind in _REPORTS or kind == "message/rfc822"):
        return True
    embedded = kind.startswith("image/") and part.get("content-id") is not None
    return embedded or kind in _REPORTS or kind.endswith(_SEALS)


def _is_text(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html")


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).lower()
    return disposition.startswith("attachment") or bool(part.get_filename())


def _attachment(part: Message, bulk: Bulk, n: int) -> Attachment:
    """Its name is only ever data: nothing is stored under it."""
    kind = part.get_content_type()
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else part
        data = bulk.restore(first.as_bytes()) if isinstance(first, Message) else b""
        name = f"message-{n}.eml"
    else:
        data = bulk.bytes_of(part)
        name = {INVITATION: f"invitation-{n}.ics", "application/ms-tnef": "winmail.dat"}.get(
            kind, ""
        )
    written = part.get_filename()
    name = clean_line(read_words(str(written)))[:200] if written else name
    media_type = re.sub(r"[^\w./+-]", "", kind)[:100]
    return Attachment(name=name or f"attachment-{n}", media_type=media_type, data=data)
