"""Improves what was chosen to be quoted, over the whole forum: owns exchanges and additions.

Each theme chose for itself; here quotations give way to such as cover more of what everybody said,
and some are added for the stakeholder group that is covered least, beside chance. Whoever is heard
in a theme stays heard in it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text.counting.nearness import cosines
from bpforum.text.quotes.evenness import ENOUGH, Evenness
from bpforum.text.quotes.hearing import Hearing, rows_of
from bpforum.text.speeches import Speech
from bpforum.text.vectors import DECIMALS, Matrix

SWEEPS = 3
"""How often all quotations are looked at for one that would do better in their place."""
ALTERNATIVES = 40
"""How many are looked at for each."""
_SLACK = 0.003
"""What is given up of the best that can be had for fewer quotations."""
_LEAST = 1e-4
"""What an exchange has to gain."""
_AT_ONCE = 40
"""For so many quotations one is added before all are looked at again."""


@dataclass
class _Choice:
    """Every theme's offers and what is taken of them, held against the whole forum."""

    themes: Sequence[Hearing]
    near: Sequence[Matrix]
    """For each theme its offers x what is to be covered: cosines."""
    even: Evenness
    cited: dict[str, Matrix]
    """Cosines of the passages that are cited without being printed."""
    pinned: frozenset[str]

    @property
    def printed(self) -> list[tuple[int, int]]:
        """Theme and offer of all that is printed."""
        return [(which, n) for which, theme in enumerate(self.themes) for n in theme.taken]

    def passage(self, which: int, n: int) -> str:
        """The passage of an offer."""
        return self.themes[which].offers[n].speech.id

    def settle(self) -> None:
        """Exchanges until nothing is gained by it, but not for ever."""
        for _ in range(SWEEPS):
            if not self.exchange():
                return

    def exchange(self) -> bool:
        """Puts better quotations in the place of some; whether there were any."""
        changed = False
        first, second, whose = self._two_best()
        for which, theme in enumerate(self.themes):
            for old in list(theme.chosen):
                if self.passage(which, old) in self.pinned:
                    continue
                others = theme.instead_of(old)[:ALTERNATIVES]
                if not others:
                    continue
                taken = self.printed
                rest = np.where(whose == taken.index((which, old)), second, first)
                options = np.maximum(rest, self.near[which][[old, *others]])
                values = self.even.value(options, len(taken))
                values += [theme.worth(n) / len(self.themes) for n in (old, *others)]
                best = int(np.argmax(np.round(values, DECIMALS)))
                if values[best] > values[0] + _LEAST:
                    theme.swap(old, others[best - 1])
                    first, second, whose = self._two_best()
                    changed = True
        return changed

    def _two_best(self) -> tuple[Matrix, Matrix, Matrix]:
        """Of what is to be covered, the two best cosines to what is printed, and whose the best is
        in the order of `printed`."""
        near = np.stack([self.near[which][n] for which, n in self.printed])
        whose = near.argmax(axis=0)
        first = near[whose, np.arange(near.shape[1])]
        # The best taken away, the best of the rest is the second; -1 where there is no rest.
        near[whose, np.arange(near.shape[1])] = -np.inf if len(near) > 1 else -1.0
        return first, near.max(axis=0), whose

    def least(self) -> float:
        """How far above chance the group is that is the least so."""
        return float(min(margins.min() for _, _, margins in self._measures()))

    def _measures(self) -> list[tuple[Matrix, int, Matrix]]:
        """Of what is printed and of all that is cited: the best cosines, on how many passages they
        rest, and how far above chance each group is."""
        taken = self.printed
        ids = {self.passage(which, n) for which, n in taken}
        printed = np.maximum.reduce(
            [np.zeros(self.near[0].shape[1]), *(self.near[which][n] for which, n in taken)]
        )
        beside = [near for one, near in self.cited.items() if one not in ids]
        every = np.maximum.reduce([printed, *beside])
        return [
            (best, count, self.even.beyond_chance(best, count))
            for best, count in ((printed, len(ids)), (every, len(ids) + len(beside)))
        ]

    def add(self, most: int) -> bool:
        """Takes offers that help the group most that is furthest below chance; whether any does.

        One, or in a large document some of different themes.
        """
        measures = self._measures()
        margins = np.array([beyond for _, _, beyond in measures])
        worst = margins.min(axis=0)
        left = [
            (which, theme.fresh(theme.chosen))
            for which, theme in enumerate(self.themes)
            if len(theme.chosen) < most
        ]
        for group in sorted(range(len(worst)), key=lambda g: (worst[g], self.even.groups[g])):
            if worst[group] >= ENOUGH:
                return False
            best, count, _ = measures[int(margins[:, group].argmin())]
            cost = self.even.cost(group, count)
            found = []
            for which, fresh in left:
                added = np.round(self.even.added(group, best, self.near[which][fresh]), DECIMALS)
                worth = [self.themes[which].worth(n) / len(self.themes) for n in fresh]
                if len(added) and added.max() > cost:
                    at = int(np.argmax(np.round(added + worth, DECIMALS)))
                    if added[at] > cost:
                        found.append((-added[at], which, fresh[at]))
            for _, which, n in sorted(found)[: max(1, len(self.printed) // _AT_ONCE)]:
                self.themes[which].take(n)
            if found:
                return True
        return False


def even_out(
    themes: Sequence[Hearing],
    aim: Sequence[Speech],
    space: Mapping[str, Matrix],
    passages_of: Mapping[str, int],
    most: int,
    cited: Collection[str] = (),
    pinned: Collection[str] = (),
) -> None:
    """Exchanges quotations for such as cover more, and adds some for whoever is below chance.

    `aim` is what is to be covered in the whole forum; `cited` are passages that the document points
    to anyhow: both what is printed and what is cited are held against chance. Nobody who is heard
    in a theme is less heard for it, and what is `pinned` stays.
    """
    ones = sorted({one.id: one for one in aim}.values(), key=lambda one: one.id)
    pool = {one.id for one in ones if one.may_cite}
    pool |= {offer.speech.id for theme in themes for offer in theme.offers}
    if not ones or not any(theme.taken for theme in themes):
        return
    rows = rows_of([one.id for one in ones], space)
    weights = np.array([1.0 / passages_of[one.voice] for one in ones])
    beside = sorted(one for one in cited if one in space)
    pointed = cosines(rows_of(beside, space), rows)
    choice = _Choice(
        themes,
        [
            cosines(rows_of([one.speech.id for one in theme.offers], space), rows)
            for theme in themes
        ],
        Evenness(rows, ones, weights, rows_of(sorted(pool), space)),
        dict(zip(beside, pointed, strict=True)),
        frozenset(pinned),
    )
    choice.settle()
    states = [(choice.least(), [list(theme.chosen) for theme in themes])]
    while states[-1][0] < ENOUGH and choice.add(most):
        choice.settle()
        states.append((choice.least(), [list(theme.chosen) for theme in themes]))
    # Where too few of one group are left to bring it there, the rest added only length.
    greatest = max(least for least, _ in states)
    enough = min(greatest, ENOUGH, max(0.0, greatest - _SLACK))
    chosen = next(chosen for least, chosen in states if least >= enough)
    for theme, kept in zip(themes, chosen, strict=True):
        theme.chosen[:] = kept
