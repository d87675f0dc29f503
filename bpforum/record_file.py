"""The record as a file of the run folder, written and read again; judges nothing in it.

Up to 50,000 passages it is `record.json`. Beyond that it is `record.jsonl.gz`: a line of JSON for
each thing recorded, `{"contributions": {…}}` and so on with the record's own lists as keys, written
and read line by line. Contributions and comments stand there together, in order of reference, some
fifty in each of the file's gzip members.
"""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cached_property
from hashlib import blake2b
from operator import attrgetter

import numpy as np
from pydantic import BaseModel
from pydantic_core import to_json

from bpforum.members import Members
from bpforum.received import KEY_SIZE
from bpforum.run_folder import json_bytes
from bpforum.settled import Closing, Settled
from bpforum.text.columns import Mask
from models.call import Call
from models.contribution import Contribution
from models.record import Record, RecordedProposal
from models.session import Session
from models.transcript import Transcript

MOST_WHOLE = 50_000
"""Passages up to which everything stands in `record.json` and `themes.json`."""
WHOLE, PACKED = "record.json", "record.jsonl.gz"

_LEVEL = 1
"""Of compression: the next one takes twice the time and saves a tenth."""
_AT_ONCE = 2**16
_FORM = f"{zlib.ZLIB_RUNTIME_VERSION} {_LEVEL}".encode()
"""What makes other bytes of the same lines."""
SIZE = 50
"""Numbers of contributions in a member: enough to pack well (of 500 it is a twelfth smaller), and
few enough that one in a hundred that change leave most members as they were."""
_EACH: dict[str, type[BaseModel]] = {
    "calls": Call, "sessions": Session, "contributions": Contribution, "comments": Contribution,
    "proposals": RecordedProposal, "transcripts": Transcript,
}  # fmt: skip
_DECLARED, _CONTRIBUTIONS = ("calls", "sessions"), ("contributions", "comments")
_REST = ("proposals", "transcripts", "references")
_NAMES = frozenset(Record.model_fields)
_FIELDS = tuple(Contribution.model_fields)
_fields_of = attrgetter(*_FIELDS)


def record_file(
    settled: Settled, passages: int, members: Members | None = None
) -> tuple[str, Iterable[bytes]]:
    """The record's one file, its name and its bytes; `passages` says how large the forum is.

    `members`: what earlier runs packed, which learns what this does.
    """
    if passages <= MOST_WHOLE:
        return WHOLE, (json_bytes(_whole(settled)),)
    return PACKED, _packed(settled, members or Members())


def _whole(settled: Settled) -> dict[str, object]:
    """What `record.json` holds, each contribution made when it is written."""
    became = {one.reference: end for one, end in settled}
    held = {name: getattr(settled.record, name) for name in Record.model_fields}
    for name in _CONTRIBUTIONS:
        held[name] = (_values(one, became[one.reference]) for one in held[name])
    return held


def _values(one: Contribution, end: Closing) -> dict[str, object]:
    """The fields of `one` with what became of it, which take half the time of a copy of it."""
    values = dict(zip(_FIELDS, _fields_of(one), strict=True))
    values["fate"], values["fate_of"], values["reasons"] = end
    return values


def _packed(settled: Settled, members: Members) -> Iterator[bytes]:
    """The members of the file: what is declared, contributions by fifty numbers, what
    follows. Whatever is new later, the others stay as they are."""
    record = settled.record
    yield _member(_line(name, one) for name in _DECLARED for one in getattr(record, name))
    of, in_comments = members.made.of(settled), _in_comments(settled)
    with closing(members):
        for number, rows in settled.blocks(SIZE):
            key = blake2b(_FORM + settled.numbers[rows].tobytes(), digest_size=KEY_SIZE)
            key.update(of[rows].tobytes() + in_comments[rows].tobytes())
            piece = members.find(number, key.digest())
            if piece is None:
                told = zip(
                    in_comments[rows].tolist(), record.everything[rows], settled.closings[rows],
                    strict=True,
                )  # fmt: skip
                piece = _member(
                    _line(_CONTRIBUTIONS[place], _values(one, end)) for place, one, end in told
                )
                members.put(number, key.digest(), piece)
            yield piece
    yield _member(_line(name, one) for name in _REST for one in getattr(record, name))


def _in_comments(settled: Settled) -> Mask:
    """In which of the two lists each contribution stands."""
    comments = {one.reference for one in settled.record.comments}
    return np.fromiter(map(comments.__contains__, settled.references), np.bool_)


