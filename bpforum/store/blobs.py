"""Owns the bytes of what was received, kept by digest in a folder; refuses to change any.

A blob is written beside its place, synced and moved there, so that under a digest there is all of
it or nothing. It is written before the row that names it: a kill in between leaves a blob that
nobody names, and the next collect names it.
"""

import os
import tempfile
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from bpforum.errors import BlobDamaged, StoreError
from models.ids import Digest, digest

_THREADS = 8
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
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise BlobDamaged(
                f"The bytes {name} are missing from {self._folder}. Restore them from a backup, "
                "or collect again from the source."
            ) from error
        if digest(data) != name:
            raise BlobDamaged(
                f"{path} no longer holds what was received. Restore it from a backup; if the "
                "source still has it, delete this file and collect again."
            )
        return data

    def has(self, name: Digest) -> bool:
        """Whether there is a file of this name, whatever it holds."""
        return _path(self._folder, name).is_file()

    def destroy(self, name: Digest) -> None:
        """Takes a blob off the disk, for what was erased; overwriting is the disk's own matter."""
        _path(self._folder, name).unlink(missing_ok=True)


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


def _write(path: Path, data: bytes) -> None:
    if path.is_file() and path.stat().st_size == len(data):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix="new-", dir=path.parent)
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
