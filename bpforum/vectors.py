"""Vectors of texts, encoded once and kept in the store; knows nothing of passages."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from bpforum.store import Store
from bpforum.text.encoders import Encoder
from models.ids import digest

_LITTLE_ENDIAN = np.dtype("<f4")


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
        by_digest = {digest(text.encode()): text for text in texts}
        known = self._store.vectors(self.encoder, by_digest)
        return [text for key, text in by_digest.items() if key not in known]

    def add(self, texts: Sequence[str]) -> None:
        """Encodes `texts` and keeps their vectors."""
        rows = self._encoder.encode(texts)
        self._store.put_vectors(
            self.encoder,
            {
                digest(text.encode()): row.astype(_LITTLE_ENDIAN).tobytes()
                for text, row in zip(texts, rows, strict=True)
            },
        )

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A unit row for each text; what is not known yet is encoded and kept."""
        if missing := self.missing(texts):
            self.add(missing)
        keys = [digest(text.encode()) for text in texts]
        found = self._store.vectors(self.encoder, keys)
        if not keys:
            return np.zeros((0, self._encoder.dimensions), dtype=np.float32)
        return np.stack([np.frombuffer(found[key], dtype=_LITTLE_ENDIAN) for key in keys]).astype(
            np.float32
        )
