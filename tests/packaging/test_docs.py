"""The pages of the project do not rot: links lead somewhere, commands and targets exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "examples/README.md", "outputs/README.md")
    for path in ROOT.glob(pattern)
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    missing = [one for one in links if "://" not in one and not (page.parent / one).exists()]
    assert missing == []


def test_every_command_of_the_readme_exists() -> None:
    blocks = "\n".join((ROOT / "README.md").read_text("utf-8").split("```")[1::2])
    told = set(re.findall(r"^(?:\S*/)?bpforum ([a-z]+)", blocks, re.MULTILINE))
    assert {"init", "compile", "verify", "decide"} <= told
    for name in sorted(told):
        command = f"import sys; sys.argv = ['bpforum', {name!r}, '--help']\n"
        done = subprocess.run(
            [sys.executable, "-c", command + "from bpforum.cli import main; main()"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(page.name[:4]) for page in (ROOT / "docs" / "decisions").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_make_target_of_the_pages_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    told = {
        target
        for page in PAGES
        for target in re.findall(r"(?:^|`)make ([a-z]+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert told
    assert told <= targets
