"""Archives: every file in them, safely, and no good one lost for a bad one."""

import pytest

from bpforum.readers.packed.archive import MOST_UNPACKED, Budget, read_archive, safe_name
from bpforum.readers.packed.member import Member
from models.submission import Rejected
from tests.builders.zips import raw, squeezed, zipped

GOOD: tuple[bytes, bytes, dict[str, int]] = (b"good.txt", b"We ask for open roofs.", {})


def members(data: bytes) -> tuple[Member, ...]:
    found = read_archive(data, Budget())
    assert not isinstance(found, Rejected)
    return found


def troubles(data: bytes) -> dict[str, str]:
    return {member.name: member.trouble for member in members(data)}


def code(data: bytes) -> str:
    found = read_archive(data, Budget())
    assert isinstance(found, Rejected)
    assert found.reasons[0].remedy
    return found.reasons[0].code


@pytest.mark.parametrize("method", [0, 8])
def test_files_come_out_with_their_names_bytes_and_times(method: int) -> None:
    found = members(zipped({"a/b.txt": b"one" * 999, "c.docx": b""}, method=method))
    assert [(m.name, m.data, m.clock, m.trouble) for m in found] == [
        ("a/b.txt", b"one" * 999, "2016-09-12T12:00:00", ""),
        ("c.docx", b"", "2016-09-12T12:00:00", ""),
    ]
    assert [m.media_type.rpartition(".")[2] for m in found] == ["text/plain", "document"]


def test_a_date_that_nobody_knew_is_no_date() -> None:
    (one,) = members(zipped({"a.txt": b"a"}, at=(1980, 1, 1, 0, 0, 0)))
    assert (one.date, one.clock) == (None, "")


def test_what_systems_leave_beside_is_no_content() -> None:
    litter = ["__MACOSX/._a.txt", "a/.DS_Store", "Thumbs.db", "~$a.docx", ".git/config", "empty/"]
    assert members(zipped(dict.fromkeys(litter, b""))) == ()


@pytest.mark.parametrize(
    ("written", "safe", "changed"),
    [
        ("a/b.txt", "a/b.txt", False), ("a\\b.txt", "a/b.txt", False), ("./a.txt", "a.txt", False),
        ("../../etc/passwd", "etc/passwd", True), ("a/../../b", "a/b", True),
        ("/etc/passwd", "etc/passwd", True), ("C:\\x\\y.txt", "x/y.txt", True),
        ("\\\\host\\share\\x", "host/share/x", True), ("..", "unnamed-7", True),
        ("", "unnamed-7", True), ("a\x00b\n.txt", "a\ufffdb .txt", False),
        ("e\u0301.txt", "\u00e9.txt", False), ("\u202etxt.exe", "\ufffdtxt.exe", False),
        ("a:b.txt", "a:b.txt", False),
    ],
)  # fmt: skip
def test_a_name_is_data_and_made_safe(written: str, safe: str, changed: bool) -> None:
    assert safe_name(written, 7) == (safe, changed)


def test_a_name_that_points_outside_costs_nothing_and_is_told() -> None:
    (one,) = members(raw((b"../../evil.txt", b"words", {})))
    assert (one.name, one.data, one.name_as_sent, one.trouble) == (
        "evil.txt", b"words", "../../evil.txt", "",
    )  # fmt: skip


def test_an_endless_name_is_shortened_and_keeps_its_suffix() -> None:
    (one,) = members(raw((b"x" * 60_000 + b".docx", b"words", {})))
    assert len(one.name) < 500
    assert one.name.endswith(".docx")


@pytest.mark.parametrize(
    ("written", "bits", "name"),
    [
        ("été.txt".encode(), 0x800, "été.txt"), ("été.txt".encode(), 0, "été.txt"),
        ("été.txt".encode("cp437"), 0, "été.txt"), (b"\xff.txt", 0x800, "\ufffd.txt"),
    ],
)  # fmt: skip
def test_names_are_read_in_either_encoding(written: bytes, bits: int, name: str) -> None:
    assert [m.name for m in members(raw((written, b"x", {"bits": bits})))] == [name]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"bits": 1}, "password"), ({"method": 99, "bits": 1}, "password"),
        ({"method": 14}, "packed in a way"), ({"method": 8}, "damaged"),
        ({"checksum": 1}, "damaged"), ({"size": 5}, "damaged"), ({"start": 10**9}, "damaged"),
        ({"mode": 0o120777}, "link"), ({"mode": 0o010644}, "link"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told_and_the_good_ones_come(wrong: dict[str, int], words: str) -> None:
    found = troubles(raw((b"bad.txt", b"some words, not deflated", wrong), GOOD))
    assert found["good.txt"] == ""
    assert words in found["bad.txt"]


def test_what_could_be_read_of_a_damaged_file_is_kept() -> None:
    (one,) = members(raw((b"bad.txt", b"half of it", {"checksum": 1})))
    assert one.data == b"half of it"


def test_a_file_squeezed_too_far_is_left_where_it_is() -> None:
    (one,) = members(squeezed(30 * 2**20))
    assert "far more than a document needs" in one.trouble
    assert one.data == b""


def test_files_beyond_the_whole_measure_are_named() -> None:
    blob = bytes(range(256)) * 160_000
    found = troubles(zipped({f"{n}.bin": blob for n in range(4)}, method=0))
    assert [bool(trouble) for trouble in found.values()] == [False, False, True, True]
    assert 3 * len(blob) > MOST_UNPACKED > 2 * len(blob)
    assert "more than 100 MB" in found["3.bin"]


def test_files_that_lie_on_each_other_are_a_bomb() -> None:
    assert code(raw(GOOD, (b"again.txt", b"We ask for open roofs.", {"start": 0}))) == "zip-bomb"


@pytest.mark.parametrize("cut", [10, 22, 60])
def test_a_cut_off_archive_says_so(cut: int) -> None:
    assert code(zipped({"a.txt": b"a"})[:-cut]) == "damaged"


@pytest.mark.parametrize("junk", [b"PK\x03\x04", b"PK\x05\x06", b"PK", bytes(10**5)])
def test_junk_is_no_archive(junk: bytes) -> None:
    assert code(junk) == "damaged"


def test_an_empty_archive_holds_nothing() -> None:
    assert members(zipped({})) == ()


def test_one_part_of_several_says_so() -> None:
    data = bytearray(zipped({"a.txt": b"a"}))
    data[-18:-14] = b"\x02\x00\x02\x00"
    assert code(bytes(data)) == "zip-split"


def test_a_list_that_never_ends_is_refused_before_it_is_built() -> None:
    data = bytearray(zipped({"a.txt": b"a"}))
    data[-14:-10] = b"\xf0\xff\xf0\xff"
    assert code(bytes(data)) == "zip-too-many-entries"


def test_bytes_before_an_archive_do_no_harm() -> None:
    data = b"#!/bin/sh\n" + zipped({"a.txt": b"words"})
    assert members(data)[0].data == b"words"