def _line(name: str, value: object) -> bytes:
    return b'{"%s":%s}\n' % (name.encode(), to_json(value))


def _member(lines: Iterable[bytes]) -> bytes:
    """A member of RFC 1952 without a name or a time, so that equal lines are equal bytes."""
    packing, plain = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS), b"".join(lines)
    return b"".join(
        (
            b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", packing.compress(plain), packing.flush(),
            zlib.crc32(plain).to_bytes(4, "little"), (len(plain) % 2**32).to_bytes(4, "little"),
        )
    )  # fmt: skip


def read_record(files: Mapping[str, bytes]) -> "Record | PackedRecord":
    """The record in a run's `files`. Raises KeyError where there is none, ValueError if broken."""
    if WHOLE not in files and PACKED in files:
        return PackedRecord(files)
    return Record.model_validate_json(files[WHOLE])


class PackedRecord:
    """A `record.jsonl.gz`, read again whenever it is asked; holds neither it nor a contribution."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Of a run's `files`."""
        self._files = files

    def whole(self) -> Record:
        """All of it in memory."""
        lists: dict[str, list[bytes]] = {}
        for name, text in _named_lines(self._files[PACKED]):
            lists.setdefault(name, []).append(text)
        parts = (b'"%s":[%s]' % (name.encode(), b",".join(ones)) for name, ones in lists.items())
        return Record.model_validate_json(b"{" + b",".join(parts) + b"}")

    @property
    def everything(self) -> Iterable[Contribution]:
        """Contributions and comments, in order of reference; may be gone through twice."""
        return _Contributions(self)

    @property
    def texts(self) -> Iterator[bytes]:
        """The same as JSON, one by one. What else there is, is seen on the way, and kept."""
        others = []
        for name, text in _named_lines(self._files[PACKED]):
            if name in _CONTRIBUTIONS:
                yield text
            elif name in _EACH:
                others.append((name, text))
        self._lines_of_others = others

    def has_beside(self, lines: Iterable[tuple[str, bytes]]) -> None:
        """`lines` are all that it holds beside contributions, found by who went through it."""
        self._lines_of_others = [one for one in lines if one[0] in _EACH]

    @property
    def calls(self) -> tuple[Call, ...]:
        """All calls."""
        return tuple(one for one in self._others if isinstance(one, Call))

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions."""
        return tuple(one for one in self._others if isinstance(one, Session))

    @property
    def transcripts(self) -> tuple[Transcript, ...]:
        """All transcripts."""
        return tuple(one for one in self._others if isinstance(one, Transcript))

    @cached_property
    def _lines_of_others(self) -> list[tuple[str, bytes]]:
        named = _named_lines(self._files[PACKED])
        return [one for one in named if one[0] in _EACH and one[0] not in _CONTRIBUTIONS]

    @cached_property
    def _others(self) -> list[BaseModel]:
        return [_EACH[name].model_validate_json(text) for name, text in self._lines_of_others]


class _Contributions:
    def __init__(self, packed: PackedRecord) -> None:
        self._packed = packed

    def __iter__(self) -> Iterator[Contribution]:
        return map(Contribution.model_validate_json, self._packed.texts)


def _named_lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    return map(named_line, _unpacked_lines(data))


def named_line(line: bytes) -> tuple[str, bytes]:
    """The name of the record's list that a line is of, and the JSON of what it holds there.

    Raises ValueError.
    """
    head, mark, rest = line.partition(b'":')
    name = head[2:].decode(errors="replace")
    if not (mark and line.startswith(b'{"') and line.endswith(b"}") and name in _NAMES):
        raise ValueError(f"{PACKED}: a line is not as it is written")
    return name, rest[:-1]


def _unpacked_lines(data: bytes) -> Iterator[bytes]:
    unpacking, left = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    try:
        for start in range(0, len(data), _AT_ONCE):
            waiting = data[start : start + _AT_ONCE]
            while waiting:
                if unpacking.eof:
                    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
                # At most so much at once, whatever it would inflate to.
                piece = unpacking.decompress(waiting, 8 * _AT_ONCE)
                waiting = unpacking.unused_data if unpacking.eof else unpacking.unconsumed_tail
                *whole, left = (left + piece).split(b"\n")
                yield from whole
    except zlib.error as error:
        raise ValueError(f"{PACKED}: {error}") from error
    if left or not unpacking.eof:
        raise ValueError(f"{PACKED} is cut short")
