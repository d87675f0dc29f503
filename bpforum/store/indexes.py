"""Owns where the indexes lie that pages ask; makes none, and knows not what is in them.

They hold words of what was received beside the database, and can all be made again.
"""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

REVIEW, TEXTS = "review", "texts"
"""Folders of the store: of runs under review, and of published versions."""


def forget(home: Path) -> None:
    """Destroys all of them, also those that were cut off while they were made."""
    for folder in (REVIEW, TEXTS):
        for pattern in ("*.sqlite", "*.partial"):
            destroy((home / folder).glob(pattern))


def destroy(paths: Iterable[Path]) -> None:
    """Destroys these, as far as that can be now."""
    for path in paths:
        with suppress(OSError):  # on Windows one that is being read cannot go yet
            path.unlink(missing_ok=True)
