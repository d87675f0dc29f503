"""Keeps what was worked out of some hundred submissions together, gone through in order of their
numbers; knows neither what it is nor where it is kept.

A part is whatever JSON holds. Who keeps it writes into it by what it was worked out (a key each).
"""

from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any, TypeVar

from pydantic_core import PydanticSerializationError, from_json, to_json

SIZE = 500
"""Submissions of a part: enough that reading is fast, few enough that one change is cheap."""
_TOGETHER = 8
"""Parts that are handed on at once."""

Keep = Callable[[dict[int, bytes]], None]
_Entry = TypeVar("_Entry")


def part_of(number: int) -> int:
    """The part that the submission of this number is in."""
    return (number - 1) // SIZE


class Columns:
    """The parts of earlier runs, and those of this one. To be closed when all is gone through."""

    def __init__(
        self, kept: Iterable[tuple[int, bytes]] = (), keep: Keep = lambda parts: None
    ) -> None:
        """`kept`: parts by number, in order; `keep` is handed those that changed."""
        self._kept = iter(kept)
        self._keep = keep
        self._ahead: tuple[int, bytes] | None = next(self._kept, None)
        self._waiting: dict[int, bytes] = {}

    def find(self, part: int) -> dict[str, Any]:
        """What was put there; nothing where that is not what it should be.

        Parts are asked for in rising order.
        """
        while self._ahead and self._ahead[0] < part:
            self._ahead = next(self._kept, None)
        if not self._ahead or self._ahead[0] != part:
            return {}
        try:
            found = from_json(self._ahead[1])
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
        self._waiting[part] = data
        if len(self._waiting) >= _TOGETHER:
            self._hand_on()

    def close(self) -> None:
        """Hands on what is left."""
        self._hand_on()
        self._ahead = None
        if isinstance(self._kept, Generator):
            self._kept.close()  # it may hold a view of the database open

    def _hand_on(self) -> None:
        if self._waiting:
            self._keep(self._waiting)
            self._waiting = {}


def _can_be_written(packed: Any) -> bool:
    try:
        to_json(packed)
    except PydanticSerializationError:
        return False
    return True
