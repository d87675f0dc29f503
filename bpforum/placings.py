"""Keeps how near passages are to where they stand, and which passage of its original a copy stands
with; finds neither, and decides nothing.

How near a passage is depends on its text, on its language, on what its theme is made of and on the
encoder. Where all of that is the same for all of a part, no vector of it is read.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from bpforum.columns import parts_of
from bpforum.kept_parts import Keep, KeptParts
from bpforum.text.vectors import Labels
from models.theme import LanguageOffset

_SIGN = 16
_TOGETHER = 64
"""Parts that are handed on at once."""
_SCORES = np.dtype("<i2")
_THOUSANDTHS = 1000
_UNKNOWN = -32768
_NTH = 2
"""Bytes of the number of a passage in its contribution."""

Kept = tuple[Iterable[tuple[int, bytes]], Keep]


class Placings:
    """What earlier runs found, for one that groups."""

    def __init__(self, kept: Callable[[str], Kept] = lambda kind: ((), lambda parts: None)) -> None:
        """`kept`: what is kept of a kind, and what keeps it."""
        self._kept = kept

    def scores(
        self, whose: Sequence[str], spoken: Labels, encoder: str, by: Sequence[LanguageOffset]
    ) -> "Scores":
        """Of passages of these contributions. `spoken`: what is taken `by` language off each."""
        return Scores(
            KeptParts(*self._kept("scores"), _TOGETHER), whose, spoken, _told(encoder, by)
        )

    def likest(
        self, ids: Sequence[str], spoken: Labels, encoder: str, by: Sequence[LanguageOffset]
    ) -> "Likest":
        """Among the passages of these ids."""
        return Likest(*self._kept("likest"), ids, spoken, _told(encoder, by))


def _told(encoder: str, by: Sequence[LanguageOffset]) -> bytes:
    """Of what all vectors depend on."""
    told = blake2b(encoder.encode(), digest_size=_SIGN)
    for one in by:
        told.update(one.language.encode())
        told.update(np.array(one.vector).tobytes())
    return told.digest()


class Scores:
    """How near passages are to where they stand, part by part."""

    def __init__(self, kept: KeptParts, whose: Sequence[str], spoken: Labels, told: bytes) -> None:
        self._kept, self._whose, self._spoken, self._told = kept, whose, spoken, told
        self._new: list[tuple[int, int, int, bytes]] = []

    def known(self, ids: Sequence[str], marks: Labels) -> NDArray[np.float64]:
        """For each passage how near it is, to three decimals; not a number where it is not known.

        `marks`: what says of each what it stands at is made of.
        """
        near = np.full(len(ids), np.nan)
        for part, start, end in parts_of(self._whose):
            sign = blake2b(self._told, digest_size=_SIGN)
            sign.update(" ".join(ids[start:end]).encode())
            sign.update(marks[start:end].tobytes() + self._spoken[start:end].tobytes())
            data = self._kept.find_under(part, sign.digest())
            if data is not None and len(data) == _SCORES.itemsize * (end - start):
                found = np.frombuffer(data, _SCORES)
                near[start:end] = np.where(found == _UNKNOWN, np.nan, found / _THOUSANDTHS)
            else:
                self._new.append((part, start, end, sign.digest()))
        return near

    def keep(self, scores: Sequence[float]) -> None:
        """Keeps what is new for the next run."""
        for part, start, end, sign in self._new:
            some = np.array(scores[start:end])
            data = np.round(some * _THOUSANDTHS).astype(_SCORES)
            data[(data == 0) & np.signbit(some)] = _UNKNOWN  # a zero has no sign there
            self._kept.put_under(part, sign, data.tobytes())
        self._kept.close()


class Likest:
    """With which passage of an original equal texts of its copies stand."""

    def __init__(
        self,
        kept: Iterable[tuple[int, bytes]],
        keep: Keep,
        ids: Sequence[str],
        spoken: Labels,
        told: bytes,
    ) -> None:
        self._parts, self._ids, self._told = KeptParts(kept, keep, 1), ids, told
        self._spoken = spoken.tolist()
        data, size = self._parts.find(0) or b"", _SIGN + _NTH
        self._known = {
            data[at : at + _SIGN]: int.from_bytes(data[at + _SIGN : at + size], "little")
            for at in range(0, len(data) - size + 1, size)
        }
        self._asked: dict[bytes, int] = {}
        self._is_new = False

    def find(self, row: int, rows: Sequence[int]) -> int | None:
        """Which of `rows` is the likest to `row`, if that is known."""
        sign = self._sign(row, rows)
        nth = self._known.get(sign)
        if nth is None or nth >= len(rows):
            return None
        self._asked[sign] = nth
        return nth

    def put(self, row: int, rows: Sequence[int], nth: int) -> None:
        """Keeps that for the next run."""
        if nth < 1 << (8 * _NTH):
            self._asked[self._sign(row, rows)] = nth
            self._is_new = True

    def close(self) -> None:
        """Hands on what was asked for, where any of it is new."""
        if self._is_new:
            pairs = self._asked.items()
            self._parts.put(
                0, b"".join([sign + nth.to_bytes(_NTH, "little") for sign, nth in pairs])
            )
        self._parts.close()

    def _sign(self, row: int, rows: Sequence[int]) -> bytes:
        names = [f"{self._ids[n]} {self._spoken[n]}" for n in (row, *rows)]
        return blake2b("\n".join(names).encode(), key=self._told, digest_size=_SIGN).digest()
