"""The files that travel with bpforum are found in a checkout and in an installed wheel."""

from pathlib import Path

import pytest

from bpforum import data


def test_a_checkout_has_the_templates_beside_the_package() -> None:
    assert data.data_path("templates", "outcome", "page.css").read_text(encoding="utf-8")


def test_an_installed_wheel_never_looks_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "_PACKAGE", tmp_path / "bpforum")
    ours = tmp_path / "bpforum" / "_data" / "templates" / "ours.txt"
    strangers = tmp_path / "templates" / "strangers.txt"
    for path in (ours, strangers):
        path.parent.mkdir(parents=True)
        path.write_text("x", encoding="utf-8")
    assert data.data_path("templates", "ours.txt") == ours
    with pytest.raises(FileNotFoundError, match=r"templates/strangers\.txt"):
        data.data_path("templates", "strangers.txt")
