"""A language model under Prefect: one step of the flow, and the same bytes as without."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from flows.home import database_of, home_of
from tests.builders.language_model import KEY, NAME, ROOFS, LanguageModel
from tests.builders.loopback import Reply

ROOT = Path(__file__).parents[2]
FORUM = """
[forum]
id = "assisted"
title = "A forum with help"
cycle = "2026"

[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
"""


def make(folder: Path) -> Path:
    (folder / "inbox").mkdir(parents=True)
    (folder / "forum.toml").write_text(FORUM, encoding="utf-8")
    for name, text in ROOFS.items():
        (folder / "inbox" / name).write_text(text, encoding="utf-8")
        os.utime(folder / "inbox" / name, (1_780_000_000, 1_780_000_000))  # when it was received
    return folder


def compile_forum(
    forum: Path, model: LanguageModel, *options: str
) -> subprocess.CompletedProcess[str]:
    command = "from bpforum.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", command, "compile", str(forum), *options,
         "--out", str(forum.parent / "out")],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"], "HOME": str(forum), "BPFORUM_LLM_URL": model.url,
            "BPFORUM_LLM_MODEL": NAME, "BPFORUM_LLM_KEY": KEY, "BPFORUM_LLM_SECONDS": "10",
        },
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_a_flow_asks_in_one_step_and_comes_to_the_same_bytes(tmp_path: Path) -> None:
    with LanguageModel() as model:
        folders = []
        for way in ("--flow", "--direct"):
            # Each way its own store: both ask.
            done = compile_forum(make(tmp_path / way[2:] / "forum"), model, "--json", way)
            assert done.returncode == 0, done.stderr
            assert done.stderr == ""
            result = json.loads(done.stdout)
            assert result["attention"] == []
            folders.append(Path(result["folder"]))
        assert len(model.asked) == 2
    flow, direct = (
        {entry["path"]: entry["digest"] for entry in json.loads(text)["files"]}
        for text in ((folder / "manifest.json").read_text("utf-8") for folder in folders)
    )
    del flow["changes.json"], direct["changes.json"]
    assert flow == direct
    home = home_of(tmp_path / "flow" / "forum")
    with closing(sqlite3.connect(database_of(home))) as database:
        tasks = [name for (name,) in database.execute("select name from task_run")]
    assert len([name for name in tasks if name.startswith("assist")]) == 1
    everything = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not any(KEY.encode() in data for data in everything), "also not in Prefect's database"


def test_a_command_ends_well_whatever_the_model_does_and_tells_progress(tmp_path: Path) -> None:
    forum = make(tmp_path / "forum")
    with LanguageModel(lambda prompt: Reply(status=500)) as model:
        done = compile_forum(forum, model)
        assert done.returncode == 0, done.stderr
        assert "Needs attention" in done.stdout
        assert f"The language model {NAME} at 127.0.0.1" in done.stdout
        assert f"Asking {NAME} about themes, 1 of 1" in done.stderr
        assert "Traceback" not in done.stderr
        assert KEY not in done.stdout + done.stderr
        assert compile_forum(forum, model, "--strict").returncode == 1
    done = compile_forum(forum, model)
    assert done.returncode == 0, done.stderr
    assert "no connection, or it broke off" in done.stdout
