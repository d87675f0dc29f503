"""A table's header, of one line or of several, as tools write them; and rows that look like one."""

import csv
import io

import pytest

from bpforum.sources.tables.columns import Table
from bpforum.sources.tables.tables import open_tables
from models.submission import Rejected
from tests.builders.workbook import Cells, xlsx


def _table(data: str | bytes | Cells, *expected: str) -> Table:
    if isinstance(data, str):
        opened = open_tables("a.csv", data.encode(), expected)
    elif isinstance(data, bytes):
        opened = open_tables("a.xlsx", data, expected)
    else:
        text = io.StringIO()
        csv.writer(text).writerows(data)
        opened = open_tables("a.csv", text.getvalue().encode(), expected)
    assert not isinstance(opened, Rejected), opened
    return opened.shown[0]


def _at(table: Table, name: str) -> list[int]:
    return [one.at for one in table.find(name)]


def _kept(table: Table) -> list[str]:
    return [line.cells[0] for line in table.lines]


QUALTRICS = [
    ["StartDate", "ResponseId", "Q1", "Q2_1", "Q2_2", "Q2_2_TEXT"],
    ["Start Date", "Response ID", "What works?", "Which? - Selected Choice - Training",
     "Which? - Selected Choice - Other", "Which? - Other - Text"],
    ['{"ImportId":"startDate","timeZone":"America/Denver"}', '{"ImportId":"_recordId"}',
     '{"ImportId":"QID1_TEXT"}', '{"ImportId":"QID2"}', "", ""],
    ["2026-05-03 10:00:00", "R_1", "Money", "Training", "", ""],
]  # fmt: skip
MONKEY = [
    ["Respondent ID", "Which tools?", "", "", "What else?"],
    ["", "Radio", "Print", "Other (please specify)", "Open-Ended Response"],
    ["11", "Radio", "", "drums", "no"],
    ["12", "", "Print", "", "yes"],
]


def test_qualtrics_headers_end_with_their_import_ids() -> None:
    table = _table(QUALTRICS)
    assert (table.header_lines, _kept(table)) == ((1, 2, 3), ["2026-05-03 10:00:00"])
    assert _at(table, "Q1") == _at(table, "What works?") == _at(table, "q1 / what works?") == [2]
    assert _at(table, "Which?") == [3, 4, 5]
    assert [one.label for one in table.find("Which?")] == ["Training", "Other", "Other - Text"]


def test_surveymonkey_puts_the_options_below_the_question() -> None:
    table = _table(MONKEY)
    assert (table.header_lines, _kept(table)) == ((1, 2), ["11", "12"])
    assert _at(table, "Which tools?") == [1, 2, 3]
    assert _at(table, "Which tools? / Print") == _at(table, "Print") == [2]
    assert _at(table, "What else? / Open-Ended Response") == _at(table, "what else?") == [4]


def test_limesurvey_and_google_put_the_options_in_brackets() -> None:
    table = _table(
        [["id", "Which? [Radio]", "Which? [Print]", "Why? [optional]"], ["1", "Y", "", ""]]
    )
    assert _at(table, "Which?") == [1, 2]
    assert [one.label for one in table.columns] == ["", "Radio", "Print", ""]
    assert _at(table, "Why? [optional]") == [3]


def test_cells_merged_over_columns_name_what_stands_below() -> None:
    rows = [["", "Contact", "", "Q1"], ["No", "Name", "Country", "Text"], ["1", "Ann", "Mali", "a"]]
    table = _table(xlsx(rows, merged=["B1:C1"]))
    assert (table.header_lines, _kept(table)) == ((1, 2), ["1"])
    assert _at(table, "Contact / Country") == _at(table, "Country") == [2]
    assert _at(table, "No") == [0]


def test_cells_merged_over_two_lines_make_two_lines_of_header() -> None:
    rows = [["ID", "Tools", ""], ["", "2024", "2025"], ["7", "a", "b"]]
    table = _table(xlsx(rows, merged=["A1:A2", "B1:C1"]))
    assert (_kept(table), _at(table, "Tools / 2025")) == (["7"], [2])


def test_the_second_line_is_header_where_mapped_names_stand_there() -> None:
    rows = [["A", "B"], ["Nom", "Commentaire"], ["Ann", "Plus de bus"]]
    assert _kept(_table(rows)) == ["Nom", "Ann"]
    assert _kept(_table(rows, "Commentaire")) == ["Ann"]
    assert _kept(_table(rows, "B / Commentaire")) == ["Ann"]


def test_codes_above_questions_are_two_lines_of_header() -> None:
    rows = [["id", "Q1", "Q2"], ["Response number", "What works?", "What does not?"]]
    rows += [["1", "a", "b"], ["2", "c", "d"]]
    table = _table(rows)
    assert (_kept(table), _at(table, "Q2"), _at(table, "What does not?")) == (["1", "2"], [2], [2])


def test_titles_and_notes_above_the_header_are_passed_over() -> None:
    rows = [
        ["Answers to the call, May 2026"],
        ["exported by Ann", ""],
        ["ID", "Comment"],
        ["1", "a"],
    ]
    for table in (_table(rows), _table(xlsx(rows)), _table(rows, "ID", "Comment")):
        assert (table.header_lines, _kept(table)) == ((3,), ["1"])
        assert [line.number for line in table.above] == [1, 2]


@pytest.mark.parametrize(
    "rows",
    [
        # A second line that could be a header, and is a row.
        [["id", "", "comment"], ["a1", "x", "Response"], ["2", "y", "b"], ["3", "z", "c"]],
        [["id", "", "", "comment"], ["1", "Kenya", "en", "a"], ["2", "Kenya", "en", "b"]],
        [["id", "", "", "comment"], ["one", "Kenya", "en", "a"], ["two", "Kenya", "en", "b"]],
        [["id", "Q1", "Q2"], ["1", "Why me?", "Who else?"], ["2", "a", "b"]],
        [["Q1", "Q2"], ["Why me?", "Who else?"], ["What is this?", "And this?"]],
        [["name", "text"], ["comment", "text"], ["name", "title"]],
        [["Foo", "Bar"], ["1", "text"], ["2", "comment"]],
        [["text"], ["a"], ["comment, title"]],
        [["Comment"], ["Other (please specify)"]],
    ],
)
def test_a_row_is_not_taken_for_a_header(rows: list[list[str]]) -> None:
    assert [list(line.cells) for line in _table(rows).lines] == rows[1:]
    assert _kept(_table(xlsx(rows))) == [row[0] for row in rows[1:]]


def test_a_name_that_two_columns_share_is_found_twice_unless_it_is_told_apart() -> None:
    table = _table("Text,text,TEXT\n1,2,3\n")
    assert (_at(table, "text"), _at(table, "TEXT"), _at(table, "tEXT")) == ([1], [2], [0, 1, 2])


def test_a_file_without_anything_has_no_table() -> None:
    for name, data in (("a.csv", b""), ("a.csv", b"\n \n,,\n"), ("a.xlsx", xlsx([]))):
        opened = open_tables(name, data)
        assert not isinstance(opened, Rejected)
        assert opened.every() == ()
