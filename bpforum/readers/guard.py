"""Owns the first look at a file from outside, before any library sees it; refuses to read its text.

A .docx is a zip of XML: the zip's directory is judged first, then each XML part is inflated under a
count (declared sizes lie) and searched for what an honest document never holds. Limits: an honest
document with 10,000 comments is far below each of them.
"""

import re
import struct
import zlib
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile, ZipInfo

from bpforum.readers.characters import clean_line
from bpforum.readers.kind import FileKind, kind_of
from models.submission import Rejected

MOST_BYTES = 50 * 2**20
"""Of a file from outside; also of one part of it, inflated."""
MOST_INFLATED = 150 * 2**20
MOST_ENTRIES = 2_000
MOST_RATIO = 200
RATIO_FROM = 2**20
"""Smaller parts may be squeezed as far as they like: they cannot hurt."""
MOST_SPAN = 63
"""Columns that one cell may cover, as in Word itself."""
MOST_CELLS = 200_000

_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_DRIVE = re.compile(r"[A-Za-z]:")
_XML = (".xml", ".rels", ".vml")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']")
_PLAIN_ENCODINGS = (b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
_SPAN = re.compile(rb"gridSpan\b[^>]{0,200}?\bval\s*=\s*[\"']\s*(-?\d{1,30})")
_CHUNK = 65_536


_ZIPPED: tuple[FileKind, ...] = ("docx", "office", "spreadsheet")
"""Kinds that are, or can be, a zip of XML. Archives have a guard of their own."""


class Cleared(NamedTuple):
    """A file that may go to its reader, and what the intake report has to say of it."""

    kind: FileKind
    flags: tuple[str, ...] = ()


def inspect(name: str, data: bytes) -> Rejected | Cleared:
    """Whether `data` may be read, and by which reader; every refusal says what to do about it."""
    if (too_big := refuse_size(len(data))) is not None:
        return too_big
    kind = kind_of(name, data)
    if isinstance(kind, Rejected):
        return kind
    if kind not in _ZIPPED or not data.startswith(b"PK"):
        return Cleared(kind)
    parts = inflate(data, MOST_INFLATED if kind == "spreadsheet" else MOST_BYTES)
    if isinstance(parts, Rejected):
        return parts
    return Cleared(kind, _flags(parts))


def refuse_size(size: int) -> Rejected | None:
    """The refusal of a file of `size` bytes, where that is too much."""
    if size <= MOST_BYTES:
        return None
    return _refuse(
        "too-large",
        f"This file has {size // 2**20} MB; at most {MOST_BYTES // 2**20} MB can be read.",
        remedy="Ask for it without pictures, or in parts.",
    )


def inflate(data: bytes, most: int = MOST_BYTES) -> dict[str, bytes] | Rejected:
    """The XML parts of a zip by their names, other entries as empty bytes; or the refusal.

    A part may have `most` bytes: all rows of a sheet are one part.
    """
    if (refused := _refuse_directory(data)) is not None:
        return refused
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if (refused := _refuse_entries(entries, most)) is not None:
                return refused
            return _inflate_entries(archive, entries, most)
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
    ):
        return _damaged()


def _refuse_directory(data: bytes) -> Rejected | None:
    """By the record at the zip's end: the list of entries is not even built when it is too long."""
    at = data.rfind(_END_SIGN, max(0, len(data) - _END.size - 65_536))
    if at < 0 or len(data) - at < _END.size:
        return _damaged()
    _, _, _, _, entries, directory, _, _ = _END.unpack_from(data, at)
    if entries > MOST_ENTRIES or directory > MOST_ENTRIES * 1024:
        return _refuse(
            "zip-too-many-entries",
            f"This file holds far more parts than a document needs ({entries} or more).",
            remedy=_ASK_TO_SAVE,
        )
    return None


