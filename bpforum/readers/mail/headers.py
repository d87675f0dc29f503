"""Owns the headers of a mail as text: subject, sender's name, date; keeps no address.

The library's own newer policy raises on crafted headers; here whatever cannot be decoded stays as
it was written, in one line.
"""

import re
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

from bpforum.readers.characters import clean, clean_line
from bpforum.readers.encoding import DecodedText, decode_text

MOST_HEADER = 4_000
"""Characters that are read of one header."""
_PREFIXES = re.compile(
    r"(?:(?:re|fwd?|aw|wg|tr|sv|rv|enc|回复|答复|رد)\s?(?:\[\d{1,3}\])?\s?[:\uff1a]\s?"
    r"|\[[^\]\n]{1,40}\]\s?){0,10}",
    re.IGNORECASE,
)
_ID = re.compile(r"<([^<>\s]{1,300})>")


def read_headers(message: Message) -> dict[str, str]:
    """The first of each header, as written, in one line."""
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        # Of a long thread's ids the last are the ones that are answered.
        ends = name.lower() == "references"
        kept = str(value)[-MOST_HEADER:] if ends else str(value)[:MOST_HEADER]
        headers.setdefault(name.lower(), _one_line(kept))
    return headers


def _one_line(value: str) -> str:
    data = value.encode("utf-8", "surrogateescape")
    decoded = decode_text(data)
    return " ".join(decoded.text.split()) if isinstance(decoded, DecodedText) else ""


def read_words(value: str) -> str:
    """A header with its encoded words read; what cannot be decoded stays as written."""
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError, LookupError):
        return clean_line(value)
    text = ""
    for piece, charset in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        decoded = decode_text(piece, charset or "")
        text += decoded.text if isinstance(decoded, DecodedText) else ""
    # Only the first line: a line end inside an encoded word is there to smuggle in a header.
    return " ".join(clean(text).text.strip().partition("\n")[0].split())


def sender(headers: dict[str, str]) -> dict[str, str]:
    """The name beside the address it came from, as the field `name`; nothing of the address."""
    name = read_words(parseaddr(headers.get("from", ""))[0]).strip("\"' ")
    # Some programs put the address where the name belongs.
    return {"name": name[:200]} if name and "@" not in name else {}


def subject(value: str) -> str:
    """The subject without the marks of answers, forwards and lists."""
    words = read_words(value)
    match = _PREFIXES.match(words)
    return (words[match.end() :] if match else words).strip()[:300] or words[:300]


def answered_id(headers: dict[str, str]) -> str:
    """The id of the message that is answered, without its brackets; empty where none is named.

    In-Reply-To names it; where that holds something else, the last of References does.
    """
    for name, which in (("in-reply-to", 0), ("references", -1)):
        found = _ID.findall(headers.get(name, ""))
        if found:
            return str(found[which])
    return ""


def sent_at(value: str) -> datetime | None:
    """When it says it was sent; a date without a zone, or none that can be read, is no date."""
    try:
        at: datetime = parsedate_to_datetime(value[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
