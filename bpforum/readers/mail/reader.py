"""Owns mails as readings: own words, quoted words, sender's name, attachments; keeps no address.

Headers and charsets are decoded here and not by the library's newer policy, which raises on crafted
ones. Quoted text stays, as `quoted` blocks with their depth as level; signatures are `furniture`.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from itertools import groupby, islice

from bpforum.readers import flags as flag_words
from bpforum.readers.blocks import BlockText
from bpforum.readers.encoding import DecodedText, decode_text, is_known_charset
from bpforum.readers.html import read_page
from bpforum.readers.mail.answers import pair_answers
from bpforum.readers.mail.bulk import Bulk
from bpforum.readers.mail.headers import (
    MOST_HEADER,
    answered_id,
    read_headers,
    sender,
    sent_at,
    subject,
)
from bpforum.readers.mail.parts import parts_of, sort_parts
from bpforum.readers.mail.quotes import MailLine, opens_quotation, sort_lines
from bpforum.readers.mail.senders import is_report, sender_flags
from bpforum.readers.plain import write_lines
from models.reading import Block, BlockKind, Reading
from models.submission import Rejected

MOST_PARTS = 500
MOST_IDS = 2_000
"""Characters of the ids of earlier messages that are kept."""
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
        bulk = Bulk(data)
        message = message_from_bytes(bulk.light, policy=policy.compat32)
    except RecursionError:
        return _too_deep()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return _broken()
    return read_message(message, bulk)


def read_message(message: Message, bulk: Bulk | None = None) -> Reading | Rejected:
    """The same for a message that is parsed, or was made of another program's."""
    bulk = bulk or Bulk(b"")
    try:
        parts = list(islice(parts_of(message, bulk), MOST_PARTS + 1))
        if len(parts) > MOST_PARTS:
            return _too_many()
        texts, attachments = sort_parts(parts, bulk, is_report=is_report(message))
    except RecursionError:
        return _too_deep()
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError):
        return _broken()
    reading = _read_texts(texts, bulk)
    if isinstance(reading, Rejected):
        return reading
    headers = read_headers(message)
    fields = {**reading.fields, **sender(headers)}
    if answered := answered_id(headers):
        fields["in_reply_to"] = answered
    told = (*reading.flags, *sender_flags(message, headers, parts))
    return reading.model_copy(
        update={
            "title": subject(headers.get("subject", "")),
            "blocks": pair_answers(reading.blocks, reading.text),
            "fields": fields,
            "properties": {
                key: headers[name][-MOST_IDS:] for name, key in _IDS.items() if headers.get(name)
            },
            "attachments": tuple(attachments),
            "flags": tuple(dict.fromkeys(told)),
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


def _read_texts(parts: list[Message], bulk: Bulk) -> Reading | Rejected:
    """All text parts, one after the other."""
    if len(parts) == 1 and parts[0].get_content_type() == "text/html":
        source = _decode(parts[0], bulk)
        page = source if isinstance(source, Rejected) else read_page(source)
        return page if isinstance(page, Rejected) else _sort_blocks(page)
    written = BlockText()
    flags: list[str] = []
    for part in parts:
        decoded = _decode(part, bulk)
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
    """The same rules for a mail that is only a page; a block with lines of both is parted."""
    lines: list[str] = []
    for block in page.blocks:
        written = page.text[block.start : block.end].split("\n")
        # What the page marks as quoted is written as a plain text would show it, but for the lines
        # that introduce it: all that follows them may be quoted without a mark.
        marked = block.kind == "quoted" and not opens_quotation(written)
        lines += [f"> {line}" if marked else line for line in written]
    found = sort_lines(lines)
    sorted_lines = iter(found.lines)
    blocks: list[Block] = []
    for block in page.blocks:
        count = page.text.count("\n", block.start, block.end) + 1
        blocks += _parted(page.text, block, list(islice(sorted_lines, count)))
    flags = (*page.flags, *((flag_words.FORWARDED,) if found.is_forward else ()))
    return page.model_copy(update={"blocks": tuple(blocks), "flags": flags})


def _parted(text: str, block: Block, lines: list[MailLine]) -> Iterator[Block]:
    """`block`, cut where its lines change from own to quoted or the other way."""
    if block.kind == "furniture":
        yield block
        return
    at = block.start
    for (kind, depth), same in groupby(lines, key=_belongs):
        end = at
        for _ in same:
            line_end = text.find("\n", end, block.end)
            end = line_end + 1 if line_end >= 0 else block.end + 1
        words = text[at : end - 1]
        if words.strip():
            start = at + len(words) - len(words.lstrip())
            place = {"start": start, "end": start + len(words.strip())}
            looks = {} if kind == "own" else {"kind": kind, "level": depth}
            if kind == "own" and block.kind == "quoted":
                looks = {"kind": "paragraph", "level": 0}
            yield block.model_copy(update={**place, **looks})
        at = end


def _belongs(line: MailLine) -> tuple[str, int]:
    return line.kind, line.depth


def _decode(part: Message, bulk: Bulk) -> DecodedText | Rejected:
    charset = part.get_param("charset", "")
    declared = str(charset[2] if isinstance(charset, tuple) else charset)[:60]
    decoded = decode_text(bulk.bytes_of(part), declared)
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
    for (kind, depth), lines in groupby(found.lines, key=_belongs):
        forced: BlockKind | None = None
        if kind == "quoted":
            forced = "quoted"
        elif kind == "furniture":
            forced = "furniture"
        write_lines(written, [line.text for line in lines], kind=forced, level=depth)
    return found.is_forward


def _broken() -> Rejected:
    return _refuse("damaged", "This message cannot be read: its structure is broken.")


def _too_many() -> Rejected:
    return _refuse("too-many-parts", f"This message holds more than {MOST_PARTS} parts.")


def _too_deep() -> Rejected:
    return _refuse("nested-too-deeply", "This message holds too many parts inside parts.")


def _refuse(code: str, message: str) -> Rejected:
    remedy = "Ask the sender to send the text in a new, plain message."
    return Rejected.because(code, message, remedy=remedy)
