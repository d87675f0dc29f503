"""Tables that are workbooks, that nobody mapped, or that came as a file among others."""

import json
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from bpforum.errors import UnusableForum
from bpforum.readers.row import read_row
from bpforum.sources import Source, open_source
from bpforum.sources.tables.table import TableSource, table_rows
from models.call import Question
from models.forum import SourceConfig
from models.reading import Reading
from models.submission import Received, Rejected
from tests.builders.workbook import date, error, xlsx

Opened = Callable[..., Source]


def _opened(config: SourceConfig, folder: Path, questions: Sequence[Question] = ()) -> Source:
    source = open_source(config, folder, questions=questions)
    assert isinstance(source, TableSource)
    return source


def _read(item: Received) -> Reading:
    reading = read_row(item.data)
    assert isinstance(reading, Reading)
    return reading


def _texts(source: Source) -> dict[str, str]:
    return {item.external_id: _read(item).text for item in source.collect()}


class TestWorkbook:
    """A source whose file is a workbook."""

    @pytest.fixture
    def book(self, tmp_path: Path) -> Opened:
        def make(data: bytes, **config: object) -> Source:
            (tmp_path / "answers.xlsx").write_bytes(data)
            declared = {"id": "survey", "kind": "csv", "path": "answers.xlsx", **config}
            return _opened(SourceConfig.model_validate(declared), tmp_path)

        return make

    COLUMNS: ClassVar[dict[str, object]] = {"columns": {"external_id": "ID", "text": "text"}}

    def test_its_rows_are_those_of_a_text_file(self, book: Opened, csv_source: Opened) -> None:
        rows: list[list[object]] = [
            ["ID", "text", "n"],
            [7.0, "=1+1", ""],
            ["", "", ""],
            [8, " Zoë\n", date(46145.0)],
        ]
        ours = list(book(xlsx(rows), **self.COLUMNS).collect())
        text = 'ID;text;n\n7;=1+1;\n;;\n8;"Zoë\n";2026-05-03\n'
        assert [(x.external_id, x.data) for x in ours] == [
            (x.external_id, x.data) for x in csv_source(text, **self.COLUMNS).collect()
        ]

    def test_the_sheet_with_the_columns_is_read(self, book: Opened) -> None:
        sheets: dict[str, list[list[object]]] = {
            "Read me": [["How"]],
            "Old": [["ID", "text"], [1, "old"]],
            "Data": [["Title"], ["ID", "text"], [2, "new"]],
        }
        source = book(xlsx(sheets, hidden=["Old"]), **self.COLUMNS)
        assert _texts(source) == {"2": "new"}
        assert _texts(book(xlsx(sheets), sheet="old", **self.COLUMNS)) == {"1": "old"}
        with pytest.raises(UnusableForum, match=r"'Old' and 'Data' .* have these columns"):
            list(book(xlsx(sheets), **self.COLUMNS).collect())
        with pytest.raises(UnusableForum, match=r"no sheet 'New' .* it has 'Read me', 'Old'"):
            list(book(xlsx(sheets), sheet="New", **self.COLUMNS).collect())

    def test_an_error_in_a_mapped_cell_is_trouble(self, book: Opened) -> None:
        rows: list[list[object]] = [
            ["ID", "text", "x"],
            [1, error("#NAME?", "-buses")],
            [2, "b", error("#REF!")],
        ]
        wrong, fine = book(xlsx(rows), **self.COLUMNS).collect()
        assert "'text' in line 2 shows the error #NAME?" in wrong.trouble
        assert fine.trouble == ""

    def test_a_group_merged_over_rows_is_of_each_and_a_text_is_not(self, book: Opened) -> None:
        columns = {"columns": {"stakeholder_group": "Group", "text": "text"}}
        rows: list[list[object]] = [
            ["Group", "text"],
            ["State", "a"],
            ["", "b"],
            ["", "c"],
            ["", "d"],
        ]
        items = book(xlsx(rows, merged=["A2:A4", "B2:B3"]), **columns).collect()
        assert [(x.fields.get("stakeholder_group"), _read(x).text) for x in items] == [
            ("State", "a"), ("State", "b"), ("State", "c"), (None, "d"),
        ]  # fmt: skip

    def test_one_that_cannot_be_opened_is_told_with_what_to_do(self, book: Opened) -> None:
        with pytest.raises(UnusableForum, match=r"damaged or cut off.*Open it in a spreadsheet"):
            list(book(xlsx([["ID", "text"]])[:500], **self.COLUMNS).collect())


