"""Which passages may have no vector yet: owns that those of a part that was encoded, and is as it
was, are not asked for again. Encodes nothing; who misses a vector all the same makes it.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from operator import attrgetter

from bpforum.columns import parts_of
from bpforum.kept_parts import Keep, KeptParts
from models.passage import Passage

_SIGN = 16
_TOGETHER = 64
"""Parts that are handed on at once."""


class Unencoded:
    """Of one encoder. To be closed when all have vectors."""

    def __init__(
        self,
        encoder: str,
        kept: Iterable[tuple[int, bytes]] = (),
        keep: Keep = lambda parts: None,
    ) -> None:
        """`kept` as `KeptParts` has them."""
        self._encoder = encoder.encode()
        self._parts = KeptParts(kept, keep, _TOGETHER)
        self._new: dict[int, bytes] = {}

    def of(self, pieces: Sequence[Passage]) -> Iterator[Passage]:
        """Those of `pieces`, in their order, of which it is not known that they have a vector.

        They are in order of arrival, but for some at the end that say nothing.
        """
        end = len(pieces)
        while end and not pieces[end - 1].substantive:
            end -= 1
        for part, start, stop in parts_of(list(map(attrgetter("contribution"), pieces[:end]))):
            some = pieces[start:stop]
            told = blake2b(self._encoder, digest_size=_SIGN)
            told.update(" ".join(map(attrgetter("id"), some)).encode())
            if self._parts.find_under(part, told.digest()) is None:
                self._new[part] = told.digest()
                yield from some
        yield from pieces[end:]

    def close(self) -> None:
        """All of them have vectors now."""
        for part, sign in self._new.items():
            self._parts.put_under(part, sign, b"")
        self._parts.close()
