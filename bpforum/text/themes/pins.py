"""Pinned themes as people word them: owns which passages their words call for, names nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text.names import phrases, stopwords
from bpforum.text.names.labels import Encode
from bpforum.text.themes.matter import Matter
from bpforum.text.vectors import DECIMALS, Labels, Matrix, unit
from models.forum import PinnedTheme

NEAR = 0.25
"""Cosine of words to a passage from which the passage is about them. Words are far from any
passage: of 365 passages, six to thirty reach this for a subject that is there, none for one that
is not."""
NAMED = 0.08
"""Cosine that is enough for a passage that uses the very words."""
MOST = 10
MASS = 3.0
"""How many passages the words themselves weigh."""


@dataclass(frozen=True, eq=False)
class Pin:
    """A pinned theme: its unit vector, and its terms as sets of folded words."""

    id: str
    label: str
    vector: Matrix
    terms: tuple[frozenset[str], ...]


def read(pinned: Sequence[PinnedTheme], encode: Encode) -> tuple[Pin, ...]:
    """The pinned themes of `forum.toml`, in its order; a term ends at a comma, "and" or "or"."""
    found = []
    for one in pinned:
        texts = [one.label, *one.seeds]
        words = [
            frozenset(
                phrases.fold(word, "en")
                for word in re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", term)
                if word.lower() not in stopwords.of("en")
            )
            for text in texts
            for term in re.split(r"[,;/]|\band\b|\bor\b|\by\b|\bet\b|\bou\b", text)
        ]
        vector = unit(unit(encode(texts)).sum(axis=0)[None, :])[0]
        found.append(Pin(one.id, one.label, vector, tuple(term for term in words if term)))
    return tuple(found)


def called(pin: Pin, matter: Matter) -> Labels:
    """The numbers of the few passages that `pin` calls for: by its words, or clearly by meaning."""
    if not len(matter):
        return np.zeros(0, dtype=np.int64)
    near = np.round(matter.rows @ pin.vector, DECIMALS)
    named = np.array([_names(pin, text) for text in matter.texts])
    fit = np.flatnonzero((near >= NEAR) | (named & (near >= NAMED)))
    best = sorted(fit, key=lambda row: (-(near[row] + NEAR * named[row]), row))[:MOST]
    return np.array(sorted(best), dtype=np.int64)


def centre(pin: Pin, rows: Matrix) -> Matrix:
    """The unit mean of the pin's words and of its passages."""
    found: Matrix = unit((MASS * pin.vector + rows.sum(axis=0))[None, :])[0]
    return found


def _names(pin: Pin, text: str) -> bool:
    words = {phrases.fold(word, "en") for word in re.findall(r"[^\W_]+(?:[-'][^\W_]+)*", text)}
    return any(term <= words for term in pin.terms)
