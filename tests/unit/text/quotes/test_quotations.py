"""Which words of a theme are quoted."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.counting.representation import audit
from bpforum.text.quotes import quotable, quotations
from bpforum.text.quotes.offers import aims, headings, offers
from bpforum.text.quotes.quotable import STRICT_TO_LAX, stands_alone
from bpforum.text.quotes.quotations import Chosen, Quotation
from bpforum.text.speeches import Speech, Speeches
from models.ids import passage_id
from models.passage import Passage
from tests.unit.text.toy import encode

STRICT = STRICT_TO_LAX[0]
NOBODY = Speeches.of([])
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


def speech(one: Passage, **told: Any) -> Speech:
    fields: dict[str, Any] = {
        "passage": one, "voice": one.contribution, "group": "", "position": "", "region": "",
        "may_quote": True,
    }  # fmt: skip
    return Speech(**fields | told)


def chosen_of(*themes: list[Speech], **more: Any) -> list[Chosen]:
    ones = [one for theme in themes for one in theme]
    rows = encode([one.passage.text for one in ones])
    vectors: dict[str, Any] = {one.id: row for one, row in zip(ones, rows, strict=True)}
    parts = [Speeches.of(theme) for theme in themes]
    return list(quotations.choose(parts, NOBODY, vectors, **{"fewest": 3, "most": 3} | more))


def words_of(speeches: list[Speech], chosen: Sequence[Quotation]) -> list[str]:
    """The chosen words, cut out of the contributions by the spans that were given."""
    by_id = {one.id: one.passage for one in speeches}
    whole = {key: " " * one.start + one.text for key, one in by_id.items()}
    for one in chosen:
        assert by_id[one.passage].start <= one.start < one.end <= by_id[one.passage].end
    return [whole[one.passage][one.start : one.end] for one in chosen]


def choose(
    passages: list[Passage],
    groups: list[str] | None = None,
    people: list[str] | None = None,
    most: int = 3,
    prefer: list[str] | None = None,
) -> list[str]:
    speeches = [
        speech(one, group=group, voice=who)
        for one, group, who in zip(
            passages, groups or [""] * len(passages), people or [p.id for p in passages],
            strict=True,
        )
    ]  # fmt: skip
    [found] = chosen_of(speeches, fewest=most, most=most, prefer=prefer or ())
    return words_of(speeches, found.quotations)


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
    assert choose([at(f"What to know before you copy it:\n{GOOD}", 1)]) == [GOOD]


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
    assert quotations.choose([], NOBODY, {}, fewest=3, most=3) == ()
    assert quotations.choose([NOBODY], NOBODY, {}, fewest=3, most=3)[0].quotations == ()
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


VILLAGES = [at(f"{GOOD[:-1]}, says village number {n} of the valley.", n) for n in range(1, 30)]


def test_a_position_held_by_one_is_heard_before_the_majority_is_heard_twice() -> None:
    speeches = [speech(one, group="civil", position="in favour") for one in VILLAGES[:9]]
    against = at("Operators with towers could never lend a place for antennas to schools.", 40)
    [found] = chosen_of([*speeches, speech(against, group="civil", position="against")], most=2)
    assert against.id in {one.passage for one in found.quotations}


def test_groups_are_heard_before_positions_and_positions_before_regions() -> None:
    ones = [
        *(speech(one, group="civil", position="in favour", region="africa") for one in VILLAGES),
        speech(at("Towers that nobody uses any more should be lent to schools.", 41), group="gov"),
        speech(
            at("No school should have to climb a tower in order to teach how it works.", 42),
            group="civil", position="against",
        ),
        speech(
            at("Islands are served by boats that come with the batteries once a month.", 43),
            group="civil", region="asia",
        ),
    ]  # fmt: skip
    rare = [one.id for one in ones[-3:]]
    for most in (1, 2, 3, 4):
        [found] = chosen_of(ones, fewest=1, most=most)
        heard = [one.passage for one in found.quotations]
        assert [one for one in rare if one in heard] == rare[: most - 1]


def test_what_may_not_be_quoted_is_not() -> None:
    shut = [speech(one, may_quote=False) for one in VILLAGES[:6]]
    only = speech(VILLAGES[6])
    [found] = chosen_of([*shut, only])
    assert [one.passage for one in found.quotations] == [only.id]
    [found] = chosen_of(shut, prefer=[shut[0].id])
    assert found.quotations == ()


HEADS = st.tuples(
    st.sampled_from(["", "a", "b", "c"]), st.sampled_from(["", "for"]), st.sampled_from(["", "x"])
)


@given(st.lists(HEADS, max_size=60), st.integers(4, 24))
def test_what_is_to_be_covered_has_some_of_each_heading_that_is_come_to(
    heads: list[tuple[str, str, str]], most: int
) -> None:
    ones = sorted(
        (
            speech(at(GOOD, n), group=group, position=position, region=region)
            for n, (group, position, region) in enumerate(heads, start=1)
        ),
        key=lambda one: one.id,
    )
    theme = Speeches.of(ones)
    each = max(2, most // 4 // max(1, sum(map(len, headings(theme)))))
    taken, seen = set[str](), Counter[tuple[int, str]]()
    for one in ones:
        own = list(enumerate((one.group, one.position, one.region)))
        if len(taken) < most // 2 and any(seen[head] < each for head in own):
            taken.add(one.id)
            seen.update(own)
    for one in ones:
        if len(taken) < most:
            taken.add(one.id)
    wanted = ones if len(ones) <= most else [one for one in ones if one.id in taken]
    assert aims(theme, most) == wanted


def test_nobody_is_lost_by_the_bound_on_what_is_looked_at() -> None:
    crowd = [
        speech(at(f"{GOOD[:-1]}, says household number {n} of the city.", n), group="civil")
        for n in range(1, 2_000)
    ]
    rare = [
        speech(at("A regulator should publish its registers each month.", 9_001), group="gov"),
        speech(
            at("A school should never pay for its own spectrum licence.", 9_002),
            group="civil", position="against",
        ),
        speech(
            at("An island should have a second cable before a third tower.", 9_003),
            group="civil", region="asia",
        ),
    ]  # fmt: skip
    looked_at = offers(Speeches.of([*crowd, *rare]), {}, 100)
    assert len(looked_at) <= 110
    assert {one.id for one in rare} <= {offer.speech.id for offer in looked_at}
    chance = np.random.default_rng(0)
    vectors: dict[str, Any] = {one.id: chance.normal(size=8) for one in [*crowd, *rare]}
    theme = Speeches.of([*crowd, *rare])
    [found] = quotations.choose([theme], NOBODY, vectors, fewest=3, most=8)
    assert {one.id for one in rare} <= {one.passage for one in found.quotations}


def test_a_group_that_speaks_in_one_careless_line_is_heard_too() -> None:
    careless = speech(at("it should be free", 50), group="civil")
    small = speech(at("this is what we think of it", 51), group="gov")
    ones = [*(speech(one, group="business") for one in VILLAGES[:5]), careless, small]
    [found] = chosen_of(ones)
    assert {careless.id, small.id} <= {one.passage for one in found.quotations}
    half = at("and so it is that they do", 52, start=300)
    assert choose([half]) == []  # it may be half of a sentence


@pytest.mark.parametrize(
    "text", ["The networks are so\ufffdwell kept here.", "La conexiÃ³n del pueblo es buena.",
             "A\u0300\u0301\u0302\u0303 network of all villages is well kept.",
             "A network" + "x" * 60 + " of all villages is well kept."],
)  # fmt: skip
def test_what_a_reader_would_find_broken_is_not_quoted(text: str) -> None:
    assert choose([at(text, 1)]) == []


def test_what_was_marked_is_shown_by_kind_and_never_twice() -> None:
    marked = [
        speech(at(f"We lent {n} towers to the school, and it pays for the light.", 60 + n),
               kind="practice")
        for n in range(5)
    ]  # fmt: skip
    [found] = chosen_of([*(speech(one) for one in VILLAGES[:4]), *marked], marked=2)
    shown = [one.passage for one in found.marked.get("practice", ())]
    assert set(shown) <= {one.id for one in marked}
    assert not set(shown) & {one.passage for one in found.quotations}
    assert set(found.marked) <= {"practice"}


def test_a_large_group_is_not_covered_less_than_by_chance() -> None:
    """Three groups are heard alike in each theme, and most of the voices are of one of them, who
    say four things."""
    groups = ["civil"] * 16 + ["gov", "igo"]
    themes = [
        [
            speech(at(f"{GOOD[:-1]}, as {n} of us said {theme} times.", 100 * theme + n), group=one)
            for n, one in enumerate(groups)
        ]
        for theme in range(1, 5)
    ]
    ones = [one for theme in themes for one in theme]
    chance = np.random.default_rng(1)
    subjects = chance.normal(size=(4, 6, 32))
    vectors: dict[str, Any] = {
        one.id: subjects[theme][n % 4 if n < 16 else n - 12] + 0.4 * chance.normal(size=32)
        for theme, ones_of in enumerate(themes)
        for n, one in enumerate(ones_of)
    }
    parts = [Speeches.of(theme) for theme in themes]
    found = quotations.choose(parts, NOBODY, vectors, fewest=3, most=8)
    picked = [one.passage for theme in found for one in theme.quotations]
    quoted = audit(Speeches.of(ones), vectors, picked, picked, kinds=("group",)).quoted
    assert [row.id for row in quoted.by_group if row.difference < 0] == []
    for theme, chosen in zip(themes, found, strict=True):
        by_id = {one.id: one.group for one in theme}
        assert {by_id[one.passage] for one in chosen.quotations} == set(groups)
        assert len(chosen.quotations) <= 8
