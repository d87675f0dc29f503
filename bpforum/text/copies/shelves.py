"""Which texts share one of their rarest shingles: owns the inverted lists, compares nothing."""

from collections.abc import Iterator

import numpy as np

from bpforum.text.copies.shingles import Rows, Shingles


class Shelves:
    """A number for every shingle that two texts have among their first; which each text has."""

    def __init__(self, shingles: Shingles, rows: Rows, until: Rows) -> None:
        """Of each of `rows` the shingles up to the `until`th, but not what no other text has."""
        start = np.minimum(shingles.single[rows], until)
        found, owner = shingles.parts(rows, until, start)
        order = np.argsort(found, kind="stable")
        ordered = found[order]
        first = np.ones(len(ordered), dtype=np.bool_)
        first[1:] = ordered[1:] != ordered[:-1]
        shelf = np.cumsum(first, dtype=np.int32) - np.int32(1)
        several = np.bincount(shelf, minlength=1)[shelf] > 1
        numbers = np.full(len(found), -1, dtype=np.int32)
        numbers[order] = np.where(several, shelf, np.int32(-1))
        self._numbers = numbers[numbers >= 0]
        counts = np.bincount(owner[numbers >= 0], minlength=len(rows))
        self._ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def filled(self) -> Iterator[int]:
        """The places among `rows` of those that stand on any shelf, in order."""
        return iter(np.flatnonzero(np.diff(self._ends)).tolist())

    def of(self, nth: int) -> list[int]:
        """The shelves of the `nth` of the rows, the rarest first."""
        found: list[int] = self._numbers[self._ends[nth] : self._ends[nth + 1]].tolist()
        return found