class TestProposed:
    """A source that declares neither columns nor questions."""

    def test_a_certain_proposal_is_used(self, csv_source: Opened) -> None:
        source = csv_source("Nr;Commentaire;Courriel\n7;Plus de bus;a@b.org\n", columns={})
        assert _texts(source) == {"7": "Plus de bus"}

    def test_what_is_used_gives_the_rows_that_pasting_it_gives(self, csv_source: Opened) -> None:
        text = "Nr,Commentaire,Pays\n7,Plus de bus,Mali\n8,Moins,Niger\n"
        pasted = {"external_id": "Nr", "text": "Commentaire", "country": "Pays"}
        proposed = [
            (x.external_id, x.data, x.fields) for x in csv_source(text, columns={}).collect()
        ]
        again = csv_source(text, columns=pasted).collect()
        assert [(x.external_id, x.data, x.fields) for x in again] == proposed

    def test_an_uncertain_one_is_shown_ready_to_paste(self, csv_source: Opened) -> None:
        long = "Training in the languages that people speak at home."
        source = csv_source(f"ID,Pros,Cons\n1,{long},{long}\n2,a,b\n", columns={})
        with pytest.raises(UnusableForum) as caught:
            list(source.collect())
        said = str(caught.value)
        assert "'Pros', 'Cons' all hold what people wrote" in said
        assert (
            '\ncolumns = { external_id = "ID" }\nquestions = { q1 = "Pros", q2 = "Cons" }\n' in said
        )

    def test_the_calls_questions_are_matched(self, tmp_path: Path) -> None:
        (tmp_path / "a.csv").write_text("ID,What works?\n1,Radio\n")
        config = SourceConfig(id="survey", kind="csv", path="a.csv")
        asked = (Question(id="q1", text="What works?"),)
        (item,) = _opened(config, tmp_path, asked).collect()
        assert json.loads(item.data)["answers"] == [["q1", "Radio"]]

    def test_two_sheets_with_words_are_asked_about(self, tmp_path: Path) -> None:
        sheets: dict[str, list[list[object]]] = {
            "May": [["ID", "Comment"], [1, "a"]],
            "June": [["ID", "Comment"], [1, "b"]],
        }
        (tmp_path / "a.xlsx").write_bytes(xlsx(sheets))
        config = SourceConfig(id="survey", kind="csv", path="a.xlsx")
        with pytest.raises(UnusableForum, match="the sheets 'May', 'June' all hold"):
            list(_opened(config, tmp_path).collect())


class TestAmongFiles:
    """A table that came as a file in a folder, mail or archive."""

    AT = datetime(2026, 5, 3, tzinfo=UTC)

    def _rows(self, name: str, data: bytes) -> tuple[Received, ...] | Rejected:
        return table_rows(name, data, ZoneInfo("UTC"), self.AT)

    @pytest.mark.parametrize(
        "data", [b"Comment\nradio\nprint\n", xlsx([["Comment"], ["radio"], ["print"]])]
    )
    def test_its_rows_have_its_path_in_their_ids(self, data: bytes) -> None:
        rows = self._rows("mail/answers.xlsx", data)
        assert not isinstance(rows, Rejected)
        assert [(x.external_id, _read(x).text, x.received_at) for x in rows] == [
            ("mail/answers.xlsx/row-1", "radio", self.AT),
            ("mail/answers.xlsx/row-2", "print", self.AT),
        ]
        rows = self._rows("a.csv", b"ID,Comment\nx 1,radio\n")
        assert not isinstance(rows, Rejected)
        assert rows[0].external_id == "a.csv/x 1"

    def test_one_that_cannot_be_told_is_refused_with_a_source_to_declare(self) -> None:
        refused = self._rows("in/votes.csv", b"ID,Yes,No\n1,2,3\n2,4,5\n")
        assert isinstance(refused, Rejected)
        (reason,) = refused.reasons
        assert reason.code == "table-unmapped"
        assert "table of 2 rows" in reason.message
        source = tomllib.loads(reason.remedy[reason.remedy.index("[[") :])["sources"][0]
        assert SourceConfig.model_validate(source).columns == {"text": "…", "external_id": "ID"}

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "empty-table"),
            (b"ID,Comment\n", "empty-table"),
            (bytes(range(256)) * 9, "no-table"),
            (b"a,b\n" * 200_002, "too-many-rows"),
        ],
    )
    def test_nothing_that_holds_no_rows_is_passed_over(self, data: bytes, code: str) -> None:
        refused = self._rows("a.csv", data)
        assert isinstance(refused, Rejected)
        assert refused.reasons[0].code == code
        assert refused.reasons[0].remedy
