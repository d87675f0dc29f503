"""Delimited text, as spreadsheets and survey tools write it, and as people break it."""

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.sources.tables.sheet import (
    DELIMITERS,
    MOST_COLUMNS,
    Line,
    Rows,
    Sheet,
    match_header,
    read_rows,
    read_sheet,
    split_lines,
)
from models.submission import Rejected

CELLS = st.text('ab ,;"\n|\té', max_size=6)


def _sheet(data: str | bytes, expected: tuple[str, ...] = ()) -> Sheet:
    sheet = read_sheet(data.encode() if isinstance(data, str) else data, expected)
    assert isinstance(sheet, Sheet)
    return sheet


def _cells(data: str | bytes) -> list[tuple[str, ...]]:
    return [line.cells for line in _sheet(data).lines]


@settings(deadline=None, derandomize=True)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1),
    delimiter=st.sampled_from(DELIMITERS),
)
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        rows
    )
    found = list(split_lines(text.getvalue(), delimiter))
    assert [list(line.cells) for line in found] == rows
    assert not any(line.trouble for line in found)


@settings(deadline=None, derandomize=True)
@given(st.text('a,"\n ', max_size=40), st.sampled_from(DELIMITERS))
def test_no_letter_is_lost_whatever_the_marks(text: str, delimiter: str) -> None:
    kept = "".join(cell for line in split_lines(text, delimiter) for cell in line.cells)
    assert kept.count("a") == text.count("a")


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiter_encoding_and_line_ends_are_found(
    delimiter: str, encoding: str, end: str
) -> None:
    rows = [["ID", "Réponse"], ["1", "Una réponse très accentuée, señor; “oui”"], ["2", "b"]]
    text = end.join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    sheet = _sheet(text.encode(encoding), ("ID", "Réponse"))
    assert [list(sheet.header), *(list(line.cells) for line in sheet.lines)] == rows
    assert sheet.delimiter == delimiter


def test_the_expected_headers_decide_where_two_delimiters_would_do() -> None:
    assert _sheet("a;b,c;d,e\n", ("a", "d,e")).delimiter == ";"


def test_a_line_that_tells_the_delimiter_is_believed() -> None:
    sheet = _sheet("sep=|\na|b,c\n1|2\n")
    assert (sheet.header, sheet.lines[0].number) == (("a", "b,c"), 3)


def test_lines_are_numbered_as_an_editor_does() -> None:
    sheet = _sheet('\nh\n"a\nb"\n\n,,\nc\n')
    assert [(line.number, line.cells) for line in sheet.lines] == [(3, ("a\nb",)), (7, ("c",))]


def test_a_mark_that_is_never_closed_costs_its_row_alone() -> None:
    sheet = _sheet('id,text\n1,"he said, hello\n2,"fine, thanks",x\n3,"also, fine"\n')
    assert [bool(line.trouble) for line in sheet.lines] == [True, False, False]
    assert "opened in line 2 is never closed" in sheet.lines[0].trouble
    assert [line.cells[0] for line in sheet.lines] == ["1", "2", "3"]
    assert sheet.lines[2].cells[1] == "also, fine"


def test_marks_that_were_not_doubled_are_kept() -> None:
    assert _cells('a,b\n1,"she said "no" twice"\n2,"x" y\n') == [
        ("1", 'she said "no" twice'), ("2", '"x" y'),
    ]  # fmt: skip


def test_a_file_of_marks_alone_takes_no_longer_than_its_length() -> None:
    began = time.process_time()
    for text in ('"' * 400_001, '"a,' * 200_000, '"a\n' * 100_000 + '"', ',"' * 200_000):
        assert sum(1 for _ in split_lines(text, ",")) > 0
    assert time.process_time() - began < 10


def test_a_cell_of_a_megabyte_is_a_cell() -> None:
    words = "word, " * 200_000
    assert _cells(f'a,b\n1,"{words}"\n') == [("1", words)]


def test_zero_bytes_and_controls_are_shown_not_passed_on() -> None:
    assert _cells(b"a,b\n1,x\x00y\x1bz\n") == [("1", "x\ufffdy\ufffdz")]


def test_what_is_no_text_is_refused() -> None:
    assert isinstance(read_sheet(b"PK\x03\x04" + bytes(range(32)) * 50), Rejected)


def test_nothing_at_all_is_a_sheet_without_header() -> None:
    sheet = _sheet(b"")
    assert (sheet.header, sheet.lines) == ((), ())


def test_a_header_is_matched_exactly_before_it_is_matched_freely() -> None:
    header = ("name", "Name", "Question\n 2")
    assert match_header(header, "Name") == [1]
    assert match_header(header, "NAME") == [0, 1]
    assert match_header(header, "question 2") == [2]
    assert match_header(header, "nom") == []


def test_a_row_of_blanks_is_empty() -> None:
    assert Line(1, (" ", "", "\t")).is_empty
    assert not Line(1, ("", "0")).is_empty


def test_a_title_above_does_not_hide_the_delimiter() -> None:
    assert _sheet("Answers, May 2026\nid;text\n1;yes, I do\n2;no, never\n").delimiter == ";"


@pytest.mark.parametrize("mark", ["", '"'])
def test_a_line_that_no_table_has_is_trouble_and_lost_nothing(mark: str) -> None:
    wide = f"{mark}a{mark}," * (MOST_COLUMNS + 10)
    one, other = _sheet(f"h,i\n{wide}\nb,c\n").lines
    assert "Line 2 has more than 16,384 cells" in one.trouble
    assert sum(cell.count("a") for cell in one.cells) == MOST_COLUMNS + 10
    assert (other.number, other.cells, other.trouble) == (3, ("b", "c"), "")


def test_too_many_rows_are_refused() -> None:
    assert isinstance(read_rows(b"a\nb\n", most=2), Rows)
    refused = read_rows(b"a\nb\nc\n", most=2)
    assert isinstance(refused, Rejected)
    assert refused.reasons[0].code == "too-many-rows"