def _refuse_entries(entries: list[ZipInfo], most: int) -> Rejected | None:
    if len(entries) > MOST_ENTRIES:
        return _refuse("zip-too-many-entries", f"This file holds {len(entries)} parts.")
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if name.startswith("/") or "\\" in name or _DRIVE.match(name) or ".." in name.split("/"):
            return _refuse(
                "zip-unsafe-name", "A part of this file has a name that points outside it.", name
            )
        if name.lower() in seen:
            return _refuse("zip-duplicate", "This file holds the same part twice.", name)
        seen.add(name.lower())
        if entry.flag_bits & 0x1:
            return _refuse(
                "password",
                "A part of this file is encrypted.",
                name,
                "Ask the sender to save it without a password and send it again.",
            )
        if entry.compress_type not in (0, 8):
            return _refuse("zip-unusual", "A part of this file is packed in an unusual way.", name)
        if entry.file_size > most or _is_squeezed(entry.file_size, entry.compress_size):
            return _bomb(name)
    return _bomb("") if sum(entry.file_size for entry in entries) > MOST_INFLATED else None


def _inflate_entries(
    archive: ZipFile, entries: list[ZipInfo], most: int
) -> dict[str, bytes] | Rejected:
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if not entry.filename.lower().endswith(_XML):
            parts[entry.filename] = b""
            continue
        pieces, size = [], 0
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if (
                    size > most
                    or total + size > MOST_INFLATED
                    or _is_squeezed(size, entry.compress_size)
                ):
                    return _bomb(entry.filename)
                pieces.append(chunk)
        total += size
        part = b"".join(pieces)
        if (refused := _refuse_xml(entry.filename, part)) is not None:
            return refused
        parts[entry.filename] = part
    return parts


def _refuse_xml(name: str, part: bytes) -> Rejected | None:
    declared = _DECLARED.match(part.removeprefix(b"\xef\xbb\xbf")[:300].lstrip())
    if b"\x00" in part[:200] or (declared and declared[1].lower() not in _PLAIN_ENCODINGS):
        return _refuse("xml-encoding", "A part of this file is in an unusual encoding.", name)
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        return _refuse(
            "xml-doctype",
            "A part of this file declares entities, which documents do not do but attacks do.",
            name,
        )
    for match in _SPAN.finditer(part):
        if not 0 <= int(match[1]) <= MOST_SPAN:
            return _refuse("table-too-wide", "A table cell spans more columns than can be.", name)
    if part.count(b"<w:tc>") + part.count(b"<w:tc ") > MOST_CELLS:
        return _refuse("table-too-large", "The tables of this file have too many cells.", name)
    return None


_WARNINGS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"macroEnabled|vbaProject", re.IGNORECASE), "holds macros, which were not read"),
    (re.compile(rb"<w:altChunk\b"), "holds an embedded document, which was not read"),
    (re.compile(rb"<w:subDoc\b"), "refers to another document, which was not read"),
    (
        re.compile(rb"\b(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE)\s+[\"\\\w&]"),
        "holds fields that load other files, which were not followed",
    ),
    (
        re.compile(rb"Target\s*=\s*[\"']\s*(?:javascript|vbscript|data|file):", re.IGNORECASE),
        "holds a link that runs or opens something, which was not followed",
    ),
)
_RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\b[^>]{0,8000}>")


def _flags(parts: dict[str, bytes]) -> tuple[str, ...]:
    flags = []
    for pattern, flag in _WARNINGS:
        if any(pattern.search(part) for part in parts.values()):
            flags.append(flag)
    if any("/embeddings/" in name or "/activex/" in name.lower() for name in parts):
        flags.append("holds embedded objects, which were not read")
    if any(_loads_elsewhere(part) for name, part in parts.items() if name.endswith(".rels")):
        flags.append("refers to outside files, which were not loaded")
    return tuple(flags)


def _loads_elsewhere(part: bytes) -> bool:
    return any(
        b"External" in match[0] and b"/hyperlink" not in match[0]
        for match in _RELATIONSHIP.finditer(part)
    )


def _is_squeezed(size: int, packed: int) -> bool:
    return size > RATIO_FROM and size > MOST_RATIO * max(1, packed)


_ASK_TO_SAVE = "Ask the sender to open it in Word, save it anew as .docx and send it again."


def _bomb(where: str) -> Rejected:
    return _refuse("zip-bomb", "This file would unpack to far more than a document needs.", where)


def _damaged() -> Rejected:
    return _refuse("damaged", "This file is damaged or cut off; it cannot be opened.")


def _refuse(code: str, message: str, where: str = "", remedy: str = _ASK_TO_SAVE) -> Rejected:
    where = clean_line(where)[:200]
    return Rejected.because(code, message, where=where, remedy=remedy)
