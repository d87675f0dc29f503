"""Killed anywhere, a compilation leaves no half run, and the next one makes the same document."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpforum.pipeline import compile_forum
from bpforum.run_folder import read
from models.run import CompileRequest

REPOSITORY = Path(__file__).parents[2]
UNFIXED = ("manifest.json", "changes.json")
COMPILE = "from bpforum.cli import main; main()"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")
def test_after_any_number_of_kills_the_bytes_are_those_of_an_undisturbed_run(
    tmp_path: Path,
) -> None:
    forum, out = tmp_path / "forum", tmp_path / "out"
    shutil.copytree(REPOSITORY / "examples", forum, ignore=shutil.ignore_patterns(".bpforum"))
    for seconds in (1.5, 3.0, 5.0, 8.0, 11.0, 14.0):
        process = subprocess.Popen(
            [sys.executable, "-c", COMPILE, "compile", str(forum), "--out", str(out)],
            cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.wait()
        whole = [p for p in out.glob("*") if p.is_dir() and not p.name.startswith(".")]
        assert all((run / "manifest.json").is_file() for run in whole)
    done = compile_forum(CompileRequest(folder=str(forum), out=str(out)))
    calm = tmp_path / "calm"
    shutil.copytree(REPOSITORY / "examples", calm, ignore=shutil.ignore_patterns(".bpforum"))
    undisturbed = compile_forum(CompileRequest(folder=str(calm), out=str(tmp_path / "calm-out")))
    after, expected = read(Path(str(done.folder))), read(Path(str(undisturbed.folder)))
    assert [p for p in expected if expected[p] != after[p] and p not in UNFIXED] == []
