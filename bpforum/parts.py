"""Keeps what was worked out of each submission in parts of some hundred, gone through in order of
references; knows neither what it is nor where it is kept.

An entry is a list: the submission's number, the key (a digest of all that it depends on), and what
was worked out, as JSON. One whose key is another one is worked out again.
"""

from collections.abc import Callable, Generator, Iterable
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

SIZE = 500
"""Submissions of a part: enough that reading is fast, few enough that one change is cheap."""
_TOGETHER = 8
"""Parts that are handed on at once."""

Keep = Callable[[dict[int, bytes]], None]


class Parts:
    """The entries of earlier runs, and those of this one. To be closed when all is gone through."""

    def __init__(
        self, kept: Iterable[tuple[int, bytes]] = (), keep: Keep = lambda parts: None
    ) -> None:
        """`kept`: parts by number, in order; `keep` is handed those that changed."""
        self._kept = iter(kept)
        self._keep = keep
        self._ahead: tuple[int, bytes] | None = next(self._kept, None)
        self._part = -1
        self._known: dict[int, list[Any]] = {}
        self._now: dict[int, bytes | list[Any]] = {}
        self._changed = False
        self._waiting: dict[int, bytes] = {}

    def find(self, number: int, key: bytes) -> list[Any] | None:
        """What was worked out for `key`; it stays. Numbers are asked for in rising order."""
        self._turn_to(number)
        entry = self._known.get(number)
        if entry is None or entry[1] != key.hex():
            return None
        self._now[number] = entry
        return entry[2:]

    def put(self, number: int, key: bytes, worked_out: list[Any]) -> None:
        """Keeps what was worked out, but for what JSON cannot hold."""
        self._turn_to(number)
        try:
            self._now[number] = to_json([number, key.hex(), *worked_out])
        except PydanticSerializationError:
            return  # half of a character that was cut in two: it is worked out each time
        self._changed = True

    def close(self) -> None:
        """Hands on what is left."""
        self._end_part()
        self._hand_on()
        self._part, self._ahead = -1, None
        if isinstance(self._kept, Generator):
            self._kept.close()  # it may hold a view of the database open

    def _turn_to(self, number: int) -> None:
        part = (number - 1) // SIZE
        if part == self._part:
            return
        self._end_part()
        self._part = part
        while self._ahead and self._ahead[0] < part:
            self._ahead = next(self._kept, None)
        if self._ahead and self._ahead[0] == part:
            self._known = _entries(self._ahead[1])

    def _end_part(self) -> None:
        if self._changed:
            lines = (one if isinstance(one, bytes) else to_json(one) for one in self._now.values())
            self._waiting[self._part] = b"[" + b",".join(lines) + b"]"
        self._known, self._now, self._changed = {}, {}, False
        if len(self._waiting) >= _TOGETHER:
            self._hand_on()

    def _hand_on(self) -> None:
        if self._waiting:
            self._keep(self._waiting)
            self._waiting = {}


def _entries(data: bytes) -> dict[int, list[Any]]:
    """By number; none where a part is not what it should be: then it is made again."""
    try:
        return {entry[0]: entry for entry in from_json(data) if entry[1]}
    except (ValueError, TypeError, IndexError, KeyError):
        return {}
