"""Vectors of texts, encoded once and kept in the store; knows nothing of passages.

Texts are taken some thousands at a time: beside the vectors that are asked for, a million texts
need no more memory than a thousand. Where many are asked for, they lie in a file beside the store.
"""

import mmap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from bpforum.store import Store
from bpforum.text.encoders import Encoder
from bpforum.text.vectors import Table
from models.ids import digest

_LITTLE_ENDIAN = np.dtype("<f4")
_AT_ONCE = 4096
_MOST_SEEN = 1024
"""Rows of a file that may lie in memory: looking at one brings along what lies around it, 64 kB."""
_MOST_HELD = 65_536
"""Rows beyond which a table is no longer held in memory."""


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
        found: dict[str, None] = {}
        for some in _parts(texts):
            keys = [digest(text.encode()) for text in some]
            known = self._store.known_vectors(self.encoder, keys)
            found.update((t, None) for t, key in zip(some, keys, strict=True) if key not in known)
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
        """The same rows, not held in memory where they are many."""
        if len(texts) <= _MOST_HELD:
            return self.encode(texts)
        table = _Filed(self._store.scratch(), len(texts), self._encoder.dimensions)
        for start, some in self._encoded(texts):
            table.keep(start, some)
        return table

    def _encoded(self, texts: Sequence[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """The rows part by part, each with the number of its first."""
        start = 0
        for some in _parts(texts):
            places = defaultdict(list)
            rows = np.empty((len(some), self._encoder.dimensions), dtype=np.float32)
            for place, text in enumerate(some):
                places[digest(text.encode())].append(place)
            for key, data in self._store.vectors(self.encoder, places):
                rows[places.pop(key)] = np.frombuffer(data, dtype=_LITTLE_ENDIAN)
            if places:
                made = self._add([some[left[0]] for left in places.values()])
                for left, row in zip(places.values(), made, strict=True):
                    rows[left] = row
            yield start, rows
            start += len(some)

    def _add(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = self._encoder.encode(texts).astype(_LITTLE_ENDIAN, copy=False)
        keys = [digest(text.encode()) for text in texts]
        self._store.put_vectors(
            self.encoder, {key: row.tobytes() for key, row in zip(keys, rows, strict=True)}
        )
        return rows


class _Filed:
    """A table in a file of its own, mapped; what was looked at is not kept in memory."""

    def __init__(self, file: BinaryIO, rows: int, width: int) -> None:
        with file:
            file.truncate(rows * width * _LITTLE_ENDIAN.itemsize)
            self._map = mmap.mmap(file.fileno(), 0)
        self._rows = np.frombuffer(self._map, dtype=_LITTLE_ENDIAN).reshape(rows, width)
        self._seen = 0

    def keep(self, start: int, rows: NDArray[np.float32], /) -> None:
        """Keeps `rows` from that number on."""
        self._rows[start : start + len(rows)] = rows
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
