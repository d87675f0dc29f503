"""What counts ask of each contribution, as columns: worked out once for all tables of a document.

It infers nothing, and holds no words of anybody but names and declared positions.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bpforum.text.columns import Column, Joint, Lists, Mask, Rows
from bpforum.text.counting.counts import SPOKEN, TELLS_REGION, Tally
from bpforum.text.counting.entries import COLUMNS, LISTS, Entries
from models.contribution import Contribution

FEWEST_TO_SHOW = 3
"""Contributions of a region below which one whose name is withheld is counted as not stated."""


@dataclass(frozen=True)
class Register:
    """One row for each contribution, in their order."""

    kinds: Column
    channels: Column
    bases: Column
    """On what its consent rests."""
    languages: Column
    scopes: Column
    """How far it may be named; empty where nobody asked."""
    groups: Column
    """The stakeholder group that it counts for, `joint` for several, empty where not stated or, as
    for what was spoken, not to be told."""
    origins: Column
    """Its regional group, `joint` for several, also where it is not to be told."""
    voices: Column
    positions: Column
    """As declared, without case and superfluous spaces; empty where none was."""
    words: NDArray[np.int32]
    people: Lists
    bodies: Lists
    unnamed: Mask
    """Whether it names nobody, and so counts as a contributor of its own."""

    @classmethod
    def of(cls, ones: Sequence[Contribution]) -> "Register":
        """The register of these contributions."""
        return cls.joined([Entries.of(ones)])

    @classmethod
    def joined(cls, every: Iterable[Entries]) -> "Register":
        """The register of all these entries, one after the other; each is let go of at once."""
        joints: dict[str, Joint] = defaultdict(Joint)
        words, size = [np.zeros(0, dtype=np.int32)], 0
        for some in every:
            for name in COLUMNS:
                joints[name].add(some.columns[name])
            for name in LISTS:
                joints[name].add_lists(some.lists[name], size)
            words.append(some.words)
            size += len(some)
        columns = {name: joints[name].column() for name in COLUMNS}
        columns["groups"] = columns["groups"].blank(columns["kinds"].is_any(SPOKEN))
        lists = {name: joints[name].lists() for name in LISTS}
        known: dict[str, Any] = {**columns, **lists}
        unnamed = np.ones(size, dtype=np.bool_)
        unnamed[lists["people"].rows] = False
        return cls(**known, words=np.concatenate(words), unnamed=unnamed)

    def __len__(self) -> int:
        """How many contributions."""
        return len(self.words)

    def pick(self, rows: Rows) -> "Register":
        """These contributions alone, given by number and in order."""
        if len(rows) == len(self):
            return self
        return Register(
            kinds=self.kinds.pick(rows),
            channels=self.channels.pick(rows),
            bases=self.bases.pick(rows),
            languages=self.languages.pick(rows),
            scopes=self.scopes.pick(rows),
            groups=self.groups.pick(rows),
            origins=self.origins.pick(rows),
            voices=self.voices.pick(rows),
            positions=self.positions.pick(rows),
            words=self.words[rows],
            people=self.people.pick(rows, len(self)),
            bodies=self.bodies.pick(rows, len(self)),
            unnamed=self.unnamed[rows],
        )

    def tally(self, rows: Rows | None = None) -> Tally:
        """The same as `counts.tally` of the contributions, of all or of these `rows`."""
        where = np.full(len(self), rows is None)
        if rows is not None:
            where[rows] = True
        return Tally(
            contributions=int(np.count_nonzero(where)),
            contributors=self.people.different(where) + int(np.count_nonzero(self.unnamed & where)),
            organisations=self.bodies.different(where),
            words=int(self.words[where].sum()),
        )

    def may_quote(self) -> Mask:
        """Which contributions may be quoted, as far as consent goes."""
        return self.scopes.is_any(TELLS_REGION)

    def regions(self) -> Column:
        """The regional groups as far as they are told, see `counts.region_of`."""
        told = self.scopes.is_any(TELLS_REGION) & ~self.kinds.is_any(SPOKEN)
        return self.origins.blank(~told)

    def regions_shown(self) -> Column:
        """The same, and the few of a region whose names are withheld as not stated."""
        regions = self.regions()
        sizes = np.bincount(regions.codes, minlength=len(regions.names))
        few = sizes[regions.codes] < FEWEST_TO_SHOW
        return regions.blank(few & ~self.scopes.is_any(("full",)))
