"""What the checks need of each member of a packed record, made of its bytes or known of equal ones.

A member is some fifty contributions (`record_file`). What an earlier run found in one is taken only
where the file has the very same bytes, by their digest; of another member what it found in a line
only where the line is the same. All else is looked at as if nothing were known.
"""

import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence, Set
from hashlib import sha256
from itertools import starmap
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
_BETWEEN_NAMES, _BETWEEN_LINES = "\x1f", "\x1e"
_MARK_SIZE = 16


class Gist(NamedTuple):
    """Of one member."""

    size: int
    """Packed."""
    digest: str
    references: str
    """Of its contributions, in order, each on a line, and so are their fates."""
    fates: str
    names: str
    """Of each, without case, who may be named to everybody."""
    guarded: dict[int, Brief]
    """Those of which something may not be told to everybody, without texts that may; by line."""
    held: tuple[Brief, ...]
    """Whole, those that were wanted when it was made."""
    is_plain: bool
    """Whether there is nothing but contributions in it: else it is always unpacked."""
    marks: str
    """Digests of its lines, if it is plain and to be kept."""

    @property
    def open_names(self) -> list[str]:
        """Everyone's, without case, who may be named to everybody."""
        names = self.names.replace(_BETWEEN_LINES, _BETWEEN_NAMES)
        return [name for name in names.split(_BETWEEN_NAMES) if name]


class _Told(NamedTuple):
    """What a gist has of one line."""

    reference: str
    fate: str
    names: str
    guarded: Brief | None


_GIST = TypeAdapter(Gist)


class KnownGists:
    """Those of earlier runs, and those of this one. To be closed when all is gone through."""

    def __init__(self, kept: Iterable[tuple[int, bytes]] = (), keep: Keep | None = None) -> None:
        """`kept`: parts by number, in order; `keep` is handed those that are new."""
        self.are_kept = keep is not None
        self._found: list[tuple[Gist, bytes]] = []
        """Those of the part that was found last, and how each is packed."""
        self._parts = KeptParts(kept, keep or (lambda parts: None), _PARTS_AT_ONCE)

    def find(self, number: int) -> list[Gist]:
        """Those of a part; none where it was not kept, or is not as it was written."""
        try:
            self._found = list(_unpacked_gists(self._parts.find(number) or b""))
        except (ValueError, zlib.error):
            self._found = []
        return [gist for gist, _ in self._found]

    def put(self, number: int, gists: Sequence[Gist]) -> None:
        """Keeps a part for later runs. Those that were found in it are packed already."""
        if self.are_kept:
            packed = {id(gist): data for gist, data in self._found}
            pieces = [packed.get(id(one)) or zlib.compress(to_json(one), 1) for one in gists]
            self._parts.put(number, b"".join(pieces))

    def close(self) -> None:
        """Hands on what is left."""
        self._parts.close()


def _unpacked_gists(left: bytes) -> Iterator[tuple[Gist, bytes]]:
    """Those of a part, each packed for itself. Raises ValueError and zlib.error."""
    while left:
        unpacking = zlib.decompressobj()
        text, after = unpacking.decompress(left), unpacking.unused_data
        if not unpacking.eof:
            raise ValueError("it is cut short")
        yield _GIST.validate_json(text), left[: len(left) - len(after)]
        left = after


def gists_in(
    data: bytes, known: KnownGists, others: list[tuple[str, bytes]], wanted: Set[str]
) -> Iterator[Gist]:
    """Of each member of a record's file, in order; what is no contribution is put into `others`.

    `wanted`: references of contributions that are to be held whole.
    Raises ValueError where the file is not whole members of whole lines, or a line not as it is
    written.
    """
    reading, start, number = _Reading(data, others, wanted, known.are_kept), 0, 0
    while start < len(data) or not number:
        before, made = known.find(number), list[Gist]()
        while len(made) < _TOGETHER and start < len(data):
            expected = before[len(made)] if len(made) < len(before) else None
            made.append(reading.gist_at(start, expected))
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


class _Reading(NamedTuple):
    """How the members of one file are read."""

    data: bytes
    others: list[tuple[str, bytes]]
    wanted: Set[str]
    with_marks: bool

    def gist_at(self, start: int, expected: Gist | None) -> Gist:
        """Of the member that begins there, which may be as `expected`."""
        if expected and self._is_there(expected, start):
            asked = _asked(expected, self.wanted)
            is_whole = _holds(expected, asked)
            return expected if is_whole else _holding(expected, self.data, start, asked)
        size, lines = _unpacked(self.data, start)
        known = _by_mark(expected) if expected else {}
        told, held, marks, own = list[_Told](), list[Brief](), list[bytes](), 0
        for line in lines:
            mark = sha256(line).digest()[:_MARK_SIZE] if self.with_marks else b""
            one = known.get(mark)
            if one is None or one.reference in self.wanted:
                name, text = named_line(line)
                if name not in _CONTRIBUTIONS:
                    self.others.append((name, text))
                    own += 1
                    continue
                brief = brief_in(text, is_sound=one is not None)
                one = one or _told_by(brief)
                if brief.reference in self.wanted:
                    held.append(brief)
            told.append(one)
            marks.append(mark)
        is_plain = bool(told) and not own
        return Gist(
            size=size,
            digest=_digest(self.data, start, size),
            references="\n".join([one.reference for one in told]),
            fates="\n".join([one.fate for one in told]),
            names=_BETWEEN_LINES.join([one.names for one in told]),
            guarded={n: one.guarded for n, one in enumerate(told) if one.guarded},
            held=tuple(held),
            is_plain=is_plain,
            marks=b64encode(b"".join(marks)).decode() if is_plain else "",
        )

    def _is_there(self, gist: Gist, start: int) -> bool:
        return gist.is_plain and _digest(self.data, start, gist.size) == gist.digest


def _told_by(one: Brief) -> _Told:
    names = sorted({name.casefold() for name in one.names}) if one.may_name else []
    if any(_BETWEEN_NAMES in name or _BETWEEN_LINES in name for name in names):
        raise ValueError("a name has a mark in it")
    guarded = (one._replace(text="") if one.may_print else one) if one.is_guarded else None
    return _Told(one.reference, one.fate or "", _BETWEEN_NAMES.join(names), guarded)


def _by_mark(gist: Gist) -> dict[bytes, _Told]:
    """What it has of each line, by the digest of the line; nothing if it is not as we write it."""
    try:
        marks = b64decode(gist.marks)
        found = [marks[at : at + _MARK_SIZE] for at in range(0, len(marks), _MARK_SIZE)]
        told = zip(
            gist.references.split("\n"), gist.fates.split("\n"), gist.names.split(_BETWEEN_LINES),
            map(gist.guarded.get, range(len(found))), strict=True,
        )  # fmt: skip
        return dict(zip(found, starmap(_Told, told), strict=True))
    except ValueError:
        return {}


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
