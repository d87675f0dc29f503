"""Vectors of passages as they are compared: owns unit length and languages' means.

Where languages mix, what a language as such adds to a vector is taken off before anything is
compared: in fitting and in placing alike. How much that is, is found once and kept with the themes,
so that a passage's place never depends on what else arrived with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, KeysView, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Encoded = NDArray[np.floating[Any]]
Matrix = NDArray[np.floating[Any]]
Rows = NDArray[np.float32]
Labels = NDArray[np.int64]
"""The number of each row's group."""
_AT_ONCE = 512
Languages = Sequence[str] | NDArray[np.str_]
Offsets = Mapping[str, Matrix]
"""By language, how far its mean is from the mean of all."""


class Table(Protocol):
    """Rows of one length, n x d, in memory or elsewhere; those asked for are read."""

    def __getitem__(self, which: Any, /) -> Any:
        """A row by its number, or several as a matrix of their own."""
        ...

    def __len__(self) -> int:
        """How many rows."""
        ...


@dataclass(frozen=True)
class Picked:
    """Rows of a matrix, in an order of their own: looked up when they are asked for, never copied.

    Equal texts share a row, and what is left out of a million passages leaves no second million.
    """

    matrix: Table
    """k x d."""
    numbers: NDArray[np.int64]
    """Which row of the matrix each is, n."""

    def __len__(self) -> int:
        """How many rows."""
        return len(self.numbers)

    def __getitem__(self, which: Any) -> Rows:
        """A row, or a copy of several."""
        found: Rows = self.matrix[self.numbers[which]]
        return found

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Matrix:
        """All of them, copied."""
        return np.asarray(self.matrix[self.numbers], dtype=dtype)


def pick(rows: Table, numbers: Any) -> Picked:
    """Those `numbers` of `rows`, without a copy."""
    chosen = np.asarray(numbers, dtype=np.int64)
    if isinstance(rows, Picked):
        return Picked(rows.matrix, rows.numbers[chosen])
    return Picked(rows, chosen)


@dataclass(frozen=True)
class ById(Mapping[str, Rows]):
    """Vectors by id, as rows of one matrix: a million arrays of their own take as much again."""

    matrix: Table
    numbers: Mapping[str, int]

    def __getitem__(self, name: str) -> Rows:
        """The row of `name`."""
        found: Rows = self.matrix[self.numbers[name]]
        return found

    def __contains__(self, name: object) -> bool:
        """Whether it has a vector."""
        return name in self.numbers

    def __iter__(self) -> Iterator[str]:
        """All ids."""
        return iter(self.numbers)

    def __len__(self) -> int:
        """How many have one."""
        return len(self.numbers)

    def keys(self) -> KeysView[str]:
        """All ids."""
        return self.numbers.keys()


@dataclass(frozen=True)
class Changed(Mapping[str, Matrix]):
    """Vectors with a few more, or a few less: the others are looked up where they are."""

    others: Mapping[str, Matrix]
    more: Mapping[str, Matrix] = field(default_factory=dict)
    less: frozenset[str] = frozenset()

    def __getitem__(self, name: str) -> Matrix:
        """The vector of `name`."""
        if name in self.less:
            raise KeyError(name)
        return self.more[name] if name in self.more else self.others[name]

    def __contains__(self, name: object) -> bool:
        """Whether it has one."""
        return name not in self.less and (name in self.more or name in self.others)

    def __iter__(self) -> Iterator[str]:
        """All ids."""
        yield from (one for one in self.more if one not in self.less)
        yield from (one for one in self.others if one not in self.less and one not in self.more)

    def __len__(self) -> int:
        """How many there are."""
        return sum(1 for _ in self)


