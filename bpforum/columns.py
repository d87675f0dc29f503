"""Keeps what was worked out of some hundred submissions together, gone through in order of their
numbers; knows neither what it is nor where it is kept.

A part is whatever JSON holds. Who keeps it writes into it by what it was worked out (a key each).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pydantic_core import PydanticSerializationError, from_json, to_json

from bpforum.kept_parts import Keep, KeptParts
from models.ids import by_arrival, number_of, reference

SIZE = 500
"""Submissions of a part: enough that reading is fast, few enough that one change is cheap."""
_TOGETHER = 8
"""Parts that are handed on at once."""

_Entry = TypeVar("_Entry")


def part_of(number: int) -> int:
    """The part that the submission of this number is in."""
    return (number - 1) // SIZE


def parts_of(references: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Each part that any of `references` are in, and from where up to where these stand.

    They are in order of arrival; what is not written as references are is by itself.
    """
    end = 0
    while end < len(references):
        start, part = end, part_of(number_of(references[end]) or 0)
        after = by_arrival(reference((part + 1) * SIZE + 1))
        end = max(bisect_left(references, after, start, key=by_arrival), start + 1)
        yield part, start, end


class Columns:
    """The parts of earlier runs, and those of this one. To be closed when all is gone through."""

    def __init__(
        self, kept: Iterable[tuple[int, bytes]] = (), keep: Keep = lambda parts: None
    ) -> None:
        """`kept`: parts by number, in order; `keep` is handed those that changed."""
        self._parts = KeptParts(kept, keep, _TOGETHER)

    def find(self, part: int) -> dict[str, Any]:
        """What was put there; nothing where that is not what it should be.

        Parts are asked for in rising order.
        """
        kept = self._parts.find(part)
        if kept is None:
            return {}
        try:
            found = from_json(kept, cache_strings="none")  # most are told once
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def put(
        self, part: int, entries: Sequence[_Entry], pack: Callable[[Sequence[_Entry]], Any]
    ) -> None:
        """Keeps `entries` as `pack` writes them, but for those that JSON cannot hold."""
        try:
            data = to_json(pack(entries))
        except PydanticSerializationError:
            # Half of a character that was cut in two: it is worked out each time.
            data = to_json(pack([one for one in entries if _can_be_written(pack([one]))]))
        self._parts.put(part, data)

    def close(self) -> None:
        """Hands on what is left."""
        self._parts.close()


def _can_be_written(packed: Any) -> bool:
    try:
        to_json(packed)
    except PydanticSerializationError:
        return False
    return True
