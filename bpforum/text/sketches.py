"""Finds texts that may be alike without comparing all: owns the MinHash bands, judges no pair.

Pairs of Jaccard .3 meet in one of the 64 bands with probability .998, pairs of .5 practically
always; what is in a text twice as long lies above that, so containment needs no other index.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from bpforum.text.shingles import Rows, Shingles

PERMUTATIONS = 128
SEED = 1
ROWS_AT_ONCE = 4096


class Sketches:
    """MinHash signatures of shingle sets, and the buckets they fall into."""

    def __init__(self, shingles: Shingles) -> None:
        """A text without shingles is in no bucket."""
        ends = shingles.ends
        parts = [np.zeros((0, PERMUTATIONS), dtype=np.uint32)]
        for first in range(0, len(shingles), ROWS_AT_ONCE):
            last = min(first + ROWS_AT_ONCE, len(shingles))
            matrix = RMinHash.digest_matrix_from_flat_token_hashes(
                shingles.flat[ends[first] : ends[last]],
                (ends[first : last + 1] - ends[first]).astype(np.uint64),
                PERMUTATIONS,
                SEED,
            )
            parts.append(np.array(matrix.to_rows(), dtype=np.uint32))
        self._signatures = np.concatenate(parts)
        self._filled = shingles.sizes > 0

    def agreement(self, row: int, others: Rows) -> NDArray[np.float64]:
        """The estimated Jaccard of one text and each of `others`; its standard error is .04."""
        same = np.count_nonzero(self._signatures[others] == self._signatures[row], axis=1)
        share: NDArray[np.float64] = same / PERMUTATIONS
        return share

    def buckets(self, rows: Rows) -> Iterator[Rows]:
        """Groups of two or more of `rows` (ascending) that share a band, each ascending."""
        filled = rows[self._filled[rows]]
        for band in range(0, PERMUTATIONS, 2):
            pair = self._signatures[filled, band : band + 2].astype(np.uint64)
            keys = (pair[:, 0] << np.uint64(32)) | pair[:, 1]
            order = np.argsort(keys, kind="stable")
            starts = np.flatnonzero(np.diff(keys[order])) + 1
            sizes = np.diff(np.concatenate([[0], starts, [len(order)]]))
            begins = np.concatenate([[0], starts])
            for begin, size in zip(begins[sizes > 1], sizes[sizes > 1], strict=True):
                yield filled[order[begin : begin + size]]
