"""Cells of our CSV files are safe to open in a spreadsheet."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.csv_file import csv_bytes, safe_cell

_CELLS = st.lists(st.sampled_from([*"aé =+-@＝,\"'\r\n\t", "\u2028", "\x1c"]), max_size=5)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "  =cmd|' /C calc'!A0", "\t=1", "＝1"])
def test_a_formula_is_opened_as_text(cell: str) -> None:
    assert safe_cell(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["words", "a = b", "", "C-0001"])
def test_words_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


def test_rows_come_back_as_they_went_in() -> None:
    data = csv_bytes(("a", "b"), [("line\nbreak", 'quo"te'), ("é", "1,2")])
    assert list(csv.reader(io.StringIO(data.decode(), newline=""))) == [
        ["a", "b"], ["line\nbreak", 'quo"te'], ["é", "1,2"],
    ]  # fmt: skip


@given(
    st.integers(1, 3).flatmap(
        lambda n: st.lists(st.lists(_CELLS.map("".join), min_size=n, max_size=n), min_size=1)
    )
)
def test_the_bytes_are_those_of_csv_with_every_cell_made_safe(rows: list[list[str]]) -> None:
    head = [f"column {n}" for n in range(len(rows[0]))]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([head, *([safe_cell(cell) for cell in row] for row in rows)])
    assert csv_bytes(head, rows) == text.getvalue().encode()


def test_a_row_of_other_cells_than_the_head_is_no_row() -> None:
    with pytest.raises(ValueError, match="3 cells in place of 2"):
        csv_bytes(("a", "b"), [("1", "2"), ("1", "2", "3")])
