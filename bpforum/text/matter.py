"""The passages that themes are made of, in one order: owns their arrays, decides nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text.clusters import Labels
from bpforum.text.vectors import Encoded, Matrix, unit
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
    rows: Matrix
    """Unit encoder vectors, n x d."""

    def __len__(self) -> int:
        """How many passages."""
        return len(self.ids)

    def only(self, rows: Labels) -> "Matter":
        """The passages with these numbers."""
        chosen = [int(row) for row in rows]
        return Matter(
            tuple(self.ids[row] for row in chosen),
            tuple(self.texts[row] for row in chosen),
            tuple(self.languages[row] for row in chosen),
            tuple(self.voices[row] for row in chosen),
            tuple(self.usable[row] for row in chosen),
            self.rows[chosen],
        )

    def capped(self, most: int) -> Labels:
        """The numbers of at most so many passages of each contributor: the first by id.

        Ids are digests, so these are a sample, and the same one every time.
        """
        seen: Counter[str] = Counter()
        kept: list[int] = []
        for row, voice in enumerate(self.voices):
            seen[voice] += 1
            if seen[voice] <= most:
                kept.append(row)
        return np.array(kept, dtype=np.int64)


def gather(
    passages: Sequence[Passage],
    encoded: Encoded,
    voices: Mapping[str, str],
    usable: Sequence[bool],
) -> Matter:
    """The matter of `passages`; `encoded` and `usable` are in their order."""
    order = sorted(range(len(passages)), key=lambda row: passages[row].id)
    pieces = [passages[row] for row in order]
    rows = np.asarray(encoded, dtype=np.float64)
    if not len(passages):
        rows = np.zeros((0, 1))
    return Matter(
        ids=tuple(piece.id for piece in pieces),
        texts=tuple(piece.text for piece in pieces),
        languages=tuple(piece.language for piece in pieces),
        voices=tuple(voices.get(piece.id, piece.contribution) for piece in pieces),
        usable=tuple(usable[row] for row in order),
        rows=unit(rows[order]),
    )
