"""Measures what the cells of a column look like together; reads no header."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bpforum.sources.moments import moment_of
from bpforum.sources.tables.cells import kind_of_cell
from bpforum.sources.tables.day_order import day_order, year_first
from bpforum.sources.tables.sheet import Line

_SAMPLE = 500
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Shape:
    """Shares from 0 to 1, of the first 500 filled cells; `is_unique` is of all rows."""

    filled: int
    distinct: float
    numbers: float
    times: float
    contacts: float
    links: float
    understood_times: float
    wordy: float
    """Cells of six words or more."""
    longest: int
    """In characters."""
    values: tuple[str, ...]
    """The first different ones, folded."""
    is_unique: bool
    """Every row has one, and none another's."""

    @property
    def is_long(self) -> bool:
        """Whether people wrote here as they pleased: sentences, each in words of its own."""
        return self.wordy >= 0.2 and self.distinct >= 0.4 and not self.is_measured

    @property
    def is_measured(self) -> bool:
        """Whether these are numbers, times or addresses of pages."""
        return max(self.numbers, self.times, self.links) >= 0.5

    @property
    def is_short(self) -> bool:
        """Whether these are names or choices."""
        return self.wordy < 0.2 and self.longest <= 300


def shapes_of(lines: Sequence[Line], width: int) -> tuple[Shape, ...]:
    """The shapes of the first `width` columns, in time linear in the cells there are."""
    filled: list[list[str]] = [[] for _ in range(width)]
    for line in lines:
        for cells, cell in zip(filled, line.cells, strict=False):
            if cell and (words := cell.strip()):
                cells.append(words)
    return tuple(_shape(cells, len(lines)) for cells in filled)


def _shape(filled: list[str], rows: int) -> Shape:
    sample = filled[:_SAMPLE]
    kinds = [kind_of_cell(cell) for cell in sample]
    most = max(1, len(sample))
    wordy = sum(1 for cell in sample if len(cell[:400].split()) >= 6 or len(cell) > 120)
    order = day_order(filled)
    times = sum(1 for c in sample if len(c) < 60 and moment_of(year_first(c, order), _UTC))
    different = dict.fromkeys(cell[:1000].casefold() for cell in sample)
    return Shape(
        filled=len(filled),
        distinct=len(different) / most,
        numbers=kinds.count("number") / most,
        times=kinds.count("time") / most,
        contacts=kinds.count("contact") / most,
        links=kinds.count("link") / most,
        understood_times=times / most,
        wordy=wordy / most,
        longest=max(map(len, sample), default=0),
        values=tuple(different)[:30],
        is_unique=len(filled) == rows > 0 and len(set(filled)) == rows,
    )
