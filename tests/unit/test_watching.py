"""A watched folder is looked at again and again, but never in the middle of a copy."""

import threading
import time
from itertools import islice
from pathlib import Path

import pytest

from bpforum import watching
from bpforum.watching import rounds

TOML = """
[forum]
id = "f"
title = "F"
cycle = "2026"
[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
"""


@pytest.fixture
def forum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(watching, "_STILL_SECONDS", 0.2)
    (tmp_path / "inbox").mkdir()
    (tmp_path / "forum.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


def test_without_a_time_there_is_one_round(forum: Path) -> None:
    assert list(rounds(forum, None)) == [0]


def test_with_a_time_it_goes_on_until_it_is_stopped(forum: Path) -> None:
    assert list(islice(rounds(forum, 0.01), 3)) == [0, 1, 2]


def test_a_copy_under_way_is_waited_for(forum: Path) -> None:
    path = forum / "inbox" / "large.txt"
    path.write_bytes(b"")

    def copy() -> None:
        for _ in range(15):
            with path.open("ab") as file:
                file.write(b"part ")
            time.sleep(0.05)

    looks = rounds(forum, 0.01)
    assert next(looks) == 0
    copying = threading.Thread(target=copy)
    copying.start()
    time.sleep(0.1)
    assert next(looks) == 1
    assert path.read_bytes() == b"part " * 15
    copying.join()


def test_a_file_that_goes_away_while_it_is_looked_at_stops_nothing(forum: Path) -> None:
    (forum / "inbox" / "gone").symlink_to(forum / "nowhere")
    assert list(islice(rounds(forum, 0.01), 2)) == [0, 1]
