"""Keeps what counts ask of contributions from run to run, by parts of some hundred; reads it off
those alone that are not as they were, and counts nothing.

A part's entries are known by the digest of what its contributions were made from.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from pydantic_core import PydanticSerializationError, from_json, to_json

from bpforum.kept_parts import Keep, KeptParts
from bpforum.made_parts import MadePart
from bpforum.text.columns import Column, Lists
from bpforum.text.counting.entries import COLUMNS, LISTS, Entries
from bpforum.text.counting.register import Register
from models.contribution import Contribution

_TOGETHER = 80
"""Parts that are handed on at once."""
_HEAD, _NUMBER, _LEVEL = 4, np.dtype("<i4"), 1
_WRONG = (AttributeError, IndexError, TypeError, ValueError, zlib.error)


def register_of(
    everything: Sequence[Contribution],
    parts: Iterable[MadePart],
    kept: Iterable[tuple[int, bytes]] = (),
    keep: Keep = lambda parts: None,
) -> Register:
    """The register of `everything`, which lies in these `parts`.

    `kept`: what earlier runs kept, by number, in order; `keep` is handed what is new.
    """
    known = KeptParts(kept, keep, _TOGETHER)
    register = Register.joined(_entries(everything, parts, known))
    known.close()
    return register


def _entries(
    everything: Sequence[Contribution], parts: Iterable[MadePart], known: KeptParts
) -> Iterator[Entries]:
    for part in parts:
        data = known.find_under(part.number, part.key)
        found = None if data is None else _unpacked(data, part.rows.stop - part.rows.start)
        if found is None:
            found = Entries.of(everything[part.rows])
            packed = _packed(found) if part.key else b""
            if packed:
                known.put_under(part.number, part.key, packed)
        yield found


def _packed(entries: Entries) -> bytes:
    """The names of all columns and their numbers; empty where JSON cannot hold a name."""
    lists = list(entries.lists.values())
    every: list[Column | Lists] = [*entries.columns.values(), *lists]
    numbers = [one.codes for one in every] + [one.rows for one in lists] + [entries.words]
    try:
        head = to_json([[one.names for one in every], list(map(len, numbers))])
    except PydanticSerializationError:
        return b""  # half of a character: they are read each time
    body = np.concatenate(numbers).astype(_NUMBER).tobytes()
    return zlib.compress(len(head).to_bytes(_HEAD, "little") + head + body, _LEVEL)


def _unpacked(data: bytes, size: int) -> Entries | None:
    """The entries of `size` contributions as they were kept; None where they are not whole."""
    try:
        plain = zlib.decompress(data)
        end = _HEAD + int.from_bytes(plain[:_HEAD], "little")
        # Hardly a name comes twice: to look each up takes longer than to make it.
        names, lengths = from_json(plain[_HEAD:end], cache_strings="none")
        rest = np.frombuffer(plain, _NUMBER, sum(lengths), end)
        *numbers, words = np.split(rest, np.cumsum(lengths)[:-1])
        codes, rows = numbers[: len(names)], numbers[len(names) :]
        every = [Column(tuple(own), some) for own, some in zip(names, codes, strict=True)]
        lists = every[len(COLUMNS) :]
        found = Entries(
            columns=dict(zip(COLUMNS, every, strict=False)),
            lists={
                name: Lists(own, one.codes, one.names)
                for name, own, one in zip(LISTS, rows, lists, strict=True)
            },
            words=words,
        )
    except _WRONG:
        return None
    return found if len(found) == size and found.is_whole() else None
