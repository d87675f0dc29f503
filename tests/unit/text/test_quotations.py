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


@pytest.mark.parametrize(
    "text",
    [
        "This should be changed by the regulator, because small networks cannot pay such fees every year.",
        "However, small networks should pay fees that follow the number of people whom they serve now.",
        "In this context small networks should pay fees that follow the number of people they serve.",
        "Small networks should pay fees (see https://example.org/fees) that follow the number of people served.",
        "Small networks should pay “fees that follow the number of people whom they serve, not bandwidth.",
        "Small networks (and their users should pay fees that follow the number of people they serve.",
        "SPECTRUM FEES AND LICENCES Small networks should pay fees that follow the number of people.",
        "Spectrum fees and licences We believe that small networks should pay by the number of people served.",
        "3. Small networks should pay fees that follow the number of people whom they serve every year.",
        "small networks should pay fees that follow the number of people whom they serve in the valley.",
        "Small networks should pay fees that follow the number of people whom they serve and",
        "Small networks should pay fees (Smith 2014) that follow the number of people whom they serve.",
        "As noted above, small networks should pay fees that follow the number of people they serve.",
        "Ensuring that small networks pay fees that follow the number of people whom they serve now.",
        "Thank you for the opportunity to say that small networks should pay fees by people served.",
        "Write to █████████ so that small networks pay fees that follow the number of people served.",
        "The inter- ference that small networks meet should be solved among neighbours without fees.",
        "Core topic: small networks should pay fees that follow the number of people whom they serve.",
        "Too short to be quoted.",
    ],
)  # fmt: skip
def test_what_cannot_stand_alone_is_not_quoted(text: str) -> None:
    assert not stands_alone(text, STRICT)


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "“The bands must stay open,” wrote fourteen villages to the regulator, who has not answered them since May.",
        "Proponemos que el registro sea gratuito y que se pueda hacer en la alcaldía de cada municipio rural.",
        "Nous demandons une seule chose : que la redevance dépende de la taille de l’entreprise et non du statut.",
        "The Working Group on Enhanced Cooperation should publish the minutes of its meetings within a month.",
        "The Hague programme should publish the minutes of its meetings within a month of each meeting.",
    ],
)  # fmt: skip
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
