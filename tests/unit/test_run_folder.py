"""A run folder is there whole or not at all."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from bpforum import run_folder
from models.base import Model

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)


def test_what_was_put_is_read_again_and_latest_names_it(tmp_path: Path) -> None:
    files = {"a.txt": b"1", "public/b.txt": b"2"}
    with run_folder.making(tmp_path, "r1") as made:
        for path, data in files.items():
            made.put(path, data)
        assert dict(made) == files
        assert [(one.path, one.size) for one in made.entries] == [("a.txt", 1), ("public/b.txt", 1)]
        assert run_folder.latest(tmp_path) is None
        folder = made.finish()
    assert run_folder.latest(tmp_path) == folder
    assert dict(run_folder.read(folder)) == files


def test_what_is_not_finished_is_gone(tmp_path: Path) -> None:
    with run_folder.making(tmp_path, "r1") as made:
        made.put("a.txt", b"1")
        assert [one.name for one in tmp_path.iterdir()] == [f".r1.{os.getpid()}.partial"]
    assert list(tmp_path.iterdir()) == []
    with run_folder.making(None, "r2") as made:
        made.put("a.txt", b"1")
        assert made["a.txt"] == b"1"
    assert list(tmp_path.iterdir()) == []


def test_a_run_that_cannot_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: BinaryIO) -> None:
        if file.name.endswith("b.txt"):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(run_folder, "_flush", full)
    with run_folder.making(tmp_path, "r1") as made:
        made.put("a.txt", b"1")
        with pytest.raises(run_folder.CannotWrite, match="No space left"):
            made.put("b.txt", b"2")
        assert list(made) == ["a.txt"]
    assert list(tmp_path.iterdir()) == []
    assert run_folder.latest(tmp_path) is None


def test_a_file_is_kept_when_all_its_pieces_were_written(tmp_path: Path) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"one "
        yield b"two"
        if broken:
            raise ValueError("the third")

    with run_folder.making(tmp_path, "r1") as made:
        broken = False
        made.put("deep/a.txt", pieces())
        broken = True
        with pytest.raises(ValueError, match="third"):
            made.put("b.txt", pieces())
        assert made.entries == (run_folder.entry("deep/a.txt", b"one two"),)
        assert dict(made) == {"deep/a.txt": b"one two"}


def test_run_ids_sort_by_time_and_never_meet() -> None:
    ids = {run_folder.new_run_id(NOW) for _ in range(100)}
    assert len(ids) == 100
    assert max(ids) < run_folder.new_run_id(NOW.replace(second=1))


class Odd(Model):
    numbers: tuple[float, ...] = ()
    words: tuple[str, ...] = ()
    empty: tuple[dict[str, tuple[str, ...]], ...] = ({"none": ()}, {})
    more: "Odd | None" = None


def test_values_are_written_as_json_writes_them_to_the_byte() -> None:
    chance = np.random.default_rng(7)
    numbers = [0.0, -0.0, 1e-5, 5e-05, 1e-4, 0.00012345, 1e16, 1e22, 5e-324, -8.9e-5, 1 / 3]
    for size in range(-8, 20):
        numbers += [round(float(one) * 10.0**size, 9) for one in chance.random(100)]
    drawn = np.frombuffer(chance.bytes(16_000))
    numbers += map(float, drawn[np.isfinite(drawn)])
    words = ("".join(map(chr, range(0x250))), "0.00001,\n", "\u2028\U0001f600 1e-5", "5e-7")
    value = Odd(numbers=tuple(numbers), words=words, more=Odd(words=("0.00001",)))
    whole = json.dumps(value.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"
    assert run_folder.json_bytes(value) == whole.encode()
