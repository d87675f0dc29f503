"""What is deployed is one flow for each kind of run, and a scheduled run of it only asks."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bpforum.store import open_store

ROOT = Path(__file__).parents[2]
KINDS = {"compile", "collect", "remind", "sweep"}
ASK = """
import sys
from pathlib import Path
from flows.deployments import FLOWS
for _ in range(2):
    print(FLOWS["compile"].fn(sys.argv[1]) or "nothing")
"""


def test_the_file_deploys_every_kind_by_a_flow_that_is_there() -> None:
    told = (ROOT / "prefect.yaml").read_text("utf-8").partition("\ndeployments:\n")[2]
    source = (ROOT / "flows" / "deployments.py").read_text("utf-8")
    entries = [one for one in told.split("  - name: ") if one]
    assert {one.partition("\n")[0] for one in entries} == KINDS
    for one in entries:
        name = one.partition("\n")[0]
        function = re.search(r"entrypoint: flows/deployments\.py:(\w+)\n", one)
        assert function
        assert f'@flow(name="{name}", persist_result=False)\ndef {function[1]}(' in source
        assert f'cron: "{{{{ $BPFORUM_{name.upper()} }}}}"' in one
        assert 'timezone: "{{ $BPFORUM_ZONE }}"' in one


def test_a_scheduled_run_asks_and_does_no_more(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "forum.toml").write_text(
        '[forum]\nid = "f"\ntitle = "F"\ncycle = "2026"\n'
        '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n',
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect"), "DO_NOT_TRACK": "1"},
        check=True,
    )  # fmt: skip
    asked = done.stdout.split()
    with open_store(tmp_path) as store:
        (waiting,) = store.run_requests.open()
        assert waiting.id == asked[0] == asked[1]  # one that waits stands for both
        assert (waiting.kind, waiting.trigger) == ("compile", "schedule")
        store.schedules.pause("compile", by="a1", at=waiting.requested_at)
    paused = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect"), "DO_NOT_TRACK": "1"},
        check=True,
    )  # fmt: skip
    assert paused.stdout.split() == ["nothing", "nothing"]


@pytest.mark.parametrize("module", ["bpforum.schedules", "bpforum.store", "bpforum.run_figures"])
def test_what_pages_import_of_this_brings_no_prefect_along(module: str) -> None:
    program = f"import sys, {module}; assert 'prefect' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
