"""Settings come from the environment, and every one is documented."""

from pathlib import Path

import pytest

from bpforum.errors import UnusableSettings
from bpforum.settings import Settings, load_settings

DOCS = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    rows = [line for line in DOCS.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    (row,) = [row for row in rows if row.startswith(f"| `BPFORUM_{name.upper()}` |")]
    default = Settings.model_fields[name].default
    if default is not None:
        shown = str(default).lower() if isinstance(default, bool | str) else f"{default:g}"
        assert f"`{shown}`" in row


def test_nothing_is_documented_that_is_no_setting() -> None:
    documented = {
        line.split("`")[1] for line in DOCS.read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
    }  # fmt: skip
    assert documented == {f"BPFORUM_{name.upper()}" for name in Settings.model_fields}


def test_the_environment_is_read_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPFORUM_READER_MEMORY_MB", "512")
    monkeypatch.setenv("BPFORUM_DATABASE_URL", "")
    settings = load_settings()
    assert (settings.reader_memory_mb, settings.database_url) == (512, None)


def test_a_value_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPFORUM_READER_MEMORY_MB", "plenty")
    monkeypatch.setenv("BPFORUM_READER_SECONDS", "inf")
    with pytest.raises(UnusableSettings) as caught:
        load_settings()
    assert "BPFORUM_READER_MEMORY_MB='plenty'" in str(caught.value)
    assert "BPFORUM_READER_SECONDS='inf'" in str(caught.value)
    assert caught.value.exit_code == 2
