"""What an earlier run made of texts to compare them, kept for the next one: owns how it is cut into
parts; compares nothing, and knows not where it is kept.

There are blocks: the first of all texts, each other one of those that came since, so that few texts
more are few bytes more. A block is some parts, and is signed with all that stands before it. What
was kept by another version, in part, or damaged, is made again.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b

from bpforum.kept_parts import Keep
from bpforum.text.copies import found_homes, reached, sketches
from bpforum.text.copies.duplicates import Known
from bpforum.text.copies.found_homes import FoundHomes
from bpforum.text.copies.reached import Reached
from bpforum.text.copies.sketches import Sketches, joined, nothing

_PART = 16 * 1024 * 1024
"""Bytes of a part."""
_LENGTH, _HEAD = 8, 24
"""A block begins with its length, and 16 bytes that sign it."""
_MOST_BLOCKS = 40
_GROWN = 4
"""Where what came since is so large a part of the first block, all is written as one again."""


class Compared:
    """What is known of texts, to be closed when they were compared."""

    def __init__(
        self, kept: Iterable[tuple[int, bytes]] = (), keep: Keep = lambda parts: None
    ) -> None:
        """`kept`: parts by number, in order; `keep` is handed all, where any text is another."""
        self._keep = keep
        self._sign = b""
        self._sizes: list[int] = []
        """Bytes of each block."""
        found: list[Sketches] = []
        self._reached: Reached | None = None
        self._homes: FoundHomes | None = None
        for data in _blocks(kept):
            what = memoryview(data)[_HEAD:]
            sign = _signed(self._sign, what)
            if sign != data[_LENGTH:_HEAD]:
                break  # of another time, and so is all behind it
            try:
                one = sketches.of_bytes(what, sum(len(before.words) for before in found))
                rest = what[sketches.size_of(what) :]
                homes, size = found_homes.joined(self._homes, rest)
                if not found:
                    self._reached = reached.of_bytes(rest[size:])
            except ValueError:
                break
            self._homes = homes
            found.append(one)
            self._sign = sign
            self._sizes.append(len(data))
        if isinstance(kept, Generator):
            kept.close()  # it may hold a view of the database open
        self.known = Known(joined(found), self._reached, self._homes) if found else Known()
        self._known = replace(self.known.sketches, flat=nothing().flat)

    def close(self) -> None:
        """Hands on what the next run may use, and lets go of it."""
        made, self.known = self.known, Known()
        added = made.sketches.beyond(self._known)
        as_before = bool(self._sizes) and added is not None and made.reached is self._reached
        if as_before and added and not len(added.texts):
            return
        data, before = bytearray(_HEAD), self._parts
        grown = sum(self._sizes[1:]) > sum(self._sizes[:1]) // _GROWN
        if as_before and added and not grown and len(self._sizes) < _MOST_BLOCKS:
            data += b"".join(added.to_bytes())
            data += made.homes.beyond(self._homes) if made.homes else b""
        else:
            self._sign, self._sizes = b"", []
            for piece in made.sketches.to_bytes():
                data += piece
            data += made.homes.beyond(None) if made.homes else b""
            data += b"".join(made.reached.to_bytes()) if made.reached else b""
        del made, added
        data[:_LENGTH] = len(data).to_bytes(_LENGTH, "little")
        data[_LENGTH:_HEAD] = _signed(self._sign, memoryview(data)[_HEAD:])
        starts = enumerate(range(0, len(data), _PART), start=self._parts)
        parts = {n: bytes(data[at : at + _PART]) for n, at in starts}
        if len(parts) < before and 0 in parts:
            parts[len(parts)] = b""  # so that what stands behind is not taken for what follows
        self._keep(parts)

    @property
    def _parts(self) -> int:
        return sum(-(-size // _PART) for size in self._sizes)


def _blocks(kept: Iterable[tuple[int, bytes]]) -> Iterator[bytearray]:
    """Each block, put together of its parts, up to where one is missing."""
    data = bytearray()
    for expected, (number, part) in enumerate(kept):
        if number != expected:
            return
        data += part
        needed = int.from_bytes(data[:_LENGTH], "little")
        if len(data) >= max(needed, _HEAD):
            yield data
            data = bytearray()


def _signed(before: bytes, data: memoryview) -> bytes:
    found = blake2b(before, digest_size=_HEAD - _LENGTH)
    found.update(data)
    return found.digest()
