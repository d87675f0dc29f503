"""Large forums: lists are cut and searches end sooner, and the promises hold as in small ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.crowd import Crowd
from bpforum.text.copies import holdings, shelves, shingles, stars
from bpforum.text.copies.duplicates import compare
from bpforum.text.copies.families import homes
from bpforum.text.copies.likeness import ALWAYS, Likeness
from bpforum.text.copies.shingles import Shingles, fold
from tests.unit.text.copies import test_duplicates as small
from tests.unit.text.copies.test_duplicates import prose, write

Parts = list[tuple[int, int]]


@contextmanager
def many() -> Iterator[None]:
    """All is done as in a forum of many texts, with borders where small ones have none."""
    with (
        patch.object(stars, "MANY", 0),
        patch.object(holdings, "MANY", 0),
        patch.object(shelves, "_TEXTS_AT_ONCE", 3),
        patch.object(shelves, "_POSTINGS_AT_ONCE", 20),
        patch.object(shelves, "_PAIRS_AT_ONCE", 5),
        patch.object(shingles, "_COMPARED_AT_ONCE", 200),
    ):
        yield


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), min_size=6, max_size=24),
    st.integers(0, 2**32),
)
def test_copies_share_a_group_and_chains_join_nothing_unlike(edits: Parts, seed: int) -> None:
    with many():
        small.test_copies_share_a_group_and_chains_join_nothing_unlike.hypothesis.inner_test(  # type: ignore[attr-defined]
            edits, seed
        )


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=4, max_size=14),
    st.integers(0, 2**32),
)
def test_groups_hold_nothing_unlike_and_order_decides_nothing(pasted: Parts, seed: int) -> None:
    with many():
        small.test_whatever_is_pasted_into_what_groups_hold_nothing_unlike_and_order_decides_nothing.hypothesis.inner_test(  # type: ignore[attr-defined]
            pasted, seed
        )


@pytest.mark.parametrize("seed", range(4))
def test_texts_that_always_share_a_group_are_found_without_exception(seed: int) -> None:
    rows = list(Crowd(seed).rows(400))
    folded = list(dict.fromkeys(fold(row[2]) for row in rows))
    likes = Likeness(Shingles(folded))
    with many():
        found = homes(likes)
    home = dict(enumerate(found.tolist()))
    assert sorted(home) == list(range(len(folded)))
    sets = [set(zip(w, w[1:], w[2:], strict=False)) for w in map(str.split, folded)]
    root = list(range(len(sets)))
    for one, other in combinations(np.flatnonzero(likes.comparable).tolist(), 2):
        shared = len(sets[one] & sets[other])
        if shared >= ALWAYS * len(sets[one] | sets[other]):
            kept, lost = sorted((root[one], root[other]))
            root = [kept if r == lost else r for r in root]
    assert len(set(root)) == len(set(home.values())) < len(folded)
    assert all(home[one] == home[r] for one, r in enumerate(root))


def test_a_letter_is_found_where_many_others_share_its_rarest_words() -> None:
    opening = prose(1, 40)
    letter = [*opening, *prose(2, 20)]
    others = [(f"c{n}", write([*opening, *prose(n, 25)])) for n in range(100, 500)]
    sent = [(f"c{n}", write(letter)) for n in (900, 901)]
    longer = ("c902", write([*prose(3, 80), *letter, *prose(4, 80)]))
    with patch.object(stars, "MANY", 0), patch.object(holdings, "MANY", 0):
        found = compare([*others, *sent, longer])
    assert any({"c900", "c902"} <= {g.representative, *g.members} for g in found.groups) or any(
        (one.text, one.held) == ("c902", "c900") for one in found.holdings
    )


def test_two_letters_on_one_template_are_apart_and_each_has_its_own() -> None:
    template = prose(1, 60)
    letters = [[*template, *prose(n, 70)] for n in (2, 3)]
    texts = [
        (f"c{n}", write(small.edited(letters[n % 2], n % 60, 60 + n % 70))) for n in range(10, 400)
    ]
    with patch.object(stars, "MANY", 0), patch.object(holdings, "MANY", 0):
        groups = compare(texts).groups
    assert sorted(len(g.members) for g in groups) == [194, 194]
