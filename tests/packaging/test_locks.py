"""The lock files: every package checked against a hash, from wherever the user's pip gets it."""

import json
import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
NPM = [f"tests/browser/{name}" for name in ("package.json", "package-lock.json", ".npmrc")]


@cache
def blocks(name: str) -> dict[str, str]:
    """Each pinned requirement, with its marker, and the lines that belong to it."""
    text = (ROOT / name).read_text("utf-8")
    found = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return {block.split(" \\\n")[0]: block for block in found}


def pins(name: str) -> set[tuple[str, str, str]]:
    """(package, version, marker) of each."""
    wanted = [Requirement(line) for line in blocks(name)]
    return {(canonicalize_name(r.name), str(r.specifier), str(r.marker or "")) for r in wanted}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_and_hashed(lock: str) -> None:
    assert len(blocks(lock)) > 100
    for wanted, block in blocks(lock).items():
        assert re.match(r"[a-z0-9-]+==[^ ]+", wanted), wanted
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), wanted


@pytest.mark.parametrize("file", [*LOCKS, "pyproject.toml", *NPM])
def test_no_address_is_written_down(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index|--extra-index|--find-links)", text, re.MULTILINE)


def test_what_comes_by_npm_is_pinned_and_hashed_too() -> None:
    browser = ROOT / "tests" / "browser"
    lock = json.loads((browser / "package-lock.json").read_text("utf-8"))["packages"]
    wanted = json.loads((browser / "package.json").read_text("utf-8"))["devDependencies"]
    assert lock.pop("")["devDependencies"] == wanted
    assert {f"node_modules/{name}": version for name, version in wanted.items()} == {
        name: one["version"] for name, one in lock.items()
    }
    for one in lock.values():
        assert re.fullmatch(r"sha512-[\w+/]{86}==", one["integrity"])
        assert "resolved" not in one


def test_what_is_developed_with_is_what_is_run() -> None:
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_locks_follow_the_project_file() -> None:
    table = project()
    core = {*table["project"]["dependencies"], *table["dependency-groups"]["build"]}
    more = {
        *table["dependency-groups"]["dev"],
        *table["dependency-groups"]["bench"],
        *(one for extra in table["project"]["optional-dependencies"].values() for one in extra),
    }
    for lock, declared in (("requirements.lock", core), ("requirements-dev.lock", core | more)):
        pinned: dict[str, set[str]] = {}
        for name, pin, _ in pins(lock):
            pinned.setdefault(name, set()).add(pin.removeprefix("=="))
        for wanted in map(Requirement, sorted(declared)):
            have = pinned.get(canonicalize_name(wanted.name), set())
            assert any(wanted.specifier.contains(one) for one in have), f"{lock}: {wanted}"


def test_prefect_is_the_one_whose_server_starts() -> None:
    assert version("prefect") == "3.8.8"
    assert version("fastapi") in SpecifierSet(">=0.139,<0.151")
    # With a later FastAPI `import prefect` and `pip check` are fine, and this is not. In a process
    # of its own, since Prefect changes the one that imports it.
    subprocess.run([sys.executable, "-c", "import prefect.server.api.server"], check=True)
