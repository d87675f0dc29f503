"""Vectors of texts, encoded once and kept in the store; knows nothing of passages.

Texts are taken some thousands at a time: beside the vectors that are asked for, a million texts
need no more memory than a thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from bpforum.store import Store
from bpforum.text.encoders import Encoder
from models.ids import digest

_LITTLE_ENDIAN = np.dtype("<f4")
_AT_ONCE = 4096


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
        start = 0
        for some in _parts(texts):
            places = defaultdict(list)
            for place, text in enumerate(some, start):
                places[digest(text.encode())].append(place)
            for key, data in self._store.vectors(self.encoder, places):
                rows[places.pop(key)] = np.frombuffer(data, dtype=_LITTLE_ENDIAN)
            if places:
                made = self._add([some[left[0] - start] for left in places.values()])
                for left, row in zip(places.values(), made, strict=True):
                    rows[left] = row
            start += len(some)
        return rows

    def _add(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = self._encoder.encode(texts).astype(_LITTLE_ENDIAN, copy=False)
        keys = [digest(text.encode()) for text in texts]
        self._store.put_vectors(
            self.encoder, {key: row.tobytes() for key, row in zip(keys, rows, strict=True)}
        )
        return rows


def _parts(texts: Iterable[str]) -> Iterator[list[str]]:
    left = iter(texts)
    while some := list(islice(left, _AT_ONCE)):
        yield some
