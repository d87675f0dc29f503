"""Ctrl-C, or somebody on the run page, ends a command at once, with a word on what was kept."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.new_forum import make_forum
from bpforum.store import open_store
from tests.builders.loopback import Loopback, Reply

FORUM = """
[forum]
id = "f"
title = "F"
cycle = "2026"
[[sources]]
id = "comments"
kind = "json"
url = "URL/comments"
items = "data"
columns = { external_id = "id", text = "body" }
"""
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


@pytest.mark.skipif(os.name != "posix", reason="a wait is only ended by a signal here")
def test_a_compile_at_a_terminal_is_stopped_from_the_run_page(tmp_path: Path) -> None:
    forum = tmp_path / "forum"
    forum.mkdir()
    with Loopback() as server:
        server.route("/comments", lambda asked: Reply(stalls=120))
        (forum / "forum.toml").write_text(FORUM.replace("URL", server.url), encoding="utf-8")
        with subprocess.Popen(
            [sys.executable, "-c", COMMAND, "compile", str(forum)], cwd=REPOSITORY,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        ) as process, open_store(forum) as store:  # fmt: skip
            deadline = time.monotonic() + 60
            while not server.asked:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            (one,) = store.run_requests.open()
            store.run_requests.stop(one.id, by="a1", at=datetime.now(UTC))
            _, told = process.communicate(timeout=60)
            ended = store.run_requests.get(one.id)
            assert store.run_requests.lock() is None
            assert store.verify_chain() is None
    assert ended is not None
    assert (ended.state, ended.stop_asked_by) == ("stopped", "a1")
    assert process.returncode == 130
    assert told.rstrip().endswith("Stopped. What was collected is safe; run it again to go on.")
    assert "Traceback" not in told
