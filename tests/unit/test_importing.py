"""A file that a person puts in by hand, alone or in place of one that could not be used."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bpforum.deciding import record_decision
from bpforum.errors import UnusableForum
from bpforum.importing import import_file
from bpforum.pipeline import collect_only, compile_forum
from bpforum.verify import verify_store
from models.run import CompileRequest

NOW = datetime(2026, 6, 1, tzinfo=UTC)
TOML = """
[forum]
id = "f"
title = "F"
cycle = "2026"
[[calls]]
id = "call-1"
title = "Call"
closes = 2100-01-01T00:00:00Z
late_policy = "refuse"
[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
register = "register.csv"
"""
GOOD = (
    b"Community networks need shared towers, because a village cannot pay for one of its own and "
    b"the operators have no reason to build there."
)


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    folder = tmp_path / "forum"
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(TOML, encoding="utf-8")
    (folder / "inbox" / "broken.docx").write_bytes(b"PK\x03\x04 cut off")
    (folder / "register.csv").write_text(
        "path,name,organisation,audience\nbroken.docx,Ann Lee,Village Net,members\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture
def mended(tmp_path: Path) -> Path:
    path = tmp_path / "mended.txt"
    path.write_bytes(GOOD)
    return path


def compiled(forum: Path, out: Path) -> dict[str, dict[str, Any]]:
    result = compile_forum(CompileRequest(folder=str(forum), out=str(out)))
    assert result.folder is not None
    record = json.loads((Path(result.folder) / "record.json").read_text(encoding="utf-8"))
    return {one["reference"]: one for one in record["contributions"]}


def test_a_correction_takes_the_place_of_what_it_corrects(
    forum: Path, mended: Path, tmp_path: Path
) -> None:
    collect_only(forum, lambda message: None)
    done = import_file(forum, mended, "C-0001", None, "secretary", NOW)
    assert (done.reference, done.corrects, done.reasons) == ("C-0002", "C-0001", ())
    found = compiled(forum, tmp_path / "out")
    assert (found["C-0001"]["fate"], found["C-0001"]["fate_of"]) == ("superseded_by", "C-0002")
    who = found["C-0002"]["contributors"][0]
    assert (who["name"], who["organisation"]) == ("Ann Lee", "Village Net")
    assert found["C-0002"]["audience"] == "members"
    assert found["C-0002"]["received_at"] == found["C-0001"]["received_at"]
    again = compiled(forum, tmp_path / "out")
    assert again == found, "the folder does not have it, and it is not gone all the same"
    assert verify_store(forum) == []


def test_a_correction_that_cannot_be_read_either_is_said_and_leaves_all_as_it_is(
    forum: Path, tmp_path: Path
) -> None:
    collect_only(forum, lambda message: None)
    worse = tmp_path / "worse.docx"
    worse.write_bytes(b"PK\x03\x04 also cut off")
    done = import_file(forum, worse, "C-0001", None, "secretary", NOW)
    assert done.reasons
    assert done.reasons[0].remedy
    found = compiled(forum, tmp_path / "out")
    assert [one["fate"] for one in found.values()] == ["quarantined", "quarantined"]


def test_a_file_alone_is_a_submission_of_the_first_folder(forum: Path, mended: Path) -> None:
    done = import_file(forum, mended, None, None, "secretary", NOW)
    assert (done.corrects, done.received_at, done.words) == (None, NOW, 24)


@pytest.mark.parametrize(
    ("name", "data"),
    [("mended.csv", b"name,text\nAnn,towers\n"), ("all.zip", b"PK\x05\x06" + bytes(18))],
)
def test_what_holds_several_things_is_no_import(
    forum: Path, tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnusableForum, match="holds several things"):
        import_file(forum, tmp_path / name, None, None, "secretary", NOW)
    assert compiled(forum, tmp_path / "out").keys() == {"C-0001"}


def test_an_import_that_was_erased_does_not_come_in_again(forum: Path, mended: Path) -> None:
    import_file(forum, mended, None, None, "secretary", NOW)
    record_decision(forum, "erase", "C-0001", None, "secretary", "asked", None, NOW)
    collect_only(forum, lambda message: None)
    with pytest.raises(UnusableForum, match=r"mended\.txt was erased"):
        import_file(forum, mended, None, None, "secretary", NOW)


@pytest.mark.parametrize(
    ("corrects", "source", "words"),
    [("C-0099", None, "no submission 'C-0099'"), (None, "post", "no source 'post'")],
)
def test_what_is_not_there_is_said(
    forum: Path, mended: Path, corrects: str | None, source: str | None, words: str
) -> None:
    with pytest.raises(UnusableForum, match=words):
        import_file(forum, mended, corrects, source, "secretary", NOW)


def test_a_file_that_is_not_there_is_said(forum: Path, tmp_path: Path) -> None:
    with pytest.raises(UnusableForum, match=r"gone\.txt cannot be read"):
        import_file(forum, tmp_path / "gone.txt", None, None, "secretary", NOW)
