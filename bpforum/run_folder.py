"""Owns a run's folder: what is in it, there whole or not at all; computes nothing."""

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from pydantic import BaseModel
from pydantic_core import to_json

from bpforum.errors import BpforumError
from models.forum import Forum
from models.ids import digest
from models.run import FileEntry

LATEST = "latest"
MANIFEST = "manifest.json"
PUBLIC = "public/"
"""How the paths of what everybody may have begin."""
UNFIXED = (MANIFEST, "changes.json")
"""The files that two runs over the same snapshot may differ in (promise 3)."""
_BUFFER = 2**20
"""Bytes that are written at once: a large forum's files are made of thousands of small pieces."""
_EXPONENT = re.compile(rb"e-\d+,?\n")
_TINY = re.compile(rb"(?<= )-?(?:0\.0000\d+|[\d.]+e-\d+)(?=,?\n)")
"""Numbers below a ten-thousandth: no string ends so, since it has a quotation mark there."""


class CannotWrite(BpforumError):
    """The run folder could not be written; the message says why and what to do."""

    code = "cannot_write"


def json_bytes(value: BaseModel | Mapping[str, object]) -> bytes:
    """UTF-8 JSON, indented by one space, keys in the models' order, a newline at the end.

    In mappings there may be models, and iterators that are gone through as they are written.
    """
    # Ten times as fast as `json`, whose bytes these are: only tiny numbers are written otherwise.
    made = to_json(value, indent=1) + b"\n"
    if b"0.0000" in made or _EXPONENT.search(made):
        made = _TINY.sub(lambda match: repr(float(match.group())).encode(), made)
    return made


def new_run_id(now: datetime) -> str:
    """`20261121T184500Z-3f2a1b`: sorts by time, and two runs in one second differ."""
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


def parent_of(forum: Forum, out: str | None) -> Path:
    """Where run folders go."""
    return Path(out) if out else Path("outputs") / forum.forum.id / forum.forum.cycle


def entry(path: str, data: bytes) -> FileEntry:
    """The manifest's line about a file."""
    return FileEntry(path=path, digest=digest(data), size=len(data))


class FolderFiles(Mapping[str, bytes]):
    """The files below a folder by their path with `/`, each read when it is asked for.

    Links are not followed. Of a large forum's run no two files are in memory at once.
    """

    def __init__(self, folder: Path) -> None:
        """The files that are there now."""
        self._folder = folder
        self._paths = {
            path.relative_to(folder).as_posix(): path
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }

    def __getitem__(self, path: str) -> bytes:
        return self._paths[path].read_bytes()

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


class Unfinished(FolderFiles):
    """The files of a run that is being made, on disk as soon as they are: a run folder only after
    `finish`. Until then the folder's name begins with a dot, and the next run removes it.
    """

    def __init__(self, parent: Path, run: str) -> None:
        """Below `parent`. Raises CannotWrite."""
        self._final, partial = parent / run, parent / f".{run}.{os.getpid()}.partial"
        self._entries: dict[str, FileEntry] = {}
        with self._told():
            parent.mkdir(parents=True, exist_ok=True)
            remove_abandoned(parent)
            partial.mkdir()
        super().__init__(partial)

    def put(self, path: str, data: bytes | Iterable[bytes]) -> None:
        """Keeps a file, whole or piece by piece. Raises CannotWrite."""
        with self.writing(path) as write:
            for piece in (data,) if isinstance(data, bytes) else data:
                write(piece)

    @contextmanager
    def writing(self, path: str) -> Iterator[Callable[[bytes], None]]:
        """What writes a file piece by piece, so that a large one is never held. Raises CannotWrite.

        It is kept once all of it was written.
        """
        target, found, size = self._folder / path, sha256(), 0
        with self._told():
            target.parent.mkdir(parents=True, exist_ok=True)
            file = target.open("wb", buffering=_BUFFER)

        def write(data: bytes) -> None:
            nonlocal size
            found.update(data)
            size += len(data)
            try:  # a file may be written in thousands of pieces
                file.write(data)
            except OSError as error:
                raise self._cannot_write(error) from error

        with file:
            yield write
            with self._told():
                _flush(file)
        self._paths[path] = target
        self._entries[path] = FileEntry(path=path, digest=found.hexdigest(), size=size)

    @property
    def entries(self) -> tuple[FileEntry, ...]:
        """The manifest's list of them, sorted by path."""
        return tuple(one for _, one in sorted(self._entries.items()))

    def finish(self) -> Path:
        """The run folder, whole; then `latest` names it. Raises CannotWrite."""
        with self._told():
            os.replace(self._folder, self._final)
            _name_latest(self._final.parent, self._final.name)
        return self._final

    def discard(self) -> None:
        """Leaves nothing of a run that was not finished."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise self._cannot_write(error) from error

    def _cannot_write(self, error: OSError) -> CannotWrite:
        return CannotWrite(
            f"The run folder {self._final} could not be written: {error.strerror or error}. "
            "Nothing was left there; free space or choose another place with --out."
        )


@contextmanager
def making(parent: Path | None, run: str) -> Iterator[Unfinished]:
    """The files of a run, to be finished; else they are gone, as they are without a `parent`."""
    with TemporaryDirectory() if parent is None else nullcontext(str(parent)) as place:
        files = Unfinished(Path(place), run)
        try:
            yield files
        finally:
            files.discard()


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        _flush(file)


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _name_latest(parent: Path, run: str) -> None:
    temporary = parent / f".{LATEST}.{secrets.token_hex(4)}"
    _write_through(temporary, f"{run}\n".encode())
    os.replace(temporary, parent / LATEST)


def remove_abandoned(parent: Path) -> int:
    """Removes what runs that were killed left below `parent`; how many folders."""
    return sum(_remove_if_abandoned(one) for one in sorted(parent.glob(".*.partial")))


def remove_left(parent: Path, process: int) -> int:
    """Removes what a process of this machine left below `parent` that was killed; how many."""
    left = sorted(parent.glob(f".*.{process}.partial"))
    for one in left:
        shutil.rmtree(one, ignore_errors=True)
    return len(left)


def _remove_if_abandoned(partial: Path) -> bool:
    """A partial folder that nothing has touched for an hour belongs to a run that was killed."""
    newest = max((entry.stat().st_mtime for entry in partial.rglob("*")), default=0.0)
    if partial.stat().st_mtime < datetime.now().astimezone().timestamp() - 3600 > newest:
        shutil.rmtree(partial, ignore_errors=True)
        return True
    return False


def latest(parent: Path) -> Path | None:
    """The newest run folder below `parent`, if there is one."""
    try:
        name = (parent / LATEST).read_text().strip()
    except OSError:
        return None
    return parent / name if name and (parent / name).is_dir() else None


def read(folder: Path) -> FolderFiles:
    """Every file of a run folder by its path."""
    return FolderFiles(folder)
