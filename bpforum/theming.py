"""Makes the machine's themes, question by question; knows no copies, no people's decisions.

Each of the call's questions has the themes of its answers, the whole forum those of what answers
none; all are found in the same space, and their number together is what the forum expects.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from bpforum.text.themes import anchors as anchoring
from bpforum.text.vectors import Picked, offsets, pick
from models.contribution import Contribution
from models.forum import Forum
from models.passage import Passage
from models.theme import Anchor, LanguageOffset

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Texts to unit rows; the pipeline's reads and writes the store's vectors."""

_ONE_IN = 5
"""Passages of a theme of which one is called loosely related."""
_MEASURED = 5000
"""Passages from which it is found what a language adds: the first by id, which are digests."""


def offsets_of(
    rows: Vectors | Picked,
    passages: Sequence[Passage],
    matter: Collection[str],
    known: Sequence[Anchor],
    encoder: str,
) -> tuple[LanguageOffset, ...]:
    """What each language adds to its passages' vectors: as the first themes found it, for good."""
    for anchor in known:
        if anchor.encoder == encoder and anchor.members:
            return anchor.offsets
    chosen = sorted(
        (one.id, n) for n, one in enumerate(passages) if one.id in matter
    )[:_MEASURED]  # fmt: skip
    numbers = [n for _, n in chosen]
    found = offsets(rows[numbers], [passages[n].language for n in numbers])
    return tuple(
        LanguageOffset(language=language, vector=tuple(vector.tolist()))
        for language, vector in sorted(found.items())
    )


def themes_of(
    forum: Forum,
    passages: Sequence[Passage | None],
    vectors: Vectors | Picked,
    known: Sequence[Anchor],
    by_reference: Mapping[str, Contribution],
    encode: Encode,
    encoder: str,
    forbidden: Collection[str],
    taken_off: tuple[LanguageOffset, ...],
) -> list[Anchor]:
    """The themes of each question in turn, and of what answers none.

    `vectors` are in the order of `passages`, of which None is no matter for themes.
    """
    matter = [(n, one) for n, one in enumerate(passages) if one is not None]
    # Passages count by voice, so that nobody makes a theme alone.
    whose = {one.contribution for _, one in matter}
    voice_of = {one: by_reference[one].voice for one in whose}
    voices = {one.id: voice_of[one.contribution] for _, one in matter}
    open_ones = {one for one in whose if may_label(by_reference[one])}
    questions = [(q.id, q.text) for call in forum.calls for q in call.questions]
    anchors: list[Anchor] = []
    asked = [*questions, ("", "")]
    sizes = Counter(one.question for _, one in matter)
    bounds = shares(forum.themes.expected, [sizes[question] for question, _ in asked])
    for (question, text), expected in zip(asked, bounds, strict=True):
        mine, numbers = [], []
        for n, one in matter:
            if one.question == question:
                mine.append(one)
                numbers.append(n)
        context = anchoring.Context(
            question=question,
            question_text=text,
            expected=expected,
            pinned=() if question else forum.themes.pinned,
            encoder=encoder,
            encode=encode,
            languages=forum.forum.languages,
            title=forum.forum.title,
            forbidden=forbidden,
            taken=tuple(anchor.id for anchor in (*known, *anchors)),
            offsets=taken_off,
        )
        standing = [anchor for anchor in known if anchor.question == question]
        rows = vectors if len(numbers) == len(vectors) else pick(vectors, numbers)
        usable = [one.contribution in open_ones for one in mine]
        make = anchoring.grow if standing else anchoring.fit
        anchors += make(mine, rows, standing, voices, usable, context)
    return anchors


def may_label(one: Contribution | None) -> bool:
    """Labels are everybody's to read: they are taken from what everybody may read."""
    return one is not None and one.consent.may_quote and one.audience == "public"


def at(home: Mapping[str, str], one: Passage) -> Passage:
    """The passage as it is grouped: under the question that it was given to."""
    question = home[one.id]
    return one if one.question == question else one.model_copy(update={"question": question})


def shares(expected: tuple[int, int] | None, sizes: Sequence[int]) -> list[tuple[int, int] | None]:
    """What of the number of themes expected falls to each question, by its passages.

    The whole forum's number stays within what is expected, unless more questions have passages:
    each of them has a theme.
    """
    if expected is None:
        return [None] * len(sizes)
    fewest, most = (_apportioned(bound, sizes) for bound in expected)
    return [
        (min(low, high), high) if size else None
        for low, high, size in zip(fewest, most, sizes, strict=True)
    ]


def _apportioned(seats: int, sizes: Sequence[int]) -> list[int]:
    """`seats` by size, one at least for each that has any, the rest to the largest remainders."""
    given = [1 if size else 0 for size in sizes]
    whole = sum(sizes)
    while sum(given) < seats and whole:
        short = [seats * size / whole - had for size, had in zip(sizes, given, strict=True)]
        given[max(range(len(sizes)), key=lambda n: (short[n], -n))] += 1
    return given


def loosely_related(themes: Iterable[Sequence[str]], scores: Mapping[str, float]) -> frozenset[str]:
    """The fifth of each theme's passages that fit it least: they count, but are not quoted.

    Of as many that fit alike the first by id.
    """
    loose: set[str] = set()
    for inside in themes:
        fit = np.array([scores[one] for one in inside])
        if few := len(inside) // _ONE_IN:
            most = np.partition(fit, few - 1)[few - 1]
            less = [inside[n] for n in np.flatnonzero(fit < most).tolist()]
            alike = sorted([inside[n] for n in np.flatnonzero(fit == most).tolist()])
            loose.update(less, alike[: few - len(less)])
    return frozenset(loose)
