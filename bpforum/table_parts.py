"""Keeps the lines of tables from run to run, by parts of some fifty contributions; makes none.

A part's lines are known by a digest of all that they are made from. Of what is as it was made of
its submission that is the key of that, and what others decide: what became of it, where it is
cited, how its group is labelled. Where more has a say in how somebody is named, the name itself is
part of the digest. Beside the lines stand the titles and names that were printed in them, as they
were before those that are withheld were taken out: with each run other people wish not to be named,
and in these words they are sought.
"""

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import NamedTuple, Protocol

from pydantic_core import to_json

from bpforum.drafting.attribution import Attribution
from bpforum.drafting.draft import Draft
from bpforum.kept_parts import Keep, KeptParts
from bpforum.made_keys import MadeKeys
from bpforum.settled import Closing
from bpforum.text.columns import Codes, Column
from bpforum.text.name_search import Names
from bpforum.text.word_hashes import Words
from models.contribution import Contribution
from models.ids import number_of

KEY_SIZE = 16
"""Bytes of a key."""
_HEAD = KEY_SIZE + 5 * 4
_TOGETHER = 80
_LEVEL = 1
Lines = tuple[bytes, ...]
"""Of each of the four tables."""


class View(Protocol):
    """What one view's tables tell."""

    cited: Mapping[str, Sequence[str]]
    listed: Collection[str]
    shown: Mapping[str, Contribution]
    groups: Column
    regions: Column
    words: Codes
    draft: Draft

    def named(self, one: Contribution) -> tuple[str, str]:
        """Its title, and who says it, as they may be printed."""
        ...


@dataclass(frozen=True, slots=True)
class Part:
    """Contributions of which the lines stand together."""

    number: int
    names: Sequence[str]
    ones: Sequence[Contribution]
    closings: Sequence[Closing]
    shown: Sequence[Contribution | None]
    """Each as everybody may know of it."""
    rows: slice
    """Their places among all."""
    public_rows: slice
    """And of those shown among all that are."""
    views: tuple[View, View]
    """The secretariat's, and everybody's."""


class Kept(NamedTuple):
    """What is kept of a part."""

    lines: Lines
    named: str
    """Titles and names in them, none of them withheld."""
    withheld: bytes
    """The digest of the names that are withheld, of those that stand in `named`."""


class TableParts:
    """The lines of earlier runs, and those of this one. To be closed when all is written."""

    def __init__(
        self,
        kept: Iterator[tuple[int, bytes]] | Sequence[tuple[int, bytes]] = (),
        keep: Keep = lambda parts: None,
        keys: bytes | bytearray = b"",
    ) -> None:
        """`keys` as `validation.Earlier` holds them: what contributions were made from."""
        self._parts = KeptParts(kept, keep, _TOGETHER)
        self._made = MadeKeys(keys)
        self._seal, self._names = b"", Names(())

    def seal(self, whole: Draft, public: Draft) -> None:
        """Takes in what is the same for all parts."""
        # The names withheld are the same in both views.
        self._names = whole.withholding.withheld
        told = [name for name in sorted(self._names.names) if "\n" in name]
        for draft in (whole, public):
            told += [draft.facts.language, *_labels(draft.names)]
        self._seal = blake2b(to_json(told), digest_size=KEY_SIZE).digest()

    def lines(self, part: Part, make: Callable[[Part], Lines]) -> Lines:
        """The lines of a part, as they were kept or as `make` makes them."""
        key = self._key(part)
        kept = _unpacked(self._parts.find(part.number), key)
        if kept is not None and kept.withheld == self._withheld(kept.named):
            return kept.lines
        named = "\n".join(_named(part))
        made = Kept(make(part), named, self._withheld(named))
        with suppress(UnicodeEncodeError):  # half of a character: it is made each time
            self._parts.put(part.number, key + _packed(made))
        return made.lines

    def _withheld(self, named: str) -> bytes:
        """The digest of those withheld names that stand in these words."""
        found = self._names.found(Words(named)) if self._names else ()
        return blake2b("\n".join(sorted(found)).encode(), digest_size=KEY_SIZE).digest()

    def close(self) -> None:
        """Hands on what is left."""
        self._parts.close()

    def _key(self, part: Part) -> bytes:
        whole, public = part.views
        found = blake2b(self._seal, digest_size=KEY_SIZE)
        found.update("\n".join(part.names).encode())
        first, last = (number_of(part.names[n]) or 0 for n in (0, -1))
        is_dense = last - first + 1 == len(part.names)
        made = self._made.of(first, part.ones) if is_dense else b""
        found.update(made or to_json(part.ones))
        found.update(self._made.ended(part.closings))
        found.update(_told(whole, part.rows) + _told(public, part.public_rows))
        found.update(bytes(map(whole.listed.__contains__, part.names)))
        found.update(bytes(map(public.listed.__contains__, part.names)))
        found.update(bytes(map(public.shown.__contains__, part.names)))
        odd = [
            (one.reference, seen.fate)
            for one, seen in zip(part.ones, part.shown, strict=True)
            if seen is not None and seen is not one
        ]
        hidden = [end.of for end in part.closings if end.of and end.of not in public.shown]
        cited = [
            (name, view.cited[name])
            for view in part.views
            for name in part.names
            if name in view.cited
        ]
        found.update(to_json([odd, hidden, cited, list(_named_by_others(part))]))
        return found.digest()


