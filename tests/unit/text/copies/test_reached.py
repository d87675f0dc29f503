"""What first texts came to is written down and read again; what is not that is refused."""

from dataclasses import replace

import numpy as np
import pytest

from bpforum.text.copies.duplicates import Known, compare
from bpforum.text.copies.reached import Reached, of_bytes
from tests.unit.text.copies.test_growth import few_at_first
from tests.unit.text.copies.test_sketches import some_text


@pytest.fixture(scope="module")
def some() -> Reached:
    known = Known()
    with few_at_first():
        compare([(f"c{n}", some_text(n)) for n in range(60)], known=known)
    assert known.reached
    return known.reached


def test_it_is_read_as_it_was_written(some: Reached) -> None:
    whole = b"".join(some.to_bytes())
    made = of_bytes(whole)
    assert made
    assert b"".join(made.to_bytes()) == whole
    assert np.array_equal(made.met.home, some.met.home)
    assert np.array_equal(made.met.near.fits, some.met.near.fits)
    assert np.array_equal(made.held.pairs.likeness, some.held.pairs.likeness)
    assert len(made.met.near.ones)
    assert of_bytes(b"") is None


@pytest.mark.parametrize("kept", [1, 16, 47, 48, 100, -1])
def test_what_is_not_whole_is_refused(some: Reached, kept: int) -> None:
    whole = b"".join(some.to_bytes())
    with pytest.raises(ValueError):  # noqa: PT011 - whichever reason is told
        of_bytes(whole[:kept])
    with pytest.raises(ValueError):  # noqa: PT011
        of_bytes(whole[:16] + b"\xff" * (len(whole) - 16))


def test_texts_that_are_not_there_are_refused(some: Reached) -> None:
    met = replace(some.met, home=np.full(some.size, some.size))
    with pytest.raises(ValueError, match="not there"):
        of_bytes(b"".join(replace(some, met=met).to_bytes()))
