"""Names for themes: owns which phrases of its passages a theme is called by; invents no word.

Log-odds against the other themes say what is typical, the encoder says what is central, word forms
and neighbours what can stand as a phrase.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from bpforum.text import phrases, stopwords, usage
from bpforum.text.candidates import LEADS, Candidate, choose
from bpforum.text.commonplaces import COMMONPLACES
from bpforum.text.taboos import Taboos
from bpforum.text.usage import Usage, Use
from bpforum.text.vectors import Encoded, Matrix, unit
from models.base import Model

Encode = Callable[[Sequence[str]], Encoded]

SHORTLIST = 80
ENOUGH = 12
"""Phrases that several use, from which counts say more than the encoder."""
COMMON = 0.35
"""A phrase of more of the contributors must be this theme's own:"""
OWN = 0.4
COMPLETES = 0.3
"""Score from which a rare phrase may stand beside a single word."""
LEVEL = 0.5
"""What a phrase loses for each relaxation of the demands on it."""
SHADOW = 0.5


@dataclass(frozen=True)
class Weights:
    """What counts how much in a phrase's score."""

    typical: float
    """Log-odds, as a share of the theme's best."""
    distinct: float
    """Cosine to the theme less cosine to the forum, in standard deviations."""
    central: float
    """Cosine to the theme, in standard deviations."""
    shared: float
    """Root of the share of the theme's contributors who use it."""
    single: float
    """What a single word loses, unless it is an acronym."""


LARGE_WEIGHTS = Weights(typical=1.0, distinct=0.25, central=0.0, shared=0.3, single=0.3)
"""As measured on a consultation of 187 contributions."""
SMALL_WEIGHTS = Weights(typical=0.5, distinct=0.45, central=0.15, shared=0.6, single=0.35)
"""Where hardly a phrase is used twice, the encoder knows better than counts."""


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
    ranked: list[list[Candidate]] = [[] for _ in groups]
    if not groups:
        return ()
    centre = unit(np.mean([group.centroid for group in groups], axis=0)[None, :])[0]
    for language in sorted(set(spoken)):
        parts = _parts(groups, corpus, language)
        everything = usage.total(parts)
        taboos = Taboos(forbidden, event_title, question, everything.values(), language)
        for number, group in enumerate(groups):
            if spoken[number] == language:
                ranked[number] = _rank(
                    number, parts, everything, group, centre, len(groups), taboos, language, encode
                )
    return tuple(_label(chosen) for chosen in choose(ranked))


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
) -> list[Candidate]:
    part = parts[number]
    odds = usage.log_odds(part, everything)
    speakers = len({who for use in part.values() for who in use.by})
    everyone = len({who for use in everything.values() for who in use.by})

    def is_own(key: str) -> bool:
        if themes == 1 or len(everything[key].by) <= COMMON * everyone:
            return True
        return part[key].count >= max(OWN, 1.3 / themes) * everything[key].count

    levels: dict[str, int] = {}
    for key, use in part.items():
        level = _level(use, everything[key], speakers)
        if level is not None and is_own(key) and not taboos.forbid(everything[key]):
            levels[key] = level
    small = sum(level == 0 for level in levels.values()) < ENOUGH
    shortest = SHORTLIST * (2 if small else 1)
    keys = sorted(levels, key=lambda key: (levels[key], -round(odds[key], 6), key))[:shortest]
    keys = [key for key in keys if not _is_shadowed(key, keys, part)]
    if not keys:
        return []
    forms = [_display(everything[key], language) for key in keys]
    vectors = unit(encode(forms))
    central = vectors @ group.centroid
    distinct = central - (vectors @ centre if themes > 1 else 0.0)
    best = max(max(odds[key] for key in keys), 1e-9)
    weigh = SMALL_WEIGHTS if small else LARGE_WEIGHTS
    links = stopwords.LINKS.get(language, frozenset()) | stopwords.of(language)
    ranked = []
    for row, key in enumerate(keys):
        share = len(part[key].by) / max(1, speakers)
        score = (
            weigh.typical * max(-1.0, odds[key] / best)
            + weigh.distinct * _standard(distinct, row)
            + weigh.central * _standard(central, row)
            + weigh.shared * sqrt(share)
            + _length_bonus(forms[row], weigh)
            - LEVEL * levels[key]
        )
        folded = frozenset(
            phrases.fold(part_, language)
            for word in forms[row].split()
            for part_ in word.split("-")
            if part_.lower() not in links
        )
        ranked.append(
            Candidate(key, forms[row], folded, vectors[row], round(float(score), 6), levels[key])
        )
    return sorted(ranked, key=lambda one: (-one.score, one.key))


def _level(use: Use, anywhere: Use, speakers: int) -> int | None:
    """How far the demands on a phrase have to be relaxed for it; None where they cannot be."""
    if not anywhere.is_nominal or use.completeness < 0.1:
        return None
    form = use.form()
    if all(word.lower() in COMMONPLACES or (word.islower() and len(word) < 4) for word in form):
        return None
    completeness = use.completeness + (0.1 if len(form) == 1 else 0.0)
    if completeness < 0.35:
        return None if completeness < 0.2 else 2
    if len(use.by) >= max(3, round(0.06 * speakers)):
        return 0
    return 1 if len(use.by) >= 2 else 2


def _is_shadowed(key: str, keys: Sequence[str], part: Usage) -> bool:
    """Whether a longer phrase accounts for most of this one's uses: then the longer is the name."""
    words = {word.casefold() for word in part[key].form()}
    return any(
        len(part[other].form()) > len(words)
        and part[other].count >= max(2, SHADOW * part[key].count)
        and words < {word.casefold() for word in part[other].form()}
        for other in keys
    )


def _standard(values: Matrix, row: int) -> float:
    return float((values[row] - values.mean()) / (values.std() or 1.0))


def _length_bonus(form: str, weigh: Weights) -> float:
    words = form.split()
    if words[0].endswith(("'s", "\u2019s", "s'", "s\u2019")):
        return -weigh.single
    if len(words) == 1:
        return 0.0 if form.isupper() else -weigh.single
    return 0.15 if len(words) <= 3 else 0.0


def _display(use: Use, language: str) -> str:
    """The form to show; a capital that only the start of a clause gave is taken off."""
    first, *rest = use.form()
    plain = first.istitle() and use.forms[(first, *rest)] < phrases.INSIDE and language != "de"
    if plain and all(word.islower() for word in rest):
        first = first.lower()
    return " ".join([first, *rest]).replace("\u2019 ", "\u2019").replace("' ", "'")


def _label(chosen: Sequence[Candidate]) -> Label:
    forms = [one.form for one in chosen]
    # A second phrase that only one contributor uses would narrow a name that several share; but
    # one word is seldom a name.
    lead = chosen[: LEADS if len(chosen) > 1 and _completes(chosen[0], chosen[1]) else 1]
    text = "; ".join(one.form for one in lead)
    first = text.split(maxsplit=1)[0] if text else ""
    if first.islower():  # not ccTLD
        text = text[:1].upper() + text[1:]
    return Label(text=text, key_phrases=tuple(forms))


def _completes(first: Candidate, second: Candidate) -> bool:
    if second.level <= max(1, first.level):
        return second.score >= 0
    alone = " " not in first.form and not first.form.isupper()
    return alone and second.score >= COMPLETES
