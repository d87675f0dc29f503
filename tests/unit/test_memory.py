"""How a run treats memory."""

import gc
import resource
import weakref
from pathlib import Path

import pytest

from bpforum.memory import give_back, keep, seldom_sought


def test_circles_are_sought_seldom_and_then_as_before_whatever_happens() -> None:
    before = gc.get_threshold()
    with seldom_sought():
        assert gc.isenabled()
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
    with pytest.raises(ValueError, match="invalid literal"), seldom_sought():
        int("on the way")
    assert gc.get_threshold() == before


_STATM = Path("/proc/self/statm")


def _resident() -> int:
    return int(_STATM.read_text().split()[1]) * resource.getpagesize()


@pytest.mark.skipif(not _STATM.exists(), reason="only Linux tells what is resident so")
def test_what_was_freed_is_given_back() -> None:
    held = [bytes(3000) for _ in range(40_000)]
    kept = held[::1000]  # so that it is no whole stretch that the library gives back by itself
    del held
    before = _resident()
    with seldom_sought():
        give_back()
    assert _resident() < before - 60_000_000
    assert len(kept) == 40


def test_a_library_that_cannot_give_back_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    with seldom_sought():
        give_back()


class _Circle:
    def __init__(self) -> None:
        self.itself = self


def test_what_was_kept_is_not_looked_through_until_the_run_ends() -> None:
    with seldom_sought():
        early = weakref.ref(_Circle())
        keep()
        late = weakref.ref(_Circle())
        give_back()
        assert early() is not None
        assert late() is None
    gc.collect()
    assert early() is None
