"""Waits until a forum's folders have changed and are still; collects nothing itself."""

import time
from collections.abc import Iterator
from pathlib import Path

from bpforum.forum_file import load_forum

_STILL_SECONDS = 2.0
"""So long nothing may change before it is collected: a copy under way is not a document yet."""


def rounds(folder: Path, every: float | None) -> Iterator[int]:
    """Once; with `every`, again and again until stopped, after so many seconds each."""
    n = 0
    while True:
        yield n
        if every is None:
            return
        n += 1
        time.sleep(every)
        before = None
        while (seen := _look(folder)) != before:
            before = seen
            time.sleep(_STILL_SECONDS)


def _look(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Names, sizes and times of all files in the forum's own folders and tables."""
    found = []
    for source in load_forum(folder).sources:
        if source.path and not source.url:
            root = folder / source.path
            for path in [root, *root.rglob("*")] if root.is_dir() else [root]:
                try:
                    status = path.stat()
                except OSError:
                    continue
                found.append((path.as_posix(), status.st_size, status.st_mtime_ns))
    return tuple(sorted(found))
