"""Passages that were copied: owns with which passage of its original each stands.

It stands with the likest, whoever moves that. An original may itself have copied the passage, from
a text shorter than its own: then both stand with the passage that neither copied.
"""

from collections.abc import Iterator, Sequence
from itertools import compress, count, repeat

import numpy as np
from numpy.typing import NDArray

from bpforum.text.vectors import Labels, Table

_AT_ONCE = 1024
"""Comparisons for which vectors are read together."""


def follow(
    copied: Sequence[str | None], whose: Sequence[str], places: Labels, matrix: Table
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
    originals = _Originals(owners, len(code))
    codes = np.fromiter(map(code.__getitem__, of), np.int64, len(of))
    pairs, which = np.unique(codes * (len(matrix) or 1) + places[copies], return_inverse=True)
    likest = originals.likest(*np.divmod(pairs, len(matrix) or 1), places, matrix)[which]
    with_it[copies] = np.where(likest < 0, copies, likest)
    while not np.array_equal(further := with_it[with_it[copies]], with_it[copies]):
        with_it[copies] = further
    return with_it


class _Originals:
    """The passages of those that were copied."""

    def __init__(self, owners: Labels, size: int) -> None:
        """`owners`: by passage the number of its owner, of which there are `size`; -1 for none."""
        inside = np.flatnonzero(owners >= 0)
        self._rows = inside[np.argsort(owners[inside], kind="stable")]
        self._ends = np.cumsum(np.bincount(owners[inside], minlength=size))

    def likest(self, owner: Labels, place: Labels, places: Labels, matrix: Table) -> Labels:
        """The first of those of each owner that are likest to that row of the matrix; -1 for none.

        Owners rise.
        """
        ends = self._ends[owner]
        starts = np.append(0, self._ends)[owner]
        found: Labels = np.full(len(owner), -1, dtype=np.int64)
        alone = ends == starts + 1
        found[alone] = self._rows[starts[alone]]
        several = np.flatnonzero(ends > starts + 1)
        for some in np.split(several, range(_AT_ONCE, len(several), _AT_ONCE)):
            asked = [self._rows[starts[n] : ends[n]] for n in some.tolist()]
            for n, rows, likeness in _compared(some, asked, place[some], places, matrix):
                found[n] = rows[int(np.argmax(np.round(likeness, 4)))]
        return found


def _compared(
    some: Labels, asked: Sequence[Labels], place: Labels, places: Labels, matrix: Table
) -> Iterator[tuple[int, Labels, NDArray[np.float32]]]:
    """For each of `some` the rows that are asked for it, and how like they are to its place."""
    if not len(some):
        return
    needed = np.unique(np.concatenate([place, places[np.concatenate(asked)]]))
    vectors = matrix[needed]
    at = np.searchsorted(needed, place).tolist()
    for n, own, rows in zip(some.tolist(), at, asked, strict=True):
        others = np.searchsorted(needed, places[rows]).tolist()
        yield n, rows, np.array([vectors[one] @ vectors[own] for one in others])
