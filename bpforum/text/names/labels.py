"""Names for themes: owns which phrases of its passages a theme is called by; invents no word.

How well a phrase would name a theme is `ranking`'s to say, and which theme gets it `candidates`';
here it is decided what is read, in which language a theme is named, and how a name is written.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text.names import phrases, ranking, stopwords, usage
from bpforum.text.names.candidates import RARE, Candidate, choose
from bpforum.text.names.ranking import SHORTLIST, Encode, Spoken
from bpforum.text.names.taboos import Taboos
from bpforum.text.vectors import Matrix, unit
from models.base import Model

MOST_READ = 250
"""Passages of a theme that are read for its name: at a million comments as at ten thousand."""
FEWEST_IN_MAIN = 3
"""Passages in the forum's language from which on a theme is named in it."""
COMPLETES = 0.3
"""Score from which a rare phrase may stand beside a single word."""
DETERMINED = 0.2
"""Share of a word's uses after an article from which on it is no other language's stop word."""


__all__ = ["Corpus", "Encode", "Group", "Label", "label_all"]


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
    forbidden: Collection[str] = (),
    event_title: str = "",
    question: str = "",
    languages: Sequence[str] = (),
    taken: Sequence[str] = (),
    shortlist: int = SHORTLIST,
) -> tuple[Label, ...]:
    """A label "A; B" and key phrases for each group, in the groups' order.

    `forbidden`: names of people, countries, organisations that no label may hold. `languages`: the
    forum's, its own first, or else the commonest: a theme is named in the first of them that three
    of its usable passages are in, or else in its passages' own. `taken`: labels that are given
    already, of a theme whose parts these are or of themes that stand: no phrase only repeats one.
    At most 250 passages of a theme are read, of as many contributors as there are. A group without
    any phrase gets an empty label. `shortlist`: phrases of a group that are encoded.
    """
    if not groups:
        return ()
    read = [_spread(group.rows, corpus) for group in groups]
    chosen_languages = _languages(read, corpus, languages)
    centre = unit(np.mean([group.centroid for group in groups], axis=0)[None, :])[0]
    ranked: list[list[Candidate]] = [[] for _ in groups]
    heard = {*languages, *_often(corpus.languages[row] for rows in read for row in rows)}
    for choice in range(max(map(len, chosen_languages))):
        # A theme that has no phrase in one language may have some in the next.
        waiting = {
            number: spoken[choice]
            for number, spoken in enumerate(chosen_languages)
            if not ranked[number] and choice < len(spoken)
        }
        for language in sorted(set(waiting.values())):
            said = _spoken(read, corpus, language, heard, forbidden, event_title, question)
            for number, spoken_in in waiting.items():
                if spoken_in == language:
                    centroid = groups[number].centroid
                    ranked[number] = ranking.rank(number, said, centroid, centre, encode, shortlist)
    main = chosen_languages[0][0] if chosen_languages[0] else "en"
    avoided = [ranking.content(part, main) for label in taken for part in label.split(";")]
    return tuple(_label(chosen) for chosen in choose(ranked, avoided))


def _spread(rows: Sequence[int], corpus: Corpus) -> list[int]:
    """The usable passages that are read: everybody's first, everybody's second …, up to so many.

    Rows are in order of passage ids, which are digests: the first are a sample, and always the
    same one.
    """
    usable = [row for row in rows if corpus.usable[row]]
    if len(usable) <= MOST_READ:
        return usable
    turns: dict[str, int] = defaultdict(int)
    order = []
    for row in usable:
        who = corpus.contributors[row]
        order.append((turns[who], row))
        turns[who] += 1
    return sorted(row for _, row in sorted(order)[:MOST_READ])


def _often(languages: Iterable[str]) -> set[str]:
    counts = Counter(languages)
    return {language for language, count in counts.items() if count >= FEWEST_IN_MAIN}


def _languages(
    read: Sequence[Sequence[int]], corpus: Corpus, declared: Sequence[str]
) -> list[list[str]]:
    """For each theme the languages it could be named in, the first before the others."""
    everywhere = Counter(corpus.languages[row] for rows in read for row in rows)
    own = [*declared] or sorted(everywhere, key=lambda one: (-everywhere[one], one))[:1]
    wished: list[list[str]] = []
    for rows in read:
        here = Counter(corpus.languages[row] for row in rows)
        by_size = sorted(here, key=lambda one: (-here[one], one))
        main = [one for one in own[:1] if here[one] >= FEWEST_IN_MAIN]
        wished.append([*dict.fromkeys([*main, *by_size])])
    return wished


def _spoken(
    read: Sequence[Sequence[int]],
    corpus: Corpus,
    language: str,
    heard: Collection[str],
    forbidden: Collection[str],
    event_title: str,
    question: str,
) -> Spoken:
    rows = [[row for row in part if corpus.languages[row] == language] for part in read]
    texts = [[corpus.texts[row] for row in part] for part in rows]
    people = [[corpus.contributors[row] for row in part] for part in rows]
    said = [text for part in texts for text in part]
    verbs = phrases.verbs_of(said, [language] * len(said))
    foreign = stopwords.foreign_to(language, heard)
    foreign -= phrases.determined(said, language, foreign, DETERMINED)
    parts = [
        usage.count(text, who, language, verbs, foreign)
        for text, who in zip(texts, people, strict=True)
    ]
    words = [
        usage.count_words(text, who, language) for text, who in zip(texts, people, strict=True)
    ]
    everything = usage.total(parts)
    taboos = Taboos(forbidden, event_title, question, everything.values(), language)
    return Spoken(language, parts, words, everything, usage.total(words), taboos)


def _label(chosen: Sequence[Candidate]) -> Label:
    # A second phrase that only one contributor uses would narrow a name that several share; but
    # one word is seldom a name.
    second = next((one for one in chosen[1:] if _completes(chosen[0], one)), None)
    lead = [*chosen[:1], second] if second else list(chosen[:1])
    forms = [one.form for one in (*lead, *(one for one in chosen if one not in lead))]
    text = "; ".join(one.form for one in lead)
    first = text.split(maxsplit=1)[0] if text else ""
    if first.islower():  # not ccTLD
        text = text[:1].upper() + text[1:]
    return Label(text=text, key_phrases=tuple(forms))


def _completes(first: Candidate, second: Candidate) -> bool:
    if second.level <= max(1, first.level):
        return second.score >= 0
    alone = " " not in first.form and not first.form.isupper()
    return alone and second.level <= RARE and second.score >= COMPLETES
