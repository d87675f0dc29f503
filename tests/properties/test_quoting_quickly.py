"""What is quoted is chosen quickly: each short cut is held to what it stands for."""

from collections import defaultdict
from math import log

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.text.counting.nearness import cosines, weights_of_best
from bpforum.text.quotes import quotable
from bpforum.text.quotes.evenness import Evenness
from bpforum.text.quotes.quotable import LAXEST, STRICT_TO_LAX, Rules, Span
from bpforum.text.sentences import split
from bpforum.text.speeches import Speech
from bpforum.text.vectors import unit
from models.passage import Passage

OPENINGS = ("The towers", "We", "This", "in the harbour", "Theme:", "1. Ports", "“Fees", "Building")
MIDDLES = ("should pay", "see www.ports.org for", "need", "THE FEES OF PORTS AND", "pay (all of")
ENDS = ("the fees.", "every port, as above.", "towers?", "it all", "fees)!", "the Ports are\nFees.")
SENTENCES = st.tuples(
    st.sampled_from(OPENINGS),
    st.lists(st.sampled_from(MIDDLES), min_size=1, max_size=6).map(" ".join),
    st.sampled_from(ENDS),
).map(" ".join)
TEXTS = st.tuples(st.lists(SENTENCES, min_size=1, max_size=5), st.sampled_from([" ", "\n", "\n\n"]))
RULES = st.sampled_from(STRICT_TO_LAX)


def passage(text: str, start: int) -> Passage:
    return Passage(
        id="p0123456789ab",
        contribution="C-0001",
        source="form",
        external_id="1",
        text=text,
        start=start,
        end=start + len(text),
        language="en",
    )


def slowly(one: Passage, weight: dict[str, float], rules: Rules) -> Span | None:
    """All sentences that can stand alone are rated, as is told of the best of them."""
    rated = []
    for start, end in split(one.text, 0):
        sentence = quotable._sentence(one.text, start, end)
        begins = sentence.at == 0 and (sentence.is_all or one.start == 0)
        fewest = min(rules.fewest, 8) if sentence.is_all else rules.fewest
        own = Rules(fewest, rules.most, rules.careless)
        if sentence.text and quotable.stands_alone(sentence.text, own, begins):
            at, worth = one.start + sentence.at, quotable._worth(sentence.text, weight)
            rated.append(Span(at, at + len(sentence.text), sentence.text, worth))
    return min(rated, key=lambda span: (-span.worth, span.start), default=None)


@given(TEXTS, RULES, st.sampled_from([0, 7]), st.floats(0.0, 1.0))
def test_the_best_sentence_is_the_best_of_all_that_can_stand(
    made: tuple[list[str], str], rules: Rules, start: int, fees: float
) -> None:
    one, weight = passage(made[1].join(made[0]), start), {"fee": fees, "tower": 0.4, "port": 0.2}
    assert quotable.best(one, weight, rules) == slowly(one, weight, rules)


def test_some_sentence_is_quoted_by_the_strictest_rules_and_some_by_none() -> None:
    plain = "The towers should pay the fees that every port in the county has paid for many years."
    assert slowly(passage(plain, 3), {}, STRICT_TO_LAX[0]) is not None
    assert slowly(passage("This should pay the fees.", 3), {}, LAXEST) is None


@given(st.lists(st.tuples(SENTENCES, st.sampled_from("abc")), max_size=8))
def test_a_stem_weighs_what_its_users_are_of_all(said: list[tuple[str, str]]) -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for text, voice in said:
        for stem in quotable._stems(text):
            users[stem].add(voice)
    whole = log(1 + len({voice for _, voice in said}))
    assert quotable.weights(*zip(*said, strict=True) if said else ([], [])) == {
        stem: log(1 + len(who)) / whole for stem, who in users.items()
    }


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(1, 40), min_size=1, max_size=4))
@settings(max_examples=25)
def test_chance_is_of_the_whole_order_whatever_was_asked_before(
    seed: int, draws: list[int]
) -> None:
    rows = unit(np.random.default_rng(seed).normal(size=(30, 4)))
    ones = [
        Speech(passage("Fees.", 0), str(n % 11), "ab"[n % 2], "", "cde"[n % 3], True)
        for n in range(30)
    ]
    weights = np.linspace(1.0, 2.0, 30)
    even = Evenness(rows, ones, weights, rows[:25])
    order = -np.sort(-cosines(rows, rows[:25]), axis=1)
    for drawn in draws:
        share = weights_of_best(25, min(drawn, 25))
        by_row = order[:, : len(share)] @ share
        for at, group in enumerate(even.groups):
            mine = np.array([one.group == group for one in ones]) * weights
            expected = float(by_row @ mine / mine.sum())
            found = float(even._chance(drawn)[at])
            assert abs(found - expected) < 1e-9
