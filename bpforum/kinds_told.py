"""Keeps from run to run what passages are told to be by what was sent alone, by parts of some
hundred contributions; decides no kind, and asks anew only of those that are not as they were.

A part is known by the digest of what its contributions were made from and of where they are cut.
What a call asks for and what people say is laid over it in each run.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from bpforum.kept_parts import Keep, KeptParts
from bpforum.made_parts import MadePart
from bpforum.received import KEY_SIZE
from bpforum.text.columns import Rows
from bpforum.text.kinds import WAYS, Told
from models.contribution import Contribution
from models.passage import Passage

_SPAN = ("start", "end")
_TOGETHER = 80
"""Parts that are handed on at once."""


def told_of(
    passages: Sequence[Passage],
    owners: Rows,
    everything: Sequence[Contribution],
    parts: Iterable[MadePart],
    kept: Iterable[tuple[int, bytes]] = (),
    keep: Keep = lambda parts: None,
) -> Told:
    """What `passages` are told to be, whose contributions stand in the rows `owners`.

    `everything` lies in these `parts`; `kept`: what earlier runs kept, by number, in order; `keep`
    is handed what is new.
    """
    if (np.diff(owners, prepend=0) < 0).any():
        return Told.by(passages, _by_reference(everything))  # they come in no order of parts
    spans = [np.fromiter(map(attrgetter(x), passages), np.int64, len(owners)) for x in _SPAN]
    places = np.vstack([owners, *spans])
    known, found = KeptParts(kept, keep, _TOGETHER), [np.zeros((WAYS, 0), dtype=np.uint8)]
    for part in parts:
        start, end = np.searchsorted(owners, (part.rows.start, part.rows.stop)).tolist()
        key = _key(part, places[:, start:end])
        told = _kept(known.find_under(part.number, key), end - start)
        if told is None:
            told = Told.by(passages[start:end], _by_reference(everything[part.rows]))
            if key:
                known.put_under(part.number, key, told.codes.tobytes())
        found.append(told.codes)
    known.close()
    return Told(np.hstack(found))


def _by_reference(ones: Iterable[Contribution]) -> dict[str, Contribution]:
    return {one.reference: one for one in ones}


def _key(part: MadePart, places: NDArray[np.int64]) -> bytes:
    """Of all that tells: texts and forms, and which spans of them are passages."""
    if not part.key:
        return b""
    within = places - np.array([[part.rows.start], [0], [0]])
    return blake2b(part.key + within.tobytes(), digest_size=KEY_SIZE).digest()


def _kept(data: bytes | None, size: int) -> Told | None:
    """What `size` passages were told to be; None where it is not known."""
    if data is None or len(data) != WAYS * size:
        return None
    told = Told(np.frombuffer(data, np.uint8).reshape(WAYS, size))
    return told if told.is_sound() else None
