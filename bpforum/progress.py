"""Tells a request's onlookers how far its run is, and that its process is alive; and the run, that
somebody asked it to stop. Decides nothing.

A thread of its own writes: a step may hold the store's write lock for as long as it likes.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, TypeVar

from bpforum.collecting import Collected
from bpforum.errors import StoreError
from bpforum.grouped import Grouping
from bpforum.interrupting import Stretch, interruptible
from bpforum.pipeline import Runner
from bpforum.store import Store
from bpforum.store.run_lock import LEASE
from bpforum.store.run_requests import LockLost
from bpforum.views import Drafted
from models.record import Record
from models.run_request import RunEvent
from models.theme import SameTexts

_Result = TypeVar("_Result")
Tell = Callable[[str], None]

_RENEWALS = 6
"""How often within a lease it says that it is alive."""
_SETTLE_SECONDS = 0.3
"""What is told in so short a time is written together."""
_LOOK_SECONDS = 1.0
"""How often it is looked whether somebody asked to stop."""
_LAST = "verify"
"""What was verified is only put into its place: whoever asks to stop then comes too late."""
_READ = ("quarantined", "failed")
"""The fates of what could not be used."""


class RunStopped(KeyboardInterrupt):
    """Somebody asked on a page that the run be stopped.

    As with Ctrl-C: nothing that goes on after a failure goes on after this.
    """


class Progress:
    """What is told about one request while `owner` works on it; as `tell` and around a runner.

    Once the lock is lost, every call raises LockLost: another may have begun.
    """

    def __init__(self, store: Store, request: str, owner: str, lease: timedelta = LEASE) -> None:
        self._store, self._request, self._owner, self._lease = store, request, owner, lease
        self._events: list[RunEvent] = []
        self._guard = threading.Lock()
        self._told = threading.Event()
        self._ending = threading.Event()
        self._lost: LockLost | None = None
        self._stretch: Stretch | None = None
        self.is_stopped = False
        """Somebody asked to stop, in time: what ends now ended by that."""
        self._step = ""
        self._thread = threading.Thread(target=self._go_on, name="progress", daemon=True)

    def __enter__(self) -> "Progress":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._told.set()
        self._thread.join()

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """What is done in here ends by RunStopped soon after somebody asked to stop."""
        with interruptible(RunStopped) as self._stretch:
            self._heed()
            try:
                yield
            finally:
                self._stretch.close()

    def __call__(self, message: str) -> None:
        """What is being done, in words; what is said before the first step is not of it."""
        if not self._step and not self._lost:
            return
        self._add(RunEvent(at=datetime.now(UTC), step=self._step, words=message))

    def around(self, run: Runner) -> Runner:
        """`run`, with each step's beginning and end told, and its counts."""

        def counted(name: str, step: Callable[..., _Result], /, *args: Any) -> _Result:
            self._step = re.sub(r" [0-9]+$", "", name)
            self._add(RunEvent(at=datetime.now(UTC), step=self._step))
            result = run(name, step, *args)
            if self._step == _LAST and self._stretch:
                self._stretch.close()
            what, received, passed = counts_of(self._step, args, result)
            self._add(
                RunEvent(
                    at=datetime.now(UTC), step=self._step, counted=what, received=received,
                    passed=passed, ended=True,
                )
            )  # fmt: skip
            return result

        return counted

    def last(self) -> tuple[RunEvent, ...]:
        """What has not been written yet, for whoever writes the end."""
        with self._guard:
            events, self._events = tuple(self._events), []
        return events

    def _add(self, event: RunEvent) -> None:
        if self._lost:
            raise self._lost
        self._heed()
        with self._guard:
            self._events.append(event)
        self._told.set()

    def _heed(self) -> None:
        """Ends what cannot be interrupted, at its next step at the latest."""
        if self.is_stopped and self._stretch and not self._stretch.is_closed:
            raise RunStopped

    def _go_on(self) -> None:
        pause = self._lease.total_seconds() / _RENEWALS
        renewed = time.monotonic()
        while not self._ending.is_set():
            told = self._told.wait(min(pause, _LOOK_SECONDS))
            if told:
                self._ending.wait(_SETTLE_SECONDS)
                self._told.clear()
            if self._ending.is_set():
                return
            self._look()
            if not told and time.monotonic() < renewed + pause:
                continue
            renewed = time.monotonic()
            events = self.last()
            try:
                self._store.run_requests.renew(
                    self._request, self._owner, at=datetime.now(UTC), lease=self._lease,
                    events=events,
                )  # fmt: skip
            except LockLost as lost:
                self._lost = lost
                return
            except StoreError:  # busy for long: what was told is told with the next
                with self._guard:
                    self._events[:0] = events

    def _look(self) -> None:
        """Whether somebody asked to stop; then what goes on is interrupted, once."""
        if self.is_stopped or self._stretch is None or self._stretch.is_closed:
            return
        try:
            asked = self._store.run_requests.is_to_stop(self._request)
        except StoreError:  # busy for long: looked again
            return
        if asked:
            self.is_stopped = self._stretch.end()


def counts_of(step: str, args: tuple[Any, ...], result: Any) -> tuple[str, int | None, int | None]:
    """What a step counts, how many went in and how many came out; None where it cannot tell."""
    match step, result:
        case _, Collected():
            received = sum(one.received for one in result.counts)
            return "submissions", received, sum(one.new + one.changed for one in result.counts)
        case "read", int():
            return "submissions", result, result
        case "validate", Record():
            everything = result.everything
            return "submissions", len(everything), sum(one.fate not in _READ for one in everything)
        case "compare", SameTexts():
            held = [one for one in args if isinstance(one, Record)]
            alike = sum(len(one.members) for one in result.groups)
            read = sum(one.fate not in _READ for one in held[0].everything) if held else None
            return "contributions", read, None if read is None else read - alike
        case "cut", tuple():
            held = [one for one in args if isinstance(one, Record)]
            return "passages", len(held[0].everything) if held else None, len(result)
        case "encode", _:
            texts = len(args[0]) if args and hasattr(args[0], "__len__") else None
            return "passages", texts, texts
        case "group", Grouping():
            placed = sum(len(one.passages) for one in result.groups)
            return "passages", len(result.passages), placed
        case "draft", Drafted():
            fates = [closing.fate for closing in result.record.closings]
            usable = sum(fate not in _READ for fate in fates)
            return "contributions", usable, fates.count("reflected")
        case "render" | "verify", _:
            files = next((len(one) for one in args if isinstance(one, Mapping)), None)
            return ("files", None, files) if step == "render" else ("files", files, files)
    return "", None, None
