"""Texts looked at one by one are as alike as those that are looked at all at once."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.copies import likeness
from bpforum.text.copies.likeness import Likeness
from bpforum.text.copies.shingles import Shingles
from tests.unit.text.copies.test_duplicates import edited, prose, write


def _likes(kinds: list[tuple[int, int, int]]) -> Likeness:
    texts = [
        write([*edited(prose(seed, 40), *range(0, edits * 2, 2)), *prose(seed + 9, more)])
        for seed, edits, more in kinds
    ]
    return Likeness(Shingles([*texts, "", "one two", "one two three"]))


@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 8), st.sampled_from([0, 5, 30, 70])),
        min_size=1, max_size=9,
    ),
    st.sampled_from([0, 3, 1_000]),
    st.sampled_from([0, 40, 1_000]),
)  # fmt: skip
def test_one_by_one_is_as_all_at_once(
    kinds: list[tuple[int, int, int]], few: int, longest: int
) -> None:
    likes = _likes(kinds)
    everybody = list(range(len(kinds) + 3))
    with (
        patch.object(likeness, "_FEW", few),
        patch.object(likeness, "_LONG", longest),
        patch.object(likeness, "_SETS_AT_HAND", 2),
    ):
        for one in everybody:
            expected = likes.alike(one, np.array(everybody)).tolist()
            # Texts without shingles are compared with nobody.
            asked = [n for n in everybody if likes.sizes[n] and likes.sizes[one]]
            assert [likes.is_alike(one, n) for n in asked] == [expected[n] for n in asked]
            assert likes.like(one, asked) == [n for n in asked if expected[n]]
            assert likes.is_like_all(one, asked) == all(expected[n] for n in asked)
            assert likes.is_like_all(one, likes.like(one, asked))


@pytest.mark.parametrize(("edits", "alike"), [(1, True), (9, False)])
def test_there_are_both(edits: int, alike: bool) -> None:
    likes = _likes([(0, 0, 0), (0, edits, 0)])
    assert likes.is_alike(0, 1) is alike is likes.is_like_all(0, [0, 1])
