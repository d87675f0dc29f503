"""What the checks need of each member of a packed record, made of its bytes or known of equal ones.

A member is some fifty contributions (`record_file`). What an earlier run found in one is taken only
where the file has the very same bytes, by their digest: others are unpacked and looked at as if
nothing were known.
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence, Set
from hashlib import sha256
from typing import NamedTuple

from pydantic import TypeAdapter
from pydantic_core import to_json

from bpforum.brief import Brief, brief_in
from bpforum.kept_parts import Keep, KeptParts
from bpforum.record_file import named_line

_CONTRIBUTIONS = ("contributions", "comments")
_TOGETHER = 40
"""Members whose gists are kept in one part."""
_PARTS_AT_ONCE = 20
_WINDOW, _LONGEST = 2**16, 2**26
"""Bytes that are unpacked at once, and of a member at most."""
MARK = "\x1f"
"""Between names."""


class Gist(NamedTuple):
    """Of one member."""

    size: int
    """Packed."""
    digest: str
    references: str
    """Of its contributions, in order, each on a line, and so are their fates."""
    fates: str
    names: str
    """Everyone's, without case, who may be named to everybody, with a mark between them."""
    guarded: tuple[Brief, ...]
    """Those of which something may not be told to everybody, without texts that may."""
    held: tuple[Brief, ...]
    """Whole, those that were wanted when it was made."""
    is_plain: bool
    """Whether there is nothing but contributions in it: else it is always unpacked."""


_GISTS = TypeAdapter(list[Gist])


class KnownGists:
    """Those of earlier runs, and those of this one. To be closed when all is gone through."""

    def __init__(
        self, kept: Iterable[tuple[int, bytes]] = (), keep: Keep = lambda parts: None
    ) -> None:
        """`kept`: parts by number, in order; `keep` is handed those that are new."""
        self._parts = KeptParts(kept, keep, _PARTS_AT_ONCE)

    def find(self, number: int) -> list[Gist]:
        """Those of a part; none where it was not kept, or is not as it was written."""
        data = self._parts.find(number)
        try:
            return _GISTS.validate_json(zlib.decompress(data)) if data else []
        except (ValueError, zlib.error):
            return []

    def put(self, number: int, gists: Sequence[Gist]) -> None:
        """Keeps a part for later runs."""
        self._parts.put(number, zlib.compress(to_json(gists), 1))

    def close(self) -> None:
        """Hands on what is left."""
        self._parts.close()


def gists_in(
    data: bytes, known: KnownGists, others: list[tuple[str, bytes]], wanted: Set[str]
) -> Iterator[Gist]:
    """Of each member of a record's file, in order; what is no contribution is put into `others`.

    `wanted`: references of contributions that are to be held whole.
    Raises ValueError where the file is not whole members of whole lines, or a line not as it is
    written.
    """
    start, number = 0, 0
    while start < len(data) or not number:
        before, made = known.find(number), list[Gist]()
        while len(made) < _TOGETHER and start < len(data):
            expected = before[len(made)] if len(made) < len(before) else None
            made.append(_gist_at(data, start, expected, others, wanted))
            start += made[-1].size
        if not made:
            raise ValueError("there is no member")
        if made != before:
            known.put(number, made)
        yield from made
        number += 1


def briefs_in(data: bytes, gists: Iterable[Gist], wanted: Set[str]) -> Iterator[Brief]:
    """Of those contributions whose references are `wanted`: members are unpacked only for those
    that are not held."""
    start = 0
    for gist in gists:
        asked = _asked(gist, wanted)
        held = gist if _holds(gist, asked) else _holding(gist, data, start, asked)
        yield from (one for one in held.held if one.reference in asked)
        start += gist.size


def _asked(gist: Gist, wanted: Set[str]) -> Set[str]:
    return wanted & set(gist.references.split("\n")) if gist.references else frozenset()


def _holds(gist: Gist, asked: Set[str]) -> bool:
    return not asked or asked <= {one.reference for one in gist.held}


def _holding(gist: Gist, data: bytes, start: int, asked: Set[str]) -> Gist:
    """The same with those that are `asked`."""
    _, lines = _unpacked(data, start)
    if not gist.is_plain:
        lines = [one for one in lines if named_line(one)[0] in _CONTRIBUTIONS]
    told = zip(gist.references.split("\n"), lines, strict=True)
    ones = [named_line(line)[1] for reference, line in told if reference in asked]
    return gist._replace(held=tuple(brief_in(one, is_sound=True) for one in ones))


def _gist_at(
    data: bytes,
    start: int,
    expected: Gist | None,
    others: list[tuple[str, bytes]],
    wanted: Set[str],
) -> Gist:
    if expected and expected.is_plain and _digest(data, start, expected.size) == expected.digest:
        asked = _asked(expected, wanted)
        return expected if _holds(expected, asked) else _holding(expected, data, start, asked)
    size, lines = _unpacked(data, start)
    own, briefs = list[tuple[str, bytes]](), list[Brief]()
    for name, text in map(named_line, lines):
        if name in _CONTRIBUTIONS:
            briefs.append(brief_in(text))
        else:
            own.append((name, text))
    others += own
    names = {name.casefold() for one in briefs if one.may_name for name in one.names}
    if any(MARK in name for name in names):
        raise ValueError("a name has a mark in it")
    return Gist(
        size=size,
        digest=_digest(data, start, size),
        references="\n".join(one.reference for one in briefs),
        fates="\n".join(one.fate or "" for one in briefs),
        names=MARK.join(sorted(names)),
        guarded=tuple(
            one._replace(text="") if one.may_print else one for one in briefs if one.is_guarded
        ),
        held=tuple(one for one in briefs if one.reference in wanted),
        is_plain=not own and bool(briefs),
    )


def _digest(data: bytes, start: int, size: int) -> str:
    return sha256(memoryview(data)[start : start + size]).hexdigest()


def _unpacked(data: bytes, start: int) -> tuple[int, list[bytes]]:
    """How many bytes the member is that begins there, and its lines."""
    unpacking, pieces = zlib.decompressobj(zlib.MAX_WBITS | 16), list[bytes]()
    at, left = start, _LONGEST
    try:
        while not unpacking.eof:
            waiting = memoryview(data)[at : at + _WINDOW]
            if not waiting:
                raise ValueError("it is cut short")
            pieces.append(unpacking.decompress(waiting, left))
            at, left = at + len(waiting), left - len(pieces[-1])
            if left <= 0 or unpacking.unconsumed_tail:
                raise ValueError("a member is too long to be held")
    except zlib.error as error:
        raise ValueError(str(error)) from error
    *lines, rest = b"".join(pieces).split(b"\n")
    if rest:
        raise ValueError("a member ends within a line")
    return at - len(unpacking.unused_data) - start, lines
