"""Which theme a passage would stand in next: owns the ranking by vectors, moves nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from bpforum.decisions.arrangement import Arrangement
from bpforum.grouped import Group
from bpforum.text.themes import leaves
from bpforum.text.vectors import DECIMALS, Matrix, unit


class Nearest:
    """The centroids of themes and sub-themes, and how near passages are to them.

    A theme that people split off has no centroid: nothing is sent there but by name. One that was
    merged into another counts for the other.
    """

    def __init__(self, arrangement: Arrangement, is_open: Callable[[Group], bool]) -> None:
        """`is_open` says of a theme whether passages may be sent there."""
        self._arrangement = arrangement
        self._is_open = is_open
        anchors = arrangement.grouping.anchors
        self._ids = [one.id for one in anchors]
        self._number = {one: n for n, one in enumerate(self._ids)}
        self._leaves = leaves.of(anchors) if anchors else None

    def theme(self, unit_of: Sequence[str], without: Iterable[str] = ()) -> str:
        """The open theme that all of `unit_of` (passages) fit best, but none of `without`; empty
        where they fit none.

        As when passages are placed, themes of the same question come first, then those of none.
        """
        near = self._near(unit_of)
        if near is None or self._leaves is None:
            return ""
        near = np.where(near >= self._leaves.lowest, near, -1.0)
        closed = set(without)
        found: dict[int, Group] = {}
        for n, one in enumerate(self._ids):
            today = self._arrangement.themes.get(self._arrangement.today(one))
            if today and today.id not in closed and self._is_open(today):
                found[n] = today
        question = self._question(unit_of[0])
        for wanted in dict.fromkeys((question, "")):
            among = {n for n, one in found.items() if one.question == wanted}
            if among:
                mine = np.isin(self._leaves.themes, sorted(among))
                best = int(np.where(mine, near, -1.0).argmax())
                fits = mine[best] and near[best] >= 0
                return found[int(self._leaves.themes[best])].id if fits else ""
        return ""

    def closeness(self, passage: str, theme: str) -> float:
        """Cosine of a passage to a theme's centroid, to three decimals; the machine's score where
        one of them has no vector."""
        near = self._near([passage]) if theme in self._number else None
        if near is None or self._leaves is None:
            return self._arrangement.grouping.scores.get(passage, 0.0)
        return round(float(near[self._leaves.themes == self._number[theme]].max()), 3)

    def scores(self, moved: Mapping[str, str]) -> dict[str, float]:
        """Scores of passages in the themes that they were moved to, `moved`.

        To the nearest centroid of the theme's; for one without, to the mean of what was moved
        there.
        """
        vectors = self._arrangement.grouping.vectors
        ones = [one for one in moved if one in vectors]
        if not ones:
            return {}
        rows = unit(np.array([vectors[one] for one in ones], dtype=np.float64))
        themes = np.array([moved[one] for one in ones])
        found: dict[str, float] = {}
        for theme in sorted(set(moved.values())):
            inside = np.flatnonzero(themes == theme)
            if not len(inside):
                continue
            known = self._number.get(theme)
            centres: Matrix = unit(rows[inside].sum(axis=0)[None, :])
            if known is not None and self._leaves is not None:
                centres = self._leaves.centres[self._leaves.themes == known]
            near = leaves.cosines(rows[inside], centres).max(axis=1)
            found |= {ones[row]: round(float(near[n]), 3) for n, row in enumerate(inside)}
        return found

    def _near(self, passages: Sequence[str]) -> Matrix | None:
        """Mean cosine of these to each leaf; None where there is nothing to compare."""
        vectors = self._arrangement.grouping.vectors
        known = [vectors[one] for one in passages if one in vectors]
        if not known or self._leaves is None:
            return None
        rows = unit(np.array(known, dtype=np.float64))
        found = leaves.cosines(rows, self._leaves.centres)
        near: Matrix = np.round(found.mean(axis=0), DECIMALS)
        return near

    def _question(self, passage: str) -> str:
        stands = self._arrangement.themes.get(self._arrangement.theme_of.get(passage, ""))
        return stands.question if stands else self._arrangement.grouping.passages[passage].question
