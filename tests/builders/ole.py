"""Builds compound files and Outlook messages by hand, so that tests know every byte of them."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = _FREE
    sibling: int = _FREE
    start: int = 0


def compound(tree: Tree) -> bytes:
    """A compound file (version 3) of streams (bytes) and storages (mappings)."""
    entries = [_Entry("Root Entry", 5)]
    _add(entries, 0, tree)
    mini, minifat = bytearray(), list[int]()
    body, fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind == 2 and len(entry.data) >= _CUTOFF:
            entry.start = _put(entry.data, body, fat, _SECTOR)
        elif entry.kind == 2:
            entry.start = _put(entry.data, mini, minifat, _MINI)
    root = entries[0]
    root.data = bytes(mini)
    root.start = _put(root.data, body, fat, _SECTOR)
    table = struct.pack(f"<{len(minifat)}L", *minifat)
    minifat_start = _put(table, body, fat, _SECTOR)
    directory = _put(b"".join(map(_line, entries)), body, fat, _SECTOR)
    sectors = 1
    while (len(fat) + sectors) * 4 > sectors * _SECTOR:
        sectors += 1
    places = [*range(len(fat), len(fat) + sectors)]
    fat += [_FAT] * sectors
    header = struct.pack(
        "<8s16sHHHHH6sLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9,
        6, b"", 0, sectors, directory, 0, _CUTOFF, minifat_start, -(-len(table) // _SECTOR), _END,
        0,
    )  # fmt: skip
    header += struct.pack("<109L", *(places + [_FREE] * 109)[:109])
    listed = struct.pack(f"<{len(fat)}L", *fat).ljust(sectors * _SECTOR, b"\xff")
    return header + bytes(body) + listed


def _put(data: bytes, body: bytearray, fat: list[int], sector: int) -> int:
    """Appends `data` and its chain; where it begins."""
    start, count = len(fat), -(-len(data) // sector)
    body.extend(data.ljust(count * sector, b"\0"))
    fat.extend([*range(start + 1, start + count), _END] if count else [])
    return start if count else _END


def _line(entry: _Entry) -> bytes:
    written = (entry.name + "\0").encode("utf-16-le")
    return written.ljust(64, b"\0") + struct.pack(
        "<HBBLLL16sLQQLQ", len(written), entry.kind, 1, _FREE, entry.sibling, entry.child, b"", 0,
        0, 0, entry.start, len(entry.data),
    )  # fmt: skip


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    last: _Entry | None = None
    for name, content in sorted(tree.items(), key=lambda item: (len(item[0]), item[0])):
        entry = _Entry(name, 2, content) if isinstance(content, bytes) else _Entry(name, 1)
        entries.append(entry)
        here = len(entries) - 1
        if last is None:
            entries[parent].child = here
        else:
            last.sibling = here
        last = entry
        if not isinstance(content, bytes):
            _add(entries, here, content)


def outlook(
    *,
    words: Mapping[int, str] | None = None,
    narrow: Mapping[int, bytes] | None = None,
    binary: Mapping[int, bytes] | None = None,
    numbers: Mapping[int, int] | None = None,
    attachments: "list[Tree] | None" = None,
    header: int = 32,
) -> dict[str, "bytes | Tree"]:
    """The streams of a message, or of an attachment (`header` 8), by property."""
    tree: dict[str, bytes | Tree] = {}
    for tag, text in (words or {}).items():
        tree[f"__substg1.0_{tag:04X}001F"] = text.encode("utf-16-le")
    for tag, data in (narrow or {}).items():
        tree[f"__substg1.0_{tag:04X}001E"] = data
    for tag, data in (binary or {}).items():
        tree[f"__substg1.0_{tag:04X}0102"] = data
    values = b"".join(
        struct.pack("<HHLQ", 0x40, tag, 6, value) for tag, value in (numbers or {}).items()
    )
    tree["__properties_version1.0"] = bytes(header) + values
    for n, attachment in enumerate(attachments or []):
        tree[f"__attach_version1.0_#{n:08X}"] = attachment
    return tree


def filetime(at: datetime) -> int:
    """A moment as Outlook writes it."""
    return int((at - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
