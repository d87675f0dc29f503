"""Which words of a theme to quote: owns the choice of exact spans, changes and prints none.

One whole sentence each, so chosen that every stakeholder group that spoke is heard, nobody is
heard twice, and together they stand for what the others said (facility location).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bpforum.text import quotable
from bpforum.text.quotable import Span
from bpforum.text.vectors import DECIMALS, Encoded, Matrix, unit
from models.base import Model
from models.passage import Passage

SAME = 0.9
"""Cosine from which two passages say the same."""
FIT_WEIGHT = 0.5
WORDING_WEIGHT = 0.5
BEST = 0.5
"""Share of a group's passages, by closeness to the theme, from which it may be quoted."""


class Quotation(Model):
    """An exact span of a contribution's text, in code points, half-open."""

    passage: str
    start: int
    end: int


@dataclass(frozen=True)
class _Offer:
    """A sentence that may be quoted."""

    row: int
    span: Span
    group: str
    contributor: str
    worth: float
    """How typical of the theme the passage and its words are."""


def choose(
    candidates: Sequence[Passage],
    groups: Mapping[str, str],
    contributors: Mapping[str, str],
    encoded: Encoded,
    centroid: Encoded,
    *,
    most: int,
    prefer: Sequence[str] = (),
) -> tuple[Quotation, ...]:
    """At most `most` quotations from `candidates`, best first; the `prefer`red always, first.

    `groups` and `contributors` name by passage id the stakeholder group ("" where not stated) and
    whose it is; `encoded` (n x d) is in the candidates' order. The largest group is heard first.
    Rules for a sentence are those of `quotable`, relaxed for a group that would not be heard.
    """
    order = sorted(range(len(candidates)), key=lambda row: candidates[row].id)
    passages = [candidates[row] for row in order]
    if not passages:
        return ()
    rows = unit(np.asarray(encoded)[order])
    fit: Matrix = np.round(rows @ unit(np.asarray(centroid)[None, :])[0], DECIMALS)
    voices = [contributors.get(one.id, one.contribution) for one in passages]
    stated = [groups.get(one.id, "") for one in passages]
    near = _nearness(rows, voices)
    weights = quotable.weights([one.text for one in passages], voices)
    chosen: list[_Offer] = []
    for wanted in dict.fromkeys(prefer):
        row = next((n for n, one in enumerate(passages) if one.id == wanted), None)
        if row is not None:
            one = passages[row]
            wanted_span = quotable.best(one, weights, quotable.LAXEST) or quotable.whole(one)
            chosen.append(_Offer(row, wanted_span, stated[row], voices[row], 0.0))
    offers = [
        [
            _Offer(
                row,
                span,
                stated[row],
                voices[row],
                round(FIT_WEIGHT * float(fit[row]) + WORDING_WEIGHT * span.worth, DECIMALS),
            )
            for row, one in enumerate(passages)
            if (span := quotable.best(one, weights, rules)) is not None
        ]
        for rules in quotable.STRICT_TO_LAX
    ]
    sizes = Counter(
        {
            group: len({v for v, g in zip(voices, stated, strict=True) if g == group})
            for group in stated
        }
    )
    for group in sorted(sizes, key=lambda one: (one == "", -sizes[one], one)):
        if len(chosen) >= most:
            break
        if any(one.group == group for one in chosen):
            continue
        for level in offers:
            mine = _closest([one for one in level if one.group == group], fit)
            if picked := _pick(mine, chosen, rows, near):
                chosen.append(picked)
                break
    for level in offers[:2]:
        while len(chosen) < most:
            picked = _pick(_closest(level, fit), chosen, rows, near)
            if picked is None:
                break
            chosen.append(picked)
    return tuple(
        Quotation(passage=passages[one.row].id, start=one.span.start, end=one.span.end)
        for one in chosen
    )


def _nearness(rows: Matrix, voices: Sequence[str]) -> Matrix:
    """Passage x contributor: the cosine to the closest of the contributor's passages."""
    names = sorted(set(voices))
    products = np.round(rows @ rows.T, DECIMALS)
    columns = [
        products[:, [row for row, voice in enumerate(voices) if voice == name]].max(axis=1)
        for name in names
    ]
    return np.stack(columns, axis=1)


def _closest(offers: Sequence[_Offer], fit: Matrix) -> list[_Offer]:
    """The better half by closeness to the theme, but at least five."""
    ranked = sorted(offers, key=lambda one: (-fit[one.row], one.row))
    return ranked[: max(5, round(BEST * len(ranked)))]


def _pick(
    offers: Sequence[_Offer], chosen: Sequence[_Offer], rows: Matrix, near: Matrix
) -> _Offer | None:
    """The offer that adds most: what it covers of what others said, and its own worth."""
    taken = [one.row for one in chosen]
    heard = {one.contributor for one in chosen}
    texts = {one.span.text for one in chosen}
    covered = near[taken].max(axis=0) if taken else np.zeros(near.shape[1])

    def gain(one: _Offer) -> float:
        added = float(np.maximum(near[one.row] - covered, 0.0).mean())
        return round(added + one.worth, DECIMALS)

    fresh = [
        one
        for one in offers
        if one.contributor not in heard
        and one.span.text not in texts
        and (not taken or float((rows[taken] @ rows[one.row]).max()) < SAME)
    ]
    return min(fresh, key=lambda one: (-gain(one), one.row), default=None)
