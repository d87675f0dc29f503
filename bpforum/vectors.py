"""Vectors of texts, encoded once and kept in the store; knows nothing of passages.

Texts are taken some thousands at a time: beside the vectors that are asked for, a million texts
need no more memory than a thousand. Where many are asked for, they lie in a file beside the store.
"""

import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bpforum.store import Store
from bpforum.text.encoders import Encoder
from bpforum.text.vectors import Labels, Table
from models.ids import Digest, digest

_A_BATCH, _MOST_BATCHES = 256, 12
_LITTLE_ENDIAN = np.dtype("<f4")
_AT_ONCE = 4096
_FEW_OF = 8
"""One row of so many may be looked up: to read all takes as long as to look up one in four."""
_SIZE = 32
"""Bytes of a digest."""
_LOOKED_UP = 16_384
"""Texts of which it is asked for each whether it has a vector; for more all that are known are
read."""
_MOST_SEEN = 1024
"""Rows of a file that may lie in memory: looking at one brings along what lies around it, 64 kB."""
_MOST_HELD = 65_536
"""Rows beyond which a table is no longer held in memory."""


def in_batches(texts: Sequence[str]) -> list[Sequence[str]]:
    """At most a dozen, so that a flow has few tasks however many texts there are."""
    size = max(_A_BATCH, -(-len(texts) // _MOST_BATCHES))
    return [texts[start : start + size] for start in range(0, len(texts), size)]


class StoredVectors:
    """An encoder that remembers."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        """Vectors are kept by the encoder's name, so that another encoder's are never mixed in."""
        self._store = store
        self._encoder = encoder

    @property
    def encoder(self) -> str:
        """The encoder's name and version."""
        return self._encoder.name

    def missing(self, texts: Iterable[str]) -> list[str]:
        """The texts that have no vector yet, each once, in order."""
        said = list(dict.fromkeys(texts))
        if len(said) <= _LOOKED_UP:
            keys = _keys(said)
            there = {key for key, _ in self._store.vectors(self.encoder, keys)}
            return [text for text, key in zip(said, keys, strict=True) if key not in there]
        known = _Digests(
            bytes.fromhex("".join(some)) for some in self._store.known_vectors(self.encoder)
        )
        found: dict[str, None] = {}
        for some in _parts(said):
            found |= dict.fromkeys(some[n] for n in known.lack(_packed(some)))
        return list(found)

    def add(self, texts: Sequence[str]) -> None:
        """Encodes `texts` and keeps their vectors, each part as it is done."""
        for some in _parts(texts):
            self._add(some)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A unit row for each text; what is not known yet is encoded and kept."""
        rows = np.empty((len(texts), self._encoder.dimensions), dtype=np.float32)
        for start, some in self._encoded(texts):
            rows[start : start + len(some)] = some
        return rows

    def table(self, texts: Sequence[str]) -> Table:
        """The same rows, each looked up when it is asked for; not held in memory where they are
        many."""
        if len(texts) <= _AT_ONCE:
            return self.encode(texts)
        return _OnDemand(texts, self.encode, self._whole)

    def _whole(self, texts: Sequence[str]) -> Table:
        if len(texts) <= _MOST_HELD:
            return self.encode(texts)
        table = _Filed(self._store.scratch(), len(texts), self._encoder.dimensions)
        wanted = _Digests([b"".join(map(_packed, _parts(texts)))])
        found = np.zeros(len(texts), np.bool_)
        # To read all that there are as they lie is quicker than to look up one by one.
        for digests, data in self._store.every_vector(self.encoder):
            at, which = wanted.find(bytes.fromhex("".join(digests)))
            rows = np.frombuffer(data, dtype=_LITTLE_ENDIAN).reshape(len(digests), -1)
            table.keep(at, rows[which])
            found[at] = True
        left = np.flatnonzero(~found)
        for start in range(0, len(left), _AT_ONCE):
            some = left[start : start + _AT_ONCE]
            table.keep(some, self.encode([texts[n] for n in some.tolist()]))
        return table

    def _encoded(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """The rows part by part, each with the number of its first."""
        start = 0
        for some in _parts(texts):
            rows = np.empty((len(some), self._encoder.dimensions), dtype=np.float32)
            first: dict[Digest, int] = {}
            same = [first.setdefault(key, place) for place, key in enumerate(_keys(some))]
            found = dict(self._store.vectors(self.encoder, first))
            if found:
                data = np.frombuffer(b"".join(found.values()), dtype=_LITTLE_ENDIAN)
                rows[[first[key] for key in found]] = data.reshape(len(found), -1)
            left = [place for key, place in first.items() if key not in found]
            if left:
                rows[left] = self._add([some[place] for place in left])
            if len(first) < len(some):
                rows = rows[same]
            yield start, rows
            start += len(some)

    def _add(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = self._encoder.encode(texts).astype(_LITTLE_ENDIAN, copy=False)
        keys = _keys(texts)
        self._store.put_vectors(
            self.encoder, {key: row.tobytes() for key, row in zip(keys, rows, strict=True)}
        )
        return rows


class _Digests:
    """Digests of texts by the thousand, held in 32 bytes each."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        data = bytearray()
        for some in parts:
            data += some
        rows = _rows(data)
        begin = rows[:, 0].astype(np.uint64)
        self._order = np.argsort(begin, kind="stable")
        self._all, self._begin = rows[self._order], begin[self._order]

    def find(self, digests: bytes) -> tuple[Labels, Labels]:
        """Which of these those in `digests` are that are any of them: the places of both.

        Of several that are the same, the first.
        """
        asked = _rows(digests)
        if not len(self._all):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        at = np.searchsorted(self._begin, asked[:, 0].astype(np.uint64))
        at = np.minimum(at, len(self._all) - 1)
        which = np.flatnonzero((self._all[at] == asked).all(axis=1))
        return self._order[at[which]], which

    def lack(self, digests: bytes) -> list[int]:
        """The places in `digests` of those that are none of these."""
        lacking = np.ones(len(digests) // _SIZE, np.bool_)
        lacking[self.find(digests)[1]] = False
        places: list[int] = np.flatnonzero(lacking).tolist()
        return places


class _OnDemand:
    """A table of which few rows are looked up; once many were asked for, all of them are."""

    def __init__(
        self,
        texts: Sequence[str],
        few: Callable[[Sequence[str]], NDArray[np.float32]],
        every: Callable[[Sequence[str]], Table],
    ) -> None:
        self._texts, self._few, self._every = texts, few, every
        self._asked = 0
        self._whole: Table | None = None

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, which: Any, /) -> NDArray[np.float32]:
        if self._whole is None:
            if isinstance(which, slice):
                which = np.arange(*which.indices(len(self)))
            numbers = np.atleast_1d(np.asarray(which, dtype=np.int64))
            self._asked += len(numbers)
            if self._asked <= len(self) // _FEW_OF:
                rows = self._few([self._texts[n] for n in numbers.tolist()])
                return rows if np.ndim(which) else rows[0]
            self._whole = self._every(self._texts)
        found: NDArray[np.float32] = self._whole[which]
        return found


class _Filed:
    """A table in a file of its own, mapped; what was looked at is not kept in memory."""

    def __init__(self, file: BinaryIO, rows: int, width: int) -> None:
        with file:
            file.truncate(rows * width * _LITTLE_ENDIAN.itemsize)
            self._map = mmap.mmap(file.fileno(), 0)
        self._rows = np.frombuffer(self._map, dtype=_LITTLE_ENDIAN).reshape(rows, width)
        self._seen = 0

    def keep(self, numbers: Labels, rows: NDArray[np.float32]) -> None:
        """Keeps `rows` under those numbers."""
        self._rows[numbers] = rows
        self._forget(len(rows))

    def __getitem__(self, which: Any, /) -> NDArray[np.float32]:
        found = np.array(self._rows[which], dtype=np.float32)
        self._forget(1 if found.ndim == 1 else len(found))
        return found

    def __len__(self) -> int:
        return len(self._rows)

    def _forget(self, seen: int) -> None:
        self._seen += seen
        if self._seen >= _MOST_SEEN and hasattr(mmap, "MADV_DONTNEED"):
            # The pages stay with the system, as those of any file, and can be had again.
            self._map.madvise(mmap.MADV_DONTNEED)
            self._seen = 0


def _parts(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _keys(texts: Iterable[str]) -> list[Digest]:
    """What the vectors of texts are kept under."""
    return [digest(text.encode()) for text in texts]


def _packed(texts: Iterable[str]) -> bytes:
    """The same, one after the other in bytes."""
    return b"".join([sha256(text.encode()).digest() for text in texts])


def _rows(data: bytes | bytearray) -> NDArray[np.uint64]:
    """Four numbers for each digest, in its order."""
    return np.frombuffer(data, dtype=">u8").reshape(-1, 4)
