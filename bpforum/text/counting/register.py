"""What counts ask of each contribution, as columns: worked out once for all tables of a document.

It infers nothing, and holds no words of anybody but names and declared positions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bpforum.text.columns import Column, Lists, Mask, Rows
from bpforum.text.counting.counts import SPOKEN, TELLS_REGION, Tally, joint, named, plain_name
from bpforum.text.counting.positions import plain
from models.contribution import Contribution, Contributor

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
        signed = [one.signatories for one in ones]
        names = [named(own) for own in signed]
        kinds = Column.of(one.kind for one in ones)
        return cls(
            kinds=kinds,
            channels=Column.of(one.channel for one in ones),
            bases=Column.of(one.consent.basis for one in ones),
            languages=Column.of(one.language for one in ones),
            scopes=Column.of(one.consent.scope or "" for one in ones),
            groups=Column.of(
                own[0].group if len(own) == 1 else joint([who.group for who in own])
                for own in signed
            ).blank(kinds.is_any(SPOKEN)),
            origins=Column.of(
                own[0].region if len(own) == 1 else joint([who.region for who in own])
                for own in signed
            ),
            voices=Column.of(
                own[0].organisation or own[0].name or one.reference if len(own) == 1 else one.voice
                for one, own in zip(ones, signed, strict=True)
            ),
            positions=Column.of(one.position and plain(one.position) for one in ones),
            words=np.fromiter((one.words for one in ones), np.int32, len(ones)),
            people=Lists.of(map(_people, names)),
            bodies=Lists.of(
                [plain_name(who.organisation) for who in own if who.organisation] for own in names
            ),
            unnamed=np.array([not own for own in names], dtype=np.bool_),
        )

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

    def tally(self) -> Tally:
        """The same as `counts.tally` of the contributions."""
        return Tally(
            contributions=len(self),
            contributors=self.people.different() + int(self.unnamed.sum()),
            organisations=self.bodies.different(),
            words=int(self.words.sum()),
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


def _people(own: Sequence[Contributor]) -> list[tuple[str, str]]:
    """A person, or the body where no person is named."""
    return [
        (plain_name(who.name), "") if who.name else ("", plain_name(who.organisation))
        for who in own
    ]
