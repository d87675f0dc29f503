"""Whose input is in the document and whose is not: owns the comparison, measures no support.

Coverage by stakeholder group, region, language and question. What people did not state is "", and
nothing that a contributor withheld can be read off a small number.
"""

from collections.abc import Collection, Sequence

import numpy as np

from bpforum.text.columns import Column
from bpforum.text.counting.register import FEWEST_TO_SHOW, Register
from bpforum.text.counting.representation import Representation
from models.base import Model
from models.contribution import Contribution
from models.passage import Passage

NOTE = "Counts describe the input received; they do not measure support."


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
    register: Register | None = None,
) -> Balance:
    """The balance of the counted `contributions` and their `passages`; `cited` are passage ids.

    `register`: the contributions', where it is known already.

    Questions come in the order `asked`, also those that nobody answered; other headings by size.
    """
    register = register or Register.of(contributions)
    place = {one.reference: n for n, one in enumerate(contributions)}
    pieces = [one for one in passages if one.contribution in place]
    of = np.fromiter((place[one.contribution] for one in pieces), np.int64, len(pieces))
    kept, known = frozenset(cited), frozenset(asked)
    is_cited = np.fromiter((one.id in kept for one in pieces), np.bool_, len(pieces))

    def cover(
        contributed: Column, passed: Column, order: Sequence[str] = ()
    ) -> tuple[Coverage, ...]:
        by_contribution, by_passage = contributed.counts(), passed.counts()
        by_cited = passed.pick(is_cited).counts()
        names = {*by_contribution, *by_passage}
        found = sorted(names, key=lambda name: (name == "", -by_contribution.get(name, 0), name))
        wanted = [*order, *(name for name in found if name not in order)]
        return tuple(
            Coverage(
                id=name,
                contributions=by_contribution.get(name, 0),
                contributions_share=_share(by_contribution.get(name, 0), len(contributions)),
                passages=by_passage.get(name, 0),
                passages_share=_share(by_passage.get(name, 0), len(pieces)),
                cited=by_cited.get(name, 0),
                cited_share=_share(by_cited.get(name, 0), sum(by_cited.values())),
                citation_rate=_share(by_cited.get(name, 0), by_passage.get(name, 0)),
            )
            for name in wanted
        )

    regions = register.regions_shown()
    return Balance(
        contributions=len(contributions),
        passages=len(pieces),
        cited=int(is_cited.sum()),
        by_group=cover(register.groups, register.groups.pick(of)),
        by_region=cover(regions, regions.pick(of)),
        by_language=cover(register.languages, Column.of(one.language for one in pieces)),
        by_question=cover(
            Column.of(
                question
                for one in contributions
                for question in dict.fromkeys(q for q in one.questions if q in known) or ("",)
            ),
            Column.of(one.question if one.question in known else "" for one in pieces),
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


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0
