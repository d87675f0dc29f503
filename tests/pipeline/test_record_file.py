"""A large forum's record is packed line by line, and read again without being held."""

import gzip
import json

import pytest

from bpforum.record_file import PACKED, WHOLE, PackedRecord, read_record, record_file
from models.record import Record
from tests.pipeline.conftest import Compiled

MANY = 50_001


def test_up_to_fifty_thousand_passages_it_is_one_json(example: Compiled) -> None:
    files = record_file(example.files.record, 50_000)
    assert list(files) == [WHOLE]
    assert read_record(files) == example.files.record


def test_beyond_that_a_line_for_each_thing_says_in_which_list_it_stands(example: Compiled) -> None:
    record = example.files.record
    files = record_file(record, MANY)
    assert list(files) == [PACKED]
    lines = [json.loads(line) for line in gzip.decompress(files[PACKED]).splitlines()]
    whole = json.loads(record.model_dump_json())
    for name, things in whole.items():
        assert [one[name] for one in lines if name in one] == things
    references = [one["reference"] for line in lines for one in line.values() if "fate" in one]
    assert references == [one.reference for one in record.everything]


def test_it_is_read_again_bit_by_bit_or_whole(example: Compiled) -> None:
    record = example.files.record
    packed = read_record(record_file(record, MANY))
    assert isinstance(packed, PackedRecord)
    assert tuple(packed.everything) == tuple(packed.everything) == record.everything
    assert packed.calls == record.calls
    assert packed.sessions == record.sessions
    assert packed.transcripts == record.transcripts
    assert packed.whole() == record


def test_equal_records_are_equal_bytes_without_a_time_in_them(example: Compiled) -> None:
    one, other = (record_file(example.files.record, MANY)[PACKED] for _ in range(2))
    assert one == other
    assert one[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize(
    "broken",
    [
        lambda data: data[:-20],
        lambda data: b"no gzip",
        lambda data: data[:40] + b"\xff" + data[41:],
        lambda data: gzip.compress(b'{"contributions":{}}\n'),
        lambda data: gzip.compress(b'{"strangers":{}}\n'),
        lambda data: gzip.compress(b"[]\n"),
    ],
)
def test_what_is_broken_is_told(example: Compiled, broken: object) -> None:
    assert callable(broken)
    files = {PACKED: broken(record_file(example.files.record, MANY)[PACKED])}
    record = read_record(files)
    assert not isinstance(record, Record)
    with pytest.raises(ValueError):  # noqa: PT011 - zlib's and Pydantic's words are not ours
        list(record.everything)
