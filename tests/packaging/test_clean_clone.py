"""A clean clone on a machine that knows nothing of us: one command makes a document."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("make"), reason="make is not on this machine"),
]


@dataclass(frozen=True)
class Clone:
    """A clone in a folder with a space in its name, and a home with nothing in it."""

    folder: Path
    home: Path

    def make_run(self) -> str:
        """What `make run` says; it has to succeed."""
        done = subprocess.run(
            ["make", "run"],
            cwd=self.folder,
            env={k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "VIRTUAL_ENV"))}
            | {"HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=1200,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """What is committed, and nothing else."""
    folder = tmp_path_factory.mktemp("a clean machine")
    subprocess.run(["git", "clone", "--quiet", ROOT, folder / "clone"], check=True)
    (folder / "home").mkdir()
    return Clone(folder / "clone", folder / "home")


def test_one_command_makes_a_document(clone: Clone) -> None:
    said = clone.make_run()
    assert "Installing" in said
    (latest,) = clone.folder.glob("outputs/*/*/latest")
    run = latest.parent / latest.read_text("utf-8").strip()
    for name in ("outcome.docx", "outcome.html", "ledger.csv", "manifest.json", "public"):
        assert (run / name).exists(), name
    subprocess.run([".venv/bin/bpforum", "verify", run], cwd=clone.folder, check=True)


def test_the_second_time_nothing_is_set_up_again(clone: Clone) -> None:
    said = clone.make_run()
    assert "Installing" not in said
    assert "Preparing" not in said
    begun = time.monotonic()
    subprocess.run(["python3", "install.py"], cwd=clone.folder, check=True)
    assert time.monotonic() - begun < 5


def test_git_sees_nothing_of_it(clone: Clone) -> None:
    changed = subprocess.check_output(["git", "status", "--porcelain"], cwd=clone.folder, text=True)
    assert changed == ""
