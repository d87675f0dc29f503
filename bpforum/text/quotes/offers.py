"""Sentences of a theme that may be quoted: owns which are looked at, chooses none.

Of a large theme a bounded number is looked at, so taken that no stakeholder group, position or
region that spoke is lost by the bound: first some of each, then whatever comes. Which comes first
is given by passage id, a digest, and so by no order of arrival or size.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bpforum.text.quotes import quotable
from bpforum.text.quotes.quotable import Span
from models.passage import Passage

_TRIES = 20
"""Passages of a heading that are looked at for each sentence wanted of it."""


class Speech(NamedTuple):
    """A passage with whose it is, and what is told of them; "" where not stated."""

    passage: Passage
    voice: str
    group: str
    position: str
    region: str
    may_quote: bool
    may_cite: bool = True
    """Whether chance may draw it: also what is too loosely of its theme to be quoted."""
    kind: str = ""
    """What it was marked as, other than by its wording alone."""

    @property
    def id(self) -> str:
        """The passage's."""
        return self.passage.id


@dataclass(frozen=True)
class Offer:
    """A sentence that may be quoted."""

    speech: Speech
    span: Span
    level: int
    """How far the rules had to be relaxed for it, from 0."""


HEADINGS: tuple[Callable[[Speech], str], ...] = (
    lambda one: one.group,
    lambda one: one.position,
    lambda one: one.region,
)
"""In the order in which they are heard where not all can be."""


def headings(speeches: Sequence[Speech]) -> list[list[str]]:
    """The groups, positions and regions that spoke, each by how many; what is not stated is none.

    Whose group is not stated is heard after all groups: "" is the last of them.
    """
    found = []
    for n, of in enumerate(HEADINGS):
        voices: dict[str, set[str]] = defaultdict(set)
        for one in speeches:
            voices[of(one)].add(one.voice)
        ranked = sorted(voices, key=lambda head: (head == "", -len(voices[head]), head))
        found.append(ranked if n == 0 else [head for head in ranked if head])
    return found


def offers(
    speeches: Sequence[Speech], weights: Mapping[str, float], most: int
) -> tuple[Offer, ...]:
    """At most about `most` sentences, one a passage, in order of passage id.

    Of each group, then position, then region there are as many as of any other, if they have them
    and as long as there is room; more than `most` only where there are more headings than that.
    """
    ordered = sorted((one for one in speeches if one.may_quote), key=lambda one: one.id)
    found: dict[str, Offer] = {}
    tried: dict[str, Offer | None] = {}

    def look(ones: Iterator[Speech], wanted: int, tries: int) -> None:
        for one in ones:
            if wanted <= 0 or tries <= 0:
                return
            tries -= 1
            if one.id not in tried:
                tried[one.id] = _offer(one, weights)
            if offer := tried[one.id]:
                found[one.id] = offer
                wanted -= 1

    heads = headings(ordered)
    each = max(2, most // max(1, sum(map(len, heads))))
    if len(ordered) > most:
        for of, ranked in zip(HEADINGS, heads, strict=True):
            members: dict[str, list[Speech]] = defaultdict(list)
            for one in ordered:
                members[of(one)].append(one)
            for head in ranked[:most]:
                look(iter(members[head]), each, _TRIES * each)
    rest = (one for one in ordered if one.id not in found)
    look(rest, most - len(found), _TRIES * most)
    return tuple(found[key] for key in sorted(found))


def _offer(one: Speech, weights: Mapping[str, float]) -> Offer | None:
    """Its best sentence by the strictest rules that leave any."""
    for level, rules in enumerate(quotable.STRICT_TO_LAX):
        if span := quotable.best(one.passage, weights, rules):
            return Offer(one, span, level)
    if span := quotable.as_written(one.passage):
        return Offer(one, span, len(quotable.STRICT_TO_LAX))
    return None


def pinned(
    speeches: Sequence[Speech], weights: Mapping[str, float], prefer: Sequence[str]
) -> tuple[Offer, ...]:
    """What people want quoted: the best sentence of each, or all of it where none stands alone."""
    mine = {one.id: one for one in speeches if one.may_quote}
    return tuple(
        _offer(mine[key], weights) or Offer(mine[key], quotable.whole(mine[key].passage), 0)
        for key in dict.fromkeys(prefer)
        if key in mine
    )


def aims(speeches: Sequence[Speech], most: int) -> list[Speech]:
    """What quotations are to cover: all, or of many some of each heading, then whatever comes."""
    ordered = sorted(speeches, key=lambda one: one.id)
    if len(ordered) <= most:
        return ordered
    taken: dict[str, Speech] = {}
    each = max(2, most // 4 // max(1, sum(map(len, headings(ordered)))))
    seen: Counter[tuple[int, str]] = Counter()
    for one in ordered:
        heads = [(n, of(one)) for n, of in enumerate(HEADINGS)]
        if len(taken) < most // 2 and any(seen[head] < each for head in heads):
            taken[one.id] = one
            seen.update(heads)
    for one in ordered:
        if len(taken) >= most:
            break
        taken[one.id] = one
    return sorted(taken.values(), key=lambda one: one.id)
