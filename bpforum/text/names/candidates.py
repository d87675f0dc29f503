"""Phrases that compete for themes: owns which theme gets which; scores and words none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text.vectors import Matrix

PHRASES = 6
FEW, RARE = 3, 2
"""Phrases from which on one that a single contributor uses (of this level or more) is not added."""
LEADS = 2
"""Phrases in a name."""
OTHERS_WEIGHT = 0.8
OTHERS_FROM = 0.55
"""What a phrase loses for each 1.0 of cosine above .55 to a phrase that names another theme."""


@dataclass(frozen=True, eq=False)
class Candidate:
    """A phrase that could name a theme, scored for it."""

    key: str
    form: str
    folded: frozenset[str]
    """Its content words, folded."""
    vector: Matrix
    score: float
    level: int
    """How far the demands on a phrase were relaxed for it, from 0."""


def choose(
    ranked: Sequence[Sequence[Candidate]], taken: Sequence[frozenset[str]] = ()
) -> list[list[Candidate]]:
    """For each theme its phrases: apart from one another, and from other themes' first two.

    `taken` are the words of names that are given already: no phrase has only words of one.
    """
    ranked = [
        [one for one in candidates if not any(_within(one.folded, name) for name in taken)]
        for candidates in ranked
    ]
    owner: dict[str, tuple[float, int]] = {}
    for number, candidates in enumerate(ranked):
        for one in candidates:
            if one.key not in owner or one.score > owner[one.key][0]:
                owner[one.key] = (one.score, number)
    # A theme of which every phrase names another better still has a name: it shares one.
    mine = [
        [one for one in candidates if owner[one.key][1] == number] or list(candidates)
        for number, candidates in enumerate(ranked)
    ]
    chosen = [_apart(candidates) for candidates in mine]
    for _ in range(2):
        leads = [ones[:LEADS] for ones in chosen]
        chosen = []
        for number, candidates in enumerate(mine):
            others = [one for n, lead in enumerate(leads) if n != number for one in lead]
            # A theme that was named before keeps its name; the later one takes another.
            before = [one for lead in chosen for one in lead[:LEADS]]
            apart = _apart(_away(candidates, others))
            own = [one for one in apart if not any(_same(one, other) for other in before)]
            chosen.append([*own, *(one for one in apart if one not in own)])
    return chosen


def _away(candidates: Sequence[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    if not others:
        return list(candidates)
    table = np.array([one.vector for one in others])

    def score(one: Candidate) -> float:
        closest = float((table @ one.vector).max())
        return round(one.score - OTHERS_WEIGHT * max(0.0, closest - OTHERS_FROM), 6)

    return sorted(candidates, key=lambda one: (-score(one), one.key))


def _apart(candidates: Sequence[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    for one in candidates:
        if len(chosen) >= FEW and one.level >= RARE:
            continue
        if all(not _alike(one, other) for other in chosen):
            chosen.append(one)
        if len(chosen) == PHRASES:
            break
    return chosen


def _alike(one: Candidate, other: Candidate) -> bool:
    shared = sum(any(_akin(a, b) for b in other.folded) for a in one.folded)
    if shared >= 0.5 * min(len(one.folded), len(other.folded)):
        return True
    close = round(float(one.vector @ other.vector), 6)
    return close > (0.8 if shared else 0.88)


def _same(one: Candidate, other: Candidate) -> bool:
    """Whether two themes could not both be called so: one phrase is in the other, or means it."""
    shared = sum(any(_akin(a, b) for b in other.folded) for a in one.folded)
    if shared == min(len(one.folded), len(other.folded)):
        return True
    return round(float(one.vector @ other.vector), 6) > 0.88


def _within(words: frozenset[str], name: frozenset[str]) -> bool:
    """Whether all `words` are in a name that is given: then they would say no more than it does."""
    return bool(words) and all(any(_akin(a, b) for b in name) for a in words)


def _akin(one: str, other: str) -> bool:
    """Whether two words are forms or compounds of one: democracy, democratic; Ampelschaltung."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 5 and (short in long or short[:6] == long[:6]))
