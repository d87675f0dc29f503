"""The pipeline as a Prefect flow: the same steps, the same bytes, and one record of the run."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from flows.home import database_of, home_of

ROOT = Path(__file__).parents[2]
FORUM = """
[forum]
id = "two-ways"
title = "A forum compiled two ways"
cycle = "2026"

[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
"""
TEXTS = {
    "training.txt": "Local technicians need training that does not end with the first grant. "
    "We suggest that every network keeps two people who can climb and two who can keep books.",
    "spectrum.txt": "Spectrum rules should let small operators use what nobody uses. "
    "A licence that costs more than the mast is a refusal by another name.",
    "power.txt": "Solar power failed in our second winter because nobody had counted the "
    "batteries. We now keep a list on the wall, and a neighbour checks it each month.",
    "powers.txt": "Solar power failed in our second winter because nobody had counted the "
    "batteries. We now keep a list on the wall, and a neighbour checks it each week.",
}
MAY_DIFFER = {"manifest.json", "changes.json"}


@dataclass(frozen=True)
class Compiled:
    """What a compile printed as JSON, and its run folder."""

    result: dict[str, Any]
    folder: Path

    def files(self) -> dict[str, bytes]:
        """Every file by its path below the run folder."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture(scope="module")
def forum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forum of two ways")
    (folder / "forum.toml").write_text(FORUM, encoding="utf-8")
    (folder / "inbox").mkdir()
    for name, text in TEXTS.items():
        (folder / "inbox" / name).write_text(text, encoding="utf-8")
    return folder


def compile_forum(forum: Path, way: str) -> Compiled:
    command = "from bpforum.cli import main; main()"
    done = subprocess.run(
        [
            *(sys.executable, "-c", command, "compile", str(forum)),
            *("--json", way, "--out", str(forum.parent / f"out{way}")),
        ],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(forum)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    result = json.loads(done.stdout)
    return Compiled(result, Path(result["folder"]))


@pytest.fixture(scope="module")
def direct(forum: Path) -> Compiled:
    return compile_forum(forum, "--direct")


@pytest.fixture(scope="module")
def flow(forum: Path, direct: Compiled) -> Compiled:
    """The same forum, after the direct run, on a Prefect home that was not there before."""
    shutil.rmtree(home_of(forum), ignore_errors=True)
    return compile_forum(forum, "--flow")


def test_both_ways_leave_the_same_bytes(direct: Compiled, flow: Compiled) -> None:
    ones, others = direct.files(), flow.files()
    assert ones.keys() == others.keys()
    assert {name for name in ones if ones[name] != others[name]} <= MAY_DIFFER
    assert {"outcome.docx", "outcome.html", "themes.json", "ledger.csv"} <= ones.keys()


def test_the_run_is_recorded_by_forum_and_run(forum: Path, flow: Compiled) -> None:
    with closing(sqlite3.connect(database_of(home_of(forum)))) as database:
        runs = database.execute("SELECT name, state_type FROM flow_run").fetchall()
    assert runs == [(f"two-ways {flow.result['run']}", "COMPLETED")]


def test_the_manifest_says_which_way_it_was(direct: Compiled, flow: Compiled) -> None:
    engines = [
        json.loads((run.folder / "manifest.json").read_text("utf-8"))["engine"]
        for run in (direct, flow)
    ]
    assert engines == ["direct", "flow"]


def test_a_forum_that_cannot_be_used_is_told_before_anyone_waits(tmp_path: Path) -> None:
    (tmp_path / "forum.toml").write_text("[forum]\nid = 'x'\n", encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-c", "from bpforum.cli import main; main()"),
            *("compile", str(tmp_path), "--flow"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "Prefect" not in done.stderr
    assert not (tmp_path / ".bpforum").exists()
