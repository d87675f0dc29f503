"""Owns Outlook's .msg files: makes a message of their parts, which is read as any other mail.

Refuses what leads in circles or is larger than the file: each stream is read once, and all of them
together give no more than the file has. Sources: MS-OXMSG, MS-OXPROPS; the streams by olefile.
"""

import re
import struct
from base64 import encodebytes
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, message_from_string, policy
from email.errors import MessageError
from email.header import Header
from email.message import Message
from email.utils import format_datetime
from io import BytesIO

import olefile

from bpforum.readers import flags
from bpforum.readers.characters import clean_line
from bpforum.readers.encoding import DecodedText, decode_text
from bpforum.readers.mail.outlook_rtf import UnreadableBody, read_body
from bpforum.readers.mail.reader import MOST_PARTS, read_message
from models.ids import digest
from models.reading import Reading
from models.submission import Rejected

_MOST_DEPTH = 5
"""Messages in messages; the innermost is then left out and told."""
_MOST_HEADERS = 64 * 1024
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_EMBEDDED = "__substg1.0_3701000D"
_SUBJECT, _CLASS, _HEADERS = 0x0037, 0x001A, 0x007D
_SENDERS = (0x0042, 0x0C1A)
"""On whose behalf it was sent, and who pressed the button."""
_IDS = {"Message-ID": 0x1035, "In-Reply-To": 0x1042, "References": 0x1039}
_PLAIN, _PAGE, _RTF = 0x1000, 0x1013, 0x1009
_SENT, _DELIVERED = 0x0039, 0x0E06
_CODEPAGES = (0x3FDE, 0x3FFD)
_DATA, _NAMES, _MIME, _CONTENT_ID = 0x3701, (0x3707, 0x3704, 0x3001), 0x370E, 0x3712
_CARRIED = ("message-id", "in-reply-to", "references", "date", "auto-submitted", "precedence",
            "x-autoreply", "x-autorespond")  # fmt: skip
_CHARSETS = {65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r", 21866: "koi8-u", 51932: "euc_jp",
             51949: "euc_kr", 54936: "gb18030", 50220: "iso-2022-jp"}  # fmt: skip
_MEDIA_TYPE = re.compile(r"[a-zA-Z0-9][\w.+-]{0,60}/[\w.+-]{1,60}", re.ASCII)
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LEFT_OUT = "holds messages inside messages, of which the innermost were not read"
_OBJECT = "holds an embedded object, which was not read"


class _Damaged(Exception):
    """The file contradicts itself."""


def read_outlook(data: bytes) -> Reading | Rejected:
    """An Outlook message as a reading, as if it had come as .eml; addresses stay behind."""
    try:
        # Never the bytes themselves: short ones would be taken for the name of a file.
        with olefile.OleFileIO(BytesIO(data)) as ole:
            file = _File(ole, 2 * len(data))
            message = file.message((), 1)
    except (
        _Damaged, OSError, ValueError, IndexError, KeyError, TypeError, AttributeError,
        OverflowError, RecursionError, struct.error, MessageError, LookupError,
    ):  # fmt: skip
        return _damaged()
    reading = read_message(message)
    if isinstance(reading, Rejected):
        return reading
    return reading.model_copy(update={"flags": tuple(dict.fromkeys((*reading.flags, *file.told)))})


