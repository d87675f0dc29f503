"""Ends what the main thread is doing, at its next instruction; knows not why."""

import _thread
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_SIGNAL: signal.Signals = getattr(signal, "SIGUSR1", signal.SIGINT)


class Stretch:
    """A stretch of work, which another thread may end by raising `error` in it."""

    def __init__(self, error: Callable[[], BaseException], *, in_main: bool) -> None:
        self._error, self._in_main = error, in_main
        self._open = True
        self._guard = threading.Lock()

    @property
    def is_closed(self) -> bool:
        """Whether it is over, or was ended."""
        return not self._open

    def end(self) -> bool:
        """Raises the error in it, if it is the main thread's; False where it is closed."""
        with self._guard:
            if not self._open or not self._in_main:
                return self._open
            if hasattr(signal, "pthread_kill"):  # wakes it, where it waits for something
                number = threading.main_thread().ident
                signal.pthread_kill(number or 0, _SIGNAL)
            else:
                _thread.interrupt_main(_SIGNAL)
            return True

    def close(self) -> None:
        """From now on nothing is raised."""
        with self._guard:
            self._open = False

    def heed(self, *_: object) -> None:
        """The handler: runs in the main thread, and so never after `close`."""
        if self._open:
            self._open = False
            raise self._error()


@contextmanager
def interruptible(error: Callable[[], BaseException]) -> Iterator[Stretch]:
    """The stretch that begins here. Only the main thread's can be ended: others have to look."""
    in_main = threading.current_thread() is threading.main_thread()
    stretch = Stretch(error, in_main=in_main)
    if not in_main:
        yield stretch
        stretch.close()
        return
    before = signal.signal(_SIGNAL, stretch.heed)
    try:
        yield stretch
    finally:
        stretch.close()
        if callable(before):  # with the default handler a signal that comes late would kill us
            signal.signal(_SIGNAL, before)
