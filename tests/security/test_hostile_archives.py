"""Containers made to do harm end as members or as a refusal, in bounded time, memory and size.

Every one is built here by code; none is kept in the repository.
"""

import gzip
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bpforum.bounded import Limits
from bpforum.readers.packed.archive import MOST_UNPACKED
from bpforum.readers.packed.containers import unpack
from bpforum.readers.packed.member import Member
from bpforum.readers.read import read_submissions
from bpforum.sources.containers import expand
from models.submission import Received, Rejected
from tests.builders.ole import compound, outlook
from tests.builders.zips import raw, squeezed, zipped

SHARED = Path(__file__).parents[2] / "../shared/data/hostile"
LINE = "From ann@example.org Mon Sep  5 10:00:00 2016\n"
SECONDS = 20
SLOW = Limits(wall_seconds=3 * SECONDS)


def nested(depth: int, width: int) -> bytes:
    """Archives in archives, each holding the next several times over."""
    data = zipped({"a.txt": b"0" * 100_000})
    for _ in range(depth):
        data = zipped({f"{n}.zip": data for n in range(width)})
    return data


def overlapping() -> bytes:
    """A flat bomb: a thousand names for the same bytes."""
    first: tuple[bytes, bytes, dict[str, int]] = (b"0.txt", bytes(10**5), {})
    return raw(first, *((b"%d.txt" % n, bytes(10**5), {"start": 0}) for n in range(1, 1_000)))


def endless_directory() -> bytes:
    """A list that says it has a few entries and goes on for megabytes."""
    data = zipped({f"{n:05}.txt": b"" for n in range(9_000)})
    at = data.rindex(b"PK\x05\x06")
    return data[: at + 8] + struct.pack("<HH", 3, 3) + data[at + 12 :]


def wide_lies() -> bytes:
    """Sizes in the wide record that no file has."""
    data = bytearray(zipped({"a.txt": b"words"}))
    at = data.index(b"PK\x01\x02")
    data[at + 20 : at + 28] = b"\xff" * 8
    return bytes(data)


HOSTILE: dict[str, Callable[[], bytes]] = {
    "bomb.zip": lambda: squeezed(600 * 2**20),
    "many.zip": lambda: zipped({f"{n}.txt": b"" for n in range(12_000)}),
    "nested.zip": lambda: nested(6, 3),
    "wide.zip": lambda: nested(2, 60),
    "overlapping.zip": overlapping,
    "directory.zip": endless_directory,
    "lies.zip": wide_lies,
    "names.zip": lambda: zipped({"../" * 2_000 + "a.txt": b"x", "con": b"x", " ": b"x"}),
    "comment.zip": lambda: zipped({"a.txt": b"x"})[:-2] + b"\xff\xff" + b"PK\x05\x06" * 16_000,
    "lines.mbox": lambda: b"From \n" * 2_000_000,
    "dated.mbox": lambda: LINE.encode() * 500_000,
    "tiny.mbox": lambda: (LINE + "A: b\n\n\n").encode() * 200_000,
    "lengths.mbox": lambda: (LINE + "Content-Length: 4\nA: b\n\nxxx\n").encode() * 9_000,
    "header.mbox": lambda: (LINE + "Message-ID: " + "<" * 10**6).encode() * 5,
    "folded.mbox": lambda: (LINE + "Date: x" + "\n x" * 300_000 + "\n\nbody\n").encode(),
    "marks.mbox": lambda: (LINE + "A: b\n\n").encode() + b">" * 10**7 + b"From x\n" * 10**5,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_container_ends_in_time_and_within_the_measure(name: str) -> None:
    data = HOSTILE[name]()
    began = time.monotonic()
    found = unpack(name, data, SLOW)
    assert time.monotonic() - began < 3 * SECONDS
    if isinstance(found, Rejected):
        assert found.reasons[0].remedy
        assert found.reasons[0].code not in ("reader-stopped", "took-too-long")
        return
    assert sum(len(member.data) for member in found) <= MOST_UNPACKED
    for member in found:
        assert isinstance(member, Member)
        assert not member.name.startswith(("/", "../"))
        assert "/../" not in member.name


@pytest.mark.parametrize(
    ("name", "code"),
    [("overlapping.zip", "zip-bomb"), ("many.zip", "zip-too-many-entries"),
     ("directory.zip", "damaged"), ("lines.mbox", "not-a-mailbox"),
     ("tiny.mbox", "mailbox-too-many")],
)  # fmt: skip
def test_what_is_refused_says_why(name: str, code: str) -> None:
    found = unpack(name, HOSTILE[name](), SLOW)
    assert isinstance(found, Rejected)
    assert found.reasons[0].code == code


def test_a_container_that_takes_too_long_costs_no_other() -> None:
    impatient = Limits(cpu_seconds=1, wall_seconds=0.01)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    many = zipped({f"{n}.txt": b"a" for n in range(9_000)})
    item = Received(external_id="x.zip", data=many, received_at=at)
    (one,) = expand(item, ZoneInfo("UTC"), impatient)
    assert "took too long" in one.trouble
    assert one.data == item.data
    small = item.model_copy(update={"data": zipped({"a.txt": b"a"})})
    (other,) = expand(small, ZoneInfo("UTC"), SLOW)
    assert (other.external_id, other.trouble) == ("x.zip/a.txt", "")


def test_other_archives_say_what_to_do() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for name, data in (("a.gz", gzip.compress(b"x")), ("a.7z", b"7z\xbc\xaf\x27\x1c")):
        (one,) = expand(Received(external_id=name, data=data, received_at=at), ZoneInfo("UTC"))
        assert one.data == data
        ((_, result),) = read_submissions([("k", name, data, {})])
        assert isinstance(result, Rejected)
        assert "Unpack it" in result.reasons[0].remedy


def outlook_bomb() -> bytes:
    """Compressed text that says it is endless, in a message with hundreds of attachments."""
    rtf = struct.pack("<LL4sL", 2**31, 8 * 2**20, b"LZFu", 0) + b"\xff" + b"\x0c\xff" * 500_000
    attachments = [outlook(words={0x3707: f"{n}.txt"}, header=8) for n in range(300)]
    return compound(outlook(binary={0x1009: rtf}, attachments=[*attachments]))


def test_hostile_outlook_messages_end() -> None:
    bomb = outlook_bomb()
    files = [
        ("bomb.msg", bomb), ("cut.msg", bomb[: len(bomb) // 2]),
        ("zeros.msg", bomb[:512] + bytes(len(bomb) - 512)),
        ("ones.msg", bomb[:512] + b"\xff" * (len(bomb) - 512)),
        ("circle.msg", bomb[:-4096] + bytes(4096)),
    ]  # fmt: skip
    began = time.monotonic()
    results = dict(read_submissions([(name, name, data, {}) for name, data in files], limits=SLOW))
    assert len(results) == len(files)
    assert time.monotonic() - began < 3 * SECONDS
    for name in ("cut.msg", "zeros.msg", "ones.msg"):
        assert isinstance(results[name], Rejected)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data are not here")
def test_the_shared_hostile_archives_all_end() -> None:
    for path in sorted(SHARED.glob("**/*.zip")):
        found = unpack(path.name, path.read_bytes(), SLOW)
        assert isinstance(found, tuple | Rejected)
        for member in found if isinstance(found, tuple) else ():
            assert ".." not in member.name.split("/")
