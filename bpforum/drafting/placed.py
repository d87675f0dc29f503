"""The passages of a forum as columns of what is the same in each view that has them: gone through
for the widest view alone, and picked from for the others; tells of nobody what a view may tell.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter

import numpy as np

from bpforum.grouped import Grouping
from bpforum.text.columns import Column, Mask, Rows, Texts, texts_of

NOBODY = -1
"""In place of a row, where a passage is of no contribution of the view."""


@dataclass(frozen=True)
class Placed:
    """Row by row in the order of the grouping."""

    ids: Texts
    place: Mapping[str, int]
    """The row of each, by its id."""
    owners: Rows
    """The row of its contribution in everything, or NOBODY."""
    languages: Column
    questions: Column
    substantive: Mask
    loose: Mask
    """Which fit their theme least."""
    themes: Mapping[str, Rows]
    """The passages of each theme, in its order, by its id."""
    order: Rows
    """Those with a vector, in order of id."""

    @classmethod
    def of(cls, grouping: Grouping, owners: Rows) -> "Placed":
        """The passages of `grouping`; `owners` as `owners_of` gives them."""
        ones, ids = grouping.passages.values(), list(grouping.passages)
        place = dict(zip(ids, range(len(ids)), strict=True))
        has_vector = np.fromiter(map(grouping.vectors.keys().__contains__, ids), np.bool_, len(ids))
        heard = np.flatnonzero(has_vector)
        loose = np.zeros(len(ids), dtype=np.bool_)
        loose[[place[one] for one in grouping.loose if one in place]] = True
        # As an array of code points they are sorted as texts are, in a fraction of the time.
        names = np.array(ids, dtype=np.str_)[heard]
        return cls(
            ids=texts_of(ids),
            place=place,
            owners=owners,
            languages=Column.of(map(attrgetter("language"), ones)),
            questions=Column.of(map(attrgetter("question"), ones)),
            substantive=np.fromiter(map(attrgetter("substantive"), ones), np.bool_, len(ids)),
            loose=loose,
            themes={
                group.id: np.array(list(map(place.__getitem__, group.passages)), dtype=np.int64)
                for group in grouping.groups
            },
            order=heard[np.argsort(names, kind="stable")],
        )

    def pick(self, kept: Mask, owners: Rows) -> "Placed":
        """Those that are `kept` alone; `owners`: the rows of their contributions in their view."""
        new = np.where(kept, np.cumsum(kept) - 1, NOBODY)

        def left(rows: Rows) -> Rows:
            found: Rows = new[rows[kept[rows]]]
            return found

        themes = {name: left(rows) for name, rows in self.themes.items()}
        return Placed(
            ids=self.ids[kept],
            place=_Places(self.place, new),
            owners=owners,
            languages=self.languages.pick(kept),
            questions=self.questions.pick(kept),
            substantive=self.substantive[kept],
            loose=self.loose[kept],
            themes={name: rows for name, rows in themes.items() if len(rows)},
            order=left(self.order),
        )


class _Places(Mapping[str, int]):
    """The rows of those that are left of a larger view; `new` is NOBODY for all others."""

    def __init__(self, whole: Mapping[str, int], new: Rows) -> None:
        self._whole, self._new = whole, new

    def __getitem__(self, name: str) -> int:
        row = int(self._new[self._whole[name]])
        if row == NOBODY:
            raise KeyError(name)
        return row

    def __iter__(self) -> Iterator[str]:
        return (name for name, row in self._whole.items() if self._new[row] != NOBODY)

    def __len__(self) -> int:
        return int(np.count_nonzero(self._new != NOBODY))


def owners_of(grouping: Grouping, rows: Mapping[str, int]) -> Rows:
    """For each passage the row of its contribution, by reference in `rows`, or NOBODY."""
    passages = grouping.passages
    whose = map(attrgetter("contribution"), passages.values())
    return np.fromiter(map(rows.get, whose, repeat(NOBODY)), np.int64, len(passages))
