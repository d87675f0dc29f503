"""The wheel: three packages and their data, at home where the checkout was never seen."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import bpforum

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of what git would give, beside the traces of earlier runs."""
    source = tmp_path_factory.mktemp("source") / "bpforum"
    kept = ("pyproject.toml", "README.md", "LICENSE", ".gitignore")
    source.mkdir()
    for name in kept:
        shutil.copy(ROOT / name, source / name)
    for name in ("bpforum", "examples", "flows", "models", "templates"):
        unwanted = shutil.ignore_patterns("__pycache__", ".bpforum")
        shutil.copytree(ROOT / name, source / name, ignore=unwanted)
    store = source / "examples" / ".bpforum"
    store.mkdir()
    (store / "store.sqlite").write_bytes(b"what was received")
    out = source.parent / "out"
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-index"),
            *("--no-build-isolation", "--disable-pip-version-check", "--wheel-dir", out, source),
        ],
        check=True,
    )
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel in it; what it depends on is lent by this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv.EnvBuilder(with_pip=False, symlinks=os.name != "nt").create(folder)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps"),
            *("--no-index", "--disable-pip-version-check", wheel),
        ],
        check=True,
    )
    site = subprocess.check_output(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True
    ).strip()
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    # sys.path only: a .pth that named them would run their own .pth files, and the checkout's.
    (Path(site) / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")
    return folder


def test_it_holds_three_packages_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert tops == {"bpforum", "flows", "models", f"bpforum-{bpforum.__version__}.dist-info"}


def test_it_holds_the_data_and_no_store(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder in ("examples", "templates"):
        there = {
            f"bpforum/_data/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and not {".bpforum", "__pycache__"} & set(path.parts)
        }
        assert there <= names
    assert {name for name in names if ".bpforum" in name or "__pycache__" in name} == set()


def test_the_command_runs_away_from_the_checkout(elsewhere: Path, tmp_path: Path) -> None:
    command = elsewhere / ("Scripts/bpforum.exe" if os.name == "nt" else "bin/bpforum")
    said = subprocess.check_output([command, "--version"], cwd=tmp_path, text=True)
    assert bpforum.__version__ in said
    assert "compile" in subprocess.check_output([command, "--help"], cwd=tmp_path, text=True)


def test_everything_is_found_where_the_wheel_put_it(elsewhere: Path, tmp_path: Path) -> None:
    python = elsewhere / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    asked = (
        "import bpforum, flows.compile, models.run\n"
        "from bpforum.data import data_path\n"
        "for path in (bpforum.__file__, flows.__file__, models.__file__,\n"
        "             data_path('templates', 'outcome'), data_path('examples', 'forum.toml')):\n"
        "    print(path)\n"
    )
    said = subprocess.check_output([python, "-c", asked], cwd=tmp_path, text=True)
    found = [Path(line) for line in said.splitlines()]
    assert len(found) == 5
    assert all(path.exists() and path.is_relative_to(elsewhere) for path in found)
