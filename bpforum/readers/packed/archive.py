"""Owns the files in a zip: takes each out under a count; refuses to write any, or to trust a name.

One bad file costs no good one: it comes with `trouble`. A zip whose list is broken, or whose files
lie on each other (a bomb that needs no nesting), is refused whole. A name that points outside is
data, not a path: what it names is taken in under a safe name, and the written one is kept beside.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from stat import S_IFMT, S_ISDIR, S_ISREG

from bpforum.readers.characters import clean_line
from bpforum.readers.guard import MOST_BYTES, MOST_RATIO, RATIO_FROM
from bpforum.readers.packed.media_types import media_type_of
from bpforum.readers.packed.member import Member
from bpforum.readers.packed.zip_directory import Entry, place_of, read_directory
from models.submission import Rejected

MOST_MEMBERS = 10_000
MOST_UNPACKED = 100 * 2**20
"""In bytes, of all files in a container, and of those in containers within it."""
_MOST_NAME = 500
_CHUNK = 65_536
_DRIVE = re.compile(r"[A-Za-z]:(?=[/\\])")
_NOT_CONTENT = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
_ALONE = "Ask for this file alone, not in an archive."
_DAMAGED = f"This file is damaged inside its archive. {_ALONE}"


@dataclass
class Budget:
    """What may still be taken out; one for a container and all that are in it."""

    size: int = MOST_UNPACKED
    members: int = MOST_MEMBERS


def read_archive(data: bytes, budget: Budget) -> tuple[Member, ...] | Rejected:
    """The files in the zip `data`, in its order; empty where it holds none."""
    directory = read_directory(data, max(0, budget.members))
    if directory.problem:
        return _refusals(directory.problem)
    if _overlap(data, directory.entries, directory.end):
        return _refusals("overlap")
    found = []
    for number, entry in enumerate(directory.entries, start=1):
        name, changed = safe_name(entry.name, number)
        if is_litter(name) or _is_folder(entry):
            continue
        content, trouble = _take(data, entry, budget)
        found.append(
            Member(
                name=name,
                data=content,
                media_type=media_type_of(name),
                date=_date(entry),
                clock=_clock(entry),
                trouble=trouble,
                name_as_sent=clean_line(entry.name)[:200] if changed else "",
            )
        )
    budget.members -= len(found)
    return tuple(found)


def safe_name(written: str, number: int) -> tuple[str, bool]:
    """A relative name for what the zip calls `written`, and whether it had to be made safe."""
    name = clean_line(written.replace("\\", "/"))
    bare = _DRIVE.sub("", name, count=1)
    parts = [part.strip() for part in bare.split("/")]
    kept = [part for part in parts if part not in ("", ".", "..")]
    unsafe = bare != name or bare.startswith("/") or ".." in parts or not kept
    safe = "/".join(kept) or f"unnamed-{number}"
    if len(safe) > _MOST_NAME:
        return f"{safe[: _MOST_NAME - 100]}…{safe[-90:]}", True
    return safe, unsafe


def is_litter(name: str) -> bool:
    """What systems and programs leave beside people's files."""
    return any(
        part.startswith((".", "~$")) or part.casefold() in _NOT_CONTENT for part in name.split("/")
    )


def _is_folder(entry: Entry) -> bool:
    return (entry.name.endswith(("/", "\\")) and not entry.size) or S_ISDIR(entry.mode)


def _overlap(data: bytes, entries: tuple[Entry, ...], end: int) -> bool:
    """Whether files share bytes with each other or with the list: no honest program does that."""
    after = 0
    for start, stop in sorted(_extents(data, entries)):
        if start < after or stop > end:
            return True
        after = stop
    return False


def _extents(data: bytes, entries: tuple[Entry, ...]) -> Iterator[tuple[int, int]]:
    for entry in entries:
        place = place_of(data, entry)
        if place is not None:
            yield entry.start, place + entry.packed


def _take(data: bytes, entry: Entry, budget: Budget) -> tuple[bytes, str]:
    """The bytes of an entry, and what is wrong with it."""
    if entry.encrypted:
        return b"", "This file is protected by a password. Ask for it without one."
    if entry.mode and not S_ISREG(entry.mode) and S_IFMT(entry.mode):
        return b"", "This is a link to another place, not a file. Ask for the file itself."
    if entry.method not in (0, 8):
        return b"", f"This file is packed in a way that is not read here. {_ALONE}"
    place = place_of(data, entry)
    if place is None:
        return b"", _DAMAGED
    most = min(MOST_BYTES, budget.size)
    squeezed = max(RATIO_FROM, MOST_RATIO * entry.packed)
    try:
        content = _inflate(
            memoryview(data)[place : place + entry.packed], entry, min(most, squeezed)
        )
    except zlib.error:
        return b"", _DAMAGED
    if content is None:
        return b"", _too_much(squeezed < most, budget.size < MOST_BYTES)
    budget.size -= len(content)
    if len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        return content, _DAMAGED
    return content, ""


def _inflate(packed: memoryview, entry: Entry, most: int) -> bytes | None:
    """The file's bytes, or None as soon as there are more than `most`, whatever it declares."""
    if entry.method == 0:
        return bytes(packed) if len(packed) <= most else None
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    pieces, size = [], 0
    for at in range(0, len(packed), _CHUNK):
        piece = engine.decompress(packed[at : at + _CHUNK], most + 1 - size)
        size += len(piece)
        if size > most:
            return None
        pieces.append(piece)
        if engine.eof:
            break
    return b"".join(pieces)


def _too_much(is_squeezed: bool, is_budget: bool) -> str:
    if is_squeezed:
        return f"This file would unpack to far more than a document needs. {_ALONE}"
    if is_budget:
        whole = MOST_UNPACKED // 2**20
        return f"The archive unpacks to more than {whole} MB; this file was left in it. {_ALONE}"
    return f"The file is larger than {MOST_BYTES // 2**20} MB; ask for a smaller one or its text."


def _date(entry: Entry) -> datetime | None:
    if not entry.seconds or entry.seconds < 0:
        return None
    return datetime.fromtimestamp(entry.seconds, UTC)


def _clock(entry: Entry) -> str:
    try:
        return datetime(*entry.clock, tzinfo=UTC).replace(tzinfo=None).isoformat()
    except ValueError:
        return ""


_SEND_ANEW = "Ask the sender to pack it anew as .zip, or to send the files one by one."
_REFUSALS = {
    "damaged": ("damaged", "This archive is damaged or cut off; it cannot be opened.", _SEND_ANEW),
    "split": (
        "zip-split",
        "This is one part of an archive that was split into several.",
        "Ask the sender for one archive, or for the files one by one.",
    ),
    "too-many": (
        "zip-too-many-entries",
        f"This archive holds more than {MOST_MEMBERS} files.",
        "Ask the sender to send it in parts.",
    ),
    "overlap": (
        "zip-bomb",
        "The files in this archive lie on each other, as only archives made to do harm have it.",
        _SEND_ANEW,
    ),
}


def _refusals(problem: str) -> Rejected:
    code, message, remedy = _REFUSALS[problem]
    return Rejected.because(code, message, remedy=remedy)
