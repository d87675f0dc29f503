"""Child processes with limits: each way of breaking one is told apart and costs nobody else."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from bpforum.bounded import (
    ChildCrashed,
    ChildOutOfMemory,
    ChildOutputRefused,
    ChildTimedOut,
    Limits,
    Worker,
    run_bounded,
)
from bpforum.errors import ChildFailed
from bpforum.settings import Settings

# The functions below run in the child, which finds them by this file's folder on its path.
BEHAVIOUR = '''
import os, signal, sys, time

def echo(data): return data
def upper(data):
    """Does what its payload says."""
    if data == b"raise": raise ValueError("the document's own words")
    if data == b"die": os._exit(3)
    if data == b"hang": time.sleep(60)
    if data == b"spin":
        while True: pass
    if data == b"grow": return bytes(2**33)
    if data == b"long": return b"x" * 2_000_000
    if data == b"print": print("noise", flush=True); os.write(1, b"noise")
    if data == b"write":
        with open("left-behind", "w") as file: file.write("x" * 100)
    if data == b"fork":
        if os.fork() == 0: time.sleep(60)
        time.sleep(60)
    if data == b"pid": return str(os.getpid()).encode()
    if data == b"environment": return " ".join(sorted(os.environ)).encode()
    if data == b"modules": return " ".join(sorted(sys.modules)).encode()
    return data.upper()
'''
needs_posix = pytest.mark.skipif(os.name != "posix", reason="these limits need POSIX")
SMALL = Limits(memory=2**29, cpu_seconds=2, wall_seconds=4, output=1_000_000)


@pytest.fixture(autouse=True)
def _behaviour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "behaviour.py").write_text(BEHAVIOUR)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.chdir(tmp_path)


def test_bytes_go_in_and_come_out() -> None:
    assert run_bounded("behaviour:upper", b"abc") == b"ABC"
    every = bytes(range(256)) * 4_000
    assert run_bounded("behaviour:echo", every) == every
    assert run_bounded("behaviour:echo", b"") == b""


@pytest.mark.parametrize(
    ("payload", "failure", "code"),
    [
        (b"raise", ChildCrashed, "crashed"),
        (b"die", ChildCrashed, "crashed"),
        (b"hang", ChildTimedOut, "timeout"),
        (b"long", ChildOutputRefused, "refused-output"),
        pytest.param(b"spin", ChildTimedOut, "timeout", marks=needs_posix),
        pytest.param(b"grow", ChildOutOfMemory, "memory", marks=needs_posix),
        pytest.param(b"write", ChildCrashed, "crashed", marks=needs_posix),
    ],
)
def test_each_limit_has_its_own_code(payload: bytes, failure: type[ChildFailed], code: str) -> None:
    with pytest.raises(failure) as caught:
        run_bounded("behaviour:upper", payload, limits=SMALL)
    assert caught.value.code == code
    assert isinstance(caught.value, ChildFailed)


def test_one_failure_costs_the_others_nothing() -> None:
    answers: list[bytes | str] = []
    with Worker("behaviour:upper", SMALL) as worker:
        for payload in (b"a", b"die", b"b", b"raise", b"hang", b"c", b"long", b"d"):
            try:
                answers.append(worker.call(payload))
            except ChildFailed as failure:
                answers.append(failure.code)
    assert answers == [
        b"A", "crashed", b"B", "crashed", "timeout", b"C", "refused-output", b"D",
    ]  # fmt: skip


def test_one_child_serves_many_calls_and_a_failure_replaces_it() -> None:
    with Worker("behaviour:upper", SMALL) as worker:
        first = worker.call(b"pid")
        assert worker.call(b"pid") == first
        with pytest.raises(ChildCrashed):
            worker.call(b"raise")
        assert worker.call(b"pid") != first


def test_what_a_child_prints_is_not_its_answer() -> None:
    assert run_bounded("behaviour:upper", b"print") == b"PRINT"


def test_an_error_tells_its_kind_and_place_but_no_words_of_the_document() -> None:
    with pytest.raises(ChildCrashed) as caught:
        run_bounded("behaviour:upper", b"raise")
    assert str(caught.value).startswith("ValueError at behaviour.py:")
    assert "words" not in str(caught.value)


def test_the_child_gets_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPFORUM_SECRET", "x")
    names = run_bounded("behaviour:upper", b"environment").decode().split()
    assert "BPFORUM_SECRET" not in names
    assert "PATH" not in names


def test_the_child_loads_nothing_heavy() -> None:
    loaded = run_bounded("behaviour:upper", b"modules").decode().split()
    assert not {"numpy", "pydantic", "prefect", "lxml", "faiss"} & set(loaded)


@needs_posix
def test_children_of_the_child_die_with_it() -> None:
    started = time.monotonic()
    with pytest.raises(ChildTimedOut):
        run_bounded("behaviour:upper", b"fork", limits=Limits(wall_seconds=1))
    assert time.monotonic() - started < 20


def test_a_function_that_is_not_there_is_a_crash_not_a_hang() -> None:
    with pytest.raises(ChildCrashed):
        run_bounded("behaviour:missing", b"")
    with pytest.raises(ChildCrashed):
        run_bounded("no_such_module:f", b"")


def test_the_current_folder_is_not_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "only_here.py").write_text("def f(data): return data")
    monkeypatch.chdir(elsewhere)
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    with pytest.raises(ChildCrashed):
        run_bounded("only_here:f", b"")


def test_a_child_starts_quickly() -> None:
    started = time.monotonic()
    assert json.loads(run_bounded("behaviour:echo", b"[1]")) == [1]
    assert time.monotonic() - started < 5


def test_what_no_setting_speaks_of_has_the_limits_that_are_set_by_default() -> None:
    default = {name: field.default for name, field in Settings.model_fields.items()}
    assert Limits().memory == default["reader_memory_mb"] * 2**20
    assert Limits().cpu_seconds == default["reader_seconds"]
