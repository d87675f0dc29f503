"""What a table hands over: a submission for each row, and no column that nobody named."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.errors import UnusableForum
from bpforum.readers.row import MEDIA_TYPE, read_row
from bpforum.sources import Source
from bpforum.sources.tables.rows import LARGEST_CELL
from models.ids import digest
from models.reading import Reading
from models.submission import Received

Opened = Callable[..., Source]
WIDE: dict[str, object] = {
    "columns": {"external_id": "ID", "name": "Your name", "received_at": "created"},
    "questions": {"q1": "What works?", "q2": "what does not?"},
}


def _texts(source: Source) -> dict[str, str]:
    return {item.external_id: _read(item).text for item in source.collect()}


def _read(item: Received) -> Reading:
    reading = read_row(item.data)
    assert isinstance(reading, Reading)
    return reading


def test_each_row_is_a_submission(csv_source: Opened) -> None:
    items = list(
        csv_source("ID,text,e-mail\n7,Hello,a@example.org\n8,World,b@example.org\n").collect()
    )
    assert [(item.external_id, _read(item).text) for item in items] == [
        ("7", "Hello"),
        ("8", "World"),
    ]
    assert {(item.media_type, item.channel, item.trouble) for item in items} == {
        (MEDIA_TYPE, "table", ""),
    }  # fmt: skip
    assert not any(b"example.org" in item.data for item in items)


def test_a_wide_row_answers_each_question(csv_source: Opened) -> None:
    (item,) = csv_source(
        'ID,created,Your name,What works?,"What\ndoes not?",phone\n'
        '1,2026-05-03 14:22,Zoë,"Training.\n\nMoney.","No, thanks",+41 79\n',
        timezone="Europe/Zurich", **WIDE,
    ).collect()  # fmt: skip
    assert json.loads(item.data) == {
        "answers": [["q1", "Training.\n\nMoney."], ["q2", "No, thanks"]],
        "fields": {"name": "Zoë", "received_at": "2026-05-03 14:22"},
        "question": "",
        "text": "",
    }
    assert item.received_at == datetime(2026, 5, 3, 12, 22, tzinfo=UTC)
    assert item.fields == {"name": "Zoë", "received_at": "2026-05-03 14:22"}


def test_a_row_is_the_same_wherever_it_stands(csv_source: Opened) -> None:
    one = csv_source("ID,text\n1,a\n2,b\n").collect()
    before = {item.external_id: item.data for item in one}
    other = csv_source('note;TEXT;id\n;b;2\n\n;;\n;"a";1\n').collect()
    assert {item.external_id: item.data for item in other} == before


def test_rows_without_an_id_are_counted(csv_source: Opened) -> None:
    source = csv_source("text\na\n\n  \nb\n", columns={"text": "text"})
    assert _texts(source) == {"row-1": "a", "row-2": "b"}
    assert _texts(csv_source("ID,text\n,a\n x  9 ,b\n")) == {"row-1": "a", "x 9": "b"}


def test_a_row_with_a_name_and_no_words_is_received_all_the_same(csv_source: Opened) -> None:
    source = csv_source("ID,text,name\n1,,Ann\n", columns={"text": "text", "name": "name"})
    assert _texts(source) == {"row-1": ""}


def test_an_id_twice_is_trouble_for_the_second(csv_source: Opened) -> None:
    one, two, three = csv_source("ID,text\n1,a\n1,b\n2,c\n").collect()
    assert (one.trouble, three.trouble) == ("", "")
    assert "stands in line 2 already" in two.trouble
    assert (two.external_id, _read(two).text) == ("1", "b")


def test_rows_that_are_too_short_or_too_long(csv_source: Opened) -> None:
    source = csv_source("ID,text,x\n1,a\n2,b,,,\n3,c,d,e\n")
    short, padded, long = source.collect()
    assert (short.trouble, padded.trouble) == ("", "")
    assert "Line 4 has 4 cells under 3 headers" in long.trouble


def test_a_formula_is_text(csv_source: Opened) -> None:
    assert _texts(csv_source('ID,text\n1,"=HYPERLINK(""http://x"")"\n')) == {
        "1": '=HYPERLINK("http://x")',
    }  # fmt: skip


def test_without_a_time_a_row_came_when_the_file_was_last_changed(
    tmp_path: Path, csv_source: Opened
) -> None:
    source = csv_source("ID,text,at\n1,a,03/04/2026\n2,b,2026-01-01\n",
                        columns={"text": "text", "received_at": "at"})  # fmt: skip
    os.utime(tmp_path / "answers.csv", (1_700_000_000, 1_700_000_000))
    ambiguous, clear = source.collect()
    assert ambiguous.received_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert ambiguous.fields["received_at"] == "03/04/2026"
    assert "not understood" in ambiguous.fields["received_at_problem"]
    assert clear.received_at == datetime(2026, 1, 1, tzinfo=UTC)


def test_the_table_itself_is_a_container(csv_source: Opened) -> None:
    source = csv_source("ID,text\n1,a\n")
    assert source.containers() == {"answers.csv": digest(b"ID,text\n1,a\n")}


def test_every_column_that_is_missing_is_named_with_those_that_are_there(
    csv_source: Opened,
) -> None:
    source = csv_source("Id,Texte,Texte\n1,a,b\n", columns={"external_id": "Nr", "text": "Texte"})
    with pytest.raises(UnusableForum) as caught:
        list(source.collect())
    said = str(caught.value)
    assert "sources.survey.columns.external_id: there is no column 'Nr'" in said
    assert "sources.survey.columns.text: more than one column is called 'Texte'" in said
    assert "'Id', 'Texte', 'Texte'" in said


def test_a_table_of_which_no_words_are_named_is_refused(csv_source: Opened) -> None:
    with pytest.raises(UnusableForum, match=r"columns = \{ text"):
        csv_source("ID\n1\n", columns={"external_id": "ID"})


def test_a_file_that_is_not_there_is_named(csv_source: Opened) -> None:
    with pytest.raises(UnusableForum, match=r"sources\.survey\.path: there is no file .*gone\.csv"):
        csv_source("", path="gone.csv")


def test_a_folder_is_no_table(inbox: Path, csv_source: Opened) -> None:
    with pytest.raises(UnusableForum, match="is not a file"):
        csv_source("", path="inbox")


def test_what_is_no_table_is_refused(csv_source: Opened) -> None:
    with pytest.raises(UnusableForum, match=r"no table\. Export it as \.xlsx, or as CSV"):
        list(csv_source(b"PK\x03\x04" + bytes(range(32)) * 50).collect())


def test_a_table_with_a_header_alone_is_empty(csv_source: Opened) -> None:
    assert list(csv_source("ID,text\n").collect()) == []


def test_a_question_in_several_columns_is_one_answer(csv_source: Opened) -> None:
    source = csv_source(
        "ID,Tool,Other\n1,Radio,\n2,Other,drums\n", columns={"external_id": "ID"},
        questions={"q1": ["Tool", "Other"]},
    )  # fmt: skip
    assert [json.loads(item.data)["answers"] for item in source.collect()] == [
        [["q1", "Radio"]], [["q1", "Other; drums"]],
    ]  # fmt: skip


def test_dates_have_the_order_that_the_whole_column_shows(csv_source: Opened) -> None:
    columns = {"text": "text", "received_at": "at"}
    rows = "text,at\na,05/03/2026 10:00\nb,05/13/2026\n"
    one, _ = csv_source(rows, columns=columns).collect()
    assert one.received_at == datetime(2026, 5, 3, 10, tzinfo=UTC)
    assert one.fields == {"received_at": "05/03/2026 10:00"}
    torn, *_ = csv_source(rows + "c,13/05/2026\n", columns=columns).collect()
    assert "not understood" in torn.fields["received_at_problem"]


def test_a_row_with_a_cell_that_is_a_file_is_trouble(csv_source: Opened) -> None:
    big, good = csv_source(f"ID,text\n1,{'a' * (LARGEST_CELL + 1)}\n2,b\n").collect()
    assert "put what is in it into a file of its own" in big.trouble
    assert good.trouble == ""


def test_an_id_never_looks_like_a_folder(csv_source: Opened) -> None:
    assert _texts(csv_source("ID,text\na/,x\n/,y\n")) == {"a": "x", "row-2": "y"}
