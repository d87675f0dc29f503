"""The universal encoder's vectors at a small part of its cost: by words that are run once.

Owns how a text is put together from its words. The network sums what its tokens say and then goes
through a few dense layers; here the sum is over words that were run alone (`isolated.py`), turned
by one matrix into what such words say among others (`context/`), and the dense layers are the
network's own. Long texts are read in windows, since the network was made for sentences.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from bpforum.text.encoders.by_words import ByWords
from bpforum.text.encoders.isolated import IsolatedWords, pieces_of
from bpforum.text.encoders.products import Floats, WholeMatrix, whole
from bpforum.text.encoders.protocol import Vectors
from bpforum.text.encoders.universal import universal, wheel_version
from bpforum.text.encoders.weights import checked
from bpforum.text.encoders.word_table import WordTable
from bpforum.text.encoders.words import windows

CONTEXT = (
    "context/universal.npz",
    "c1a86fac44f31bf93db9a4ce75a130986262e4ddb5b54c3e46f830ef9db4c9af",
)
"""The fitted matrix and its SHA-256; `tools/fit_context.py` makes it."""
_VERSION = 1
"""Of the code: another number where the same weights give another vector."""
_WIDTH = 512
_MARKS = 2
"""The begin and end of a text are tokens too."""


class WordUniversalEncoder:
    """Near to `UniversalEncoder`, and in any of its languages, at over ten times its speed."""

    dimensions = 512

    def __init__(self) -> None:
        """The weights are loaded on first use."""
        self.name = f"use-multilingual-3-words {wheel_version()} v{_VERSION} {CONTEXT[1][:8]}"
        self._by_words: ByWords | None = None

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder.encode`."""
        if self._by_words is None:
            table = WordTable(_WIDTH + 1, network().rows)
            self._by_words = ByWords(self.dimensions, table, windows, network().finish)
        return self._by_words.encode(texts)


class Network:
    """What a word says among others, and what is made of the sum."""

    def __init__(self) -> None:
        """Raises WeightsMissing or WeightsDiffer."""
        library = universal()
        self._isolated = IsolatedWords(library._model)
        self._tokenizer = library._tokenizer
        with np.load(checked("bpforum.text.encoders", *CONTEXT), allow_pickle=False) as context:
            self._turn = WholeMatrix(context["turn"], context["steps"])
            self._shares = 1 / context["sizes"]
            self._each_piece, self._each_word, self._each_text = context["added"]
        layers = library._model
        self._d0, self._d1, self._d2, self._d3 = map(
            whole, (layers.d0, layers.d1, layers.d2, layers.d3)
        )
        self._p1, self._p3 = whole(layers.p1), whole(layers.p3)

    def rows(self, words: Sequence[str]) -> Floats:
        """For each word what it says, and last how many pieces it has."""
        pieces = [pieces_of(word, self._tokenizer) for word in words]
        read = [number for number, one in enumerate(pieces) if one]
        made = np.zeros((len(words), _WIDTH + 1), dtype=np.float32)
        if read:
            alone = self._isolated.say([pieces[number] for number in read])
            said = self._turn.times(alone * self._shares)
            count = np.array([len(pieces[number]) for number in read], dtype=np.float32)
            said += count[:, None] * self._each_piece + self._each_word
            made[read, :_WIDTH] = said
            made[read, _WIDTH] = count
        return made

    def finish(self, sums: Floats) -> Floats:
        """What the dense layers make of sums of `rows`; nothing of a window without a piece."""
        pieces = np.rint(sums[:, _WIDTH:])  # counts: the table keeps them nearly
        mean = (sums[:, :_WIDTH] + self._each_text) / np.sqrt(pieces + np.float32(_MARKS))
        first = np.maximum(self._d0.times(mean), 0)
        second = np.maximum(self._p1.times(mean) + self._d1.times(first), 0)
        third = np.maximum(self._d2.times(second), 0)
        made: Floats = np.tanh(self._p3.times(second) + self._d3.times(third)) * (pieces > 0)
        return made


@cache
def network() -> Network:
    """One for the process."""
    return Network()
