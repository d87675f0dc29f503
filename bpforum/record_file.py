"""The record as a file of the run folder, written and read again; judges nothing in it.

Up to 50,000 passages it is `record.json`. Beyond that it is `record.jsonl.gz`: a line of JSON for
each thing recorded, `{"contributions": {…}}` and so on with the record's own lists as keys, written
and read line by line. Contributions and comments stand there together, in order of reference.
"""

import io
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from pydantic import BaseModel

from bpforum.run_folder import json_bytes
from bpforum.settled import Settled
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
_AT_ONCE = 2**20
_EACH: dict[str, type[BaseModel]] = {
    "calls": Call, "sessions": Session, "contributions": Contribution, "comments": Contribution,
    "proposals": RecordedProposal, "transcripts": Transcript,
}  # fmt: skip
_CONTRIBUTIONS = ("contributions", "comments")
_NAMES = frozenset(Record.model_fields)


def record_file(record: Record | Settled, passages: int) -> dict[str, bytes]:
    """The record's one file, by its name; `passages` says how large the forum is."""
    if passages <= MOST_WHOLE:
        return {WHOLE: json_bytes(record if isinstance(record, Record) else record.whole())}
    return {PACKED: _gzipped(_lines(record))}


def _lines(record: Record | Settled) -> Iterator[bytes]:
    def line(name: str, one: BaseModel) -> bytes:
        return f'{{"{name}":{one.model_dump_json()}}}\n'.encode()

    comments = {one.reference for one in record.comments}
    yield from (line("calls", one) for one in record.calls)
    yield from (line("sessions", one) for one in record.sessions)
    for one in record.everything:
        yield line("comments" if one.reference in comments else "contributions", one)
    yield from (line("proposals", proposal) for proposal in record.proposals)
    yield from (line("transcripts", transcript) for transcript in record.transcripts)
    for reference in record.references:
        yield f'{{"references":{json.dumps(reference, ensure_ascii=False)}}}\n'.encode()


def _gzipped(lines: Iterable[bytes]) -> bytes:
    """RFC 1952 without a name or a time, so that equal lines are equal bytes."""
    packing, sink = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS), io.BytesIO()
    sink.write(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff")
    check = size = 0
    for line in lines:
        check, size = zlib.crc32(line, check), size + len(line)
        sink.write(packing.compress(line))
    sink.write(packing.flush())
    sink.write(check.to_bytes(4, "little") + (size % 2**32).to_bytes(4, "little"))
    return sink.getvalue()


def read_record(files: Mapping[str, bytes]) -> "Record | PackedRecord":
    """The record in a run's `files`. Raises KeyError where there is none, ValueError if broken."""
    if WHOLE not in files and PACKED in files:
        return PackedRecord(files[PACKED])
    return Record.model_validate_json(files[WHOLE])


class PackedRecord:
    """A `record.jsonl.gz`, gone through again whenever it is asked; holds no contribution."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def whole(self) -> Record:
        """All of it in memory."""
        lists: dict[str, list[bytes]] = {}
        for name, text in _named_lines(self._data):
            lists.setdefault(name, []).append(text)
        parts = (b'"%s":[%s]' % (name.encode(), b",".join(ones)) for name, ones in lists.items())
        return Record.model_validate_json(b"{" + b",".join(parts) + b"}")

    @property
    def everything(self) -> Iterable[Contribution]:
        """Contributions and comments, in order of reference; may be gone through twice."""
        return _Contributions(self._data)

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
    def _others(self) -> list[BaseModel]:
        return [
            _EACH[name].model_validate_json(text)
            for name, text in _named_lines(self._data)
            if name in _EACH and name not in _CONTRIBUTIONS
        ]


class _Contributions:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[Contribution]:
        for name, text in _named_lines(self._data):
            if name in _CONTRIBUTIONS:
                yield Contribution.model_validate_json(text)


def _named_lines(data: bytes) -> Iterator[tuple[str, bytes]]:
    for line in _unpacked_lines(data):
        head, mark, rest = line.partition(b'":')
        name = head[2:].decode(errors="replace")
        if not (mark and line.startswith(b'{"') and line.endswith(b"}") and name in _NAMES):
            raise ValueError(f"{PACKED}: a line is not as it is written")
        yield name, rest[:-1]


def _unpacked_lines(data: bytes) -> Iterator[bytes]:
    unpacking, left = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    try:
        for start in range(0, len(data), _AT_ONCE):
            waiting = data[start : start + _AT_ONCE]
            while waiting:
                # At most so much at once, whatever it would inflate to.
                piece = unpacking.decompress(waiting, 8 * _AT_ONCE)
                waiting = unpacking.unconsumed_tail
                *whole, left = (left + piece).split(b"\n")
                yield from whole
    except zlib.error as error:
        raise ValueError(f"{PACKED}: {error}") from error
    if left or not unpacking.eof:
        raise ValueError(f"{PACKED} is cut short")
