"""Owns what a table's columns are called, and which of them a name means; finds no header."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bpforum.sources.tables.sheet import Line, plain_header

_SHOWN = 80
Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column: rows from 1, columns from 0."""


@dataclass(frozen=True)
class Column:
    """A column: where it stands, its header cells from the top down, each on one line.

    `question` is what it shares with columns beside it, and `label` what is its own, where a
    question takes several columns; both are empty otherwise.
    """

    at: int
    heads: tuple[str, ...]
    question: str = ""
    label: str = ""

    @property
    def name(self) -> str:
        """Its header lines in one, as people may write it in `forum.toml`: `Question / Other`."""
        return " / ".join(dict.fromkeys(self.heads))

    @property
    def names(self) -> tuple[str, ...]:
        """All that it may be called."""
        return (self.name, *self.heads)


def short_name(name: str) -> str:
    """A column's name as messages show it."""
    return name if len(name) <= _SHOWN else name[: _SHOWN - 1] + "…"


class Names:
    """What each column is called, looked up at once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._exact: dict[str, list[Column]] = {}
        self._plain: dict[str, list[Column]] = {}
        self._shared: dict[str, list[Column]] = {}
        for one in columns:
            for name in dict.fromkeys(one.names):
                self._exact.setdefault(name, []).append(one)
            for name in dict.fromkeys(map(plain_header, one.names)):
                self._plain.setdefault(name, []).append(one)
            if one.question:
                self._shared.setdefault(plain_header(one.question), []).append(one)

    def find(self, name: str) -> tuple[Column, ...]:
        name = " ".join(name.split())
        plain = plain_header(name)
        found = self._exact.get(name) or self._plain.get(plain) or self._shared.get(plain)
        return tuple(found or ())


@dataclass(frozen=True)
class Table:
    """The columns of a table and its rows; `above` is what stands before the header."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    width: int = 0
    """Cells that the header has, empty ones counted."""
    header_lines: tuple[int, ...] = ()
    above: tuple[Line, ...] = ()
    delimiter: str = ""
    """Empty for a sheet of a workbook."""
    sheet: str = ""
    merged: tuple[Merged, ...] = ()
    _names: list[Names] = field(default_factory=list, repr=False, compare=False)

    def find(self, name: str) -> tuple[Column, ...]:
        """The columns that `name` means: by their lines together or one of them, written exactly
        so, else but for case and white space; last by the question that several columns share.
        """
        if not self._names:
            self._names.append(Names(self.columns))
        return self._names[0].find(name)
