"""What grouping works out for many at once is what it would be for each alone."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpforum.grouping import _place_copies
from bpforum.text.themes.growth import _merged
from bpforum.theming import loosely_related
from models.passage import Passage, UnplacedKind

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


@given(copied(), st.data())
def test_a_copy_stands_where_the_likest_of_its_original_stands(
    found: tuple[list[Passage], list[int]], data: st.DataObject
) -> None:
    pieces, numbers = found
    own = [one.id for one in pieces if not one.copy_of]
    themes = {one: data.draw(st.sampled_from(["a", "b", ""])) for one in own}
    theme_of = {one: theme for one, theme in themes.items() if theme}
    scores = {one: round(n / 10, 3) for n, one in enumerate(own)}
    unplaced: dict[str, UnplacedKind] = {
        one: "fits_no_theme" for one, theme in themes.items() if not theme
    }
    follows = _place_copies(pieces, numbers, ROWS, theme_of, scores, unplaced)

    row = {one.id: ROWS[number] for one, number in zip(pieces, numbers, strict=True)}
    of: dict[str, list[str]] = defaultdict(list)
    for one in pieces:
        of[one.contribution].append(one.id)
    copy_of = {one.id: one.copy_of for one in pieces}
    for one in pieces:
        if not one.copy_of:
            assert one.id not in follows
            continue
        last = one.id
        while (owner := copy_of[last]) and of[owner]:
            near = [round(float(row[other] @ row[last]), 4) for other in of[owner]]
            last = of[owner][near.index(max(near))]
        if last == one.id:
            assert one.id not in follows
            assert unplaced[one.id] == "fits_no_theme"
        else:
            assert follows[one.id] == last
            assert theme_of.get(one.id) == theme_of.get(last)
            assert unplaced.get(one.id) == unplaced.get(last)
            assert one.id in unplaced or scores[one.id] == scores[last]


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
    assert loosely_related(themes, scores) == expected


@given(st.sets(st.text("abc", max_size=3)), st.lists(st.text("abc", max_size=3)))
def test_members_are_merged_in_order(members: set[str], more: list[str]) -> None:
    assert _merged(tuple(sorted(members)), more) == tuple(sorted({*members, *more}))
