"""How often who uses which phrase where: owns the counts that labels rest on, judges nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt
from typing import TypeVar

from bpforum.text.names import phrases

CAP = 3
"""So many uses of a phrase by one contributor count: a habit is not a subject."""
MANY = 5
"""Contributors from which on a phrase is one that many use."""
PRIOR = 1000.0
"""Mass of the Dirichlet prior, in uses."""
_LEAST = 1e-9
"""Where a single phrase is all that was said, nothing is left beside it."""


@dataclass(slots=True)
class Use:
    """The uses of one phrase, in all its forms."""

    by: dict[str, int] = field(default_factory=dict)
    """Uses by contributor."""
    forms: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Weight of each form as written; one whose capital says nothing weighs less."""
    bounded: int = 0
    """Uses with function words or punctuation on both sides."""
    nominal: int = 0
    """Uses after a word that only a noun phrase follows."""
    acts: int = 0
    """Uses that may be a plural and its verb."""
    articles: dict[str, int] = field(default_factory=dict)
    """German: uses by what the word before shows."""
    _form: tuple[str, ...] | None = None
    _count: int | None = None
    """Both found once: they are asked for often, after all uses are counted."""

    @property
    def count(self) -> int:
        """Uses that count."""
        if self._count is None:
            uses = sum(self.by.values())
            if uses > len(self.by):
                uses = sum([min(CAP, one) for one in self.by.values()])
            self._count = uses
        return self._count

    @property
    def completeness(self) -> float:
        """Share of the uses that are not cut out of a longer phrase."""
        return self.bounded / max(1, sum(self.by.values()))

    @property
    def stands_alone(self) -> bool:
        """Whether it is often enough no part of a longer phrase."""
        return self.completeness >= 0.35

    @property
    def is_nominal(self) -> bool:
        """Whether its neighbours show a noun phrase: a third of its uses, one at least.

        Of what many use a sixth is enough: what one can ban or fund is often said after a verb.
        """
        share = 3 if len(self.by) < MANY else 6
        return share * self.nominal >= max(1, sum(self.by.values()))

    def form(self) -> tuple[str, ...]:
        """The commonest form, or the one in lower case where it is a third as common."""
        if self._form is None and len(self.forms) == 1:
            (self._form,) = self.forms
        elif self._form is None:
            common = min(self.forms, key=lambda form: (-self.forms[form], _capitals(form), form))
            plain = [form for form in self.forms if 3 * self.forms[form] >= self.forms[common]]
            self._form = min(plain, key=lambda form: (_capitals(form), -self.forms[form], form))
        return self._form

    def add(self, other: "Use") -> None:
        """Count the uses of `other` too."""
        self._form = self._count = None
        _add(self.by, other.by)
        _add(self.forms, other.forms)
        self.bounded += other.bounded
        self.nominal += other.nominal
        self.acts += other.acts
        _add(self.articles, other.articles)


_Counted = TypeVar("_Counted")


def _add(counts: dict[_Counted, int], more: Mapping[_Counted, int]) -> None:
    for one, uses in more.items():
        counts[one] = counts.get(one, 0) + uses


Usage = dict[str, Use]
"""Phrase key → its uses."""


def count(
    texts: Iterable[str],
    contributors: Iterable[str],
    language: str,
    verbs: frozenset[str] = frozenset(),
    foreign: frozenset[str] = frozenset(),
) -> Usage:
    """The uses of every phrase in `texts`, all in `language`; see `phrases.find`."""
    usage: Usage = {}
    for text, contributor in zip(texts, contributors, strict=True):
        for phrase in phrases.find(text, language, verbs, foreign):
            use = usage.get(phrase.key)
            if use is None:
                use = usage[phrase.key] = Use()
            use.by[contributor] = use.by.get(contributor, 0) + 1
            use.bounded += phrase.bounded
            use.nominal += phrase.nominal
            use.acts += phrase.acts
            if phrase.article and phrase.bounded:
                use.articles[phrase.article] = use.articles.get(phrase.article, 0) + 1
            use.forms[phrase.words] = use.forms.get(phrase.words, 0) + phrase.weight
    return usage


def count_words(texts: Iterable[str], contributors: Iterable[str], language: str) -> Usage:
    """The uses of every word in `texts` that says something, folded: what backs a rare phrase."""
    by: dict[str, dict[str, int]] = {}
    for text, contributor in zip(texts, contributors, strict=True):
        for word in phrases.words(text, language):
            uses = by.get(word)
            if uses is None:
                uses = by[word] = {}
            uses[contributor] = uses.get(contributor, 0) + 1
    return {word: Use(uses) for word, uses in by.items()}


def total(parts: Sequence[Usage]) -> Usage:
    """All uses, wherever."""
    everything: Usage = {}
    added: set[str] = set()
    for part in parts:
        for key, use in part.items():
            known = everything.get(key)
            if known is None:
                everything[key] = use  # most phrases are said in one part alone
                continue
            if key not in added:
                added.add(key)
                first, known = known, Use()
                known.add(first)
                everything[key] = known
            known.add(use)
    return everything


def mass(everything: Usage) -> float:
    """How many uses count, of all phrases."""
    return float(sum([use.count for use in everything.values()]))


def log_odds(part: Usage, everything: Usage, whole: float) -> Mapping[str, float]:
    """How much more typical each phrase is of `part` than of the rest, as a z-score.

    `whole` is the mass of `everything`, which is the same for all its parts.
    Log-odds ratio with an informative Dirichlet prior: Monroe, Colaresi and Quinn,
    "Fightin' Words", Political Analysis 16 (2008).
    """
    mine = mass(part)
    scores: dict[str, float] = {}
    for key, use in part.items():
        here, anywhere = use.count, everything[key].count
        prior = PRIOR * anywhere / whole
        in_part = here + prior
        in_rest = anywhere - here + prior
        odds = log(in_part / max(_LEAST, mine + PRIOR - in_part)) - log(
            in_rest / max(_LEAST, max(0.0, whole - mine) + PRIOR - in_rest)
        )
        scores[key] = odds / sqrt(1 / in_part + 1 / in_rest)
    return scores


def _capitals(form: Sequence[str]) -> int:
    letters = "".join(form)
    return 0 if letters.islower() else sum(map(str.isupper, letters))
