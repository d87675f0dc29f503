"""What each cell of a workbook shows, whichever program wrote it, and however it was broken."""

import time
from pathlib import Path

import pytest

from bpforum.readers.spreadsheet import Worksheet, read_spreadsheet, unpack_spreadsheet
from models.submission import Rejected
from tests.builders.workbook import (
    Cells,
    Raw,
    clock,
    date,
    error,
    formula,
    ods,
    pack,
    span,
    xls,
    xlsx,
)

HOSTILE = Path(__file__).parents[4] / "shared" / "data" / "hostile"
_WORD = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'


def _sheets(data: bytes) -> tuple[Worksheet, ...]:
    sheets = read_spreadsheet(data)
    assert not isinstance(sheets, Rejected), sheets
    return sheets


def _cells(rows: Cells) -> list[tuple[str, ...]]:
    return [cells for _, cells in _sheets(xlsx(rows))[0].rows]


def _code(data: bytes) -> str:
    refused = unpack_spreadsheet(data)
    assert isinstance(refused, Rejected), refused
    assert refused.reasons[0].remedy
    return refused.reasons[0].code


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1.0, "1"), (0.1 + 0.2, "0.3"), (-2.50, "-2.5"), (1e20, "1" + "0" * 20),
        (1e-7, "0.0000001"),
        (123456789012345, "123456789012345"), (0.0, "0"), (True, "TRUE"), (False, "FALSE"),
        (date(46145.0), "2026-05-03"), (date(46145.5), "2026-05-03 12:00"),
        (date(46145.5 + 5 / 86400), "2026-05-03 12:00:05"), (clock(0.75), "18:00:00"),
        (span(1.75), "42:00:00"), (formula("UPPER(A1)", "YES"), "YES"), ("=1+1", "=1+1"),
        ("  two  lines\n", "  two  lines\n"), ("a\u202eb", "a\ufffdb"), ("e\u0301", "é"),
    ],
)  # fmt: skip
def test_a_cell_is_what_it_shows(value: object, shown: str) -> None:
    assert _cells([["x", value]]) == [("x", shown)]


@pytest.mark.parametrize("word", ["#NAME?", "#REF!", "#DIV/0!", "#N/A"])
def test_an_error_is_not_an_empty_cell(word: str) -> None:
    assert _cells([["a", error(word, "-buses are late"), "b"]]) == [("a", word, "b")]


def test_a_row_of_nothing_but_an_error_is_a_row() -> None:
    rows: Cells = [["Comment"], [error("#NAME?", "-buses are late")], ["fine"]]
    assert _cells(rows) == [("Comment",), ("#NAME?",), ("fine",)]


def test_rows_keep_their_numbers_and_columns_their_places() -> None:
    (sheet,) = _sheets(xlsx([[], ["", "", "a", ""], [], ["", "b", " "]], hidden_rows=[4]))
    assert sheet.rows == ((2, ("", "", "a")), (4, ("", "b")))


def test_sheets_come_in_order_with_the_hidden_ones_marked() -> None:
    sheets = _sheets(xlsx({"Añadir": [["a"]], "Old": [["b"]], "Empty": []}, hidden=["Old"]))
    assert [(one.name, one.is_hidden, len(one.rows)) for one in sheets] == [
        ("Añadir", False, 1), ("Old", True, 1), ("Empty", False, 0),
    ]  # fmt: skip


def test_merged_cells_are_named() -> None:
    (sheet,) = _sheets(xlsx([["Q1", "", "Q2"], ["a", "b", "c"]], merged=["A1:B1", "C1:C2"]))
    assert sheet.merged == ((1, 0, 1, 1), (1, 2, 2, 2))


def test_an_old_workbook_and_an_open_one_say_the_same() -> None:
    blank = '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
    rows = [f"<table:table-row>{_WORD.replace('>x<', f'>{x}<')}{blank}" for x in ("x", "Zoë €")]
    rows.append('<table:table-row table:number-rows-repeated="1048000">' + blank)
    opened = ods("".join(rows))
    for data in (opened, xls([["x"], ["Zoë €"]])):
        sheets = unpack_spreadsheet(data)
        assert not isinstance(sheets, Rejected)
        assert sheets[0].rows == ((1, ("x",)), (2, ("Zoë €",)))


def test_what_the_child_reads_is_what_is_read_here() -> None:
    data = xlsx({"A": [["é", 1.5], [], [error("#REF!")]], "B": [["b"]]}, merged=["A1:A3"])
    assert unpack_spreadsheet(data) == read_spreadsheet(data)


@pytest.mark.parametrize("cut", [1, 100, 600, -30])
def test_a_workbook_that_was_cut_off_is_refused(cut: int) -> None:
    assert _code(xlsx([["a", "b"]] * 50)[:cut]) in ("damaged", "not-a-spreadsheet")
    assert _code(xls([["a", "b"]] * 50)[: max(cut, 600)]) in ("damaged", "not-a-spreadsheet")


def test_what_is_no_spreadsheet_is_refused() -> None:
    assert _code(b"") == "not-a-spreadsheet"
    assert _code(pack({"word/document.xml": "<w/>"})) == "not-a-spreadsheet"
    assert _code(b"a,b\n1,2\n") == "damaged"


def test_cells_far_away_end_in_time_and_memory() -> None:
    began = time.monotonic()
    corners = Raw('<c r="A1"><v>1</v></c>'), Raw('<c r="XFD1048576"><v>1</v></c>')
    assert _code(xlsx([corners])) == "reader-stopped"
    many = '<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>'
    assert _code(ods(many.format(_WORD.replace(">x<", f">{'x' * 2000}<")))) == "reader-stopped"
    assert time.monotonic() - began < 30


def test_a_bomb_is_refused_before_it_is_read() -> None:
    bomb = "<sst>" + " " * 60_000_000 + "</sst>"
    assert _code(xlsx([["a"]], more={"xl/sharedStrings.xml": bomb})) == "zip-bomb"
    entities = '<!DOCTYPE a [<!ENTITY b "b">]><sst>&b;</sst>'
    assert _code(xlsx([["a"]], more={"xl/sharedStrings.xml": entities})) == "xml-doctype"


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="no shared data beside the project")
def test_a_real_bomb_is_refused() -> None:
    assert _code((HOSTILE / "poc-xmlbomb.xlsx").read_bytes()) == "xml-doctype"
