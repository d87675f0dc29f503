"""Owns what was published: frozen files below the forum's store, and the decisions that name them.

A version's files are copied beside their place, synced and moved there whole, before the decision
that names their seal is written; they are never changed after. It judges nothing.
"""

import os
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from sqlalchemy import Connection, select

from bpforum.errors import BlobDamaged, StoreError
from bpforum.store import audit, decisions
from bpforum.store.database import Database
from bpforum.store.runs import RunMemory
from bpforum.store.tables import decisions as table
from bpforum.store.tables import runs as runs_table
from models.base import Instant
from models.decision import Decision
from models.ids import Digest, digest
from models.publication import seal_of
from models.run import FileEntry, Manifest


class Publications:
    """The published versions of one forum; files lie in `<folder>/<seal>/`."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    def made(self) -> tuple[Decision, ...]:
        """All decisions about published versions, in the order in which they came in."""
        with self._database.read() as connection:
            return _made(connection)

    def knows(self, manifest: Manifest) -> bool:
        """Whether a run of this store left exactly this manifest."""
        query = select(runs_table.c.data).where(runs_table.c.run == manifest.run)
        with self._database.read() as connection:
            text = connection.execute(query).scalar()
        return text is not None and RunMemory.model_validate_json(text).manifest == manifest

    def keep(self, files: Mapping[str, bytes]) -> Digest:
        """Freezes `files`, by path with `/`, and gives their seal. Raises StoreError."""
        seal = seal_of(_entries(files))
        target = self._folder / seal
        if target.is_dir() and not self.damage(seal):
            return seal
        partial = self._folder / f".{seal[:16]}-{secrets.token_hex(4)}.partial"
        try:
            for path, data in files.items():
                place = partial / _inside(path)
                place.parent.mkdir(parents=True, exist_ok=True)
                with place.open("xb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
            if target.exists():
                # Somebody changed it: what the seal stands for is put back.
                os.replace(target, partial.with_suffix(".damaged"))
            os.replace(partial, target)
            _sync(self._folder)
        except OSError as error:
            shutil.rmtree(partial, ignore_errors=True)
            raise StoreError(
                f"The version cannot be frozen in {self._folder}: {error.strerror or error}. "
                "Make room or allow writing there, and publish again; nothing was published."
            ) from error
        return seal

    def add(self, decision: Decision, *, at: Instant, by: str) -> None:
        """Writes a decision that publishes, extends or withdraws, with its audit entries."""
        with self._database.write() as connection:
            decisions.add(connection, [decision], at=at, by=by)
            value = decision.value if isinstance(decision.value, dict) else {}
            payload = {"decision": decision.id, "seal": value.get("seal")}
            action = "version.published" if payload["seal"] else "version.changed"
            entry = audit.Entry(action=action, subject=decision.target, payload=payload)
            audit.append(connection, [entry], at=at, actor=by)

    def has(self, seal: Digest) -> bool:
        """Whether there are files under `seal`; `damage` says whether they are what they were."""
        return (self._folder / seal).is_dir()

    def names(self, seal: Digest) -> tuple[str, ...]:
        """The paths of a version's files, sorted."""
        folder = self._folder / seal
        found = (one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
        return tuple(sorted(one.relative_to(folder).as_posix() for one in found))

    def file(self, seal: Digest, path: str) -> bytes:
        """The bytes of one file of a version. Raises BlobDamaged where there is none."""
        try:
            return (self._folder / seal / _inside(path)).read_bytes()
        except OSError as error:
            raise BlobDamaged(
                f"The published file {path} is missing. Restore {self._folder / seal} from a "
                "backup, or from the run that was published."
            ) from error

    def damage(self, seal: Digest) -> str:
        """In words what is not as it was sealed; empty where all is."""
        found = self._read(seal)
        if not found:
            return f"there are no files in {self._folder / seal}"
        if seal_of(_entries(found)) != seal:
            return f"the files in {self._folder / seal} are not those that were sealed"
        return ""

    def _read(self, seal: Digest) -> dict[str, bytes]:
        folder = self._folder / seal
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.is_symlink()
        }


def _made(connection: Connection) -> tuple[Decision, ...]:
    query = select(table).where(table.c.kind == "publish").order_by(table.c.seq)
    return tuple(decisions.decision_of(row) for row in connection.execute(query).mappings())


def _entries(files: Mapping[str, bytes]) -> tuple[FileEntry, ...]:
    return tuple(
        FileEntry(path=path, digest=digest(data), size=len(data)) for path, data in files.items()
    )


def _inside(path: str) -> Path:
    """`path` as one below the folder. Raises StoreError for one that leads out of it."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or any("\\" in one for one in parts):
        raise StoreError(f"{path!r} is no path of a published file.")
    return Path(*parts)


def _sync(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there, and need not be
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
