"""Vectors of spellings: the encoder that needs no weights, and learns nothing from other texts.

It is what is left where nothing is installed, and says so in its name. Words that few texts have
count no more than others (TF-IDF): that would make a vector depend on what else arrived. The space
that passages are grouped in has such a part (`bpforum/text/vectors.py`).
"""

from collections.abc import Sequence

import numpy as np

from bpforum.text.copies.shingles import fold
from bpforum.text.encoders.protocol import Vectors, readable
from bpforum.text.vectors import unit

PIECE = 5
"""Characters of a piece of a word: endings and compounds then share most of theirs."""
_AT_ONCE = 4096


class HashingEncoder:
    """Pieces of words, hashed.

    It knows spellings, not meanings: the same said in two languages is not near.
    """

    name = "hashed-pieces-512 v1"
    dimensions = 512

    def __init__(self) -> None:
        """Nothing is loaded."""
        # Half a second, and most runs have another encoder.
        from sklearn.feature_extraction.text import HashingVectorizer

        self._counts = HashingVectorizer(
            n_features=self.dimensions, norm=None, analyzer=_pieces, dtype=np.float64
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start in range(0, len(texts), _AT_ONCE):
            some = [readable(text) for text in texts[start : start + _AT_ONCE]]
            counts = self._counts.transform(some).toarray()
            rows[start : start + _AT_ONCE] = unit(np.sign(counts) * np.log1p(np.abs(counts)))
        return rows


def _pieces(text: str) -> list[str]:
    """The folded words with a space on either side, cut into all runs of five characters."""
    words = [f" {word} " for word in fold(text).split()]
    return [
        word[start : start + PIECE]
        for word in words
        for start in range(max(1, len(word) - PIECE + 1))
    ]
