"""Which texts share one of their rarest shingles: owns the inverted lists, compares nothing.

A shelf is the list of the texts that have one shingle among their first. Where a `crowd` is given,
a shelf keeps the first so many of its texts, in the order given, and a quarter of these where it
had four times as many: whoever comes later meets those, not one another, so that the work grows
with the texts and not with their square. What very many texts say tells little of any two; those
that are like one another meet on other shelves too, each of which has other first texts.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bpforum.text.copies.rarity import Asked
from bpforum.text.copies.shingles import Rows, Shingles, runs_of

Keys = NDArray[np.uint64]

_LOW = np.uint64(32)
_MASK = np.uint64(0xFFFFFFFF)
_TEXTS_AT_ONCE = 2_048
_POSTINGS_AT_ONCE = 4_194_304
_PAIRS_AT_ONCE = 1_048_576
_TOO_MANY = 4


class Shelves:
    """The texts that stand on each shelf, by their place among `rows`."""

    def __init__(
        self,
        shingles: Shingles,
        rows: Rows,
        until: Rows,
        crowd: int | None = None,
        *,
        alone: bool = False,
        asked: Asked | None = None,
        of: Rows | None = None,
    ) -> None:
        """Of each of `rows` the shingles up to the `until`th, but not what no other text has.

        A shelf with one text on it is left out, unless texts that stand `alone` are asked for too.
        Of shelves that nobody will ask for, as far as `asked` tells, there are none. Where it is
        told whose family each is `of`, ascending, the crowd is so many of each family.
        """
        self._alone = alone
        self._asked = asked
        self._of = of
        self._shingles = shingles
        self._size = len(rows)
        count = int(np.maximum(0, until - shingles.single[rows]).sum())
        bits = (count // _POSTINGS_AT_ONCE).bit_length() if asked is None else 0
        # Part by part of the shingles, so that few of them are held twice.
        parts = [self._part(rows, until, crowd, part, bits) for part in range(2**bits)]
        self._keys = np.concatenate(parts) if len(parts) > 1 else parts[0]
        """Shingle and place of the text, ascending."""

    def _part(self, rows: Rows, until: Rows, crowd: int | None, part: int, bits: int) -> Keys:
        found = []
        for first in range(0, max(1, len(rows)), _TEXTS_AT_ONCE):
            last = first + _TEXTS_AT_ONCE
            keys = self._postings(rows[first:last], until[first:last], first, self._asked)
            if bits:
                keys = keys[keys >> np.uint64(64 - bits) == part]
            found.append(keys)
        keys = np.concatenate(found)
        keys.sort()
        number = (keys >> _LOW).astype(np.uint32)
        fresh = np.ones(len(number), dtype=np.bool_)
        fresh[1:] = number[1:] != number[:-1]
        starts = np.flatnonzero(fresh)
        sizes = np.diff(starts, append=len(number))
        kept = np.repeat(self._alone | (sizes > 1), sizes)
        if crowd is not None and self._of is not None:
            home = self._of[(keys & _MASK).astype(np.int64)]
            begun = fresh.copy()
            begun[1:] |= home[1:] != home[:-1]
            first = np.flatnonzero(begun)[np.cumsum(begun) - 1]
            kept &= np.arange(len(number)) < first + crowd
        elif crowd is not None:
            most = np.where(sizes > _TOO_MANY * crowd, -(-crowd // _TOO_MANY), crowd)
            kept &= np.arange(len(number)) < np.repeat(starts + most, sizes)
        return keys[kept]

    def _postings(self, rows: Rows, until: Rows, first: int, asked: Asked | None) -> Keys:
        start = np.minimum(self._shingles.single[rows], until)
        found, owner = self._shingles.parts(rows, until, start)
        if asked is not None:
            some = np.flatnonzero(asked.may_be(found))
            found, owner = found[some], owner[some]
        keys: Keys = (found.astype(np.uint64) << _LOW) | (owner + first).astype(np.uint64)
        return keys

    def asked(self) -> Asked:
        """Of which shelves there are any."""
        return Asked((self._keys >> _LOW).astype(np.uint32))

    def meetings(
        self,
        asking: Rows,
        until: Rows,
        low: Rows | None = None,
        high: Rows | None = None,
        asked: Asked | None = None,
    ) -> Iterator[tuple[Rows, Rows, Rows]]:
        """Whom each of the texts `asking` meets by its shingles up to the `until`th.

        Given in parts: places among `asking` and among the shelves' rows, ascending and each pair
        once, and how many shelves both stand on. Only those from the `low`th up to before the
        `high`th of the shelves' rows are met. What is not `asked` need not be looked up.
        """
        for first in range(0, len(asking), _TEXTS_AT_ONCE):
            last = min(first + _TEXTS_AT_ONCE, len(asking))
            keys = self._postings(asking[first:last], until[first:last], first, asked)
            keys.sort()  # what is looked up in order is found several times faster
            number, of = keys & ~_MASK, (keys & _MASK).astype(np.int64)
            begin = np.searchsorted(
                self._keys, number if low is None else number | low[of].astype(np.uint64)
            )
            beyond = np.uint64(self._size) if high is None else high[of].astype(np.uint64)
            times = np.searchsorted(self._keys, number | beyond) - begin
            some = np.flatnonzero(times > 0)
            if int(times[some].sum()) <= _PAIRS_AT_ONCE:
                yield self._met(of[some], begin[some], times[some])
                continue
            some = some[np.argsort(of[some], kind="stable")]
            of, begin, times = of[some], begin[some], times[some]
            for start, end in runs_of(of, times, _PAIRS_AT_ONCE):
                yield self._met(of[start:end], begin[start:end], times[start:end])

    def _met(self, of: Rows, begin: Rows, times: Rows) -> tuple[Rows, Rows, Rows]:
        offsets = np.cumsum(times) - times
        places = np.arange(int(times.sum())) + np.repeat(begin - offsets, times)
        pairs = self._keys[places] & _MASK
        pairs |= np.repeat(of.astype(np.uint64) << _LOW, times)
        pairs.sort()
        fresh = np.ones(len(pairs), dtype=np.bool_)
        fresh[1:] = pairs[1:] != pairs[:-1]
        starts = np.flatnonzero(fresh)
        often = np.diff(starts, append=len(pairs))
        pairs = pairs[starts]
        return (pairs >> _LOW).astype(np.int64), (pairs & _MASK).astype(np.int64), often
