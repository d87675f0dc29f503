"""Keeps the packed pieces of the record from run to run; packs none itself.

A piece is known by a key, a digest of all that it is made from. One whose key is another one is
packed again.
"""

from collections.abc import Generator, Iterable

from bpforum.columns import Keep

KEY_SIZE = 16
"""Bytes of a key."""
_TOGETHER = 80
"""Pieces that are handed on at once."""


class Members:
    """The pieces of earlier runs, and those of this one. To be closed when all is written."""

    def __init__(
        self,
        kept: Iterable[tuple[int, bytes]] = (),
        keep: Keep = lambda parts: None,
        keys: bytes | bytearray = b"",
    ) -> None:
        """`kept`: pieces by number, in order; `keep` is handed those that are new.

        `keys` as `validation.Earlier` holds them: what contributions were made from.
        """
        self.keys = keys
        self._kept, self._keep = iter(kept), keep
        self._ahead: tuple[int, bytes] | None = (-1, b"")
        self._waiting: dict[int, bytes] = {}

    def find(self, number: int, key: bytes) -> bytes | None:
        """The piece that was packed under `key`. Numbers are asked for in rising order."""
        while self._ahead and self._ahead[0] < number:
            self._ahead = next(self._kept, None)
        if self._ahead is None or self._ahead[0] != number:
            return None
        known, piece = self._ahead[1][:KEY_SIZE], self._ahead[1][KEY_SIZE:]
        return piece if known == key else None

    def put(self, number: int, key: bytes, piece: bytes) -> None:
        """Keeps a piece for later runs."""
        self._waiting[number] = key + piece
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
