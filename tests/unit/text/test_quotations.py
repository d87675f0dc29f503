"""Which words of a theme are quoted."""

import numpy as np
import pytest

from bpforum.text import quotable, quotations
from bpforum.text.quotable import STRICT_TO_LAX, stands_alone
from models.ids import passage_id
from models.passage import Passage
from tests.unit.text.toy import encode

STRICT = STRICT_TO_LAX[0]
GOOD = (
    "Small networks should pay spectrum fees that follow the number of people whom they serve, "
    "and not the bandwidth that they use."
)


def at(text: str, number: int, start: int = 0) -> Passage:
    reference = f"C-{number:04d}"
    return Passage(
        id=passage_id(reference, start, text), contribution=reference, source="inbox",
        external_id=str(number), start=start, end=start + len(text), text=text, language="en",
    )  # fmt: skip


def choose(
    passages: list[Passage],
    groups: list[str] | None = None,
    people: list[str] | None = None,
    most: int = 3,
    prefer: list[str] | None = None,
) -> list[str]:
    """The chosen words, cut out of the contributions by the spans that were given."""
    rows = encode([one.text for one in passages])
    ids = [one.id for one in passages]
    chosen = quotations.choose(
        passages,
        dict(zip(ids, groups or [""] * len(ids), strict=True)),
        dict(zip(ids, people or ids, strict=True)),
        rows,
        rows.mean(axis=0),
        most=most,
        prefer=prefer or (),
    )
    by_id = {one.id: one for one in passages}
    whole = {one.id: " " * one.start + one.text for one in passages}
    for one in chosen:
        assert by_id[one.passage].start <= one.start < one.end <= by_id[one.passage].end
    return [whole[one.passage][one.start : one.end] for one in chosen]


def test_a_quotation_is_an_exact_span_of_the_contribution() -> None:
    assert choose([at(f"It is late. {GOOD} Thank you.", 1, start=500)]) == [GOOD]


REST = "nets should pay fees by the number of people they serve, not by the band."


@pytest.mark.parametrize(
    "text",
    [
        f"This is why {REST}",
        f"However, {REST}",
        f"In this context small {REST}",
        f"As noted above, small {REST}",
        f"Ensuring that small {REST}",
        f"Thank you for the opportunity to say that small {REST}",
        f"Small (see https://example.org/fees) {REST}",
        f"Write to █████████ so that small {REST}",
        f"Small (Smith 2014) {REST}",
        f"Small “fair {REST}",
        f"Small (fair {REST}",
        f"SPECTRUM FEES AND LICENCES Small {REST}",
        f"Spectrum fees and licences We believe that small {REST}",
        f"Core topic: small {REST}",
        f"3. Small {REST}",
        f"small {REST}",
        f"Small {REST[:-1]} and",
        f"The inter- ference is why small {REST}",
        "Too short to be quoted.",
    ],
)
def test_what_cannot_stand_alone_is_not_quoted(text: str) -> None:
    assert not stands_alone(text, STRICT)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        f"Small {REST}",
        f"“Small nets must live,” wrote a village, and all {REST}",
        "Proponemos que el registro no cueste nada y que se haga en la alcaldía de cada pueblo.",
        "Nous ne demandons que ceci : que le prix dépende de la taille et non pas du statut.",
        "The Working Group on Fees should publish the minutes of all its meetings within a month.",
        "The Hague programme should publish the minutes of each of its meetings within one month.",
    ],
)
def test_whole_sentences_can(text: str) -> None:
    assert stands_alone(text, STRICT)


def test_a_heading_on_the_line_before_is_left_out() -> None:
    assert choose([at(f"Spectrum fees\n{GOOD}", 1)]) == [GOOD]


def test_every_group_that_spoke_is_heard() -> None:
    passages = [at(f"{GOOD[:-1]}, says village number {n}.", n) for n in range(1, 9)]
    odd = at(
        "Operators with towers could lend a place for antennas to schools at no cost at all.", 9
    )
    groups = ["civil"] * 8 + ["business"]
    assert odd.text in choose([*passages, odd], groups, most=2)


def test_nobody_is_quoted_twice_and_nothing_is_said_twice() -> None:
    passages = [at(f"{GOOD[:-1]}, we said in month {n}.", n) for n in range(1, 5)]
    assert len(choose(passages, people=["one"] * 4)) == 1
    same = [at(GOOD, n) for n in range(1, 5)]
    assert len(choose(same)) == 1


def test_a_pinned_passage_comes_first_even_if_no_rule_would_have_it() -> None:
    pinned = at("  and so on, as they say ", 1)
    passages = [pinned, at(GOOD, 2)]
    assert choose(passages, prefer=[pinned.id])[0] == "and so on, as they say"
    assert len(choose(passages, prefer=[pinned.id], most=1)) == 1


def test_a_short_answer_may_be_quoted_whole_where_there_is_nothing_longer() -> None:
    assert choose([at("The nanny state must stop interfering with villages.", 1)]) == [
        "The nanny state must stop interfering with villages."
    ]
    assert choose([at("Ban them completely", 1)]) == ["Ban them completely"]


def test_no_candidates_no_quotations() -> None:
    assert quotations.choose([], {}, {}, np.zeros((0, 3)), np.zeros(3), most=3) == ()
    assert choose([at("███", 1)]) == []


def test_the_order_of_candidates_changes_nothing() -> None:
    passages = [
        at(f"{GOOD[:-1]}, and the {noun} should be open to everybody in the valley.", n + 1)
        for n, noun in enumerate(["school", "tower", "harbour", "register", "market", "fund"])
    ]
    groups = ["a", "b", "a", "b", "c", ""]
    assert choose(passages, groups) == choose(passages[::-1], groups[::-1])


def test_weights_grow_with_the_number_of_people_who_use_a_word() -> None:
    weights = quotable.weights(["fees and fees", "fees", "towers"], ["a", "b", "c"])
    assert weights["fee"] > weights["tower"] > 0
