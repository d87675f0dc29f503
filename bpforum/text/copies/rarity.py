"""How often a shingle is among all: owns the order in which each text's shingles stand, the rarest
first; knows no likeness.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]
Rows = NDArray[np.int64]
"""Texts by number."""

_TEXTS_AT_ONCE = 4_096
_SHINGLES_AT_ONCE = 4_194_304
_STEPS = np.concatenate([np.arange(1, 129), np.ceil(128 * 2 ** (np.arange(1, 128) / 8))])
"""Frequencies that one byte tells apart; beyond 128 each is a twelfth more than the one before."""
_LEAST_BITS, _MOST_BITS = 16, 26
_LOW = np.uint64(32)


class Asked:
    """Tells fast of which shingles it is not worth asking whether they are among some others."""

    def __init__(self, numbers: Numbers) -> None:
        """`numbers`: those that are sought; the more there are, the more bits tell them apart."""
        bits = min(max(_LEAST_BITS, (16 * len(numbers)).bit_length()), _MOST_BITS)
        self._mask = np.uint32((1 << bits) - 1)
        self._sought = np.zeros(1 << bits, dtype=np.bool_)
        self._sought[numbers & self._mask] = True

    def may_be(self, numbers: Numbers) -> NDArray[np.bool_]:
        """False where a number is none of those; mostly true only where it is one."""
        found: NDArray[np.bool_] = self._sought[numbers & self._mask]
        return found


def put_rarest_first(flat: Numbers, ends: Rows, known: int = 0) -> Rows:
    """Sorts in place the shingles of each text by how often they are in all texts of `flat`.

    Those of the first `known` texts stay as they are. Gives for each text how many of its shingles
    no other has, which are its first; of the known texts that is not told: none.
    """
    single = np.zeros(len(ends) - 1, dtype=np.int64)
    begin = int(ends[known])
    often = _count_some(flat, begin) if known else _count(flat)
    for first in range(known, len(single), _TEXTS_AT_ONCE):
        last = min(first + _TEXTS_AT_ONCE, len(single))
        span = slice(ends[first], ends[last])
        times = often[ends[first] - begin : ends[last] - begin]
        owner = np.repeat(np.arange(last - first), np.diff(ends[first : last + 1]))
        keys = (owner.astype(np.uint64) << np.uint64(40)) | flat[span]
        keys |= times.astype(np.uint64) << _LOW
        keys.sort()
        flat[span] = keys.astype(np.uint32)
        single[first:last] = np.bincount(owner[times == 1], minlength=last - first)
    return single


def _count(flat: Numbers) -> NDArray[np.uint8]:
    """How often each shingle is among all, in steps that grow from 128 times on."""
    often = np.zeros(len(flat), dtype=np.uint8)
    bits = (len(flat) // _SHINGLES_AT_ONCE).bit_length()
    for part in range(2**bits):
        where = np.concatenate(
            [
                begin + np.flatnonzero(_high(flat[begin : begin + _SHINGLES_AT_ONCE], bits) == part)
                for begin in range(0, max(1, len(flat)), _SHINGLES_AT_ONCE)
            ]
        )
        keys = flat[where].astype(np.uint64) << _LOW
        keys |= np.arange(len(where), dtype=np.uint64)
        keys.sort()
        starts = np.flatnonzero(np.diff(keys >> _LOW, prepend=~np.uint64(0)))
        times = np.diff(starts, append=len(keys))
        steps = np.searchsorted(_STEPS, times, side="right").astype(np.uint8)
        often[where[(keys & np.uint64(0xFFFFFFFF)).astype(np.int64)]] = np.repeat(steps, times)
    return often


def _count_some(flat: Numbers, begin: int) -> NDArray[np.uint8]:
    """The same of the shingles from the `begin`th on alone."""
    new = flat[begin:]
    asked = Asked(new)
    found = [new]
    for first in range(0, begin, _SHINGLES_AT_ONCE):
        some = flat[first : min(first + _SHINGLES_AT_ONCE, begin)]
        found.append(some[asked.may_be(some)])
    every = np.concatenate(found)
    every.sort()
    starts = np.flatnonzero(np.diff(every, prepend=~every[:1]))
    steps = np.searchsorted(_STEPS, np.diff(starts, append=len(every)), side="right")
    order = np.argsort(new)
    often = np.empty(len(new), dtype=np.uint8)
    often[order] = steps[np.searchsorted(every[starts], new[order])]
    return often


def _high(numbers: Numbers, bits: int) -> NDArray[np.uint64]:
    """Their first `bits` bits of 32."""
    return numbers.astype(np.uint64) >> np.uint64(32 - bits)
