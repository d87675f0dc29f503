"""What the tables of one view tell of everything that it knows of; makes no line."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bpforum.drafting.draft import Draft
from bpforum.ledger import citing
from bpforum.text.columns import Codes, Column
from models.contribution import Contribution


class View:
    """Of the secretariat's view, or of everybody's."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.cited: Mapping[str, Sequence[str]] = citing(draft.outcome)
        self.listed: Collection[str] = draft.facts.listed
        self.shown: Mapping[str, Contribution] = draft.material.by_reference
        names = draft.names
        self._groups, self._regions = names.groups, names.regions
        self._words: Codes = draft.material.register.words

    @cached_property
    def _labels(self) -> tuple[Column, Column]:
        names = self.draft.names
        return self._groups.renamed(names.group_label), self._regions.renamed(names.region_label)

    def told(self, rows: slice) -> Iterator[tuple[str, str, str]]:
        """Group, region and number of words of each of these."""
        groups, regions = (one.pick(rows).values() for one in self._labels)
        return zip(groups, regions, map(str, self._words[rows].tolist()), strict=True)

    def codes(self) -> NDArray[np.uint8]:
        """The bytes of what `told` tells of each row, as numbers; of what, `meanings` says."""
        columns = [self._groups.codes, self._regions.codes, self._words]
        return np.stack(columns, axis=1).astype(np.int32, copy=False).view(np.uint8)

    def meanings(self) -> list[str]:
        """The language, and what groups and regions are called, in the order of their numbers."""
        names, found = self.draft.names, [self.draft.facts.language]
        for group in self._groups.names:
            found += (group, names.group_label(group))
        for region in self._regions.names:
            found += (region, names.region_label(region))
        return found

    def named(self, one: Contribution) -> tuple[str, str]:
        """Its title, and who says it, as they may be printed."""
        redacted = self.draft.withholding.redacted
        name = self.draft.names.name(one)
        return redacted(one.title, one) if one.title else "", redacted(name, one)

    def unredacted(self, one: Contribution) -> str:
        """The same, a line each, before any name that is withheld was taken out."""
        return f"{one.title}\n{self.draft.names.name(one)}"

    def hangs_on_others(self, one: Contribution) -> bool:
        """Whether what is taken out of these also hangs on words of other contributions."""
        return self.draft.withholding.hangs_on_others(self.unredacted(one), one)
