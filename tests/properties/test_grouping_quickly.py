"""What grouping works out for many at once is what it would be for each alone."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpforum.placings import Placings
from bpforum.text.themes.following import follow
from bpforum.text.themes.growth import _merged
from bpforum.theming import loosely_related
from models.passage import Passage

ROWS = np.array([[1, 0], [0, 1], [0.6, 0.8], [0.6, 0.80001], [0.8, 0.6], [0, 0]], dtype=np.float32)


@st.composite
def copied(draw: st.DrawFn) -> tuple[list[Passage], list[int]]:
    """Passages of a few contributions, some copied from those before; and their rows."""
    pieces, numbers = [], []
    for n in range(draw(st.integers(1, 6))):
        for m in range(draw(st.integers(0, 4))):
            before = st.sampled_from([f"C-{one + 1:04}" for one in range(n)]) if n else st.none()
            pieces.append(
                Passage(
                    id=f"p{n * 100 + m:012x}",
                    contribution=f"C-{n + 1:04}",
                    source="s",
                    external_id="e",
                    start=m,
                    end=m + 1,
                    text="x",
                    copy_of=draw(st.none() | before),
                )
            )
            numbers.append(draw(st.integers(0, len(ROWS) - 1)))
    return pieces, numbers


@given(copied())
def test_a_copy_stands_where_the_likest_of_its_original_stands(
    found: tuple[list[Passage], list[int]],
) -> None:
    pieces, numbers = found
    copied = [one.copy_of for one in pieces]
    whose = [one.contribution for one in pieces]
    with_it = follow(copied, whose, np.array(numbers, dtype=np.int64), ROWS).tolist()

    of: dict[str, list[int]] = defaultdict(list)
    for n, name in enumerate(whose):
        of[name].append(n)
    for n, stands in enumerate(with_it):
        last = n
        while (owner := copied[last]) and of[owner]:
            near = [round(float(ROWS[numbers[one]] @ ROWS[numbers[last]]), 4) for one in of[owner]]
            last = of[owner][near.index(max(near))]
        assert stands == last


@given(copied(), copied())
def test_what_is_known_of_copies_changes_nothing(
    first: tuple[list[Passage], list[int]], second: tuple[list[Passage], list[int]]
) -> None:
    """Passages of the same ids may come with other rows here: those are other languages' then."""
    kept: dict[str, dict[int, bytes]] = {"likest": {}, "scores": {}}
    placings = Placings(lambda kind: (sorted(kept[kind].items()), kept[kind].update))
    for pieces, numbers in (first, second, second):
        places = np.array(numbers, dtype=np.int64)
        told = [one.copy_of for one in pieces], [one.contribution for one in pieces], places, ROWS
        likest = placings.likest([one.id for one in pieces], places, "e", ())
        assert follow(*told, likest).tolist() == follow(*told).tolist()


@given(st.lists(st.lists(st.sampled_from([0.1, 0.2, 0.3]), max_size=23), max_size=3))
def test_the_loosest_fifth_is_that_of_all_sorted(fits: list[list[float]]) -> None:
    themes = [[f"p{n}-{m % 7}{m}" for m in range(len(some))] for n, some in enumerate(fits)]
    pairs = zip(themes, fits, strict=True)
    scores = {one: fit for some, near in pairs for one, fit in zip(some, near, strict=True)}
    expected = {
        one
        for some in themes
        for one in sorted(some, key=lambda one: (scores[one], one))[: len(some) // 5]
    }
    assert loosely_related(themes, list(map(np.array, fits))) == expected


@given(st.sets(st.text("abc", max_size=3)), st.lists(st.text("abc", max_size=3)))
def test_members_are_merged_in_order(members: set[str], more: list[str]) -> None:
    assert _merged(tuple(sorted(members)), more) == tuple(sorted({*members, *more}))
