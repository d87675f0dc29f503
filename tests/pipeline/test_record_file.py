"""A large forum's record is packed line by line, and read again without being held."""

import gzip
import json

import pytest

from bpforum.made_keys import MadeKeys
from bpforum.members import Members
from bpforum.record_file import PACKED, WHOLE, PackedRecord, read_record, record_file
from bpforum.settled import Closing, Settled
from models.contribution import Contribution
from models.record import Record
from models.submission import Reason
from tests.pipeline.conftest import Compiled

MANY = 50_001


def _settled(record: Record) -> Settled:
    closings = [
        Closing(one.fate or "failed", one.fate_of, one.reasons) for one in record.everything
    ]
    return Settled(record, closings)


def _files(record: Record, passages: int) -> dict[str, bytes]:
    name, pieces = record_file(_settled(record), passages)
    return {name: b"".join(pieces)}


def test_up_to_fifty_thousand_passages_it_is_one_json(example: Compiled) -> None:
    files = _files(example.files.record, 50_000)
    assert list(files) == [WHOLE]
    assert files[WHOLE] == example.files.files[WHOLE]
    assert read_record(files) == example.files.record


def test_beyond_that_a_line_for_each_thing_says_in_which_list_it_stands(example: Compiled) -> None:
    record = example.files.record
    files = _files(record, MANY)
    assert list(files) == [PACKED]
    lines = [json.loads(line) for line in gzip.decompress(files[PACKED]).splitlines()]
    whole = json.loads(record.model_dump_json())
    for name, things in whole.items():
        assert [one[name] for one in lines if name in one] == things
    references = [one["reference"] for line in lines for one in line.values() if "fate" in one]
    assert references == [one.reference for one in record.everything]


def test_it_is_read_again_bit_by_bit_or_whole(example: Compiled) -> None:
    record = example.files.record
    packed = read_record(_files(record, MANY))
    assert isinstance(packed, PackedRecord)
    assert tuple(packed.everything) == tuple(packed.everything) == record.everything
    assert packed.calls == record.calls
    assert packed.sessions == record.sessions
    assert packed.transcripts == record.transcripts
    assert packed.whole() == record


def test_equal_records_are_equal_bytes_without_a_time_in_them(example: Compiled) -> None:
    one, other = (_files(example.files.record, MANY)[PACKED] for _ in range(2))
    assert one == other
    assert one[4:8] == b"\0\0\0\0"


def test_what_became_of_each_is_written_as_if_it_stood_in_the_contribution(
    example: Compiled,
) -> None:
    record = example.files.record
    reason = Reason(code="added", message='says "more"', remedy="ask")
    closings = [
        Closing("same_text_as", "C-0001", (*one.reasons, reason)) for one in record.everything
    ]
    _, pieces = record_file(Settled(record, closings), MANY)
    written = [json.loads(line) for line in gzip.decompress(b"".join(pieces)).splitlines()]
    held = [json.dumps(line[name]) for line in written for name in line if "fate" in line[name]]
    closed = [closing.closed(one) for one, closing in zip(record.everything, closings, strict=True)]
    assert held == [json.dumps(json.loads(one.model_dump_json())) for one in closed]


