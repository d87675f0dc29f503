"""Keeps the lines of tables from run to run, by parts of some fifty contributions; makes none.

A part's lines are known by a digest of all that they are made from, as `table_keys` works it out.
Beside the lines stand the titles and names that were printed in them, as they were before those
that are withheld were taken out: with each run other people wish not to be named, and in these
words they are sought. Where it hangs on what others write which words are part of a name, it is
asked each time what is printed.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import accumulate, islice, pairwise
from typing import NamedTuple, Protocol

from pydantic_core import to_json

from bpforum.kept_parts import Keep, KeptParts
from bpforum.made_keys import MadeKeys
from bpforum.received import KEY_SIZE
from bpforum.table_keys import Part
from bpforum.text.name_search import Names
from bpforum.text.word_hashes import Words

_PIECES = 6
_HEAD = KEY_SIZE + _PIECES * 4
_TOGETHER = 80
_AT_ONCE = 40
"""Parts in whose words names are sought together."""
_LEVEL = 1
Lines = tuple[bytes, ...]
"""Of each of the four tables."""


class Made(NamedTuple):
    """What is made of a part."""

    lines: Lines
    named: str
    """Titles and names in them, none of them withheld."""
    open: tuple[int, ...] = ()
    """The places in the part of those in whose title or name it hangs on what others write what is
    taken out."""


class Kept(NamedTuple):
    """What is kept of a part."""

    made: Made
    withheld: bytes
    """The digest of the names that are withheld, of those that stand in `named`, and of what is
    printed of those in `open`."""


class Maker(Protocol):
    """Who makes the lines."""

    def make(self, part: Part) -> Made:
        """The lines of a part."""
        ...

    def printed(self, part: Part, places: Sequence[int]) -> list[str]:
        """The titles and names of these of its contributions, as they may be printed now."""
        ...


class TableParts:
    """The lines of earlier runs, and those of this one. To be closed when all is written."""

    def __init__(
        self,
        kept: Iterable[tuple[int, bytes]] = (),
        keep: Keep = lambda parts: None,
        made: MadeKeys | None = None,
    ) -> None:
        """`made`: what contributions are known by."""
        self._parts = KeptParts(kept, keep, _TOGETHER)
        self.made = made or MadeKeys()

    def lines(self, parts: Iterable[Part], maker: Maker, names: Names) -> Iterator[Lines]:
        """The lines of each part, as they were kept or as `maker` makes them.

        `parts` in order of their numbers; `names` are withheld.
        """
        waiting = iter(parts)
        while some := list(islice(waiting, _AT_ONCE)):
            every = [_unpacked(self._parts.find_under(part.number, part.key)) for part in some]
            # Mostly none stands in any: then they need not be sought in each.
            words = "\n".join(kept.made.named for kept in every if kept is not None)
            near = names if names and names.found(Words(words)) else Names(())
            for part, kept in zip(some, every, strict=True):
                if kept is not None and kept.withheld == _withheld(part, kept.made, maker, near):
                    yield kept.made.lines
                    continue
                made = maker.make(part)
                with suppress(UnicodeEncodeError):  # half of a character: it is made each time
                    kept = Kept(made, _withheld(part, made, maker, names))
                    self._parts.put_under(part.number, part.key, _packed(kept))
                yield made.lines

    def close(self) -> None:
        """Hands on what is left."""
        self._parts.close()


def _withheld(part: Part, made: Made, maker: Maker, names: Names) -> bytes:
    """The digest of those withheld `names` that stand in its words, and of what hangs on others."""
    found = sorted(names.found(Words(made.named))) if names else []
    printed = maker.printed(part, made.open) if made.open else []
    return blake2b(to_json([found, printed]), digest_size=KEY_SIZE).digest()


def _packed(kept: Kept) -> bytes:
    pieces = [*kept.made.lines, kept.made.named.encode(), bytes(kept.made.open)]
    sizes = b"".join(len(one).to_bytes(4, "little") for one in pieces)
    return kept.withheld + sizes + zlib.compress(b"".join(pieces), _LEVEL)


def _unpacked(data: bytes | None) -> Kept | None:
    """What was kept; None where there is nothing that is whole."""
    if data is None:
        return None
    head, packed = data[:_HEAD], data[_HEAD:]
    sizes = [int.from_bytes(head[n : n + 4], "little") for n in range(KEY_SIZE, _HEAD, 4)]
    try:
        plain = zlib.decompress(packed)
        if sum(sizes) != len(plain):
            return None
        bounds = pairwise(accumulate(sizes, initial=0))
        *lines, named, places = (plain[start:end] for start, end in bounds)
        return Kept(Made(tuple(lines), named.decode(), tuple(places)), head[:KEY_SIZE])
    except (zlib.error, ValueError):
        return None