def _named_by_others(part: Part) -> Iterator[tuple[str, ...]]:
    """How those are named of whom it is not told by what they sent, and who may be named, alone.

    By a session's rule, by how many share a region, or by words of which other texts show that
    they are no names.
    """
    whole, public = part.views
    is_same_for_all = whole.draft.names.is_same_for_all
    for one, seen in zip(part.ones, part.shown, strict=True):
        if one.consent.may_name and is_same_for_all(one):
            continue
        if one.reference in whole.listed:
            yield whole.named(one)
        if seen is not None and one.reference in public.listed:
            yield public.named(seen)


def _labels(names: Attribution) -> Iterator[str]:
    """What groups and regions are called, in the order of their columns."""
    for group in names.groups.names:
        yield from (group, names.group_label(group))
    for region in names.regions.names:
        yield from (region, names.region_label(region))


def _told(view: View, rows: slice) -> bytes:
    columns = (view.groups.codes, view.regions.codes, view.words)
    return b"".join(one[rows].tobytes() for one in columns)


def _named(part: Part) -> Iterator[str]:
    """Titles and names as they are before any is withheld."""
    whole, public = part.views
    name_of = whole.draft.names.name
    for one in part.ones:
        if one.reference in whole.listed or one.reference in public.listed:
            yield f"{one.title}\n{name_of(one)}"


def _packed(kept: Kept) -> bytes:
    pieces = [*kept.lines, kept.named.encode()]
    sizes = b"".join(len(one).to_bytes(4, "little") for one in pieces)
    return kept.withheld + sizes + zlib.compress(b"".join(pieces), _LEVEL)


def _unpacked(data: bytes | None, key: bytes) -> Kept | None:
    """What was kept under `key`; None where there is nothing that is whole."""
    if data is None or data[:KEY_SIZE] != key:
        return None
    head, packed = data[KEY_SIZE : KEY_SIZE + _HEAD], data[KEY_SIZE + _HEAD :]
    sizes = [int.from_bytes(head[n : n + 4], "little") for n in range(KEY_SIZE, _HEAD, 4)]
    try:
        plain = zlib.decompress(packed)
        if sum(sizes) != len(plain):
            return None
        *lines, named = (plain[start:end] for start, end in pairwise(accumulate(sizes, initial=0)))
        return Kept(tuple(lines), named.decode(), head[:KEY_SIZE])
    except (zlib.error, ValueError):
        return None
