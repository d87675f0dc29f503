"""Ctrl-C ends a command at once, with a word on what was kept."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bpforum.new_forum import make_forum

REPOSITORY = Path(__file__).parents[2]
COMMAND = "from bpforum.cli import main; main()"
# What a shell starts in the background inherits that Ctrl-C is not for it.
HEEDING = f"import signal; signal.signal(signal.SIGINT, signal.default_int_handler); {COMMAND}"


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGINT for one process here")
def test_who_stops_a_command_is_told_what_became_of_it(tmp_path: Path) -> None:
    forum = tmp_path / "forum"
    make_forum(forum)
    with subprocess.Popen(
        [sys.executable, "-c", HEEDING, "compile", str(forum)], cwd=REPOSITORY,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        assert "Collecting" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert told.rstrip().endswith("Stopped. What was collected is safe; run it again to go on.")
    assert "Traceback" not in told
