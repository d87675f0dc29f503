"""How well each phrase of a theme would name it: owns the score, chooses and words nothing.

Log-odds against the other themes say what is typical, of the phrase and of its words; the encoder
says what is central, word forms and neighbours what can stand as a phrase.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import sqrt

import numpy as np

from bpforum.text.names import phrases, stopwords, usage
from bpforum.text.names.candidates import RARE, Candidate
from bpforum.text.names.commonplaces import COMMONPLACES
from bpforum.text.names.taboos import Taboos
from bpforum.text.names.usage import Usage, Use
from bpforum.text.vectors import Encoded, Matrix, unit

Encode = Callable[[Sequence[str]], Encoded]

SHORTLIST = 80
ENOUGH = 12
"""Phrases that several use, from which counts say more than the encoder."""
COMMON = 0.35
"""A phrase of more of the contributors must be this theme's own:"""
OWN = 0.4
EVERYDAY, ALMOST_ALL = 0.6, 0.5
"""One that so many use, or use all words of, must be so much its own where themes are many."""
FEW_THEMES = 4
FEWEST_TO_TELL = 8
"""Contributors below which nothing is known to be everybody's word."""
LEVEL = 0.7
"""What a phrase loses for each relaxation of the demands on it."""
SHADOW = 0.5
MANY = 20
"""Contributors of a theme from which on what only one of them says is hardly its name."""
LAST_RESORT = 4
"""Relaxations from which on a phrase serves only where there is no other."""


@dataclass(frozen=True)
class Weights:
    """What counts how much in a phrase's score."""

    typical: float
    """Log-odds, as a share of the theme's best."""
    backed: float
    """Log-odds of its words, the mean of them, as a share of the theme's best."""
    distinct: float
    """Cosine to the theme less cosine to the forum, in standard deviations."""
    central: float
    """Cosine to the theme, in standard deviations."""
    shared: float
    """Root of the share of the theme's contributors who use it."""
    single: float
    """What a single word loses, unless it is an acronym."""


LARGE_WEIGHTS = Weights(1.0, backed=0.3, distinct=0.25, central=0.0, shared=0.3, single=0.3)
"""As measured on a consultation of 187 contributions, but for `backed`."""
SMALL_WEIGHTS = Weights(0.3, backed=0.8, distinct=0.8, central=0.4, shared=1.0, single=0.35)
"""Where hardly a phrase is used twice, words and the encoder know better than its own count."""


@dataclass(frozen=True)
class Spoken:
    """What is said in one language: by theme and in all."""

    language: str
    parts: Sequence[Usage]
    words: Sequence[Usage]
    everything: Usage
    every_word: Usage
    taboos: Taboos

    @cached_property
    def mass(self) -> float:
        """How many uses of phrases count."""
        return usage.mass(self.everything)

    @cached_property
    def mass_of_words(self) -> float:
        """How many uses of words count."""
        return usage.mass(self.every_word)

    @cached_property
    def everyone(self) -> int:
        """How many contributors use any of the phrases."""
        return len(_users(self.everything))

    @cached_property
    def everyday(self) -> frozenset[str]:
        """The words that most of them use."""
        if self.everyone < FEWEST_TO_TELL:
            return frozenset()
        many = EVERYDAY * self.everyone
        return frozenset(word for word, use in self.every_word.items() if len(use.by) > many)


def rank(
    number: int,
    spoken: Spoken,
    centroid: Matrix,
    centre: Matrix,
    encode: Encode,
    shortlist: int = SHORTLIST,
) -> list[Candidate]:
    """The phrases that could name theme `number`, best first.

    `centroid` is the theme's and `centre` the forum's, both unit vectors. `shortlist`: how many are
    encoded, or twice as many where counts say little.
    """
    part, everything, language = spoken.parts[number], spoken.everything, spoken.language
    odds = usage.log_odds(part, everything, spoken.mass)
    backing = _backing(spoken.words[number], spoken.every_word, spoken.mass_of_words)
    speakers = len(_users(part))
    levels = _levels(number, spoken, speakers)
    small = sum(level == 0 for level in levels.values()) < ENOUGH
    weigh = SMALL_WEIGHTS if small else LARGE_WEIGHTS
    best = max((odds[key] for key in levels), default=0.0) or 1e-9
    forms = {key: _shown(part[key], everything[key], language) for key in levels}
    folded = {key: content(forms[key], language) for key in levels}
    backed = {
        key: sum(backing.get(word, 0.0) for word in words) / max(1, len(words))
        for key, words in folded.items()
    }
    counted = {
        key: round(
            weigh.typical * max(-1.0, odds[key] / best)
            + weigh.backed * backed[key]
            + weigh.shared * sqrt(len(part[key].by) / max(1, speakers))
            + _length_bonus(forms[key], weigh, language)
            - LEVEL * level,
            6,
        )
        for key, level in levels.items()
    }
    keys = sorted(levels, key=lambda key: (-counted[key], key))[: shortlist * (2 if small else 1)]
    keys = [key for key in keys if not _is_shadowed(key, keys, part, language)]
    if not keys:
        return []
    vectors = unit(encode([forms[key] for key in keys]))
    central = vectors @ centroid
    distinct = central - (vectors @ centre if len(spoken.parts) > 1 else 0.0)
    ranked = [
        Candidate(
            key,
            forms[key],
            folded[key],
            vectors[row],
            round(
                counted[key]
                + weigh.distinct * _standard(distinct, row)
                + weigh.central * _standard(central, row),
                6,
            ),
            levels[key],
        )
        for row, key in enumerate(keys)
    ]
    return sorted(ranked, key=lambda one: (-one.score, one.key))


