"""Owns how often Python looks for values that hold each other; frees nothing itself.

Frozen values hold no circles, and a run makes millions that stay: looking through all of them again
and again takes a fifth of its time and finds nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 50, 1000)


@contextmanager
def seldom_sought() -> Iterator[None]:
    """Looks seldom until this ends, and then as often as before."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
