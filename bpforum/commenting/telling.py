"""Whether words that people wrote for everybody tell of what not everybody was given (promise 9).

They are held against the record of the newest run, as the document's own words are. Where there is
no record to hold them against, they wait for the next published version.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bpforum.leaks import find_telling
from bpforum.record_file import WHOLE, read_record
from models.record import Record

_LARGEST = 64 * 2**20
"""Bytes of a record that is read for a page: a larger forum's reasons wait."""


def may_tell(words: str, run: Path | None, declared: Sequence[str] = ()) -> bool:
    """Whether everybody may read `words`. `declared`: names that `forum.toml` itself prints."""
    if not words.strip():
        return True
    return run is not None and _may_tell(words, run, tuple(declared))


@lru_cache(maxsize=2000)
def _may_tell(words: str, run: Path, declared: tuple[str, ...]) -> bool:
    record = _record(run)
    return record is not None and not find_telling({"words": words}, record, declared)


@lru_cache(maxsize=2)
def _record(run: Path) -> Record | None:
    path = run / WHOLE
    try:
        if path.stat().st_size > _LARGEST:
            return None
        found = read_record({WHOLE: path.read_bytes()})
    except (OSError, ValueError):
        return None
    return found if isinstance(found, Record) else None
