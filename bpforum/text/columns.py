"""Values that many share, as numbers in a column: owns the numbering, not what anything means.

A hundred thousand contributions have a dozen groups and languages between them: counted as numbers
they take a hundredth of the time and a tenth of the memory.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Texts = NDArray[np.object_]
_MOST_MARKED = 100
"""Pairs that there could be for each that there is, up to which they are marked, not sorted."""


@dataclass(frozen=True)
class Column:
    """Of each row one of `names`; a name stands once, and may have no row."""

    names: tuple[str, ...]
    codes: Codes
    """The place of each row's name, n."""

    @classmethod
    def of(cls, values: Iterable[str]) -> "Column":
        """The column of these values."""
        every = list(values)
        names = tuple(dict.fromkeys(every))
        place = {name: n for n, name in enumerate(names)}
        return cls(names, np.fromiter(map(place.__getitem__, every), np.int32, len(every)))

    def __len__(self) -> int:
        """How many rows."""
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        """The value of a row."""
        name: str = self.names[self.codes[row]]
        return name

    def is_any(self, names: Sequence[str]) -> Mask:
        """Which rows have one of `names`."""
        found = np.array([name in names for name in self.names], dtype=np.bool_)
        return found[self.codes] if len(found) else np.zeros(0, dtype=np.bool_)

    def values(self) -> list[str]:
        """The value of each row."""
        return [self.names[code] for code in self.codes.tolist()]

    def pick(self, rows: Any) -> "Column":
        """These rows alone: by number, or where a mask is true."""
        return Column(self.names, self.codes[rows])

    def blank(self, where: Mask) -> "Column":
        """The same, but "" `where` it is true."""
        names = self.names if "" in self.names else (*self.names, "")
        return Column(names, np.where(where, np.int32(names.index("")), self.codes))

    def renamed(self, by: Callable[[str], str]) -> "Column":
        """The same under other names; those that come to be alike are one."""
        new = Column.of(map(by, self.names))
        return Column(new.names, new.codes[self.codes])

    def replaced(self, rows: Sequence[int], values: Sequence[str]) -> "Column":
        """The same, but these `values` in these `rows`."""
        names = tuple(dict.fromkeys((*self.names, *values)))
        place = {name: n for n, name in enumerate(names)}
        codes = self.codes.copy()
        codes[list(rows)] = [place[value] for value in values]
        return Column(names, codes)

    def counts(self) -> dict[str, int]:
        """How many rows have each name, without those that none has."""
        return self._by_name(np.bincount(self.codes))

    def different(self, of: "Column") -> dict[str, int]:
        """By name, how many different values of the column `of` stand beside it."""
        width = max(1, len(of.names))
        pairs = self.codes.astype(np.int64) * width + of.codes
        size = len(self.names) * width
        if size > _MOST_MARKED * (1 + len(pairs)):
            return self._by_name(np.bincount(np.unique(pairs) // width))
        seen = np.zeros(size, dtype=np.bool_)
        seen[pairs] = True
        return self._by_name(np.count_nonzero(seen.reshape(-1, width), axis=1))

    def _by_name(self, counts: Rows) -> dict[str, int]:
        known = np.flatnonzero(counts)
        pairs = zip(known.tolist(), counts[known].tolist(), strict=True)
        return {self.names[code]: n for code, n in pairs}

    def firsts(self, most: int) -> Rows:
        """The first `most` rows of each name, in order."""
        order = np.argsort(self.codes, kind="stable")
        codes = self.codes[order]
        place = np.arange(len(codes)) - np.searchsorted(codes, codes)
        return np.sort(order[place < most])


@dataclass(frozen=True)
class Lists:
    """Of each row any number of values, as numbers: the pairs in order of row."""

    rows: Codes
    codes: Codes
    names: tuple[str, ...] = ()
    """What the numbers stand for, where somebody may ask."""

    @classmethod
    def of(cls, values: Iterable[Iterable[str]]) -> "Lists":
        """The lists of these values."""
        known: dict[str, int] = {}
        rows: list[int] = []
        codes: list[int] = []
        for row, ones in enumerate(values):
            own = [known.setdefault(one, len(known)) for one in ones]
            rows.extend(repeat(row, len(own)))
            codes += own
        return cls(np.array(rows, dtype=np.int32), np.array(codes, dtype=np.int32), tuple(known))

    def pick(self, rows: Rows, size: int) -> "Lists":
        """Those of these rows alone, given in order; there were `size`."""
        new = np.full(size, -1, dtype=np.int32)
        new[rows] = np.arange(len(rows), dtype=np.int32)
        kept = new[self.rows]
        return Lists(kept[kept >= 0], self.codes[kept >= 0])

    def different(self, where: Mask) -> int:
        """How many different values stand in the rows `where` it is true."""
        return int(np.count_nonzero(np.bincount(self.codes[where[self.rows]])))


class Joint:
    """Columns or lists one after the other, joined to one: each name once, as they come."""

    def __init__(self) -> None:
        self._place: dict[str, int] = {}
        self._codes = [np.zeros(0, dtype=np.int32)]
        self._rows = [np.zeros(0, dtype=np.int32)]

    def add(self, more: Column) -> None:
        """Those of `more` come next."""
        self._codes.append(self._numbers(more.names)[more.codes])

    def add_lists(self, more: Lists, start: int) -> None:
        """Those of `more`, whose first row is the row `start` of all."""
        self._codes.append(self._numbers(more.names)[more.codes])
        self._rows.append(more.rows + np.int32(start))

    def column(self) -> Column:
        """All that was added."""
        return Column(tuple(self._place), np.concatenate(self._codes))

    def lists(self) -> Lists:
        """All lists that were added; what their numbers stand for is not kept."""
        return Lists(np.concatenate(self._rows), np.concatenate(self._codes))

    def _numbers(self, names: Sequence[str]) -> Codes:
        place = self._place
        return np.array([place.setdefault(one, len(place)) for one in names], dtype=np.int32)


def counts_of(columns: Iterable[Column]) -> Counter[str]:
    """How many rows of all of these have each name; those picked of one column count as one."""
    alike: dict[int, list[Column]] = defaultdict(list)
    for one in columns:
        alike[id(one.names)].append(one)
    found = Counter[str]()
    for ones in alike.values():
        found.update(Column(ones[0].names, np.concatenate([one.codes for one in ones])).counts())
    return found


def texts_of(texts: Sequence[str]) -> Texts:
    """Texts that differ, as an array that is picked from like the columns; they are not copied."""
    found = np.empty(len(texts), dtype=object)
    found[:] = texts
    return found
