"""Owns the bytes of what was received, kept by digest in a folder; refuses to change or drop any.

A blob is written beside its place, synced and moved there, so that under a digest there is all of
it or nothing. It is written before the row that names it: a kill in between leaves a blob that
nobody names, and the next collect names it.
"""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from bpforum.errors import BlobDamaged, StoreError
from models.ids import Digest, digest


class Blobs:
    """The blobs below one folder: `ab/cdef…` holds the bytes with the digest `abcdef…`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, data: bytes) -> Digest:
        """Keeps `data`; it is on disk after `sync` of what was put. Raises StoreError."""
        name = digest(data)
        path = self._path(name)
        try:
            self._write(path, data)
        except OSError as error:
            raise StoreError(
                f"The store cannot keep a document in {path.parent}: {error.strerror or error}. "
                "Make room or allow writing there, and collect again; nothing was taken in."
            ) from error
        return name

    def _write(self, path: Path, data: bytes) -> None:
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

    def sync(self, names: Iterable[Digest]) -> None:
        """Makes the places of these blobs durable, a folder once, after they were put."""
        if os.name == "nt":  # folders cannot be opened there, and NTFS journals their names
            return
        folders = sorted({self._path(name).parent for name in names})
        for folder in [*folders, self._folder] if folders else []:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def get(self, name: Digest) -> bytes:
        """The bytes with the digest `name`. Raises BlobDamaged where they are not."""
        path = self._path(name)
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

    def _path(self, name: Digest) -> Path:
        return self._folder / name[:2] / name[2:]
