"""Goes through what earlier runs kept, part by part in order of their numbers, and hands on what is
new some at a time; knows neither what a part is nor where it is kept.
"""

from collections.abc import Callable, Generator, Iterable

Keep = Callable[[dict[int, bytes]], None]


class KeptParts:
    """The parts of earlier runs, and those of this one. To be closed when all is gone through."""

    def __init__(self, kept: Iterable[tuple[int, bytes]], keep: Keep, together: int) -> None:
        """`kept`: parts by number, in order; `keep` is handed the new ones, `together` at once."""
        self._kept, self._keep, self._together = iter(kept), keep, together
        self._ahead: tuple[int, bytes] | None = (-1, b"")
        self._waiting: dict[int, bytes] = {}

    def find(self, number: int) -> bytes | None:
        """The part of that number, if there is one. They are asked for in rising order."""
        while self._ahead and self._ahead[0] < number:
            self._ahead = next(self._kept, None)
        return self._ahead[1] if self._ahead and self._ahead[0] == number else None

    def find_under(self, number: int, key: bytes) -> bytes | None:
        """What `put_under` kept of the part of that number, if it was under this key."""
        data = self.find(number)
        return data[len(key) :] if data is not None and key and data.startswith(key) else None

    def put_under(self, number: int, key: bytes, data: bytes) -> None:
        """Keeps a part for later runs; `key`: a digest of all that it is made from, of one size."""
        self.put(number, key + data)

    def put(self, number: int, data: bytes) -> None:
        """Keeps a part for later runs."""
        self._waiting[number] = data
        if len(self._waiting) >= self._together:
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
