"""Passages that were copied: owns with which passage of its original each stands.

It stands with the likest, whoever moves that. An original may itself have copied the passage, from
a text shorter than its own: then both stand with the passage that neither copied.
"""

from collections.abc import Iterator, Sequence
from itertools import compress, count, repeat
from typing import Protocol

import numpy as np

from bpforum.text.vectors import Labels, Table

_AT_ONCE = 1024
"""Comparisons for which vectors are read together."""


class Earlier(Protocol):
    """Which passages were found to be the likest before, where nothing of it has changed."""

    def find(self, row: int, rows: Sequence[int], /) -> int | None:
        """Which of the passages `rows` is the likest to passage `row`, if that is known."""
        ...

    def put(self, row: int, rows: Sequence[int], nth: int, /) -> None:
        """For the next time."""
        ...

    def close(self) -> None:
        """When all was asked for."""
        ...


def follow(
    copied: Sequence[str | None],
    whose: Sequence[str],
    places: Labels,
    matrix: Table,
    earlier: Earlier | None = None,
) -> Labels:
    """For each passage the number of the one that it stands with: its own where it copies nothing,
    or where of what it copies nothing is there.

    `copied`: whose words each is, and `whose` it is itself, by reference; `places`: which row of
    the matrix is whose. Equal texts share a row, so that what thousands copied is compared once.
    """
    size = len(places)
    with_it = np.arange(size)
    is_copy = np.fromiter(map(bool, copied), np.bool_, size)
    copies = np.flatnonzero(is_copy)
    if not len(copies):
        return with_it
    of = list(compress(copied, is_copy.tolist()))
    code = dict(zip(dict.fromkeys(of), count()))
    owners = np.fromiter(map(code.get, whose, repeat(-1)), np.int64, size)
    codes = np.fromiter(map(code.__getitem__, of), np.int64, len(of))
    _, first, which = np.unique(
        codes * (len(matrix) or 1) + places[copies], return_index=True, return_inverse=True
    )
    originals = _Originals(owners, len(code), places, matrix)
    likest = originals.likest(codes[first], copies[first], earlier)[which]
    with_it[copies] = np.where(likest < 0, copies, likest)
    while not np.array_equal(further := with_it[with_it[copies]], with_it[copies]):
        with_it[copies] = further
    return with_it


class _Originals:
    """The passages of those that were copied."""

    def __init__(self, owners: Labels, size: int, places: Labels, matrix: Table) -> None:
        """`owners`: by passage the number of its owner, of which there are `size`; -1 for none."""
        inside = np.flatnonzero(owners >= 0)
        self._rows = inside[np.argsort(owners[inside], kind="stable")]
        self._ends = np.cumsum(np.bincount(owners[inside], minlength=size))
        self._places, self._matrix = places, matrix

    def likest(self, owner: Labels, copy: Labels, earlier: Earlier | None) -> Labels:
        """The first of the passages of each owner that are likest to that copy; -1 for none.

        Owners rise.
        """
        ends = self._ends[owner]
        starts = np.append(0, self._ends)[owner]
        found: Labels = np.full(len(owner), -1, dtype=np.int64)
        alone = ends == starts + 1
        found[alone] = self._rows[starts[alone]]
        asked: list[tuple[int, int, list[int]]] = []
        for n in np.flatnonzero(ends > starts + 1).tolist():
            rows: list[int] = self._rows[starts[n] : ends[n]].tolist()
            nth = earlier.find(int(copy[n]), rows) if earlier else None
            if nth is None:
                asked.append((n, int(copy[n]), rows))
            else:
                found[n] = rows[nth]
        for start in range(0, len(asked), _AT_ONCE):
            for n, one, rows, nth in self._compared(asked[start : start + _AT_ONCE]):
                found[n] = rows[nth]
                if earlier:
                    earlier.put(one, rows, nth)
        if earlier:
            earlier.close()
        return found

    def _compared(
        self, asked: Sequence[tuple[int, int, list[int]]]
    ) -> Iterator[tuple[int, int, list[int], int]]:
        """With each, which of its rows is the likest to its copy."""
        needed = np.unique(self._places[[row for _, one, rows in asked for row in (one, *rows)]])
        vectors = self._matrix[needed]
        for n, one, rows in asked:
            own, *others = np.searchsorted(needed, self._places[[one, *rows]]).tolist()
            likeness = np.array([vectors[other] @ vectors[own] for other in others])
            yield n, one, rows, int(np.argmax(np.round(likeness, 4)))
