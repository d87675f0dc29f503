"""Finds the texts that always share a group: owns the exact join of pairs, names no representative.

The prefix filter of Xiao et al., Efficient similarity joins (2008): a text and one at least as long
reach the threshold only if they share one of the few rarest shingles of each. So texts that share a
template, but too little of it, never meet.
"""

from array import array
from collections.abc import Sequence

import numpy as np

from bpforum.text.copies.likeness import ALWAYS, Likeness, prefix
from bpforum.text.copies.shelves import Shelves
from bpforum.text.copies.shingles import Rows

_AT_FIRST = 64
"""Members of a large family that a text is compared with first."""


def together(likes: Likeness) -> list[list[int]]:
    """Texts connected by pairs that always share a group, the others alone; each ascending."""
    rows = np.flatnonzero(likes.comparable)
    sizes = likes.sizes[rows]
    # The longest first, so that a text meets only what is at least as long.
    rows = rows[np.argsort(-sizes, kind="stable")]
    until = np.array([prefix(size, ALWAYS) for size in likes.sizes[rows].tolist()], dtype=np.int64)
    shelves = Shelves(likes.shingles, rows, until)
    families = _Families(likes)
    kept: dict[int, _Shelf] = {}
    for nth in shelves.filled():
        row = int(rows[nth])
        size = int(likes.sizes[row])
        probe = prefix(size, 2 * ALWAYS / (1 + ALWAYS)) - int(likes.shingles.single[row])
        own = shelves.of(nth)
        families.join(row, [kept[one] for one in own[: max(0, probe)] if one in kept])
        for one in own:
            if one not in kept:
                kept[one] = _Shelf()
            kept[one].put(row, families)
    return [sorted(members) for members in families.grown()]


class _Shelf:
    """The texts that have one shingle, those of one family soon as one."""

    __slots__ = ("_until", "roots", "rows")

    def __init__(self) -> None:
        self.rows = array("q")
        self.roots: list[int] = []
        self._until = 16

    def put(self, row: int, families: "_Families") -> None:
        self.rows.append(row)
        if len(self.rows) + len(self.roots) > self._until:
            found = families.distinct([*self.roots, *self.rows])
            self.roots = [one for one in found if families.size(one) > 1]
            self.rows = array("q", [one for one in found if families.size(one) == 1])
            self._until = 2 * (len(self.rows) + len(self.roots)) + 16


class _Families:
    """Connected texts: a union-find that keeps each family's members."""

    def __init__(self, likes: Likeness) -> None:
        self._likes = likes
        self._root = np.arange(len(likes), dtype=np.int64).tolist()
        self._members: dict[int, array[int]] = {}

    def size(self, root: int) -> int:
        return len(self._members[root]) if root in self._members else 1

    def grown(self) -> list[Sequence[int]]:
        """The members of each family, also of those that are one text."""
        alone = [[row] for row, root in enumerate(self._root)
                 if row == root and row not in self._members]  # fmt: skip
        return [*alone, *self._members.values()]

    def _find(self, row: int) -> int:
        root = self._root
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    def distinct(self, rows: Sequence[int]) -> list[int]:
        """The roots of `rows`, once each."""
        return list(dict.fromkeys(map(self._find, rows)))

    def join(self, row: int, shelves: Sequence[_Shelf]) -> None:
        """Join `row` to each of the families that has a member it always goes together with."""
        met = [np.frombuffer(shelf.rows, dtype=np.int64) for shelf in shelves if shelf.rows]
        if met:
            near = self._likes.always(row, np.unique(np.concatenate(met)))
            for other in near.tolist():
                self._unite(self._find(row), self._find(other))
        for root in self.distinct([one for shelf in shelves for one in shelf.roots]):
            mine = self._find(row)
            if root != mine and self._is_near(row, self._members[root]):
                self._unite(mine, root)

    def _is_near(self, row: int, members: "array[int]") -> bool:
        """In a large family one that is alike is mostly found among the first."""
        begin, step = 0, _AT_FIRST
        while begin < len(members):
            some: Rows = np.array(members[begin : begin + step], dtype=np.int64)
            if len(self._likes.always(row, some)):
                return True
            begin, step = begin + step, step * 4
        return False

    def _unite(self, one: int, other: int) -> None:
        if one == other:
            return
        kept, lost = sorted((one, other), key=lambda root: (-self.size(root), root))
        self._root[lost] = kept
        if kept not in self._members:
            self._members[kept] = array("q", [kept])
        self._members[kept].extend(self._members.pop(lost, array("q", [lost])))
