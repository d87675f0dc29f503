"""What an earlier run made of single texts to compare them, kept for the next one: owns how it is
cut into parts; compares nothing, and knows not where it is kept.

What was kept by another version, in part, or damaged, is made again.
"""

from collections.abc import Iterable

import numpy as np

from bpforum.kept_parts import Keep
from bpforum.text.copies.duplicates import Known
from bpforum.text.copies.sketches import nothing, of_bytes

_PART = 16 * 1024 * 1024
"""Bytes of a part."""


class Compared:
    """What is known of texts, to be closed when they were compared."""

    def __init__(
        self, kept: Iterable[tuple[int, bytes]] = (), keep: Keep = lambda parts: None
    ) -> None:
        """`kept`: parts by number, in order; `keep` is handed all, where any text is another."""
        data = bytearray()
        for number, part in kept:
            # Where one is missing none behind it fits, nor what is left of a time of more texts.
            data += part if number * _PART == len(data) else b""
        try:
            self.known = Known(of_bytes(data))
        except ValueError:
            self.known = Known()
        self._texts = self.known.sketches.texts
        self._keep = keep

    def close(self) -> None:
        """Hands on what the next run may use, and lets go of it."""
        made, self.known = self.known.sketches, Known(nothing())
        if np.array_equal(made.texts, self._texts):
            return
        data = b"".join(made.to_bytes())
        del made
        starts = range(0, len(data), _PART)
        self._keep({n: data[start : start + _PART] for n, start in enumerate(starts)})
