"""What contributions were made from and what became of them, as digests of some together: kept
pieces of files are known by these. Makes no piece and keeps none.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from operator import attrgetter

from pydantic_core import to_json

from bpforum.received import KEY_SIZE
from bpforum.settled import Closing
from models.contribution import Contribution

_is_as_made = attrgetter("is_as_made")


class MadeKeys:
    """Of the contributions of one run."""

    def __init__(self, keys: bytes | bytearray) -> None:
        """`keys` as `validation.Earlier` holds them: what each number was made from."""
        self._keys = keys
        self._ended: dict[int, bytes] = {}
        """Of each closing, which many share."""

    def of(self, first: int, ones: Sequence[Contribution]) -> bytes:
        """What these were made from, whose numbers follow one another; empty unless all are as
        they were made."""
        found = bytes(self._keys[(first - 1) * KEY_SIZE : (first - 1 + len(ones)) * KEY_SIZE])
        is_whole = len(found) == len(ones) * KEY_SIZE and all(map(_is_as_made, ones))
        return found if is_whole else b""

    def ended(self, closings: Iterable[Closing]) -> bytes:
        """What became of these."""
        return b"".join(map(self._end, closings))

    def _end(self, end: Closing) -> bytes:
        found = self._ended.get(id(end))
        if found is None:
            found = blake2b(to_json(end), digest_size=KEY_SIZE).digest()
            self._ended[id(end)] = found
        return found
