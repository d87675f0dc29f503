"""New subjects among new passages: owns finding groups that no theme holds, proposes no name."""

from collections import Counter

import numpy as np

from bpforum.text.themes import firmness, partition
from bpforum.text.themes.matter import Matter
from bpforum.text.vectors import DECIMALS, Labels, Matrix

FEWEST_PASSAGES = 5
FEWEST_VOICES = 3
MOST_OF_A_VOICE = 0.5
COHESION = 0.3
"""Mean cosine of a new group's passages to the others of it; below that it has no subject."""
MARGIN = 0.03
"""How much closer to one another than to any theme the passages of a new group are, on average."""


def find(pool: Matter, centres: Matrix) -> list[Labels]:
    """Groups of `pool` (as row numbers) that are closer to themselves than to any of `centres`.

    Closeness to the own group is measured to the mean of its *other* passages: a mean of five is
    close to its five whatever they say.
    """
    if len(pool) < FEWEST_PASSAGES or len(set(pool.voices)) < FEWEST_VOICES:
        return []
    parted = partition.divide(pool, None)
    best = _new(pool, parted, centres)
    if len(pool) < firmness.FEWEST:
        # Few passages are soon cut too fine: take the division that finds most.
        for fewer in range(parted.themes - 1, 0, -1):
            groups = _new(pool, partition.divide(pool, (fewer, fewer)), centres)
            if sum(map(len, groups)) > sum(map(len, best)):
                best = groups
    return best


def _new(pool: Matter, parted: partition.Partition, centres: Matrix) -> list[Labels]:
    groups: list[Labels] = []
    labels = parted.clearest
    for theme in range(int(labels.max(initial=-1)) + 1):
        inside = np.flatnonzero(labels == theme).astype(np.int64)
        if len(inside) < FEWEST_PASSAGES:
            continue
        voices = Counter(pool.voices[row] for row in inside.tolist())
        if len(voices) < FEWEST_VOICES or max(voices.values()) > MOST_OF_A_VOICE * len(inside):
            continue
        rows = pool.take(inside)
        own = _to_the_others(rows)
        known = (rows @ centres.T).max(axis=1) if len(centres) else np.zeros(len(rows))
        cohesion = round(float(own.mean()), DECIMALS)
        if cohesion >= COHESION and round(float((own - known).mean()), DECIMALS) >= MARGIN:
            groups.append(inside)
    return groups


def _to_the_others(rows: Matrix) -> Matrix:
    others = rows.sum(axis=0) - rows
    lengths = np.linalg.norm(others, axis=1)
    near: Matrix = (rows * others).sum(axis=1) / np.where(lengths > 0, lengths, 1.0)
    return near