def display(use: Use, language: str) -> str:
    """The form to show; a capital that only the start of a clause gave is taken off."""
    first, *rest = use.form()
    plain = first.istitle() and use.forms[first, *rest] < phrases.INSIDE and language != "de"
    if plain and all(word.islower() for word in rest):
        first = first.lower()
    if language == "de":  # the commonest form may be a dative: Radfahrern
        shorter = (*([first, *rest][:-1]), [first, *rest][-1].removesuffix("n"))
        if shorter in use.forms:
            first, *rest = shorter
    return " ".join([first, *rest]).replace("\u2019 ", "\u2019").replace("' ", "'")


def _shown(use: Use, anywhere: Use, language: str) -> str:
    """The forum's form of a phrase, or, where the theme writes it otherwise, the theme's."""
    common = display(anywhere, language)
    written = {" ".join(form).casefold() for form in use.forms}
    plain = common.replace("\u2019", "\u2019 ").replace("'", "' ").casefold()
    return common if {common.casefold(), plain} & written else display(use, language)


@lru_cache(maxsize=20_000)
def content(form: str, language: str) -> frozenset[str]:
    """The words of a phrase that say something, folded."""
    links = stopwords.LINKS.get(language, frozenset()) | stopwords.of(language)
    return frozenset(
        phrases.fold(part, language)
        for word in form.split()
        for part in word.split("-")
        if part and part.lower() not in links
    )


def _levels(number: int, spoken: Spoken, speakers: int) -> dict[str, int]:
    """The phrases that may name the theme, each with how far demands were relaxed for it.

    What fails the last demands is there only if nothing else is.
    """
    part, everything, language = spoken.parts[number], spoken.everything, spoken.language
    everyone, everyday = spoken.everyone, spoken.everyday
    themes = len(spoken.parts)

    def is_own(key: str) -> bool:
        use = everything[key]
        own = 0.0
        if len(use.by) > COMMON * everyone:
            own = OWN
        everybodys = len(use.by) > EVERYDAY * everyone >= EVERYDAY * FEWEST_TO_TELL
        if everybodys or content(" ".join(use.form()), language) <= everyday:
            own = ALMOST_ALL if themes > FEW_THEMES else OWN
        return themes == 1 or part[key].count >= max(own, own and 1.3 / themes) * use.count

    levels: dict[str, int] = {}
    for key, use in part.items():
        level = _level(use, everything[key], speakers)
        if level is not None and is_own(key) and not spoken.taboos.forbid(everything[key]):
            levels[key] = level
    plain = {key: level for key, level in levels.items() if level < LAST_RESORT} or levels
    if sum(level < RARE for level in plain.values()) >= ENOUGH:
        plain = {key: level for key, level in plain.items() if level < RARE}
    return {
        key: level for key, level in plain.items() if _tail(part[key].form(), language) not in plain
    }


def _level(use: Use, anywhere: Use, speakers: int) -> int | None:
    """How far the demands on a phrase have to be relaxed for it; None where they cannot be."""
    form = use.form()
    if use.completeness < 0.1 or all(
        word.lower() in COMMONPLACES or (word.islower() and len(word) < 4) for word in form
    ):
        return None
    several = len(anywhere.by) > 1
    if anywhere.acts == sum(anywhere.by.values()) and not several:
        return None
    level = 0 if anywhere.is_nominal else LAST_RESORT
    completeness = use.completeness + (0.1 if len(form) == 1 else 0.0)
    if completeness < 0.35:
        if completeness < 0.2:
            return None
        level += 2
    if len(use.by) >= max(3, round(0.06 * speakers)):
        return level
    if len(use.by) >= 2:
        return level + 1
    return level + (2 if speakers < MANY else 3)


def _users(phrases_used: Usage) -> set[str]:
    return set().union(*[use.by for use in phrases_used.values()])


def _backing(words: Usage, every_word: Usage, whole: float) -> dict[str, float]:
    """How typical each word is, as a share of the theme's most typical one; at least -1."""
    odds = usage.log_odds(words, every_word, whole)
    best = max(odds.values(), default=0.0)
    return {word: max(-1.0, odd / best) for word, odd in odds.items()} if best > 0 else {}


def _is_padded(words: Sequence[str], language: str) -> bool:
    """Whether it says no more than what follows its link: field of …, context of …"""
    return bool(_tail(words, language))


def _tail(words: Sequence[str], language: str) -> str:
    """The key of what follows a link after words that say nothing, or nothing."""
    links = stopwords.LINKS.get(language, frozenset())
    linked = next((n for n, word in enumerate(words) if word.lower() in links), 0)
    if not linked or any(word.lower() not in COMMONPLACES for word in words[:linked]):
        return ""
    articles = stopwords.ARTICLES.get(language, frozenset())
    rest = list(words[linked + 1 :])
    return phrases.key_of(rest[rest[0].lower() in articles :], language)


def _is_shadowed(key: str, keys: Sequence[str], part: Usage, language: str) -> bool:
    """Whether a longer phrase accounts for most of this one's uses: then the longer is the name."""
    words = {word.casefold() for word in part[key].form()}
    return any(
        len(part[other].form()) > len(words)
        and part[other].count >= max(2, SHADOW * part[key].count)
        and words < {word.casefold() for word in part[other].form()}
        and not _is_padded(part[other].form(), language)
        for other in keys
    )


def _standard(values: Matrix, row: int) -> float:
    return float((values[row] - values.mean()) / (np.std(values) or 1.0))


def _length_bonus(form: str, weigh: Weights, language: str) -> float:
    words = form.split()
    if _is_padded(words, language):
        return -weigh.single
    if words[0].endswith(("'s", "\u2019s", "s'", "s\u2019")):
        return -weigh.single
    if len(words) == 1:
        return 0.0 if form.isupper() else -weigh.single
    return 0.15 if len(words) <= 3 else 0.0
