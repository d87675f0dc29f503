"""Whose input is in the document and whose is not: owns the comparison, measures no support.

Coverage by stakeholder group, region, language and question. What people did not state is "", and
nothing that a contributor withheld can be read off a small number.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from bpforum.text.counting.counts import group_of, region_of
from bpforum.text.counting.representation import Representation
from models.base import Model
from models.contribution import Contribution
from models.passage import Passage

NOTE = "Counts describe the input received; they do not measure support."
FEWEST_TO_SHOW = 3
"""Contributions of a region below which one whose name is withheld is counted as not stated."""


class Coverage(Model):
    """One heading's part of the input and of what is cited. Shares are of the whole, 0 … 1."""

    id: str
    """A group, region, language or question; `joint` for several, empty where not stated."""
    contributions: int
    contributions_share: float
    passages: int
    passages_share: float
    cited: int
    """Passages that the document cites."""
    cited_share: float
    citation_rate: float
    """Cited passages of this heading's passages."""


class Balance(Model):
    """`balance.json`. A contribution that answers two questions is counted under both."""

    note: str = NOTE
    contributions: int
    passages: int
    cited: int
    by_group: tuple[Coverage, ...]
    by_region: tuple[Coverage, ...]
    by_language: tuple[Coverage, ...]
    by_question: tuple[Coverage, ...]
    representation: Representation | None = None
    """How near what is cited comes to what was said; None where nobody looked."""


def balance(
    contributions: Sequence[Contribution],
    passages: Sequence[Passage],
    cited: Collection[str],
    asked: Sequence[str] = (),
    representation: Representation | None = None,
) -> Balance:
    """The balance of the counted `contributions` and their `passages`; `cited` are passage ids.

    Questions come in the order `asked`, also those that nobody answered; other headings by size.
    """
    counted = {one.reference for one in contributions}
    pieces = [one for one in passages if one.contribution in counted]
    kept = frozenset(cited)
    regions = regions_of(contributions)
    groups = {one.reference: group_of(one) for one in contributions}
    known = set(asked)

    def cover(
        heads: Callable[[Contribution], Iterable[str]],
        head: Callable[[Passage], str],
        order: Sequence[str] = (),
    ) -> tuple[Coverage, ...]:
        by_contribution = Counter(name for one in contributions for name in set(heads(one)))
        by_passage = Counter(head(one) for one in pieces)
        by_cited = Counter(head(one) for one in pieces if one.id in kept)
        names = {*by_contribution, *by_passage}
        found = sorted(names, key=lambda name: (name == "", -by_contribution[name], name))
        wanted = [*order, *(name for name in found if name not in order)]
        return tuple(
            Coverage(
                id=name,
                contributions=by_contribution[name],
                contributions_share=_share(by_contribution[name], len(contributions)),
                passages=by_passage[name],
                passages_share=_share(by_passage[name], len(pieces)),
                cited=by_cited[name],
                cited_share=_share(by_cited[name], by_cited.total()),
                citation_rate=_share(by_cited[name], by_passage[name]),
            )
            for name in wanted
        )

    return Balance(
        contributions=len(contributions),
        passages=len(pieces),
        cited=sum(one.id in kept for one in pieces),
        by_group=cover(lambda c: [groups[c.reference]], lambda p: groups[p.contribution]),
        by_region=cover(lambda c: [regions[c.reference]], lambda p: regions[p.contribution]),
        by_language=cover(lambda c: [c.language], lambda p: p.language),
        by_question=cover(
            lambda c: [q for q in c.questions if q in known] or [""],
            lambda p: p.question if p.question in known else "",
            asked,
        ),
        representation=representation,
    )


def tells_of_few(public: Balance) -> list[str]:
    """What a public balance holds that is not everybody's to know; empty where all is in order.

    By stakeholder group and region alone, of no fewer than three contributors, no references.
    """
    problems = []
    found = public.representation
    for name, one in (("cited", found.cited), ("quoted", found.quoted)) if found else ():
        if one.by_language or one.by_position:
            problems.append(f"the audit of what is {name} tells of languages or positions")
        if one.not_reflected:
            problems.append(f"the audit of what is {name} names references")
        rows = [*([one.overall] if one.overall else ()), *one.by_group, *one.by_region]
        if any(row.contributors < FEWEST_TO_SHOW for row in rows):
            problems.append(f"the audit of what is {name} has a row of fewer than three")
    return problems


def regions_of(contributions: Sequence[Contribution]) -> dict[str, str]:
    """Region by reference, with the few of a region whose names are withheld as not stated."""
    regions = [region_of(one) for one in contributions]
    sizes = Counter(regions)
    return {
        one.reference: ""
        if one.consent.scope != "full" and sizes[region] < FEWEST_TO_SHOW
        else region
        for one, region in zip(contributions, regions, strict=True)
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
