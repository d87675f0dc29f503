"""How far each stakeholder group is covered beyond chance: owns the sums, chooses nothing.

The measure is that of `representation.py`, on the passages at hand: a group's coverage is the mean
over its contributors of the nearness of what they wrote to what is cited, and chance is the mean of
that over all selections of as many passages.
"""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from bpforum.text.counting.nearness import cosines, falling, weights_of_best
from bpforum.text.speeches import Speech
from bpforum.text.vectors import DECIMALS, Matrix

ENOUGH = 0.01
"""How far above chance every group is to be covered."""
OTHER_KINDS = 0.25
"""What a region, position or language below chance weighs where a group weighs 1."""
_FEWEST, _MOST_HEADINGS = 3, 12
"""Contributors from which these are looked at, and how many of a kind."""
_ALL = 0.9999
_BLOCK = 256


class Evenness:
    """Coverage and chance of each heading, for selections of any size."""

    def __init__(self, rows: Matrix, ones: Sequence[Speech], weights: Matrix, pool: Matrix) -> None:
        """`rows` (n x d) are `ones`' and to be covered, each with its weight; `pool` (N x d) is
        what chance draws from. All are unit vectors."""
        labels = [(one.group, one.region, one.position, one.passage.language) for one in ones]
        heads = [(0, group) for group in sorted({label[0] for label in labels})]
        self.groups = tuple(head for _, head in heads)
        for kind in (1, 2, 3):
            voices: dict[str, set[str]] = defaultdict(set)
            for one, label in zip(ones, labels, strict=True):
                voices[label[kind]].add(one.voice)
            known = [head for head in voices if head and len(voices[head]) >= _FEWEST]
            known.sort(key=lambda head: (-len(voices[head]), head))
            heads += [(kind, head) for head in known[:_MOST_HEADINGS]]
        self._shares = np.array(
            [[float(label[kind] == head) for label in labels] for kind, head in heads]
        )
        self._shares *= weights
        self._shares /= self._shares.sum(axis=1, keepdims=True)
        self._all = weights / weights.sum()
        self._concern = np.array([1.0 if kind == 0 else OTHER_KINDS for kind, _ in heads])
        self._rows, self._pool = rows, pool
        self._profiles: Matrix = np.zeros((len(heads), 0))
        self._chances: dict[int, Matrix] = {}

    def beyond_chance(self, best: Matrix, drawn: int) -> Matrix:
        """By group, how far the coverage is above that of `drawn` passages at random.

        `best` (n) is each row's cosine to the nearest that is cited.
        """
        covered = (self._shares @ best)[: len(self.groups)]
        found: Matrix = covered - self._chance(drawn)[: len(self.groups)]
        # More than all cannot be covered, however little is left for chance to miss.
        found = np.where(covered > _ALL, np.maximum(found, ENOUGH), found)
        return np.round(found, DECIMALS)

    def cost(self, group: int, drawn: int) -> float:
        """What chance gains for a group by one passage more than `drawn`."""
        return float((self._chance(drawn + 1) - self._chance(drawn))[group])

    def value(self, best: Matrix, drawn: int) -> Matrix:
        """How good m states are, each `best` (m x n): the mean over all, less what headings lack.

        Regions, positions and languages with three contributors or more count beside groups.
        """
        wide = best.astype(np.float64)
        lacking = np.minimum(wide @ self._shares.T - self._chance(drawn) - ENOUGH, 0.0)
        found: Matrix = wide @ self._all + lacking @ self._concern
        return found

    def added(self, group: int, best: Matrix, cosines: Matrix) -> Matrix:
        """What each of m passages would add to a group's coverage; `cosines` are m x n."""
        found: Matrix = np.maximum(cosines - best, 0.0) @ self._shares[group]
        return found

    def _chance(self, drawn: int) -> Matrix:
        if drawn not in self._chances:
            weights = weights_of_best(len(self._pool), min(drawn, len(self._pool)))
            if len(weights) > self._profiles.shape[1]:
                self._profiles = self._profiles_of(len(weights))
            self._chances[drawn] = self._profiles[:, : len(weights)] @ weights
        return self._chances[drawn]

    def _profiles_of(self, most: int) -> Matrix:
        """By heading the mean of its rows' `most` greatest cosines to the pool, in falling order.

        The more are drawn, the fewer of them count: the rest is never put in order.
        """
        found: Matrix = np.zeros((len(self._shares), most))
        for begin in range(0, len(self._rows), _BLOCK):
            part = slice(begin, begin + _BLOCK)
            found += self._shares[:, part] @ falling(cosines(self._rows[part], self._pool), most)
        return found