def together(vectors: Mapping[str, Matrix], names: Iterable[str]) -> Encoded:
    """The vectors of `names`, one below the other.

    Of one table many rows are asked for at a time, but never more than may lie in memory.
    """
    if not isinstance(vectors, ById):
        return np.array([vectors[name] for name in names])
    numbers = np.array([vectors.numbers[name] for name in names], dtype=np.int64)
    starts = range(0, len(numbers), _AT_ONCE)
    return np.concatenate([vectors.matrix[numbers[n : n + _AT_ONCE]] for n in starts])


DECIMALS = 6
"""What every vector is rounded to before anything is compared."""
FEWEST_TO_CENTRE = 10
"""Below this the mean is the texts themselves, and what is left of them is noise."""
FEWEST_OF_A_LANGUAGE = 30


def unit(rows: Encoded) -> Matrix:
    """Rows scaled to length 1, rounded; rows of zeros stay zeros. Keeps float32 as it is."""
    wide = np.asarray(rows)
    if wide.dtype != np.float32:
        wide = wide.astype(np.float64)
    norms = np.linalg.norm(wide, axis=-1, keepdims=True)
    scaled: Matrix = np.round(wide / np.where(norms > 0, norms, 1.0), DECIMALS)
    scaled += 0.0  # takes the sign off zeros
    return scaled


def centre(encoded: Encoded, languages: Sequence[str]) -> Matrix:
    """`encoded` minus the mean: of the passage's language where it has 30, else of all."""
    rows = np.asarray(encoded)
    if len(rows) < FEWEST_TO_CENTRE:
        return rows
    means = np.tile(rows.mean(axis=0), (len(rows), 1))
    for spoken in _spoken(languages).values():
        means[spoken] = rows[spoken].mean(axis=0)
    centred: Matrix = rows - means
    return centred


def offsets(encoded: Encoded, languages: Sequence[str]) -> dict[str, Matrix]:
    """How far the mean of each language with 30 rows is from the mean of all; rounded.

    Empty where there are no two such languages: then there is nothing to take off.
    """
    rows, spoken = np.asarray(encoded), _spoken(languages)
    if len(spoken) < 2:
        return {}
    middle = rows.mean(axis=0, dtype=np.float64)
    return {
        language: np.round(rows[numbers].mean(axis=0, dtype=np.float64) - middle, DECIMALS)
        for language, numbers in spoken.items()
    }


def shift(encoded: Rows, languages: Languages, by: Offsets) -> Rows:
    """Unit rows without what their language adds; `encoded` itself where there is nothing to do."""
    if not by or not len(encoded):
        return encoded
    spoken = np.asarray(languages)
    moved = np.array(encoded, dtype=np.float32)
    for language, offset in by.items():
        mine = spoken == language
        moved[mine] = unit(moved[mine] - offset.astype(np.float32))
    return moved


@dataclass(frozen=True)
class Shifted:
    """The same of a table: what a language adds is taken off the rows that are asked for.

    Many rows lie in a file, and most are asked for once: they are not written anew.
    """

    rows: Table
    spoken: NDArray[np.int64]
    """Which of the offsets is taken off each; -1 for none."""
    by: Sequence[Matrix]

    def __len__(self) -> int:
        """How many rows."""
        return len(self.rows)

    def __getitem__(self, which: Any) -> Rows:
        """A row by its number, or several as a matrix of their own."""
        spoken = self.spoken[which]
        if not np.ndim(spoken):
            alone: Rows = self.rows[which]
            by = self.by[spoken].astype(np.float32) if spoken >= 0 else None
            return alone if by is None else unit(alone - by)
        moved = np.array(self.rows[which], dtype=np.float32)
        for number, offset in enumerate(self.by):
            mine = spoken == number
            moved[mine] = unit(moved[mine] - offset.astype(np.float32))
        return moved


def _spoken(languages: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """The row numbers of each language that has enough of them."""
    counts = sorted(Counter(languages).items())
    known = np.array(languages)
    return {
        language: np.flatnonzero(known == language)
        for language, count in counts
        if count >= FEWEST_OF_A_LANGUAGE
    }
