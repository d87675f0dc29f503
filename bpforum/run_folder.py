"""Owns a run's folder: what is in it, written whole or not at all; computes nothing."""

import json
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel
from pydantic_core import to_json

from bpforum.errors import BpforumError
from models.forum import Forum
from models.ids import digest
from models.run import FileEntry, Manifest

LATEST = "latest"
MANIFEST = "manifest.json"
UNFIXED = (MANIFEST, "changes.json")
"""The files that two runs over the same snapshot may differ in (promise 3)."""
_MAY_BE_TINY = re.compile(rb"0\.0000|e-\d+,?\n")
_TINY = re.compile(rb"(?<= )-?(?:0\.0000\d+|[\d.]+e-\d+)(?=,?\n)")
"""Numbers below a ten-thousandth: no string ends so, since it has a quotation mark there."""


class CannotWrite(BpforumError):
    """The run folder could not be written; the message says why and what to do."""

    code = "cannot_write"


def json_bytes(value: BaseModel | Mapping[str, object]) -> bytes:
    """UTF-8 JSON, indented by one space, keys in the models' order, a newline at the end."""
    if not isinstance(value, BaseModel):
        return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
    # Ten times as fast as `json`, whose bytes these are: only tiny numbers are written otherwise.
    made = to_json(value, indent=1) + b"\n"
    if _MAY_BE_TINY.search(made):
        made = _TINY.sub(lambda match: repr(float(match.group())).encode(), made)
    return made


def new_run_id(now: datetime) -> str:
    """`20261121T184500Z-3f2a1b`: sorts by time, and two runs in one second differ."""
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def parent_of(forum: Forum, out: str | None) -> Path:
    """Where run folders go."""
    return Path(out) if out else Path("outputs") / forum.forum.id / forum.forum.cycle


def entries(files: Mapping[str, bytes]) -> tuple[FileEntry, ...]:
    """The manifest's list of `files`, sorted by path."""
    return tuple(
        FileEntry(path=path, digest=digest(data), size=len(data))
        for path, data in sorted(files.items())
    )


def write(parent: Path, manifest: Manifest, files: Mapping[str, bytes]) -> Path:
    """The run folder below `parent` with `files` and the manifest; then `latest` names it.

    Until the last rename there is only a folder whose name begins with a dot, which the next run
    removes. Raises CannotWrite.
    """
    partial, final = parent / f".{manifest.run}.partial", parent / manifest.run
    try:
        parent.mkdir(parents=True, exist_ok=True)
        for stale in parent.glob(".*.partial"):
            _remove_if_abandoned(stale)
        partial.mkdir()
        for path, data in {**files, MANIFEST: json_bytes(manifest)}.items():
            target = partial / path
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_through(target, data)
        os.replace(partial, final)
        _name_latest(parent, manifest.run)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise CannotWrite(
            f"The run folder {final} could not be written: {error.strerror or error}. "
            "Nothing was left there; free space or choose another place with --out."
        ) from error
    return final


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _name_latest(parent: Path, run: str) -> None:
    temporary = parent / f".{LATEST}.{secrets.token_hex(4)}"
    _write_through(temporary, f"{run}\n".encode())
    os.replace(temporary, parent / LATEST)


def _remove_if_abandoned(partial: Path) -> None:
    """A partial folder that nothing has touched for an hour belongs to a run that was killed."""
    newest = max((entry.stat().st_mtime for entry in partial.rglob("*")), default=0.0)
    if partial.stat().st_mtime < datetime.now().astimezone().timestamp() - 3600 > newest:
        shutil.rmtree(partial, ignore_errors=True)


def latest(parent: Path) -> Path | None:
    """The newest run folder below `parent`, if there is one."""
    try:
        name = (parent / LATEST).read_text().strip()
    except OSError:
        return None
    return parent / name if name and (parent / name).is_dir() else None


def read(folder: Path) -> dict[str, bytes]:
    """Every file of a run folder by its path with `/`; links are not followed."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
