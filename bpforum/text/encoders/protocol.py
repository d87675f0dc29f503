"""What an encoder is, and how much of a text any of them reads; encodes nothing."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

LONGEST = 60_000
"""Characters of a text that are read: each takes up to 10 kB of memory meanwhile."""


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

        A text that says nothing to the encoder (a blank one) has a row of zeros. Raises
        WeightsMissing or WeightsDiffer where what it computes with is not what it should be.
        """
        ...


def readable(text: str) -> str:
    """What is read of a text: valid UTF-8 (a lone surrogate is none), and not without end."""
    return text[:LONGEST].encode("utf-8", "replace").decode("utf-8")
