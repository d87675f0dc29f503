"""The passages that themes are made of, in one order: owns their arrays, decides nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bpforum.text.vectors import Encoded, Labels, Matrix, Picked, unit
from models.passage import Passage


@dataclass(frozen=True)
class Matter:
    """Passages sorted by id, and what is known of each; the order given changes nothing."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    languages: tuple[str, ...]
    voices: tuple[str, ...]
    """Whose each passage is: nobody makes a theme alone."""
    usable: tuple[bool, ...]
    """Whether a label may be taken from it."""
    encoded: Encoded | Picked
    """Encoder vectors in the order in which they were given: many are never copied whole."""
    order: Labels
    """Where the passages' vectors stand in `encoded`."""

    def __len__(self) -> int:
        """How many passages."""
        return len(self.ids)

    @property
    def rows(self) -> Matrix:
        """Unit encoder vectors, n x d: a copy."""
        return unit(self.encoded[self.order])

    def take(self, numbers: Labels) -> Matrix:
        """The unit vectors of the passages with these numbers."""
        return unit(self.encoded[self.order[numbers]])

    @cached_property
    def speakers(self) -> Labels:
        """For each passage the number of its voice, counted by first appearance."""
        return coded(self.voices)

    def rows_of(self, ids: Sequence[str]) -> Labels:
        """The numbers of those of `ids` that are here, in their order."""
        if not len(self) or not ids:
            return np.zeros(0, dtype=np.int64)
        asked = np.array(ids, dtype=np.str_)
        at = np.minimum(np.searchsorted(self._ids, asked), len(self) - 1)
        found: Labels = at[self._ids[at] == asked]
        return found

    @cached_property
    def _ids(self) -> NDArray[np.str_]:
        return np.array(self.ids, dtype=np.str_)

    def only(self, rows: Labels) -> "Matter":
        """The passages with these numbers."""
        chosen = rows.tolist()
        return Matter(
            tuple([self.ids[row] for row in chosen]),
            tuple([self.texts[row] for row in chosen]),
            tuple([self.languages[row] for row in chosen]),
            tuple([self.voices[row] for row in chosen]),
            tuple([self.usable[row] for row in chosen]),
            self.encoded,
            self.order[rows],
        )

    def sample(self, of_a_voice: int, most: int) -> Labels:
        """The numbers of at most `most` passages, and `of_a_voice` of each contributor.

        Everybody's first by id, then everybody's second …: ids are digests, so these are a sample,
        and the same one every time.
        """
        by_voice = np.argsort(self.speakers, kind="stable")
        starts = np.flatnonzero(np.diff(self.speakers[by_voice], prepend=-1))
        nth = np.empty(len(self), dtype=np.int64)
        nth[by_voice] = np.arange(len(self)) - np.repeat(
            starts, np.diff(np.append(starts, len(self)))
        )
        kept = np.flatnonzero(nth < of_a_voice)
        first = kept[np.argsort(nth[kept], kind="stable")][:most]
        return np.sort(first)


def coded(names: Iterable[str]) -> Labels:
    """A number for each name, by first appearance."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], dtype=np.int64)


def gather(
    passages: Sequence[Passage],
    encoded: Encoded | Picked,
    voices: Mapping[str, str],
    usable: Sequence[bool],
) -> Matter:
    """The matter of `passages`; `encoded` and `usable` are in their order."""
    ids = [piece.id for piece in passages]
    order = sorted(range(len(passages)), key=ids.__getitem__)
    pieces = [passages[row] for row in order]
    rows = encoded if isinstance(encoded, Picked) else np.asarray(encoded)
    if not len(passages):
        rows = np.zeros((0, 1))
    return Matter(
        ids=tuple([ids[row] for row in order]),
        texts=tuple([piece.text for piece in pieces]),
        languages=tuple([piece.language for piece in pieces]),
        voices=tuple([voices.get(piece.id, piece.contribution) for piece in pieces]),
        usable=tuple([usable[row] for row in order]),
        encoded=rows,
        order=np.array(order, dtype=np.int64),
    )