@dataclass
class _File:
    """The streams of an Outlook file, read under a measure."""

    ole: "olefile.OleFileIO[str]"
    left: int
    told: list[str] = field(default_factory=list)

    def message(self, at: tuple[str, ...], depth: int) -> Message:
        """The message whose streams lie at `at`, as a mail that was never sent."""
        if not self.ole.exists([*at, _PROPERTIES]):
            raise _Damaged
        values = self._values(at, 32 if not at else 24)
        charset = _charset(values)
        message = Message(policy=policy.compat32)
        _head(message, "Subject", self._words(at, _SUBJECT, charset))
        names = (clean_line(self._words(at, tag, charset)) for tag in _SENDERS)
        # Inside one organisation the place of a name may hold a directory path.
        name = next((one for one in names if one and not one.startswith("/")), "")
        if name:
            message["From"] = f'"{_encoded(re.sub(r"[<>]", "", name).replace(chr(34), ""))}" <>'
        for header, tag in _IDS.items():
            _head(message, header, self._words(at, tag, charset))
        if sent := _time(values.get(_SENT)) or _time(values.get(_DELIVERED)):
            message["Date"] = format_datetime(sent)
        carried = message_from_string(self._words(at, _HEADERS, charset)[:_MOST_HEADERS])
        for header in _CARRIED:
            if header not in message:
                _head(message, header, str(carried.get(header, "")))
        if "from" not in message:
            _head(message, "From", str(carried.get("from", "")))
        self._tell(self._words(at, _CLASS, charset).lower(), at)
        parts = [self._body(at, charset), *self._attachments(at, charset, depth)]
        # Not one by chance, and none that somebody could put into a text on purpose.
        inside = "\n".join(str(part.get_payload()) for part in parts)
        boundary = digest(inside.encode("utf-8", "surrogateescape"))[:40]
        message["Content-Type"] = f'multipart/mixed; boundary="{boundary}"'
        message.set_payload([*parts])
        return message

    def _tell(self, kind: str, at: tuple[str, ...]) -> None:
        if at:
            return
        if kind.startswith("report."):
            self.told.append(flags.REPORT)
        if ".ooftemplate" in kind or kind.startswith("ipm.note.rules.replytemplate"):
            self.told.append(flags.AUTOMATIC)
        if kind.startswith(("ipm.schedule.", "ipm.appointment")):
            self.told.append(flags.INVITATION)

    def _body(self, at: tuple[str, ...], charset: str) -> Message:
        """Plain text where it says anything, else the page, else what the RTF was made of."""
        plain = self._words(at, _PLAIN, charset)
        if plain.strip():
            return _text("plain", plain)
        page = self._stream(at, f"{_PAGE:04X}0102")
        if page.strip():
            return _part(f'text/html; charset="{charset}"', page)
        written = self._words(at, _PAGE, charset)
        if written.strip():
            return _text("html", written)
        packed = self._stream(at, f"{_RTF:04X}0102")
        if packed:
            try:
                body = read_body(packed)
            except UnreadableBody:
                self.told.append("its text is damaged and could not be read")
            else:
                return _text(body.kind, body.text)
        return _text("plain", "")

    def _attachments(self, at: tuple[str, ...], charset: str, depth: int) -> Iterator[Message]:
        for place in self._storages(at):
            values = self._values(place, 8)
            if self.ole.exists([*place, _EMBEDDED]):
                inner = (*place, _EMBEDDED)
                if not self.ole.exists([*inner, _PROPERTIES]):
                    self.told.append(_OBJECT)
                elif depth >= _MOST_DEPTH:
                    self.told.append(_LEFT_OUT)
                else:
                    part = Message(policy=policy.compat32)
                    part["Content-Type"] = "message/rfc822"
                    part.set_payload([self.message(inner, depth + 1)])
                    yield part
                continue
            yield self._attachment(place, _charset(values, charset))

    def _attachment(self, place: tuple[str, ...], charset: str) -> Message:
        data = self._stream(place, f"{_DATA:04X}0102")
        kind = self._words(place, _MIME, charset).strip().lower()
        if kind.startswith("multipart/"):
            return message_from_bytes(data)  # a signed mail, kept whole
        if not _MEDIA_TYPE.fullmatch(kind) or kind.startswith("message/"):
            kind = "application/octet-stream"
        part = Message(policy=policy.compat32)
        part["Content-Type"] = kind
        names = (clean_line(self._words(place, tag, charset)) for tag in _NAMES)
        name = next(filter(None, names), "")
        part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name[:200]))
        if self._words(place, _CONTENT_ID, charset).strip():
            part["Content-ID"] = "<embedded>"
        part["Content-Transfer-Encoding"] = "base64"
        part.set_payload(encodebytes(data).decode("ascii"))
        return part

    def _storages(self, at: tuple[str, ...]) -> list[tuple[str, ...]]:
        found = sorted(
            {
                tuple(path[: len(at) + 1])
                for path in self.ole.listdir(streams=True, storages=True)
                if tuple(path[: len(at)]) == at
                and len(path) > len(at)
                and path[len(at)].lower().startswith(_ATTACHMENT)
            }
        )
        if len(found) > MOST_PARTS:
            raise _Damaged
        return found

    def _words(self, at: tuple[str, ...], tag: int, charset: str) -> str:
        wide = self._stream(at, f"{tag:04X}001F")
        if wide:
            return wide.decode("utf-16-le", "replace").rstrip("\x00")
        decoded = decode_text(self._stream(at, f"{tag:04X}001E").rstrip(b"\x00"), charset)
        return decoded.text if isinstance(decoded, DecodedText) else ""

    def _stream(self, at: tuple[str, ...], tag: str) -> bytes:
        return self._read([*at, f"__substg1.0_{tag}"])

    def _read(self, path: list[str]) -> bytes:
        if not self.ole.exists(path) or self.ole.get_type(path) != olefile.STGTY_STREAM:
            return b""
        size = self.ole.get_size(path)
        self.left -= size
        if self.left < 0:
            raise _Damaged
        data: bytes = self.ole.openstream(path).read()
        if len(data) < size:
            raise _Damaged  # half a contribution must not pass for a whole one
        return data

    def _values(self, at: tuple[str, ...], header: int) -> dict[int, int]:
        """The properties of fixed size: times, numbers and lengths, eight bytes each."""
        data = self._read([*at, _PROPERTIES])
        found: dict[int, int] = {}
        for place in range(header, min(len(data), 64 * 1024) - 15, 16):
            _, tag, _, value = struct.unpack_from("<HHLQ", data, place)
            found.setdefault(tag, value)
        return found


def _charset(values: dict[int, int], otherwise: str = "cp1252") -> str:
    for tag in _CODEPAGES:
        number = values.get(tag, 0) & 0xFFFF
        if number in _CHARSETS:
            return _CHARSETS[number]
        if 28591 <= number <= 28606:
            return f"iso-8859-{number - 28590}"
        if number:
            return f"cp{number}"
    return otherwise


def _time(value: int | None) -> datetime | None:
    """Hundreds of nanoseconds since 1601; nothing where no calendar has such a day."""
    try:
        return _EPOCH + timedelta(microseconds=value // 10) if value else None
    except OverflowError:
        return None


def _head(message: Message, name: str, words: str) -> None:
    line = clean_line(words[:_MOST_HEADERS])
    if line:
        message[name] = _encoded(line)


def _encoded(line: str) -> str:
    return line if line.isascii() else Header(line, "utf-8").encode().replace("\n", "")


def _text(kind: str, text: str) -> Message:
    return _part(f'text/{kind}; charset="utf-8"', text.encode("utf-8", "replace"))


def _part(kind: str, data: bytes) -> Message:
    part = Message(policy=policy.compat32)
    part["Content-Type"] = kind
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(data.decode("ascii", "surrogateescape"))
    return part


def _damaged() -> Rejected:
    return Rejected.because(
        "damaged",
        "This Outlook message is damaged or cut off; it cannot be opened.",
        remedy="Ask the sender to send it anew, or to save it as text or .eml.",
    )
