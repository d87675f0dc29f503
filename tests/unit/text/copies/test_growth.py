"""Many texts are compared in steps: what an earlier run reached saves time, and changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.crowd import Crowd
from bpforum.text.copies import growth
from bpforum.text.copies.duplicates import Known, compare
from bpforum.text.copies.families import homes
from bpforum.text.copies.likeness import Likeness
from bpforum.text.copies.shingles import Shingles, fold
from tests.unit.text.copies import test_duplicates as small
from tests.unit.text.copies.test_crowds import many
from tests.unit.text.copies.test_duplicates import prose, write
from tests.unit.text.copies.test_sketches import some_text


@contextmanager
def few_at_first(first: int = 4) -> Iterator[None]:
    """Some texts are many."""
    with many(), patch.object(growth, "_FIRST", first):
        yield


@pytest.mark.parametrize("known", [0, 1, 60, 200, 399, 400])
@pytest.mark.parametrize("seed", range(3))
def test_families_of_some_first_texts_are_joined_with_what_follows(seed: int, known: int) -> None:
    folded = list(dict.fromkeys(fold(row[2]) for row in Crowd(seed).rows(400)))
    known = min(known, len(folded))
    with few_at_first():
        expected = homes(Likeness(Shingles(folded)))
        before = homes(Likeness(Shingles(folded[:known])))
        assert np.array_equal(homes(Likeness(Shingles(folded), few=True), before), expected)
    assert len(set(expected.tolist())) < len(folded)


@given(
    st.lists(st.lists(st.integers(0, 60), max_size=14), min_size=1, max_size=6),
    st.sets(st.integers(0, 40)),
    st.data(),
)
def test_a_forum_that_grows_is_compared_as_if_it_had_come_at_once(
    runs: list[list[int]], equal: set[int], data: st.DataObject
) -> None:
    known = Known()
    sent: list[tuple[str, str]] = []
    only_equal = frozenset(f"c{n}" for n in equal)
    with few_at_first():
        for seeds in runs:
            if sent and data.draw(st.integers(0, 4)) == 0:
                del sent[data.draw(st.integers(0, len(sent) - 1))]
            start = int(sent[-1][0][1:]) + 1 if sent else 0
            sent += [(f"c{n}", some_text(seed)) for n, seed in enumerate(seeds, start=start)]
            assert compare(sent, only_equal, known) == compare(sent, only_equal)


@pytest.mark.parametrize("seed", range(3))
def test_a_crowd_that_grows_by_parts_is_compared_as_if_it_had_come_at_once(seed: int) -> None:
    texts = [(f"c{n}", row[2]) for n, row in enumerate(Crowd(seed).rows(300))]
    known, used = Known(), []
    with few_at_first(20):
        for size in (1, 19, 60, 61, 100, 150, 160, 299, 300, 120):
            used.append(known.reached.size if known.reached else 0)
            assert compare(texts[:size], known=known) == compare(texts[:size])
    assert len(set(used)) > 4


def test_letters_that_follow_in_a_later_step_are_found_with_their_first_copies() -> None:
    letters = [prose(n, 70) for n in range(4)]
    texts = [
        (f"c{n}", write([*letters[n % 4], *prose(n, 3)] if n % 3 else prose(n, 60)))
        for n in range(10, 90)
    ]
    with few_at_first():
        groups = compare(texts).groups
    assert sorted(len(group.members) + 1 for group in groups) == [13, 13, 14, 14]


def test_what_was_reached_with_other_texts_is_not_taken() -> None:
    one, other = ([(f"c{n}", some_text(n + seed)) for n in range(30)] for seed in (0, 1))
    known, foreign = Known(), Known()
    with few_at_first():
        compare(one, known=known)
        compare(other, known=foreign)
        assert known.reached
        assert foreign.reached
        known.reached = foreign.reached
        assert compare(one, known=known) == compare(one)


@pytest.mark.parametrize("size", [8_192, 8_193, 60_000, 1_000_000])
def test_steps_depend_on_the_number_of_texts_alone(size: int) -> None:
    steps = growth.steps(size)
    assert steps == sorted(set(steps))
    assert 0.9 * size < steps[-1] <= size
    assert len(steps) <= growth._AT_ONCE
    assert growth.steps(steps[-1]) == steps
    assert growth.steps(growth._FIRST - 1) == growth.steps(0) == []


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), min_size=6, max_size=24),
    st.integers(0, 2**32),
)
def test_copies_share_a_group_and_chains_join_nothing_unlike(
    edits: list[tuple[int, int]], seed: int
) -> None:
    with few_at_first():
        small.test_copies_share_a_group_and_chains_join_nothing_unlike.hypothesis.inner_test(  # type: ignore[attr-defined]
            edits, seed
        )


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=4, max_size=14),
    st.integers(0, 2**32),
)
def test_groups_hold_nothing_unlike_and_order_decides_nothing(
    pasted: list[tuple[int, int]], seed: int
) -> None:
    with few_at_first():
        small.test_whatever_is_pasted_into_what_groups_hold_nothing_unlike_and_order_decides_nothing.hypothesis.inner_test(  # type: ignore[attr-defined]
            pasted, seed
        )
