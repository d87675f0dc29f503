"""Names for themes: owns which phrases of its passages a theme is called by; invents no word.

Log-odds against the other themes say what is typical, the encoder says what is central, word forms
and neighbours what can stand as a phrase.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from bpforum.text import phrases, usage
from bpforum.text.taboos import Taboos
from bpforum.text.usage import Usage, Use
from bpforum.text.vectors import Encoded, Matrix, unit
from models.base import Model

Encode = Callable[[Sequence[str]], Encoded]

SHORTLIST = 60
PHRASES = 6
SMALL = 60
"""Passages below which a forum is small, and fewer contributors are asked of a phrase."""
COMMON = 0.35
"""A phrase of more of the contributors must be this theme's own:"""
OWN = 0.4
OTHERS_WEIGHT = 0.8
OTHERS_FROM = 0.55


class Label(Model):
    """A theme's name and further phrases for it, best first."""

    text: str
    key_phrases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Corpus:
    """The forum's passages as labelling sees them, all of one length, sorted by passage id."""

    texts: Sequence[str]
    languages: Sequence[str]
    contributors: Sequence[str]
    usable: Sequence[bool]
    """Whether phrases may be taken from the passage: its audience and consent allow it."""


@dataclass(frozen=True)
class Group:
    """A theme: the numbers of its passages in the corpus and its unit centroid."""

    rows: Sequence[int]
    centroid: Matrix


@dataclass(frozen=True)
class _Candidate:
    key: str
    form: str
    folded: frozenset[str]
    vector: Matrix
    score: float


def label_all(
    groups: Sequence[Group],
    corpus: Corpus,
    *,
    encode: Encode,
    forbidden: Sequence[str] = (),
    event_title: str = "",
    question: str = "",
) -> tuple[Label, ...]:
    """A label "A; B" and key phrases for each group, in the groups' order.

    `forbidden`: names of people, countries, organisations that no label may hold. Phrases come
    from usable passages alone, in the forum's main language where a theme has three of them.
    A group without any phrase gets an empty label.
    """
    spoken = _languages(groups, corpus)
    ranked: list[list[_Candidate]] = [[] for _ in groups]
    centre = unit(np.mean([group.centroid for group in groups], axis=0)) if groups else None
    for language in sorted(set(spoken)):
        parts = _parts(groups, corpus, language)
        everything = usage.total(parts)
        taboos = Taboos(forbidden, event_title, question, everything.values(), language)
        for number, group in enumerate(groups):
            if spoken[number] == language:
                ranked[number] = _rank(
                    number, parts, everything, group, centre, len(groups), taboos, language, encode
                )
    return tuple(_label(chosen) for chosen in _choose(ranked))


def _languages(groups: Sequence[Group], corpus: Corpus) -> list[str]:
    main = _commonest(corpus, range(len(corpus.texts)))
    spoken: list[str] = []
    for group in groups:
        in_main = sum(corpus.usable[row] and corpus.languages[row] == main for row in group.rows)
        spoken.append(main if in_main >= 3 else _commonest(corpus, group.rows))
    return spoken


def _commonest(corpus: Corpus, rows: Sequence[int]) -> str:
    counts = Counter(corpus.languages[row] for row in rows if corpus.usable[row])
    return min(counts, key=lambda language: (-counts[language], language), default="en")


def _parts(groups: Sequence[Group], corpus: Corpus, language: str) -> list[Usage]:
    rows = [
        [row for row in group.rows if corpus.usable[row] and corpus.languages[row] == language]
        for group in groups
    ]
    texts = [corpus.texts[row] for part in rows for row in part]
    verbs = phrases.verbs_of(texts, [language] * len(texts))
    return [
        usage.count(
            [corpus.texts[row] for row in part],
            [corpus.contributors[row] for row in part],
            language,
            verbs,
        )
        for part in rows
    ]


