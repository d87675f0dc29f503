"""The families of an earlier comparison are read as they were written, and believed of the very
same texts alone."""

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.crowd import Crowd
from bpforum.text.copies import stars
from bpforum.text.copies.duplicates import Known, compare
from bpforum.text.copies.found_homes import FoundHomes, joined
from tests.unit.text.copies.test_growth import few_at_first

_DIGEST = b"d" * 16


def _homes(draws: list[int]) -> FoundHomes:
    home: list[int] = []
    for n, one in enumerate(draws):
        home.append(home[one % n] if n and one >= 0 else n)
    return FoundHomes(_DIGEST, np.array(home, dtype=np.int64))


@given(st.lists(st.integers(-1, 9), max_size=12), st.lists(st.integers(-1, 9), max_size=12))
def test_what_changed_is_enough(before: list[int], after: list[int]) -> None:
    first, then = _homes(before), _homes([*after, *before][: max(len(before), len(after))])
    whole, size = joined(None, first.beyond(None) + b"what follows")
    assert (whole.digest, whole.home.tolist(), size) == (
        _DIGEST, first.home.tolist(), len(first.beyond(None)),
    )  # fmt: skip
    assert joined(whole, then.beyond(whole))[0].home.tolist() == then.home.tolist()


def test_what_is_not_whole_is_refused() -> None:
    known = _homes([-1, -1, 0])
    whole = _homes([-1, 0, 0, -1]).beyond(known)
    wrong = [whole[:n] for n in range(len(whole))]
    wrong += [whole[:16] + bytes([n] * 4) + whole[20:] for n in (2, 127, 255)]
    wrong += [whole[:-4] + np.array([n], dtype="<i4").tobytes() for n in (-1, 4, 1)]
    for data in wrong:
        with pytest.raises(ValueError):  # noqa: PT011 - whichever reason is told
            joined(known, data)


@pytest.mark.parametrize("seed", range(3))
def test_families_are_not_sought_again_and_foreign_ones_are_not_taken(seed: int) -> None:
    texts = [(f"c{n}", row[2]) for n, row in enumerate(Crowd(seed).rows(240))]
    with few_at_first(20):
        known = Known()
        compare(texts[:200], known=known)
        homes = known.homes
        assert homes
        expected = compare(texts)
        nobody = FoundHomes(homes.digest[::-1], np.zeros_like(homes.home))
        for given_homes, is_taken in ((homes, True), (nobody, False)):
            with patch("bpforum.text.copies.growth.gather", wraps=stars.gather) as gather:
                told = Known(known.sketches, None, given_homes)
                assert compare(texts, known=told) == expected
            *_, taken = gather.call_args.args
            assert (taken is homes.home) is is_taken
