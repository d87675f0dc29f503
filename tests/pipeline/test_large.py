"""A forum beyond the bounds: what is in files of its own then, and that the promises hold all the
same. The bounds are lowered, since a hundred thousand comments take a quarter of an hour."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bpforum.pipeline import compile_forum
from bpforum.verify import RunFiles, verify_run
from models.run import CompileRequest
from tests.pipeline.conftest import REPOSITORY, Compiled


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> RunFiles:
    """The example compiled as if it were large."""
    folder = tmp_path_factory.mktemp("large")
    examples = REPOSITORY / "examples"
    shutil.copytree(examples, folder / "f", ignore=shutil.ignore_patterns(".bpforum"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bpforum.themes_file.MOST_WHOLE", 20)
        patch.setattr("bpforum.record_file.MOST_WHOLE", 20)
        patch.setattr("bpforum.themes_file._NEAREST", 2)
        patch.setattr("bpforum.passages_file._ROWS_AT_ONCE", 7)
        patch.setattr("bpforum.record_file.SIZE", 5)
        patch.setattr("bpforum.drafting.annexes.LONGEST_ANNEX", 5)
        request = CompileRequest(folder=str(folder / "f"), out=str(folder / "out"))
        run = Path(str(compile_forum(request).folder))
    files = RunFiles({p.relative_to(run).as_posix(): p.read_bytes() for p in run.rglob("*.*")})
    assert verify_run(run) == []
    return files


def test_the_record_is_packed_and_the_same(large: RunFiles, example: Compiled) -> None:
    assert "record.json" not in large.files
    assert [one.reference for one in large.recorded.everything] == [
        one.reference for one in example.files.record.everything
    ]
    assert {one.text for one in large.recorded.everything} == {
        one.text for one in example.files.record.everything
    }


def test_themes_hold_the_nearest_passages_and_all_that_are_cited(large: RunFiles) -> None:
    assert all(
        len([one for one in theme.passages if not one.cited]) <= 2 for theme in large.themes.themes
    )
    cited = {c.passage for p in large.outcome().paragraphs for c in p.citations if c.passage}
    held = [one for theme in large.themes.themes for one in theme.passages]
    assert cited <= {one.id for one in (*held, *large.themes.unplaced)}


def test_the_table_of_passages_has_all(large: RunFiles, example: Compiled) -> None:
    mine = pq.read_table(io.BytesIO(large.files["passages.parquet"]))
    whole = pq.read_table(io.BytesIO(example.files.files["passages.parquet"]))
    assert mine.schema == whole.schema
    assert mine.column("id").to_pylist() == whole.column("id").to_pylist()


@pytest.mark.parametrize("view", ["", "public/"])
def test_annex_1_shows_what_is_pointed_to_and_the_table_has_all(large: RunFiles, view: str) -> None:
    page = large.files[f"{view}outcome.html"].decode()
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert targets <= set(re.findall(r'id="([^"]+)"', page))
    table = large.files[f"{view}contributions.csv"].decode()
    listed = {row["reference"] for row in csv.DictReader(io.StringIO(table, newline=""))}
    annex = next(one for one in large.outcome(view).sections if one.id == "annex_1")
    entries = [one for one in annex.paragraphs if one.role == "entry"]
    assert 0 < len(entries) < len(listed)
    told = next(one.text for one in annex.paragraphs if one.id == "annex_1_more")
    assert f"{len(listed)} contributions" in told
    assert f"only the {len(entries)} that" in told
    assert "contributions.csv" in told


def test_the_ledger_balances_as_ever(large: RunFiles, example: Compiled) -> None:
    references = [line["reference"] for line in large.ledger]
    assert references == [line["reference"] for line in example.files.ledger]
    changes = json.loads(large.files["changes.json"])
    assert changes["new"] == references
