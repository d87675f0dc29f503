"""Sentences of a theme that may be quoted: owns which are looked at, chooses none.

Of a large theme a bounded number is looked at, so taken that no stakeholder group, position or
region that spoke is lost by the bound: first some of each, then whatever comes. Which comes first
is given by passage id, a digest, and so by no order of arrival or size.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text.columns import Column
from bpforum.text.quotes import quotable
from bpforum.text.quotes.quotable import Span
from bpforum.text.speeches import Speech, Speeches

_TRIES = 20
"""Passages of a heading that are looked at for each sentence wanted of it."""


@dataclass(frozen=True)
class Offer:
    """A sentence that may be quoted."""

    speech: Speech
    span: Span
    level: int
    """How far the rules had to be relaxed for it, from 0."""


HEADINGS = ("group", "position", "region")
"""In the order in which they are heard where not all can be."""


def headings(speeches: Speeches) -> list[list[str]]:
    """The groups, positions and regions that spoke, each by how many; what is not stated is none.

    Whose group is not stated is heard after all groups: "" is the last of them.
    """
    found = []
    for of in HEADINGS:
        voices = _column(speeches, of).different(speeches.voice)
        ranked = sorted(voices, key=lambda head: (head == "", -voices[head], head))
        found.append(ranked if of == "group" else [head for head in ranked if head])
    return found


def offers(speeches: Speeches, weights: Mapping[str, float], most: int) -> tuple[Offer, ...]:
    """At most about `most` sentences, one a passage, in order of passage id.

    Of each group, then position, then region there are as many as of any other, if they have them
    and as long as there is room; more than `most` only where there are more headings than that.
    """
    ordered = speeches.pick(speeches.may_quote)
    found: dict[int, Offer] = {}
    tried: dict[int, Offer | None] = {}

    def look(rows: Iterable[int], wanted: int, tries: int) -> None:
        for row in rows:
            if wanted <= 0 or tries <= 0:
                return
            tries -= 1
            if row not in tried:
                tried[row] = _offer(ordered[row], weights)
            if offer := tried[row]:
                found[row] = offer
                wanted -= 1

    heads = headings(ordered)
    each = max(2, most // max(1, sum(map(len, heads))))
    if len(ordered) > most:
        for of, ranked in zip(HEADINGS, heads, strict=True):
            column = _column(ordered, of)
            for head in ranked[:most]:
                mine = np.flatnonzero(column.codes == column.names.index(head))
                look(mine[: _TRIES * each].tolist(), each, _TRIES * each)
    rest = (row for row in range(len(ordered)) if row not in found)
    look(rest, most - len(found), _TRIES * most)
    return tuple(found[row] for row in sorted(found))


def _offer(one: Speech, weights: Mapping[str, float]) -> Offer | None:
    """Its best sentence by the strictest rules that leave any."""
    for level, rules in enumerate(quotable.STRICT_TO_LAX):
        if span := quotable.best(one.passage, weights, rules):
            return Offer(one, span, level)
    if span := quotable.as_written(one.passage):
        return Offer(one, span, len(quotable.STRICT_TO_LAX))
    return None


def pinned(
    speeches: Speeches, weights: Mapping[str, float], prefer: Sequence[str]
) -> tuple[Offer, ...]:
    """What people want quoted: the best sentence of each, or all of it where none stands alone."""
    wanted = frozenset(prefer)
    may = np.flatnonzero(speeches.may_quote).tolist() if wanted else ()
    mine = {speeches.ids[row]: speeches[row] for row in may if speeches.ids[row] in wanted}
    return tuple(
        _offer(mine[key], weights) or Offer(mine[key], quotable.whole(mine[key].passage), 0)
        for key in dict.fromkeys(prefer)
        if key in mine
    )


def aims(speeches: Speeches, most: int) -> list[Speech]:
    """What quotations are to cover: all, or of many some of each heading, then whatever comes."""
    if len(speeches) <= most:
        return [speeches[row] for row in range(len(speeches))]
    each = max(2, most // 4 // max(1, sum(map(len, headings(speeches)))))
    first = {row for of in HEADINGS for row in _column(speeches, of).firsts(each).tolist()}
    taken = set(sorted(first)[: most // 2])
    for row in range(len(speeches)):
        if len(taken) >= most:
            break
        taken.add(row)
    return [speeches[row] for row in sorted(taken)]


def _column(speeches: Speeches, of: str) -> Column:
    found: Column = getattr(speeches, of)
    return found
