"""The passages that themes are made of, in one order: owns their arrays, decides nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from bpforum.text.vectors import Encoded, Labels, Matrix, Picked, unit
from models.passage import Passage

_Told = TypeVar("_Told")


@dataclass(frozen=True)
class Matter:
    """Passages sorted by id, and what is known of each; the order given changes nothing."""

    ids: Sequence[str]
    texts: Sequence[str]
    languages: Sequence[str]
    voices: Sequence[str]
    """Whose each passage is: nobody makes a theme alone."""
    usable: Sequence[bool]
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
        early: dict[str, int] = {}
        for row, voice in enumerate(self.voices):
            early.setdefault(voice, row)
            if len(early) == most:  # of a large forum only the beginning is looked at
                return np.array(list(early.values()), dtype=np.int64)
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
    ids, order = _in_order(passages)
    numbers = order.tolist()
    pieces = [passages[row] for row in numbers]
    return Matter(
        ids=ids,
        texts=[piece.text for piece in pieces],
        languages=[piece.language for piece in pieces],
        voices=[voices.get(piece.id, piece.contribution) for piece in pieces],
        usable=[usable[row] for row in numbers],
        encoded=_rows(passages, encoded),
        order=order,
    )


def gather_as_asked(
    passages: Sequence[Passage],
    encoded: Encoded | Picked,
    voice: Callable[[Passage], str],
    usable: Callable[[Passage], bool],
) -> Matter:
    """The same of many, most of which nobody looks at: all but the ids is asked of each alone."""
    ids, order = _in_order(passages)

    def told(of: Callable[[Passage], _Told]) -> Sequence[_Told]:
        return _AsAsked(passages, order, of)

    return Matter(
        ids=ids,
        texts=told(attrgetter("text")),
        languages=told(attrgetter("language")),
        voices=told(voice),
        usable=told(usable),
        encoded=_rows(passages, encoded),
        order=order,
    )


class _AsAsked(Sequence[_Told]):
    """What is told of passages, worked out where it is looked at."""

    def __init__(
        self, passages: Sequence[Passage], order: Labels, of: Callable[[Passage], _Told]
    ) -> None:
        self._passages, self._order, self._of = passages, order, of

    @overload
    def __getitem__(self, row: int) -> _Told: ...
    @overload
    def __getitem__(self, row: slice) -> Sequence[_Told]: ...
    def __getitem__(self, row: int | slice) -> _Told | Sequence[_Told]:
        if isinstance(row, slice):
            return _AsAsked(self._passages, self._order[row], self._of)
        return self._of(self._passages[self._order[row]])

    def __len__(self) -> int:
        return len(self._order)


def _in_order(passages: Sequence[Passage]) -> tuple[list[str], Labels]:
    """Their ids, sorted, and which passage has each."""
    ids = [piece.id for piece in passages]
    order: Labels = np.argsort(np.array(ids, dtype=np.str_), kind="stable")
    return [ids[row] for row in order.tolist()], order


def _rows(passages: Sequence[Passage], encoded: Encoded | Picked) -> Encoded | Picked:
    if not len(passages):
        return np.zeros((0, 1))
    return encoded if isinstance(encoded, Picked) else np.asarray(encoded)
