"""What is known of texts from before: it saves time, and changes nothing that is found."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.copies.duplicates import Known, compare
from bpforum.text.copies.sketches import digests_of, nothing, of_bytes, take
from tests.unit.text.copies.test_duplicates import edited, prose, write


def some_text(seed: int) -> str:
    """Letters, copies of them with edits and additions, short answers, and what says nothing."""
    chance = np.random.default_rng(seed)
    letter = prose(seed % 4, 60)
    kind = seed % 7
    if kind == 0:
        return "Yes, I agree."
    if kind == 1:
        return "…" * (seed % 500)
    if kind == 2:
        return write(letter).upper() + "!"
    if kind == 3:
        return write(edited(letter, *chance.integers(0, 60, 3).tolist()))
    if kind == 4:
        return write([*prose(seed, 90), *letter])
    return write(letter) if kind == 5 else write(prose(seed, 40))


@given(st.lists(st.lists(st.integers(0, 60), max_size=14), min_size=1, max_size=5), st.data())
def test_a_forum_that_grows_and_shrinks_is_compared_as_if_for_the_first_time(
    runs: list[list[int]], data: st.DataObject
) -> None:
    known = Known()
    for seeds in runs:
        texts = [(f"c{n}", some_text(seed)) for n, seed in enumerate(seeds)]
        equal = frozenset(data.draw(st.sets(st.sampled_from([*dict(texts)]), max_size=3))
                          if texts else ())  # fmt: skip
        assert compare(texts, equal, known) == compare(texts, equal)
        sent = [text for _, text in texts]
        rows, made = take(digests_of(sent), sent.__getitem__, nothing())
        assert set(known.sketches.texts.ravel()) == set(made.texts.ravel())
        assert len(known.sketches.words) == len(made.words) == rows.max(initial=-1) + 1
        known = Known(of_bytes(b"".join(known.sketches.to_bytes()) + b"left over"))


def test_texts_with_half_of_a_character_have_sketches_too() -> None:
    texts = [("c1", "\ud83d " + write(prose(1, 30))), ("c2", "\ud83d\n" + write(prose(1, 30)))]
    known = Known()
    assert compare(texts, known=known) == compare(texts, known=known)
    assert len(compare(texts).groups) == 1


@pytest.mark.parametrize("kept", [0, 7, 31, 32, 100, -1])
def test_what_is_not_whole_is_refused(kept: int) -> None:
    known = Known()
    compare([(f"c{n}", some_text(n)) for n in range(20)], known=known)
    whole = b"".join(known.sketches.to_bytes())
    assert np.array_equal(of_bytes(whole).flat, known.sketches.flat)
    with pytest.raises(ValueError):  # noqa: PT011 - whichever reason is told
        of_bytes(whole[:kept])
    with pytest.raises(ValueError):  # noqa: PT011
        of_bytes(whole[:32] + b"\x7f" * (len(whole) - 32))
    with pytest.raises(ValueError):  # noqa: PT011
        of_bytes(b"\xff" * len(whole))