def _rank(
    number: int,
    parts: Sequence[Usage],
    everything: Usage,
    group: Group,
    centre: Matrix,
    themes: int,
    taboos: Taboos,
    language: str,
    encode: Encode,
) -> list[_Candidate]:
    part = parts[number]
    odds = usage.log_odds(part, everything)
    speakers = len({who for use in part.values() for who in use.by})
    everyone = len({who for use in everything.values() for who in use.by})

    def is_own(key: str) -> bool:
        if themes == 1 or len(everything[key].by) <= COMMON * everyone:
            return True
        return part[key].count >= max(OWN, 1.3 / themes) * everything[key].count

    keys: list[str] = []
    for fewest, completeness in _demands(speakers):
        keys = [
            key
            for key, use in part.items()
            if len(use.by) >= fewest
            and use.completeness >= (completeness if len(use.form()) > 1 else completeness - 0.1)
            and is_own(key)
            and not taboos.forbid(everything[key])
        ]
        if len(keys) >= PHRASES:
            break
    keys = sorted(keys, key=lambda key: (-round(odds[key], 6), key))[:SHORTLIST]
    if not keys:
        return []
    forms = [_display(everything[key]) for key in keys]
    vectors = unit(encode(forms))
    near = vectors @ group.centroid - (vectors @ centre if themes > 1 else 0.0)
    spread = float(near.std()) or 1.0
    best = max(odds[keys[0]], 1e-9)
    ranked = []
    for key, form, vector, close in zip(keys, forms, vectors, near, strict=True):
        share = len(part[key].by) / max(1, speakers)
        score = (
            odds[key] / best
            + 0.25 * (float(close) - float(near.mean())) / spread
            + _length_bonus(form)
            + 0.3 * sqrt(share)
        )
        folded = frozenset(phrases.fold(word, language) for word in form.split())
        ranked.append(_Candidate(key, form, folded, vector, round(score, 6)))
    return sorted(ranked, key=lambda one: (-one.score, one.key))


def _demands(speakers: int) -> list[tuple[int, float]]:
    """Fewest contributors and least completeness of a phrase, from strict to lax."""
    strict = max(3, round(0.06 * speakers))
    return [(strict, 0.35), (2, 0.35), (2, 0.2), (1, 0.5), (1, 0.0)]


def _length_bonus(form: str) -> float:
    words = form.split()
    if len(words) == 1:
        return 0.0 if form.isupper() else -0.3
    return 0.15 if len(words) <= 3 else 0.0


def _display(use: Use) -> str:
    return " ".join(use.form()).replace("’ ", "’").replace("' ", "'")


def _choose(ranked: Sequence[Sequence[_Candidate]]) -> list[list[_Candidate]]:
    """For each theme its phrases: apart from one another, and from other themes' first two."""
    owner: dict[str, tuple[float, int]] = {}
    for number, candidates in enumerate(ranked):
        for one in candidates:
            if one.key not in owner or one.score > owner[one.key][0]:
                owner[one.key] = (one.score, number)
    mine = [
        [one for one in candidates if owner[one.key][1] == number]
        for number, candidates in enumerate(ranked)
    ]
    chosen = [_apart(candidates) for candidates in mine]
    for _ in range(2):
        leads = [[one.vector for one in phrases_[:2]] for phrases_ in chosen]
        chosen = [
            _apart(
                _away(candidates, [v for n, lead in enumerate(leads) if n != number for v in lead])
            )
            for number, candidates in enumerate(mine)
        ]
    return chosen


def _away(candidates: Sequence[_Candidate], others: Sequence[Matrix]) -> list[_Candidate]:
    if not others:
        return list(candidates)
    table = np.array(others)

    def score(one: _Candidate) -> float:
        closest = float((table @ one.vector).max())
        return round(one.score - OTHERS_WEIGHT * max(0.0, closest - OTHERS_FROM), 6)

    return sorted(candidates, key=lambda one: (-score(one), one.key))


def _apart(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    chosen: list[_Candidate] = []
    for one in candidates:
        if all(not _alike(one, other) for other in chosen):
            chosen.append(one)
        if len(chosen) == PHRASES:
            break
    return chosen


def _alike(one: _Candidate, other: _Candidate) -> bool:
    shared = len(one.folded & other.folded)
    if shared >= 0.5 * min(len(one.folded), len(other.folded)):
        return True
    close = round(float(one.vector @ other.vector), 6)
    return close > (0.8 if shared else 0.88)


def _label(chosen: Sequence[_Candidate]) -> Label:
    forms = [one.form for one in chosen]
    text = "; ".join(forms[:2])
    return Label(text=text[:1].upper() + text[1:], key_phrases=tuple(forms))
