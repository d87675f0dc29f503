"""Whose input is in the document."""

from collections import Counter
from collections.abc import Collection, Sequence

import numpy as np

from bpforum.text.columns import Column
from bpforum.text.counting import balance as balances
from bpforum.text.counting.balance import Balance, Coverage, Pieces
from bpforum.text.counting.register import Register
from models.audience import Consent
from models.contribution import Contribution, Contributor
from models.passage import Passage
from tests.unit.text.counting.test_counts import contribution
from tests.unit.text.toy import passage

CIVIL = Contributor(name="A", group="civil", region="africa")
BUSINESS = Contributor(name="B", group="business", region="asia")
ONES = [
    contribution(1, CIVIL, questions=("q1",)),
    contribution(2, CIVIL, questions=("q1", "q2")),
    contribution(3, BUSINESS, language="es"),
]
PIECES = [
    passage("One.", 1, question="q1"),
    passage("Two.", 2, question="q2"),
    passage("Tres.", 3, language="es"),
    passage("Not counted.", 9),
]


def balance(
    ones: Sequence[Contribution],
    passages: Sequence[Passage],
    cited: Collection[str],
    asked: Sequence[str] = (),
) -> Balance:
    place = {one.reference: row for row, one in enumerate(ones)}
    known = [one for one in passages if one.contribution in place]
    pieces = Pieces(
        of=np.array([place[one.contribution] for one in known], dtype=np.int64),
        languages=Column.of(one.language for one in known),
        questions=Column.of(one.question for one in known),
        is_cited=np.array([one.id in cited for one in known], dtype=np.bool_),
    )
    return balances.balance(
        Register.of(ones), Counter(one.questions for one in ones), pieces, asked
    )


def by_id(found: tuple[Coverage, ...]) -> dict[str, Coverage]:
    return {one.id: one for one in found}


def test_shares_and_rates_by_group() -> None:
    found = balance(ONES, PIECES, {PIECES[0].id})
    civil, business = by_id(found.by_group)["civil"], by_id(found.by_group)["business"]
    assert (civil.contributions, civil.contributions_share) == (2, 0.667)
    assert (civil.passages, civil.cited, civil.cited_share, civil.citation_rate) == (2, 1, 1.0, 0.5)
    assert (business.cited, business.citation_rate) == (0, 0.0)
    assert (found.contributions, found.passages, found.cited) == (3, 3, 1)


def test_an_unanswered_question_is_shown_with_nothing() -> None:
    found = balance(ONES, PIECES, (), ["q1", "q2", "q3"])
    assert [one.id for one in found.by_question] == ["q1", "q2", "q3", ""]
    assert [one.contributions for one in found.by_question] == [2, 1, 0, 1]


def test_languages_are_those_of_the_passages() -> None:
    assert by_id(balance(ONES, PIECES, {PIECES[2].id}).by_language)["es"].citation_rate == 1.0


def test_a_region_of_few_does_not_give_a_withheld_name_away() -> None:
    withheld = Consent(basis="stated", scope="name_withheld")
    few = [contribution(1, BUSINESS, consent=withheld), contribution(2, CIVIL)]
    assert [one.id for one in balance(few, (), ()).by_region] == ["africa", ""]
    many = [contribution(n, BUSINESS, consent=withheld) for n in range(1, 4)]
    assert [one.id for one in balance(many, (), ()).by_region] == ["asia"]


def test_nothing_received_is_a_balance_too() -> None:
    found = balance([], [], ())
    assert (found.contributions, found.by_group, found.by_question) == (0, (), ())
    assert "do not measure support" in found.note
