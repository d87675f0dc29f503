"""Keeps the packed pieces of the record from run to run; packs none itself.

A piece is known by a key, a digest of all that it is made from. One whose key is another one is
packed again.
"""

from collections.abc import Iterable

from bpforum.kept_parts import Keep, KeptParts
from bpforum.made_keys import MadeKeys

_TOGETHER = 80
"""Pieces that are handed on at once."""


class Members:
    """The pieces of earlier runs, and those of this one. To be closed when all is written."""

    def __init__(
        self,
        kept: Iterable[tuple[int, bytes]] = (),
        keep: Keep = lambda parts: None,
        made: MadeKeys | None = None,
    ) -> None:
        """`kept`: pieces by number, in order; `keep` is handed those that are new.

        `made`: what contributions are known by.
        """
        self.made = made or MadeKeys()
        self._parts = KeptParts(kept, keep, _TOGETHER)

    def find(self, number: int, key: bytes) -> bytes | None:
        """The piece that was packed under `key`. Numbers are asked for in rising order."""
        return self._parts.find_under(number, key)

    def put(self, number: int, key: bytes, piece: bytes) -> None:
        """Keeps a piece for later runs."""
        self._parts.put_under(number, key, piece)

    def close(self) -> None:
        """Hands on what is left."""
        self._parts.close()
