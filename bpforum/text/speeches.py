"""Passages with whose they are, as columns: owns their order and what is told of them, judges none.

Of a large forum's passages few are ever looked at one by one; those become values when they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from bpforum.text.columns import Column, Mask, Texts, texts_of
from models.passage import Passage


class Speech(NamedTuple):
    """A passage with whose it is, and what is told of them; "" where not stated."""

    passage: Passage
    voice: str
    group: str
    position: str
    region: str
    may_quote: bool
    may_cite: bool = True
    """Whether chance may draw it: also what is too loosely of its theme to be quoted."""
    kind: str = ""
    """What it was marked as, other than by its wording alone."""
    theme: str = ""
    """Empty where it stands in none."""

    @property
    def id(self) -> str:
        """The passage's."""
        return self.passage.id


@dataclass(frozen=True)
class Speeches:
    """Speeches in order of passage id, one row each."""

    ids: Texts
    passages: Mapping[str, Passage]
    """At least these, by id."""
    voice: Column
    group: Column
    position: Column
    region: Column
    language: Column
    theme: Column
    kind: Column
    may_quote: Mask
    may_cite: Mask

    @classmethod
    def of(cls, ones: Iterable[Speech]) -> "Speeches":
        """Those of these values, in whatever order they come."""
        known = sorted(ones, key=lambda one: one.id)
        return cls(
            ids=texts_of([one.id for one in known]),
            passages={one.id: one.passage for one in known},
            voice=Column.of(one.voice for one in known),
            group=Column.of(one.group for one in known),
            position=Column.of(one.position for one in known),
            region=Column.of(one.region for one in known),
            language=Column.of(one.passage.language for one in known),
            theme=Column.of(one.theme for one in known),
            kind=Column.of(one.kind for one in known),
            may_quote=np.array([one.may_quote for one in known], dtype=np.bool_),
            may_cite=np.array([one.may_cite for one in known], dtype=np.bool_),
        )

    def __len__(self) -> int:
        """How many."""
        return len(self.ids)

    def __getitem__(self, row: int) -> Speech:
        """The speech of a row."""
        return Speech(
            passage=self.passages[self.ids[row]],
            voice=self.voice[row],
            group=self.group[row],
            position=self.position[row],
            region=self.region[row],
            may_quote=bool(self.may_quote[row]),
            may_cite=bool(self.may_cite[row]),
            kind=self.kind[row],
            theme=self.theme[row],
        )

    def pick(self, rows: Any) -> "Speeches":
        """Those of these rows alone: by number, in order, or where a mask is true."""
        return Speeches(
            ids=self.ids[rows],
            passages=self.passages,
            voice=self.voice.pick(rows),
            group=self.group.pick(rows),
            position=self.position.pick(rows),
            region=self.region.pick(rows),
            language=self.language.pick(rows),
            theme=self.theme.pick(rows),
            kind=self.kind.pick(rows),
            may_quote=self.may_quote[rows],
            may_cite=self.may_cite[rows],
        )
