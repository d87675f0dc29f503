"""How often circles of values are sought."""

import gc

import pytest

from bpforum.circles import seldom_sought


def test_circles_are_sought_seldom_and_then_as_before_whatever_happens() -> None:
    before = gc.get_threshold()
    with seldom_sought():
        assert gc.isenabled()
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before
    with pytest.raises(ValueError, match="invalid literal"), seldom_sought():
        int("on the way")
    assert gc.get_threshold() == before
