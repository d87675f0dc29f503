"""Cells of our CSV files are safe to open in a spreadsheet."""

import csv
import io

import pytest

from bpforum.csv_file import csv_bytes, safe_cell


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
