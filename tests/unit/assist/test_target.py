"""Where a model is, from the settings: what cannot be used is told, and never with the key."""

import pytest

from bpforum.assist.target import Target, target_of
from bpforum.errors import UnusableSettings
from bpforum.settings import load_settings

KEY = "sk-not-for-anybodys-eyes-0815"


def target(monkeypatch: pytest.MonkeyPatch, **values: str) -> Target | None:
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"BPFORUM_LLM_{name}", raising=False)
    for name, value in values.items():
        monkeypatch.setenv(f"BPFORUM_LLM_{name.upper()}", value)
    return target_of(load_settings())


def test_without_an_address_and_a_model_none_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert target(monkeypatch) is None
    assert target(monkeypatch, url="", model="  ") is None
    assert target(monkeypatch, key=KEY) is None


def test_an_address_and_a_model_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = target(monkeypatch, url="http://127.0.0.1:11434/v1/", model="qwen3:8b")
    assert found == Target("http://127.0.0.1:11434/v1", "qwen3:8b")
    assert found is not None
    assert (found.name, found.place, found.is_here) == ("qwen3:8b", "127.0.0.1:11434", True)
    beyond = target(monkeypatch, url="https://llm.example.org/v1", model="m", key=f" {KEY}\n")
    assert beyond is not None
    assert (beyond.key, beyond.is_here) == (KEY, False)
    assert KEY not in repr(beyond)
    assert KEY not in repr(load_settings())


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"url": "http://127.0.0.1:1/v1"}, "BPFORUM_LLM_MODEL is not set"),
        ({"model": "m"}, "BPFORUM_LLM_URL is not set"),
        ({"url": "127.0.0.1:11434/v1", "model": "m"}, "cannot be used"),
        ({"url": "ftp://127.0.0.1/v1", "model": "m"}, "cannot be used"),
        ({"url": f"https://a:{KEY}@example.org/v1", "model": "m"}, "cannot be used"),
        ({"url": f"https://example.org/v1?key={KEY}", "model": "m"}, "cannot be used"),
        ({"url": f"https://example.org/v1#{KEY}", "model": "m"}, "cannot be used"),
        ({"url": "https://example.org:port/v1", "model": "m"}, "cannot be used"),
        ({"url": "https://[::1/v1", "model": "m"}, "cannot be used"),
        ({"url": "https:///v1", "model": "m"}, "cannot be used"),
        ({"url": "http://example.org/v1", "model": "m", "key": KEY}, "in the clear"),
        ({"url": "http://127.0.0.1.example.org/v1", "model": "m", "key": KEY}, "in the clear"),
        ({"url": "https://example.org/v1", "model": "m", "key": f"{KEY}\x07"}, "character"),
        ({"url": "https://example.org/v1", "model": "m", "key": f"{KEY}é"}, "character"),
    ],
)
def test_what_cannot_be_used_is_told_without_the_key(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], says: str
) -> None:
    with pytest.raises(UnusableSettings, match=says) as caught:
        target(monkeypatch, **values)
    assert KEY not in str(caught.value)
    assert caught.value.exit_code == 2


def test_a_settings_fault_beside_it_does_not_tell_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BPFORUM_LLM_SECONDS", "soon")
    with pytest.raises(UnusableSettings, match="BPFORUM_LLM_SECONDS='soon'") as caught:
        target(monkeypatch, url="https://example.org/v1", model="m", key=KEY)
    assert KEY not in str(caught.value)


def test_a_models_name_is_printed_as_plain_words() -> None:
    assert Target("http://127.0.0.1/v1", "a|b\n<c>\u202e").name == "a b c"
    assert Target("http://127.0.0.1/v1", "<>").name == "a language model"
    assert len(Target("http://127.0.0.1/v1", "x" * 500).name) <= 60
