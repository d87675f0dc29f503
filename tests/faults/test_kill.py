"""A kill at any moment loses nothing that was promised, and leaves no half of anything."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bpforum.store import Store, open_store
from models.ids import digest

ROOT = Path(__file__).parents[2]
MANY, FEWER = 2000, 400

# A collector of its own process, which tells how far it is and, after the commit, its count. What
# it collects is the same in every process.
COLLECT = """
import json, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from bpforum.store import open_store
from models.forum import SourceConfig
from models.submission import Received

noon = datetime(2026, 5, 4, 12, tzinfo=UTC)
folder, source, many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def items():
    for n in range(many):
        if n % 100 == 0:
            print(n, flush=True)
        yield Received(
            external_id=f"{n:05d}.txt", data=f"{source} {n} ".encode() * (1 + n % 40),
            received_at=noon + timedelta(seconds=n), fields={"name": f"Contributor {n}"},
        )
    print("writing", flush=True)

with open_store(folder) as store:
    config = SourceConfig(id=source, kind="folder", path="inbox")
    count = store.add_submissions(config, None, items(), at=noon)
    print(json.dumps([count.new, count.unchanged]), flush=True)
"""


def _start(folder: Path, source: str = "inbox", many: int = MANY) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", COLLECT, str(folder), source, str(many)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def _receipt(child: "subprocess.Popen[str]") -> list[int]:
    """The count that the child told, when it has ended well."""
    told = child.communicate()[0].splitlines()
    assert child.returncode == 0
    return [int(number) for number in json.loads(told[-1])]


def _is_whole(store: Store) -> None:
    assert store.verify_chain() is None
    submissions = store.submissions()
    assert [one.reference for one in submissions] == [
        f"C-{n:04d}" for n in range(1, len(submissions) + 1)
    ]
    for one in submissions:
        assert digest(store.blob(one.digest)) == one.digest


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_again_and_again_while_collecting_it_still_collects_everything_once(
    tmp_path: Path,
) -> None:
    writing = [("writing", seconds) for seconds in (0.0, 0.03, 0.08, 0.15, 0.4)]
    seen, killed = 0, 0
    for moment, seconds in [("0", 0.0), ("600", 0.0), ("1900", 0.0), *writing]:
        with _start(tmp_path) as child:
            assert child.stdout is not None
            while child.stdout.readline().strip() != moment:
                pass
            time.sleep(seconds)
            child.send_signal(signal.SIGKILL)
            receipt = child.stdout.read()
        killed += child.returncode == -signal.SIGKILL
        with open_store(tmp_path) as store:
            found = len(store.submissions())
            _is_whole(store)
        assert found in (0, MANY), "half of a collect"
        assert found >= seen, "what was there is gone"
        if "[" in receipt:
            assert found == MANY, "a receipt for what is not there"
        seen = found
    assert killed >= 3
    with _start(tmp_path) as child:
        assert _receipt(child) == [MANY - seen, seen]
    with open_store(tmp_path) as store:
        assert len(store.submissions()) == MANY
        _is_whole(store)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_while_the_tables_are_made_the_store_opens_all_the_same(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; import alembic.command; "
        "from bpforum.store import open_store; print('opening', flush=True); "
        "open_store(Path(sys.argv[1]))"
    )
    for n in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / str(n))],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as child:  # fmt: skip
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(0.04 * n)
            child.send_signal(signal.SIGKILL)
        with open_store(tmp_path / str(n)) as store:
            assert store.submissions() == ()
            assert store.verify_chain() is None


def test_two_processes_that_collect_the_same_collect_it_once(tmp_path: Path) -> None:
    with _start(tmp_path, many=FEWER) as one, _start(tmp_path, many=FEWER) as other:
        assert sorted([_receipt(one), _receipt(other)]) == [[0, FEWER], [FEWER, 0]]
    with open_store(tmp_path) as store:
        assert len(store.submissions()) == FEWER
        _is_whole(store)


def test_two_processes_that_collect_from_two_sources_share_the_references(tmp_path: Path) -> None:
    with _start(tmp_path, "inbox", FEWER) as one, _start(tmp_path, "survey", FEWER) as other:
        assert [_receipt(one), _receipt(other)] == [[FEWER, 0], [FEWER, 0]]
    with open_store(tmp_path) as store:
        sources = [one.source for one in store.submissions()]
        assert (sources.count("inbox"), sources.count("survey")) == (FEWER, FEWER)
        _is_whole(store)