def test_what_is_new_leaves_the_members_of_before_as_they_were(
    example: Compiled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpforum.record_file.SIZE", 3)
    record = example.files.record
    kept = record.contributions[: len(record.contributions) // 2]
    last = max(int(one.reference[2:]) for one in kept)
    fewer = record.model_copy(
        update={
            "contributions": kept,
            "comments": tuple(c for c in record.comments if int(c.reference[2:]) < last),
        }
    )
    _, small = record_file(_settled(fewer), MANY)
    _, large = record_file(_settled(record), MANY)
    before, after = list(small), list(large)
    assert len(after) > len(before) > 4
    assert after[: len(before) - 2] == before[:-2]
    packed = read_record({PACKED: b"".join(after)})
    assert isinstance(packed, PackedRecord)
    assert packed.whole() == record


def test_one_member_as_earlier_runs_have_it_is_read_too(example: Compiled) -> None:
    record = example.files.record
    plain = gzip.decompress(_files(record, MANY)[PACKED])
    packed = read_record({PACKED: gzip.compress(plain)})
    assert tuple(packed.everything) == record.everything


@pytest.mark.parametrize(
    "broken",
    [
        lambda data: data[:-20],
        lambda data: b"no gzip",
        lambda data: data + b"\0",
        lambda data: data + data[:9],
        lambda data: data + gzip.compress(b'{"contributions":{"ref'),
        lambda data: data[:40] + b"\xff" + data[41:],
        lambda data: gzip.compress(b'{"contributions":{}}\n'),
        lambda data: gzip.compress(b'{"strangers":{}}\n'),
        lambda data: gzip.compress(b"[]\n"),
    ],
)
def test_what_is_broken_is_told(example: Compiled, broken: object) -> None:
    assert callable(broken)
    files = {PACKED: broken(_files(example.files.record, MANY)[PACKED])}
    record = read_record(files)
    assert not isinstance(record, Record)
    with pytest.raises(ValueError):  # noqa: PT011 - zlib's and Pydantic's words are not ours
        list(record.everything)


def _kept(settled: Settled, kept: dict[int, bytes], keys: bytes) -> tuple[bytes, dict[int, bytes]]:
    """The packed record where earlier runs kept `kept`, and what is new to keep."""
    new: dict[int, bytes] = {}
    _, pieces = record_file(
        settled, MANY, Members(iter(sorted(kept.items())), new.update, MadeKeys(keys))
    )
    return b"".join(pieces), new


def _as_made(one: Contribution) -> Contribution:
    copied = one.model_copy()
    object.__setattr__(copied, "is_as_made", True)
    return copied


@pytest.mark.parametrize("as_made", [False, True])
def test_what_was_packed_before_is_not_packed_again(
    example: Compiled, monkeypatch: pytest.MonkeyPatch, as_made: bool
) -> None:
    monkeypatch.setattr("bpforum.record_file.SIZE", 4)
    record = example.files.record
    if as_made:
        record = record.model_copy(
            update={
                name: tuple(map(_as_made, getattr(record, name)))
                for name in ("contributions", "comments")
            }
        )
    last = max(int(one.reference[2:]) for one in record.everything)
    keys = bytes(range(16)) * last
    settled = _settled(record)
    bare, kept = _kept(settled, {}, keys)
    assert len(kept) > 3
    assert _kept(settled, kept, keys) == (bare, {})

    changed = list(settled.closings)
    changed[5] = changed[5]._replace(of="C-0001")
    expected, _ = _kept(Settled(record, changed), {}, keys)
    assert expected != bare
    packed, new = _kept(Settled(record, changed), kept, keys)
    assert packed == expected
    assert len(new) == 1

    other = record.model_copy(
        update={
            "contributions": tuple(
                one.model_copy(update={"title": "Another"}) if n == 7 else one
                for n, one in enumerate(record.contributions)
            )
        }
    )
    expected, _ = _kept(_settled(other), {}, keys)
    packed, new = _kept(_settled(other), kept, keys)
    assert packed == expected != bare
    assert len(new) == 1


def test_what_was_made_from_another_submission_is_packed_again(example: Compiled) -> None:
    record = example.files.record
    ones = tuple(map(_as_made, record.contributions))
    settled = _settled(record.model_copy(update={"contributions": ones}))
    last = max(int(one.reference[2:]) for one in record.everything)
    keys = bytearray(range(16)) * last
    _, kept = _kept(settled, {}, bytes(keys))
    keys[(int(ones[0].reference[2:]) - 1) * 16] ^= 1
    _, new = _kept(settled, kept, bytes(keys))
    assert new
