"""Owns how a run treats memory: seldom looks for values in circles, gives back what is free.

It holds nothing, and what a run comes to never depends on it.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (100_000, 50, 1000)


@contextmanager
def seldom_sought() -> Iterator[None]:
    """Looks for values that hold each other seldom until this ends, and then as often as before.

    Frozen values hold no circles, and a run makes millions that stay: looking through all of them
    again and again takes a fifth of its time and finds nothing.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def keep() -> None:
    """What there is now is not looked through again: most of it stays until the run ends.

    Values are freed as ever when nothing holds them; only circles among them wait for the end.
    """
    gc.freeze()


def give_back() -> None:
    """Frees what holds itself alone of what was made since the last time, and gives it to the
    system where the C library can.

    What one step of a large forum let go of is otherwise held while the next takes as much again.
    """
    gc.collect()
    keep()
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return  # not the GNU C library
    trim(0)
