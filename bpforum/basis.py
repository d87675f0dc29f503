"""Owns the digest of what is the same for all submissions of a run: our code, forum and profile.

What was worked out on another basis is worked out again.
"""

import sys
import unicodedata
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import models
from bpforum.data import data_path
from models.forum import Forum
from models.ids import Digest, digest
from models.profile import Profile

_HERE = Path(__file__).resolve().parent
_ROOMS = ("profiles", "readers", "text", "validation")
_MODULES = (
    "basis", "columns", "folding", "kinds_told", "made_keys", "made_parts", "packing", "placings",
    "questions", "received", "record_file", "registers", "unencoded",
)  # fmt: skip
_CHECKING = ("brief", "gists", "kept_parts", "plain_values", "record_file")
_OF_TABLES = ("csv_file", "ledger", "settled", "table_keys", "table_parts", "table_view", "tables")
_ROW_MODELS = [Path(models.__file__).parent / f"{name}.py" for name in ("base", "submission")]
_THEIRS = ("lingua-language-detector", "pydantic")


def basis_of(forum: Forum, profile: Profile) -> Digest:
    """Of what a contribution and its passages are made by, beside submission and reading.

    Of the forum: its calls, sessions, sources and languages, and no title, theme or outcome.
    """
    parts = [
        _code(),
        *(one.model_dump_json() for one in (*forum.calls, *forum.sessions, *forum.sources)),
        " ".join(forum.forum.languages),
        profile.model_dump_json(),
    ]
    return digest("\n".join(parts).encode())


def tables_basis(basis: Digest) -> Digest:
    """Of what the lines of tables are made by, beside the draft: `basis` is `basis_of`."""
    return digest(f"{basis} {_face()}".encode())


@cache
def checks_basis() -> Digest:
    """Of what the checks need of a contribution in a run's files is found by."""
    folders = [Path(models.__file__).parent, _HERE / "text", _HERE / "validation"]
    files = [_HERE / f"{name}.py" for name in _CHECKING]
    files += [_HERE / "drafting" / f"{name}.py" for name in ("known_names", "material")]
    return digest(_digest_of(folders, files).encode())


@cache
def rows_basis() -> Digest:
    """Of what a table's rows are made submissions by, beside the table and its mapping."""
    return digest(_digest_of([_HERE / "readers", _HERE / "sources"], _ROW_MODELS).encode())


@cache
def intake_basis() -> Digest:
    """Of what rows are made and taken in by, with the terms that they come under."""
    folders = [_HERE / "readers", _HERE / "sources", _HERE / "store", Path(models.__file__).parent]
    return digest(_digest_of(folders, []).encode())


@cache
def _face() -> str:
    words = sorted(data_path("templates", "outcome", "words").glob("*.toml"))
    return _digest_of([_HERE / "drafting"], [_HERE / f"{name}.py" for name in _OF_TABLES] + words)


@cache
def _code() -> str:
    folders = [Path(models.__file__).parent, *(_HERE / room for room in _ROOMS)]
    return _digest_of(folders, [_HERE / f"{name}.py" for name in _MODULES])


def _digest_of(folders: Sequence[Path], files: Sequence[Path]) -> str:
    """The digest of the files that say how: nobody has to remember to count a version up."""
    said = sha256(f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode())
    for name in _THEIRS:
        said.update(version(name).encode())
    for path in [*files, *sorted(one for folder in folders for one in folder.rglob("*.py"))]:
        said.update(f"\n{path.name}\n".encode() + path.read_bytes())
    return said.hexdigest()
