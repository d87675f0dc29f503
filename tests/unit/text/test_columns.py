"""Values as numbers in columns say what the values say."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpforum.text.columns import Column, Lists, counts_of

VALUES = st.lists(st.sampled_from(["", "a", "b", "c", "é"]), max_size=40)
PAIRS = st.lists(
    st.tuples(st.sampled_from(["", "a", "b"]), st.sampled_from(["x", "y", "z"])), max_size=40
)


def values(column: Column) -> list[str]:
    return [column[row] for row in range(len(column))]


@given(VALUES)
def test_a_column_is_read_as_it_was_written(ones: list[str]) -> None:
    column = Column.of(ones)
    assert values(column) == ones
    assert column.counts() == Counter(ones)
    assert len(set(column.names)) == len(column.names)


@given(VALUES, st.data())
def test_rows_are_picked_blanked_and_replaced(ones: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.booleans(), min_size=len(ones), max_size=len(ones)))
    mask = np.array(chosen, bool)
    rows = np.flatnonzero(mask).tolist()
    column = Column.of(ones)
    assert values(column.pick(mask)) == [ones[row] for row in rows]
    assert values(column.blank(mask)) == ["" if row in rows else v for row, v in enumerate(ones)]
    told = [f"new {row % 2}" for row in rows]
    replaced = dict(enumerate(ones)) | dict(zip(rows, told, strict=True))
    assert values(column.replaced(rows, told)) == list(replaced.values())
    assert values(column.renamed(str.upper)) == [one.upper() for one in ones]
    assert values(column.renamed(lambda one: one[:0])) == [""] * len(ones)


@given(PAIRS)
def test_different_values_are_counted_by_name(pairs: list[tuple[str, str]]) -> None:
    heads, voices = (Column.of([pair[n] for pair in pairs]) for n in (0, 1))
    assert heads.different(voices) == Counter(head for head, _ in set(pairs))
    # Where very many names could stand beside each, all the same.
    wide = Column((*voices.names, *map(str, range(10_000))), voices.codes)
    assert heads.different(wide) == heads.different(voices)


@given(VALUES, st.integers(0, 3))
def test_the_first_of_each_name_come_in_order(ones: list[str], most: int) -> None:
    seen = Counter[str]()
    wanted = []
    for row, one in enumerate(ones):
        if seen[one] < most:
            wanted.append(row)
        seen[one] += 1
    assert Column.of(ones).firsts(most).tolist() == wanted


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=3), max_size=12), st.data())
def test_lists_are_picked_by_row(ones: list[list[str]], data: st.DataObject) -> None:
    mask = data.draw(st.lists(st.booleans(), min_size=len(ones), max_size=len(ones)))
    rows = np.flatnonzero(np.array(mask, bool))
    picked = Lists.of(ones).pick(rows, len(ones))
    wanted = [ones[row] for row in rows.tolist()]
    assert picked.different(np.ones(len(rows), bool)) == len({x for own in wanted for x in own})
    assert Lists.of(ones).different(np.array(mask, bool)) == len({x for own in wanted for x in own})
    assert np.bincount(picked.rows, minlength=len(rows)).tolist() == [len(own) for own in wanted]


@given(st.lists(VALUES, max_size=4), st.lists(st.integers(0, 3), max_size=3))
def test_several_columns_are_counted_as_one(parts: list[list[str]], cuts: list[int]) -> None:
    columns = [Column.of(part) for part in parts]
    picked = [columns[0].pick(slice(cut, None)) for cut in cuts] if columns else []
    counted = Counter(value for one in (*columns, *picked) for value in one.values())
    assert counts_of((*columns, *picked)) == counted
