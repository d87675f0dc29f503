"""Owns mails as readings: own words, quoted words, sender's name, attachments; keeps no address.

Headers and charsets are decoded here and not by the library's newer policy, which raises on crafted
ones. Quoted text stays, as `quoted` blocks with their depth as level; signatures are `furniture`.
"""

import re
from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from itertools import groupby, islice
from pathlib import PurePosixPath

from bpforum.readers import flags as flag_words
from bpforum.readers.blocks import BlockText
from bpforum.readers.characters import clean_line
from bpforum.readers.encoding import DecodedText, decode_text, is_known_charset
from bpforum.readers.html import read_page
from bpforum.readers.mail_headers import (
    MOST_HEADER,
    read_headers,
    read_words,
    sender,
    sent_at,
    subject,
)
from bpforum.readers.mail_quotes import MailLine, sort_lines
from bpforum.readers.plain import write_lines
from models.reading import Attachment, BlockKind, Reading
from models.submission import Reason, Rejected

MOST_DEPTH = 20
MOST_PARTS = 500
_MULTIPART_LINES = re.compile(rb"^content-type:\s{0,20}multipart/", re.IGNORECASE | re.MULTILINE)
_MOST_MULTIPARTS = 300
_IDS = {"message-id": "message_id", "in-reply-to": "in_reply_to", "references": "references"}
_STRUCTURE = re.compile(rb"^content-(?:type|disposition):", re.IGNORECASE | re.MULTILINE)
_HEADER_END = re.compile(rb"\r?\n(?![ \t])")


def read_mail(data: bytes) -> Reading | Rejected:
    """A message as a reading: Subject is its title, Date its `sent_at`, From's name its `name`."""
    if len(_MULTIPART_LINES.findall(data)) > _MOST_MULTIPARTS:
        return _too_deep()
    if _has_long_header(data):
        return _refuse("damaged", "This message cannot be read: a header is far too long.")
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        parts = list(islice(_parts(message), MOST_PARTS + 1))
        if len(parts) > MOST_PARTS:
            return _too_deep()
        texts, attachments = _sort_parts(parts)
    except RecursionError:
        return _too_deep()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return _refuse("damaged", "This message cannot be read: its structure is broken.")
    reading = _read_texts(texts)
    if isinstance(reading, Rejected):
        return reading
    headers = read_headers(message)
    fields = {**reading.fields, **sender(headers)}
    return reading.model_copy(
        update={
            "title": subject(headers.get("subject", "")),
            "fields": fields,
            "properties": {
                key: headers[name][:500] for name, key in _IDS.items() if headers.get(name)
            },
            "attachments": tuple(attachments),
            "sent_at": sent_at(headers.get("date", "")),
        }
    )


