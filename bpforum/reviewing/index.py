"""Owns the index of a run: made once, kept in the forum's store folder, asked by every page.

Each question is answered from an index of the database, so that what a page costs does not grow
with the forum; nothing is held in memory between two questions.
"""

import json
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bpforum.published.ground import Ground
from bpforum.reviewing.index_making import make_index
from bpforum.store.indexes import REVIEW
from models.ids import digest

_KEPT = 2
"""Indexes that are left lying: the newest run's, and one that a page may still ask."""
_VERSION = "3"
_AT_ONCE = 400
_making = threading.Lock()


def open_index(
    store_folder: Path,
    run: Path,
    erased: frozenset[str] = frozenset(),
    published: Callable[[], Mapping[str, Ground]] = dict,
) -> "DraftIndex":
    """The index of the run folder `run`, made where there is none.

    `erased`: what was ever erased. An index from before the last of it is destroyed, and the new
    one shows no words of it, though the run's folder still has them. `published`: what is
    commented on in published versions, asked for where it is made. Raises OSError, KeyError or
    ValueError where the run cannot be read.
    """
    seal = digest((run / "manifest.json").read_bytes() + f"{_VERSION} {sorted(erased)}".encode())[
        :16
    ]
    folder = store_folder / REVIEW
    path = folder / f"{run.name}-{seal}.sqlite"
    if not path.exists():
        with _making:
            if not path.exists():
                make_index(run, path, published(), erased)
                _forget(folder, path)
    return DraftIndex(path)


def _forget(folder: Path, newest: Path) -> None:
    """Removes all but the newest; those of the same run from before an erasure at once."""
    run = newest.name.rpartition("-")[0]
    others = sorted(
        (one for one in folder.glob("*.sqlite") if one != newest),
        key=lambda one: one.stat().st_mtime,
        reverse=True,
    )
    for n, one in enumerate(others):
        if n >= _KEPT - 1 or one.name.rpartition("-")[0] == run:
            one.unlink(missing_ok=True)


class DraftIndex:
    """A run, as review pages ask for it. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.key = path.stem
        about = dict(self.rows("select key, value from about"))
        self.run: str = about["run"]
        self.label: str = about["label"]
        self.finished_at: str = about["finished_at"]
        self.language: str = about["language"]
        self.changes: dict[str, Any] = json.loads(about["changes"])
        """Against the run before: how many inputs, and the first changes of themes."""

    def known(self) -> frozenset[str]:
        """The ids of the decisions that the run knew."""
        return frozenset(one for (one,) in self.rows("select decision from known"))

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        connection = sqlite3.connect(self._path, timeout=30)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def rows_of(self, query: str, ones: Collection[str]) -> Iterator[tuple[Any, ...]]:
        """The rows of a query with `in (?)` for any number of values."""
        listed = sorted(set(ones))
        for start in range(0, len(listed), _AT_ONCE):
            some = listed[start : start + _AT_ONCE]
            yield from self.rows(query.replace("(?)", f"({', '.join('?' * len(some))})"), *some)

    def number(self, query: str, *values: object) -> int:
        """The number that a query gives."""
        return int(self.rows(query, *values)[0][0] or 0)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection that keeps answers to comments beside them, for the queue."""
        connection = sqlite3.connect(self._path, timeout=30)
        try:
            with connection:
                yield connection
        finally:
            connection.close()
