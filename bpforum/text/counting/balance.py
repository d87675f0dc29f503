"""Whose input is in the document and whose is not: owns the comparison, measures no support.

Coverage by stakeholder group, region, language and question. What people did not state is "", and
nothing that a contributor withheld can be read off a small number.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bpforum.text.columns import Column, Mask, Rows
from bpforum.text.counting.register import FEWEST_TO_SHOW, Register
from bpforum.text.counting.representation import Representation
from models.base import Model

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


@dataclass(frozen=True)
class Pieces:
    """Passages of counted contributions, one row each."""

    of: Rows
    """The row of each one's contribution."""
    languages: Column
    questions: Column
    is_cited: Mask
    """Which of them the document cites."""

    def __len__(self) -> int:
        """How many."""
        return len(self.of)


def balance(
    counted: Register,
    answered: Mapping[tuple[str, ...], int],
    pieces: Pieces,
    asked: Sequence[str] = (),
    representation: Representation | None = None,
) -> Balance:
    """The balance of the `counted` contributions and their passages.

    `answered`: which questions contributions answer, and how many these. Questions come in the
    order `asked`, also those that nobody answered; other headings by size.
    """
    known = frozenset(asked)

    def cover(
        by_contribution: Mapping[str, int], passed: Column, order: Sequence[str] = ()
    ) -> tuple[Coverage, ...]:
        by_passage = passed.counts()
        by_cited = passed.pick(pieces.is_cited).counts()
        names = {*by_contribution, *by_passage}
        found = sorted(names, key=lambda name: (name == "", -by_contribution.get(name, 0), name))
        wanted = [*order, *(name for name in found if name not in order)]
        return tuple(
            Coverage(
                id=name,
                contributions=by_contribution.get(name, 0),
                contributions_share=_share(by_contribution.get(name, 0), len(counted)),
                passages=by_passage.get(name, 0),
                passages_share=_share(by_passage.get(name, 0), len(pieces)),
                cited=by_cited.get(name, 0),
                cited_share=_share(by_cited.get(name, 0), sum(by_cited.values())),
                citation_rate=_share(by_cited.get(name, 0), by_passage.get(name, 0)),
            )
            for name in wanted
        )

    regions = counted.regions_shown()
    by_question = Counter[str]()
    for questions, n in answered.items():
        for question in dict.fromkeys(q for q in questions if q in known) or ("",):
            by_question[question] += n
    return Balance(
        contributions=len(counted),
        passages=len(pieces),
        cited=int(pieces.is_cited.sum()),
        by_group=cover(counted.groups.counts(), counted.groups.pick(pieces.of)),
        by_region=cover(regions.counts(), regions.pick(pieces.of)),
        by_language=cover(counted.languages.counts(), pieces.languages),
        by_question=cover(
            by_question,
            pieces.questions.renamed(lambda one: one if one in known else ""),
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