def _has_long_header(data: bytes) -> bool:
    """The library takes the square of a structural header's length to read its parameters."""
    for match in _STRUCTURE.finditer(data):
        end = _HEADER_END.search(data, match.end(), match.end() + MOST_HEADER + 2)
        if end is None and len(data) - match.end() > MOST_HEADER:
            return True
    return False


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, in order; a message inside one is an attachment."""
    if depth > MOST_DEPTH:
        raise RecursionError
    payload = message.get_payload()
    if message.get_content_maintype() != "multipart" or not isinstance(payload, list):
        yield message
        return
    if message.get_content_subtype() == "alternative":
        yield from _best(payload, depth)
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _parts(part, depth + 1)


def _best(payload: Sequence[object], depth: int) -> Iterator[Message]:
    """Of the alternatives, plain text where it says anything, else the first page."""
    parts = [part for one in payload if isinstance(one, Message) for part in _parts(one, depth + 1)]
    plain = [p for p in parts if p.get_content_type() == "text/plain" and _bytes(p).strip()]
    pages = [p for p in parts if p.get_content_type() == "text/html"]
    chosen = (plain or pages or parts)[:1]
    yield from chosen
    yield from (part for part in parts if part not in chosen and not _is_text(part))


def _sort_parts(parts: list[Message]) -> tuple[list[Message], list[Attachment]]:
    texts: list[Message] = []
    attachments: list[Attachment] = []
    names: set[str] = set()
    for part in parts:
        if _is_text(part) and not _is_attached(part):
            texts.append(part)
        elif not _is_trimming(part):
            attachment = _attachment(part, len(attachments) + 1)
            while attachment.name in names:
                # Two scans called scan.pdf are two things.
                path = PurePosixPath(attachment.name)
                name = f"{path.stem}-{len(attachments) + 1}{path.suffix}"
                attachment = attachment.model_copy(update={"name": name})
            names.add(attachment.name)
            attachments.append(attachment)
    return texts, attachments


def _is_trimming(part: Message) -> bool:
    """Pictures of a page or signature, and seals: nobody sent them as a document."""
    kind = part.get_content_type()
    embedded = kind.startswith("image/") and part.get("content-id") is not None
    return embedded or kind.endswith(("pgp-signature", "pkcs7-signature"))


def _is_text(part: Message) -> bool:
    return part.get_content_type() in ("text/plain", "text/html")


def _is_attached(part: Message) -> bool:
    disposition = str(part.get("content-disposition", "")).lower()
    return disposition.startswith("attachment") or bool(part.get_filename())


def _attachment(part: Message, n: int) -> Attachment:
    """Its name is only ever data: nothing is stored under it."""
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else part
        data = first.as_bytes() if isinstance(first, Message) else b""
        name = f"message-{n}.eml"
    else:
        data, name = _bytes(part), ""
    written = part.get_filename()
    name = clean_line(read_words(str(written)))[:200] if written else name
    media_type = re.sub(r"[^\w./+-]", "", part.get_content_type())[:100]
    return Attachment(name=name or f"attachment-{n}", media_type=media_type, data=data)


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _read_texts(parts: list[Message]) -> Reading | Rejected:
    """All text parts, one after the other."""
    if len(parts) == 1 and parts[0].get_content_type() == "text/html":
        source = _decode(parts[0])
        page = source if isinstance(source, Rejected) else read_page(source)
        return page if isinstance(page, Rejected) else _sort_blocks(page)
    written = BlockText()
    flags: list[str] = []
    for part in parts:
        decoded = _decode(part)
        if isinstance(decoded, Rejected):
            return decoded
        text = decoded.text
        if part.get_content_type() == "text/html":
            page = read_page(decoded)
            if isinstance(page, Rejected):
                return page
            text = page.text
        elif str(part.get_param("format", "")).lower() == "flowed":
            text = _unflow(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
        flags += [flag for flag in decoded.flags if flag not in flags]
        is_forward = _write(written, text)
        if is_forward:
            flags.append(flag_words.FORWARDED)
    return Reading(text=written.text(), blocks=written.blocks(), flags=tuple(flags))


def _sort_blocks(page: Reading) -> Reading:
    """The same rules for a mail that is only a page: a block is what its first line is."""
    lines = [
        (n, line)
        for n, block in enumerate(page.blocks)
        for line in page.text[block.start : block.end].split("\n")
    ]
    found = sort_lines([line for _, line in lines])
    kinds: dict[int, MailLine] = {}
    for (n, _), line in zip(lines, found.lines, strict=True):
        kinds.setdefault(n, line)
    blocks = tuple(
        block.model_copy(update={"kind": kinds[n].kind, "level": kinds[n].depth})
        if kinds[n].kind != "own" and block.kind != "quoted"
        else block
        for n, block in enumerate(page.blocks)
    )
    flags = (*page.flags, *((flag_words.FORWARDED,) if found.is_forward else ()))
    return page.model_copy(update={"blocks": blocks, "flags": flags})


def _decode(part: Message) -> DecodedText | Rejected:
    charset = part.get_param("charset", "")
    declared = str(charset[2] if isinstance(charset, tuple) else charset)[:60]
    decoded = decode_text(_bytes(part), declared)
    if isinstance(decoded, Rejected) or not declared or is_known_charset(declared):
        return decoded
    return decoded._replace(flags=(*decoded.flags, flag_words.UNKNOWN_CHARSET))


def _unflow(text: str, *, delete_space: bool) -> str:
    """Lines that a mail program wrapped for sending, made one again (RFC 3676)."""
    lines: list[str] = []
    joins = False
    for line in text.split("\n"):
        body = line.removeprefix(" ") if not line.startswith(" >") else line
        if joins and not body.startswith(">"):
            lines[-1] += body
        else:
            lines.append(body)
        joins = body.endswith(" ") and body != "-- " and not body.startswith(">")
        if joins and delete_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _write(written: BlockText, text: str) -> bool:
    found = sort_lines(text.split("\n"))

    def belongs(line: MailLine) -> tuple[str, int]:
        return line.kind, line.depth

    for (kind, depth), lines in groupby(found.lines, key=belongs):
        forced: BlockKind | None = None
        if kind == "quoted":
            forced = "quoted"
        elif kind == "furniture":
            forced = "furniture"
        write_lines(written, [line.text for line in lines], kind=forced, level=depth)
    return found.is_forward


def _too_deep() -> Rejected:
    return _refuse("nested-too-deeply", "This message holds too many parts inside parts.")


def _refuse(code: str, message: str) -> Rejected:
    remedy = "Ask the sender to send the text in a new, plain message."
    return Rejected(reasons=(Reason(code=code, message=message, remedy=remedy),))
