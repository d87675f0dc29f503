"""A static encoder for English: each word has its numbers, and a text is their mean.

Owns how the weights in the wheel of wordllama are read; its code is not imported, since its own
loader looks for the files in another folder and then asks the network.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import version

import numpy as np

from bpforum.text.encoders.by_words import ByWords
from bpforum.text.encoders.products import Floats
from bpforum.text.encoders.protocol import Vectors
from bpforum.text.encoders.weights import checked
from bpforum.text.encoders.word_table import WordTable

PACKAGE = "wordllama"
_TOKENIZER = (
    "tokenizers/l2_supercat_tokenizer_config.json",
    "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
)
_WEIGHTS = (
    "weights/l2_supercat_256.safetensors",
    "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
)
_VERSION = 1
_WIDTH = 256


class EnglishEncoder:
    """Knows English words alone: in any other language it groups by language."""

    dimensions = _WIDTH

    def __init__(self) -> None:
        """The weights are loaded on first use."""
        self.name = f"wordllama-256 {version(PACKAGE)} v{_VERSION}"
        self._by_words: ByWords | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        if self._by_words is None:
            table = WordTable(_WIDTH, _weights().rows)
            # The mean of a text's tokens and their sum have one direction.
            self._by_words = ByWords(self.dimensions, table, lambda count: [count], np.asarray)
        return self._by_words.encode([text.lower() for text in texts])


class Weights:
    """Rows of words from the wheel's files."""

    def __init__(self) -> None:
        """Raises WeightsMissing or WeightsDiffer."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer
        from tokenizers.normalizers import Replace

        self._tokenizer = Tokenizer.from_file(str(checked(PACKAGE, *_TOKENIZER)))
        # Its own normaliser puts a space before everything: our words bring theirs.
        self._tokenizer.normalizer = Replace(" ", "\u2581")
        (weights,) = load_file(checked(PACKAGE, *_WEIGHTS)).values()
        self._of_tokens = weights.astype(np.float32)

    def rows(self, words: Sequence[str]) -> Floats:
        """For each word the sum of its tokens' numbers."""
        # One by one: in batches the library starts threads of its own.
        found = [self._tokenizer.encode(word, add_special_tokens=False).ids for word in words]
        columns = np.array([token for one in found for token in one], dtype=np.int32)
        ends = np.cumsum([0, *map(len, found)], dtype=np.int32)
        # Here, since it takes a tenth of a second, and often nothing is new.
        from scipy.sparse import csr_matrix

        ones = np.ones(len(columns), dtype=np.float32)
        shape = len(words), len(self._of_tokens)
        summed: Floats = csr_matrix((ones, columns, ends), shape=shape) @ self._of_tokens
        return summed


@cache
def _weights() -> Weights:
    return Weights()
