"""Owns which words of a contribution are compared with others', and keeps their digest for later
runs; compares none.

What was kept is used where all that it depends on is as it was: every contribution of the part is
what was made of its submission, uncorrected.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from bpforum.columns import parts_of
from bpforum.kept_parts import Keep, KeptParts
from bpforum.received import KEY_SIZE
from bpforum.text.copies.short import is_short
from bpforum.text.copies.sketches import DIGEST_SIZE, Digests, digest_of
from models.contribution import Contribution
from models.ids import number_of

_NOT_OWN = ("quoted", "question", "furniture")
_TOGETHER = 400
"""Parts that are handed on at once."""
_reference = attrgetter("reference")


@dataclass(frozen=True)
class Words:
    """What is compared of each of some contributions."""

    written: Sequence[Contribution]
    digests: Digests
    """Of each text."""
    is_short: NDArray[np.bool_]
    """Whose own words are few: of them the whole text is compared, and only with its equals."""

    def text(self, nth: int) -> str:
        """The text of the `nth`."""
        one = self.written[nth]
        return one.text if self.is_short[nth] else _own(one)


class OwnWords:
    """Gone through in order of references."""

    def __init__(
        self,
        kept: Iterable[tuple[int, bytes]] = (),
        keep: Keep = lambda parts: None,
        keys: bytes | bytearray = b"",
    ) -> None:
        """`kept`: parts by number, in order; `keep` is handed those that changed.

        `keys` as `validation.Earlier` holds them: what contributions were made from.
        """
        self._parts = KeptParts(kept, keep, _TOGETHER)
        self._keys = keys

    def of(self, written: Sequence[Contribution]) -> Words:
        """The words of each."""
        digests, short = [], []
        for part, start, end in parts_of(list(map(_reference, written))):
            some = written[start:end]
            basis = self._basis(some)
            data = _unsealed(basis, self._parts.find(part), len(some)) if basis else None
            if data is None:
                data = _made(some)
                if basis:
                    self._parts.put(part, _seal(basis, data) + data)
            digests.append(data[: DIGEST_SIZE * len(some)])
            short.append(data[DIGEST_SIZE * len(some) :])
        self._parts.close()
        numbers = np.frombuffer(b"".join(digests), dtype="<u8").astype(np.uint64)
        return Words(
            written, numbers.reshape(-1, 2), np.frombuffer(b"".join(short), dtype=np.bool_)
        )

    def _basis(self, some: Sequence[Contribution]) -> bytes:
        """Of all that a part depends on; nothing where not all of it is known."""
        first, last = number_of(some[0].reference), number_of(some[-1].reference)
        if not first or not last or any(one.received_text is not None for one in some):
            return b""
        keys = bytes(self._keys[(first - 1) * KEY_SIZE : last * KEY_SIZE])
        if len(keys) != (last - first + 1) * KEY_SIZE:
            return b""
        if not np.frombuffer(keys, dtype=np.uint8).reshape(-1, KEY_SIZE).any(axis=1).all():
            return b""  # the key of what is made anew each time is nothing but zeros
        sizes = np.array([len(one.text) for one in some], dtype="<i8")
        names = "\n".join(map(_reference, some)).encode()
        return keys + sizes.tobytes() + names


def compared_words(one: Contribution) -> str:
    """Its own words; where they are few all that was sent."""
    own = _own(one)
    return one.text if is_short(own) else own


def _own(one: Contribution) -> str:
    """What is neither quoted of others nor a form's question, nor furniture."""
    blocks, text = one.blocks, one.text
    if len(blocks) == 1 and blocks[0].kind not in _NOT_OWN:
        return text[blocks[0].start : blocks[0].end]
    if not blocks:
        return text
    own = [block for block in blocks if block.kind not in _NOT_OWN]
    return "\n".join(text[block.start : block.end] for block in own)


def _made(some: Sequence[Contribution]) -> bytes:
    """The digests of all, then for each whether its own words are few."""
    texts = list(map(_own, some))
    short = list(map(is_short, texts))
    compared = [one.text if few else own for one, own, few in zip(some, texts, short, strict=True)]
    return b"".join(map(digest_of, compared)) + bytes(short)


def _seal(basis: bytes, data: bytes) -> bytes:
    return blake2b(basis + data, digest_size=KEY_SIZE).digest()


def _unsealed(basis: bytes, kept: bytes | None, size: int) -> bytes | None:
    """What was kept of so many; None where it is of something else, or damaged."""
    if kept is None or len(kept) != KEY_SIZE + (DIGEST_SIZE + 1) * size:
        return None
    data = kept[KEY_SIZE:]
    return data if _seal(basis, data) == kept[:KEY_SIZE] else None
