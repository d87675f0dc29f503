"""Bytes are kept whole under their digest, or found to be damaged."""

from pathlib import Path

import pytest

from bpforum.errors import BlobDamaged, StoreError
from bpforum.store.blobs import Blobs
from models.ids import digest


def test_bytes_come_back(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    name = blobs.put(b"\x00\xff")
    assert name == digest(b"\x00\xff")
    assert blobs.get(name) == b"\x00\xff"
    assert (tmp_path / "blobs" / name[:2] / name[2:]).is_file()


def test_the_same_bytes_are_kept_once_and_nothing_else_is_left(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert blobs.put(b"same") == blobs.put(b"same")
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_empty_bytes_are_bytes_too(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert blobs.get(blobs.put(b"")) == b""


def test_writing_nothing_makes_nothing(tmp_path: Path) -> None:
    with Blobs(tmp_path / "blobs").writing():
        pass
    assert not (tmp_path / "blobs").exists()


def test_many_blobs_are_all_there_when_the_writing_ends(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    many = [f"{n % 400}".encode() * 200_000 for n in range(500)]
    with blobs.writing() as writing:
        names = [writing.put(data) for data in many]
    assert [blobs.get(name) for name in names] == many
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 400


def test_changed_bytes_are_not_handed_out(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"as received")
    (tmp_path / name[:2] / name[2:]).write_bytes(b"as tampered")
    with pytest.raises(BlobDamaged, match="no longer holds"):
        blobs.get(name)


def test_missing_bytes_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BlobDamaged, match="backup"):
        Blobs(tmp_path).get(digest(b"never put"))


def test_bytes_cut_short_by_a_full_disk_are_written_again(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    name = blobs.put(b"all of it")
    (tmp_path / name[:2] / name[2:]).write_bytes(b"all")
    assert blobs.get(blobs.put(b"all of it")) == b"all of it"


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file stands in the way")
    with pytest.raises(StoreError, match="nothing was taken in"):
        Blobs(tmp_path / "blobs").put(b"bytes")
