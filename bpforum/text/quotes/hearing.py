"""A theme while its quotations are chosen: owns who is heard first and what adds most."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from bpforum.text.columns import Mask
from bpforum.text.counting.nearness import cosines
from bpforum.text.quotes import quotable
from bpforum.text.quotes.offers import HEADINGS, Offer, headings
from bpforum.text.speeches import Speech, Speeches
from bpforum.text.vectors import DECIMALS, Matrix

SAME = 0.9
"""Cosine from which two passages say the same."""
WORDING_WEIGHT = 0.05
RELAXED = 0.03
"""What each step of relaxed rules costs a sentence."""
_STRICT = len(quotable.STRICT_TO_LAX) - 1


class Hearing:
    """The offers of one theme, what they would cover, and what is taken of them so far."""

    def __init__(
        self,
        theme: Speeches,
        aim: Sequence[Speech],
        offers: Sequence[Offer],
        space: Mapping[str, Matrix],
        passages_of: Mapping[str, int],
    ) -> None:
        """`aim` is what is to be covered; `space` holds unit vectors by passage id, and
        `passages_of` counts each contributor's, so that each of them weighs the same."""
        self.offers = tuple(offers)
        self._heads = [tuple(getattr(one.speech, of) for of in HEADINGS) for one in offers]
        self.chosen: list[int] = []
        self.marked: dict[str, list[int]] = {}
        self._headings = headings(theme.pick(theme.may_quote))
        rows = rows_of([one.speech.id for one in offers], space)
        weights = np.array([1.0 / passages_of[one.voice] for one in aim])
        self._near = cosines(rows, rows_of([one.id for one in aim], space))
        self._weights = weights / (weights.sum() or 1.0)
        self._repeats = cosines(rows, rows) >= SAME
        self._voices = [one.speech.voice for one in offers]
        self._covered = np.zeros(len(aim))

    @property
    def taken(self) -> list[int]:
        """All that is printed, as offers."""
        return [*self.chosen, *(n for ones in self.marked.values() for n in ones)]

    def take(self, n: int, kind: str = "") -> None:
        """Prints offer `n`: as a quotation, or under the `kind` that it is marked with."""
        (self.marked.setdefault(kind, []) if kind else self.chosen).append(n)
        self._covered = np.maximum(self._covered, self._near[n])

    def swap(self, old: int, new: int) -> None:
        """Prints offer `new` in the place of `old`."""
        self.chosen[self.chosen.index(old)] = new
        self._covered = self._near[self.taken].max(axis=0)

    def instead_of(self, old: int) -> list[int]:
        """Offers that could stand in the place of `old` with nobody less heard."""
        beside = [n for n in self.chosen if n != old]
        lost = [
            (of, head)
            for of, head in enumerate(self._heads[old])
            if all(self._heads[n][of] != head for n in beside)
        ]
        level = max(self.offers[old].level, _STRICT - 1)
        return [
            n
            for n in self.fresh(beside, old)
            if self.offers[n].level <= level
            and all(self._heads[n][of] == head for of, head in lost if head)
        ]

    def fresh(self, beside: Sequence[int], but: int = -1) -> list[int]:
        """Offers not printed yet, of people not heard in `beside`, that say nothing said again,
        if `but` were not said."""
        taken = [n for n in self.taken if n != but]
        left: Mask = ~np.any(self._repeats[:, taken], axis=1)
        left[[*taken, *([but] if but >= 0 else ())]] = False
        heard = {self._voices[n] for n in beside}
        said = {self.offers[n].span.text for n in taken}
        return [
            n
            for n in np.flatnonzero(left).tolist()
            if self._voices[n] not in heard and self.offers[n].span.text not in said
        ]

    def worth(self, n: int) -> float:
        """How well it is worded, next to what it covers."""
        return WORDING_WEIGHT * self.offers[n].span.worth - RELAXED * self.offers[n].level

    def hear(self, fewest: int, most: int) -> None:
        """One for each group, position and region as far as there is room, then up to `fewest`."""
        for kind, ranked in enumerate(self._headings):
            for head in ranked:
                if len(self.chosen) >= most:
                    return
                if any(self._heads[n][kind] == head for n in self.chosen):
                    continue
                fresh = [n for n in self.fresh(self.chosen) if self._heads[n][kind] == head]
                strict = [n for n in fresh if self.offers[n].level < _STRICT]
                if fresh:
                    self.take(_best(strict or fresh, self._hearing(kind)))
        while len(self.chosen) < fewest and (fresh := self.fresh(self.chosen)):
            self.take(_best(fresh, self._gains))

    def mark(self, most: int) -> None:
        """Of each kind that passages are marked with, those that cover most beside the rest."""
        for kind in sorted({one.speech.kind for one in self.offers} - {""}):
            for _ in range(most):
                beside = self.marked.get(kind, [])
                fresh = [n for n in self.fresh(beside) if self.offers[n].speech.kind == kind]
                if not fresh:
                    break
                self.take(_best(fresh, self._gains), kind)

    def _gain(self, n: int) -> float:
        """What it adds to what is covered, and how well it is worded."""
        added = float(np.maximum(self._near[n] - self._covered, 0.0) @ self._weights)
        return round(added + self.worth(n), DECIMALS)

    def _gains(self, n: int) -> tuple[float, ...]:
        return (self._gain(n),)

    def _hearing(self, kind: int) -> Callable[[int], tuple[float, ...]]:
        """By whether a heading of a later kind is heard for the first time, then by gain."""
        later = range(kind + 1, len(HEADINGS))
        heard = [{"", *(self._heads[n][of] for n in self.chosen)} for of in later]

        def value(n: int) -> tuple[float, ...]:
            heads = self._heads[n][kind + 1 :]
            new = (float(head not in known) for head, known in zip(heads, heard, strict=True))
            return (*new, self._gain(n))

        return value


def rows_of(ids: Sequence[str], space: Mapping[str, Matrix]) -> Matrix:
    """The vectors of `ids`, n x d, also where there are none."""
    width = len(next(iter(space.values()))) if space else 1
    return np.array([space[one] for one in ids]).reshape(len(ids), width)


def _best(ones: Sequence[int], value: Callable[[int], tuple[float, ...]]) -> int:
    """The first of those with the greatest value."""
    return -max((value(n), -n) for n in ones)[1]
