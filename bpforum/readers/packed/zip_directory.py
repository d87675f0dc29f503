"""Owns the list of what a zip holds, read from its end; refuses to inflate anything.

Every number in it is somebody's claim: counts are bounded before a list is built, places are
checked against the file, and a list that cannot be right is no list. Source: PKWARE's APPNOTE 6.3.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

MOST_ENTRIES = 10_000
MOST_DIRECTORY = 16 * 2**20
"""In bytes: names may be long, but not all of them."""

_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_SIGN = b"PK\x06\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_SIGN = b"PK\x06\x07"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_ENTRY_SIGN = b"PK\x01\x02"
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_SIGN = b"PK\x03\x04"
_MOST_COMMENT = 65_535
_FULL_16, _FULL_32 = 0xFFFF, 0xFFFFFFFF
_UTF8 = 0x800
_ENCRYPTED = 0x2041
"""Bits for encryption, strong encryption and a hidden directory."""


class Entry(NamedTuple):
    """One line of the list, as the zip states it."""

    name: str
    method: int
    encrypted: bool
    clock: tuple[int, int, int, int, int, int]
    """Year to second on the writer's wall clock; zeros where it states none that can be."""
    seconds: int | None
    """When it was changed, since 1970 in UTC, where the writer noted that."""
    checksum: int
    packed: int
    size: int
    start: int
    """Where its own header begins in the file."""
    mode: int
    """Unix mode, 0 where the writer was no Unix."""


class Directory(NamedTuple):
    """What a zip lists, or which of three things is wrong with it."""

    entries: tuple[Entry, ...] = ()
    problem: str = ""
    """`damaged`, `split` or `too-many`; empty where the list can be believed."""
    end: int = 0
    """Where the entries' bytes end and the list begins."""


def read_directory(data: bytes, most: int = MOST_ENTRIES) -> Directory:
    """The entries of the zip `data`, in its order; time and memory are bounded by `most`."""
    at = data.rfind(_END_SIGN, max(0, len(data) - _END.size - _MOST_COMMENT))
    if at < 0 or len(data) - at < _END.size:
        return Directory(problem="damaged")
    _, disk, first, _, count, length, offset, _ = _END.unpack_from(data, at)
    end = at
    if _FULL_16 in (disk, first, count) or _FULL_32 in (length, offset):
        wide = _read_end_64(data, at)
        if wide is not None:
            end, disk, first, count, length, offset = wide
    if disk or first:
        return Directory(problem="split")
    if count > most or length > MOST_DIRECTORY:
        return Directory(problem="too-many")
    begin = end - length
    # Bytes before the zip (a program that unpacks itself) move every place by as much.
    shift = begin - offset
    if begin < 0 or shift < 0:
        return Directory(problem="damaged")
    entries: list[Entry] = []
    for entry in _entries(data, begin, end, shift):
        if entry is None:
            return Directory(problem="damaged")
        if len(entries) == most:
            return Directory(problem="too-many")
        entries.append(entry)
    return Directory(tuple(entries), "", begin) if len(entries) == count else _damaged()


def place_of(data: bytes, entry: Entry) -> int | None:
    """Where the bytes of `entry` begin, after its own header; None where there is no header."""
    if entry.start + _LOCAL.size > len(data) or data[entry.start : entry.start + 4] != _LOCAL_SIGN:
        return None
    name, extra = _LOCAL.unpack_from(data, entry.start)[-2:]
    at: int = entry.start + _LOCAL.size + name + extra
    return at if at + entry.packed <= len(data) else None


def names_in(data: bytes, most: int = MOST_ENTRIES) -> frozenset[str] | None:
    """The names that a zip lists, for telling what it is; None where its list cannot be read."""
    directory = read_directory(data, most)
    return None if directory.problem else frozenset(entry.name for entry in directory.entries)


def _damaged() -> Directory:
    return Directory(problem="damaged")


def _read_end_64(data: bytes, at: int) -> tuple[int, int, int, int, int, int] | None:
    """The same record for large zips; also written by programs that do not know the size yet."""
    place = at - _LOCATOR.size
    if place < 0 or data[place : place + 4] != _LOCATOR_SIGN:
        return None
    _, _, stated, _ = _LOCATOR.unpack_from(data, place)
    for start in (stated, place - _END_64.size):
        if 0 <= start <= place - _END_64.size and data[start : start + 4] == _END_64_SIGN:
            values = _END_64.unpack_from(data, start)
            return (start, values[4], values[5], values[7], values[8], values[9])
    return None


def _entries(data: bytes, begin: int, end: int, shift: int) -> Iterator[Entry | None]:
    """The entries one after the other; None once where the list breaks off."""
    at = begin
    while at < end:
        if at + _ENTRY.size > end or data[at : at + 4] != _ENTRY_SIGN:
            yield None
            return
        (
            _, made_by, _, bits, method, clock, day, checksum, packed, size,
            name_length, extra_length, comment_length, _, _, attributes, start,
        ) = _ENTRY.unpack_from(data, at)  # fmt: skip
        after_name = at + _ENTRY.size + name_length
        after = after_name + extra_length + comment_length
        if after > end:
            yield None
            return
        written = data[at + _ENTRY.size : after_name]
        extras = dict(_extras(data[after_name : after_name + extra_length]))
        size, packed, start = _wide(extras.get(0x0001, b""), size, packed, start)
        yield Entry(
            name=_name(written, bool(bits & _UTF8), extras.get(0x7075, b"")),
            method=method,
            encrypted=bool(bits & _ENCRYPTED),
            clock=_clock(day, clock),
            seconds=_seconds(extras.get(0x5455, b"")),
            checksum=checksum,
            packed=packed,
            size=size,
            start=start + shift,
            mode=attributes >> 16 if made_by >> 8 == 3 else 0,
        )
        at = after


def _extras(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        yield kind, data[at + 4 : at + 4 + length]
        at += 4 + length


def _wide(extra: bytes, size: int, packed: int, start: int) -> tuple[int, int, int]:
    """Sizes and place, from the extra field where they do not fit into four bytes."""
    at, values = 0, [size, packed, start]
    for n, value in enumerate(values):
        if value == _FULL_32 and at + 8 <= len(extra):
            (values[n],) = struct.unpack_from("<Q", extra, at)
            at += 8
    return values[0], values[1], values[2]


def _name(written: bytes, is_utf8: bool, extra: bytes) -> str:
    """The name as meant: many programs write UTF-8 without saying so; the rest is CP437."""
    if len(extra) > 5:
        written, is_utf8 = extra[5:], True
    try:
        return written.decode("utf-8")
    except UnicodeDecodeError:
        return written.decode("utf-8" if is_utf8 else "cp437", "replace")


def _clock(day: int, clock: int) -> tuple[int, int, int, int, int, int]:
    year, month, date = (day >> 9) + 1980, day >> 5 & 15, day & 31
    hour, minute, second = clock >> 11, clock >> 5 & 63, (clock & 31) * 2
    # The first day of 1980 is what is written where no date is known.
    known = 1 <= month <= 12 and date >= 1 and (year, month, date) > (1980, 1, 1)
    sane = known and hour < 24 and minute < 60 and second < 60
    return (year, month, date, hour, minute, second) if sane else (0, 0, 0, 0, 0, 0)


def _seconds(extra: bytes) -> int | None:
    if len(extra) < 5 or not extra[0] & 1:
        return None
    return int(struct.unpack_from("<i", extra, 1)[0])
