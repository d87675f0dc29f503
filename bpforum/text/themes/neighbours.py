"""Vectors smoothed over their neighbours: owns the space in which groups are sought.

A passage of sixty words says what it says in its own way. The mean of it and of the ten passages
that are likest says what they are about, and groups of such means come back when other people are
asked (see docs/decisions/0024). It decides nothing.
"""

import numpy as np

from bpforum.text.vectors import DECIMALS, Matrix, Rows

COMPONENTS = 64
"""Directions that are kept; in the others passages differ by wording."""
MOST_NEIGHBOURS = 10
ROWS_A_NEIGHBOUR = 20
"""Few passages have few neighbours: one for each so many."""
STEPS = 2
SPARE, POWERS = 16, 4


def reduce(rows: Matrix) -> Rows:
    """Unit rows in their 64 strongest directions, n x at most 64."""
    wide = np.asarray(rows, dtype=np.float32)
    n, d = wide.shape
    wanted = min(COMPONENTS, n, d)
    if n <= d:
        flat = _strongest(wide @ wide.T, wanted)
    else:
        values = _strongest(wide.T @ wide, wanted)
        lengths = np.linalg.norm(values, axis=0)
        flat = wide @ (values / np.where(lengths > 0, lengths, 1.0)).astype(np.float32)
    return scaled(flat)


def _strongest(square: Matrix, wanted: int) -> Matrix:
    """The strongest eigenvectors of a symmetric matrix, each times the root of its eigenvalue.

    By subspace iteration from a fixed start: of a few hundred directions only the first matter,
    and the last of those that are kept matter little (Halko, Martinsson, Tropp 2011).
    """
    wide = square.astype(np.float64)
    if len(wide) <= 2 * (wanted + SPARE):
        values, vectors = np.linalg.eigh(wide)
        whole: Matrix = vectors[:, -wanted:] * np.sqrt(np.maximum(values[-wanted:], 0.0))
        return whole
    base = np.random.default_rng(0).normal(size=(len(wide), wanted + SPARE))
    for _ in range(POWERS):
        base, _ = np.linalg.qr(wide @ base)
    values, vectors = np.linalg.eigh(base.T @ wide @ base)
    found: Matrix = (base @ vectors)[:, -wanted:] * np.sqrt(np.maximum(values[-wanted:], 0.0))
    return found


def smooth(rows: Rows) -> Rows:
    """Twice over: each row and the mean of its nearest rows, in equal parts, at unit length."""
    n = len(rows)
    nearest = min(MOST_NEIGHBOURS, max(1, n // ROWS_A_NEIGHBOUR), n - 1)
    if nearest < 1:
        return rows
    likeness = rows @ rows.T
    np.round(likeness, DECIMALS, out=likeness)
    np.fill_diagonal(likeness, -2.0)
    near = np.argpartition(likeness, n - nearest, axis=1)[:, n - nearest :]
    near.sort(axis=1)
    for _ in range(STEPS):
        around = np.zeros_like(rows)
        for nth in range(nearest):
            around += rows[near[:, nth]]
        rows = scaled(rows + scaled(around))
    return rows


def scaled(rows: Matrix) -> Rows:
    """Rows at length 1, rounded; rows of zeros stay zeros."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    found: Rows = np.round(rows / np.where(lengths > 0, lengths, 1.0), DECIMALS).astype(np.float32)
    return found
