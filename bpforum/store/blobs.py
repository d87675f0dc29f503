"""Owns the bytes of what was received, kept by digest in a folder; refuses to change any.

A blob is written beside its place, synced and moved there, so that under a digest there is all of
it or nothing. It is written before the row that names it: a kill in between leaves a blob that
nobody names, and the next collect names it. A blob's time is when it was last put: what nobody has
put or named for long can be removed, and whoever puts it at that moment has it all the same.
"""

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from bpforum.errors import BlobDamaged, StoreError
from models.base import Instant
from models.ids import Digest, digest

_THREADS = 8
_NEW, _ASIDE = "new-", "gone-"
"""How the names begin of what is being written, and of what is about to be removed."""
_AHEAD = 64 * 1024 * 1024
"""How many bytes may wait in memory to be written."""


class Blobs:
    """The blobs below one folder: `ab/cdef…` holds the bytes with the digest `abcdef…`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def writing(self) -> Iterator["BlobWriting"]:
        """Puts several blobs; when this ends, all are on disk. Raises StoreError where not."""
        with ThreadPoolExecutor(_THREADS, "blobs") as pool:
            writing = BlobWriting(self._folder, pool)
            try:
                yield writing
                writing.finish()
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def put(self, data: bytes) -> Digest:
        """Puts one blob; it is on disk when this returns."""
        with self.writing() as writing:
            return writing.put(data)

    def get(self, name: Digest) -> bytes:
        """The bytes with the digest `name`. Raises BlobDamaged where they are not."""
        path = _path(self._folder, name)
        data = _read(path)
        if data is None:
            raise BlobDamaged(
                f"The bytes {name} are missing from {self._folder}. Restore them from a backup, "
                "or collect again from the source."
            )
        if digest(data) != name:
            raise BlobDamaged(
                f"{path} no longer holds what was received. Restore it from a backup; if the "
                "source still has it, delete this file and collect again."
            )
        return data

    def has(self, name: Digest) -> bool:
        """Whether there is a file of this name, whatever it holds."""
        return any(path.is_file() for path in _places(_path(self._folder, name)))

    def touch(self, name: Digest) -> bool:
        """Whether there is a file of this name; if so, it is as if it had just been put."""
        return _touch(_path(self._folder, name))

    def destroy(self, name: Digest) -> None:
        """Takes a blob off the disk, for what was erased; overwriting is the disk's own matter."""
        for path in _places(_path(self._folder, name)):
            path.unlink(missing_ok=True)

    def last_put(self, begun: Instant, ended: Instant) -> Iterator[Digest]:
        """The blobs that were last put in this time, in order; what was half-written then goes."""
        for path in sorted(self._folder.glob("??/*")):
            with suppress(FileNotFoundError):
                if not begun.timestamp() <= path.stat().st_mtime < ended.timestamp():
                    continue
                if path.name.startswith(_NEW):
                    path.unlink()
                else:
                    yield path.parent.name + path.name.removeprefix(_ASIDE)

    def remove_unless_put(self, name: Digest, since: Instant) -> bool:
        """Takes a blob off the disk that nobody names; False where somebody has put it `since`.

        The caller holds the lock without which no row can come to name it. It is moved aside
        first: whoever puts it before that has changed its time, and gets it back; whoever puts it
        after that finds none, and writes it.
        """
        path, aside = _places(_path(self._folder, name))
        with suppress(FileNotFoundError):  # a sweep that was killed had it aside already
            if path.stat().st_mtime >= since.timestamp():
                return False
            path.replace(aside)
        try:
            if aside.stat().st_mtime >= since.timestamp():
                aside.replace(path)
                return False
            aside.unlink()
        except FileNotFoundError:
            return False
        return True


class BlobWriting:
    """Blobs on their way to the disk. Waiting for the disk is shared: ten times as fast."""

    def __init__(self, folder: Path, pool: ThreadPoolExecutor) -> None:
        self._folder = folder
        self._pool = pool
        self._waiting: deque[tuple[Future[None], int]] = deque()
        self._bytes = 0
        self._folders: set[Path] = set()

    def put(self, data: bytes) -> Digest:
        """The digest of `data`, which will be on disk when the writing ends."""
        name = digest(data)
        path = _path(self._folder, name)
        self._folders.add(path.parent)
        self._waiting.append((self._pool.submit(_write, path, data), len(data)))
        self._bytes += len(data)
        while self._bytes > _AHEAD or len(self._waiting) > 32 * _THREADS:
            self._wait()
        return name

    def finish(self) -> None:
        """Waits until all is on disk, the names in the folders too."""
        while self._waiting:
            self._wait()
        # Windows does not open folders, and NTFS journals their names.
        if self._folders and os.name != "nt":
            list(self._pool.map(_sync_folder, [*sorted(self._folders), self._folder]))

    def _wait(self) -> None:
        written, size = self._waiting.popleft()
        self._bytes -= size
        try:
            written.result()
        except OSError as error:
            raise StoreError(
                f"The store cannot keep a document in {self._folder}: {error.strerror or error}. "
                "Make room or allow writing there, and collect again; nothing was taken in."
            ) from error


def checked(name: Digest, data: bytes) -> bytes:
    """`data`, which the database keeps as `name`. Raises BlobDamaged where it is other bytes."""
    if digest(data) != name:
        raise BlobDamaged(
            f"The database no longer holds what was received as {name}. Restore it from a backup."
        )
    return data


def _path(folder: Path, name: Digest) -> Path:
    return folder / name[:2] / name[2:]


def _places(path: Path) -> tuple[Path, Path]:
    """Where a blob is, and where while it is about to be removed."""
    return path, path.with_name(_ASIDE + path.name)


def _read(path: Path) -> bytes | None:
    for place in (*_places(path), path):  # it may just have been put back
        with suppress(FileNotFoundError):
            return place.read_bytes()
    return None


def _touch(path: Path) -> bool:
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def _write(path: Path, data: bytes) -> None:
    with suppress(FileNotFoundError):
        # Touched, or gone in this moment: then it is written. Never is it there and about to go.
        if path.stat().st_size == len(data) and _touch(path):
            return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=_NEW, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
