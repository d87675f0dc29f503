"""Makes the machine's themes, question by question; knows no copies, no people's decisions.

Each of the call's questions has the themes of its answers, the whole forum those of what answers
none; all are found in the same space, and their number together is what the forum expects.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import chain, compress, count
from operator import attrgetter, not_

import numpy as np
from numpy.typing import NDArray

from bpforum.text.themes import anchors as anchoring
from bpforum.text.themes.homes import homes
from bpforum.text.themes.matter import Matter, gather_as_asked
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
    passages: Sequence[Passage],
    vectors: Vectors | Picked,
    known: Sequence[Anchor],
    by_reference: Mapping[str, Contribution],
    encode: Encode,
    encoder: str,
    forbidden: Callable[[], Collection[str]],
    taken_off: tuple[LanguageOffset, ...],
) -> list[Anchor]:
    """The themes of each question in turn, and of what answers none.

    `vectors` are in the order of `passages`, all of them matter for themes.
    """
    senders = _Senders(by_reference)
    questions = [(q.id, q.text) for call in forum.calls for q in call.questions]
    anchors: list[Anchor] = []
    asked = [*questions, ("", "")]
    under = list(map(attrgetter("question"), passages))
    sizes = Counter(under)
    bounds = shares(forum.themes.expected, [sizes[question] for question, _ in asked])
    for (question, text), expected in zip(asked, bounds, strict=True):
        mine = [one == question for one in under]
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
        rows = vectors if all(mine) else pick(vectors, np.flatnonzero(mine))
        matter = _Matter(list(compress(passages, mine)), rows, senders)
        anchors += matter.grow(standing, context) if standing else matter.fit(context)
    return anchors


class _Senders:
    """Of passages whose each is: they count by voice, so that nobody makes a theme alone."""

    def __init__(self, by_reference: Mapping[str, Contribution]) -> None:
        self._voices: dict[str, str] = {}
        self._open: dict[str, bool] = {}
        self._by_reference = by_reference

    def voice(self, passage: Passage) -> str:
        """Whose it is."""
        sent, known = passage.contribution, self._voices
        if sent not in known:
            known[sent] = self._by_reference[sent].voice
        return known[sent]

    def is_usable(self, passage: Passage) -> bool:
        """Whether a label may be taken from it."""
        sent, known = passage.contribution, self._open
        if sent not in known:
            known[sent] = may_label(self._by_reference[sent])
        return known[sent]

    def of(self, passages: Sequence[Passage]) -> tuple[dict[str, str], list[bool]]:
        """The voices by passage id, and for each whether it is usable."""
        return {one.id: self.voice(one) for one in passages}, list(map(self.is_usable, passages))


class _Matter:
    """What the themes of one question are made of."""

    def __init__(
        self, passages: Sequence[Passage], rows: Vectors | Picked, senders: _Senders
    ) -> None:
        self._passages, self._rows, self._senders = passages, rows, senders

    def fit(self, context: anchoring.Context) -> tuple[Anchor, ...]:
        """The first themes."""
        return anchoring.fit(
            self._passages, self._rows, (), *self._senders.of(self._passages), context
        )

    def grow(self, standing: Sequence[Anchor], context: anchoring.Context) -> tuple[Anchor, ...]:
        """The standing themes with what is new: mostly all others are not even looked at."""
        held = set(chain.from_iterable(one.members for one in standing))
        ids = map(attrgetter("id"), self._passages)
        new = list(compress(count(), map(not_, map(held.__contains__, ids))))
        del held
        passages = [self._passages[n] for n in new]
        return anchoring.grow(
            passages, pick(self._rows, new), standing, *self._senders.of(passages), context,
            self._gathered,
        )  # fmt: skip

    def _gathered(self) -> Matter:
        of = self._senders
        return gather_as_asked(self._passages, self._rows, of.voice, of.is_usable)


def may_label(one: Contribution | None) -> bool:
    """Labels are everybody's to read: they are taken from what everybody may read."""
    return one is not None and one.consent.may_quote and one.audience == "public"


def at_home(
    passages: Sequence[Passage],
    rows: Picked,
    asked: Sequence[str],
    anchors: Sequence[Anchor],
    matter: Collection[str],
    closed: Collection[str] = (),
) -> Sequence[Passage]:
    """The passages as they are grouped, each under the question it was given to: see `homes`."""
    if not asked and not any(map(attrgetter("question"), passages)):
        return passages
    home = homes(passages, rows, asked, anchors, matter, closed)
    return [
        one if one.question == home[one.id] else one.model_copy(update={"question": home[one.id]})
        for one in passages
    ]


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


def loosely_related(
    themes: Iterable[Sequence[str]], fits: Iterable[NDArray[np.float64]]
) -> frozenset[str]:
    """The fifth of each theme's passages that fit it least: they count, but are not quoted.

    Of as many that fit alike the first by id. `fits`: for each theme how well its passages do.
    """
    loose: set[str] = set()
    for inside, fit in zip(themes, fits, strict=True):
        if few := len(inside) // _ONE_IN:
            most = np.partition(fit, few - 1)[few - 1]
            less = [inside[n] for n in np.flatnonzero(fit < most).tolist()]
            alike = sorted([inside[n] for n in np.flatnonzero(fit == most).tolist()])
            loose.update(less, alike[: few - len(less)])
    return frozenset(loose)
