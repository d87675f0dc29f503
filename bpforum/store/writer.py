"""Commits what many callers want written in few transactions; knows no table.

Syncing the disk takes far longer than writing a row, so those who come while one transaction is
being synced share the next. There is no thread of its own: of the callers that wait, one writes for
all, and each is answered after the commit. Nobody waits in a line without end: past its length a
caller is refused at once, and told to come again.
"""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Event, Lock
from typing import Generic, TypeVar

from bpforum.errors import StoreBusy, StoreFull

In = TypeVar("In")
Out = TypeVar("Out")

MOST_AT_ONCE = 64
MOST_WAITING = 512


class _Waiting(Generic[In, Out]):
    __slots__ = ("error", "item", "leads", "result", "told")

    def __init__(self, item: In) -> None:
        self.item = item
        self.told = Event()
        """Set when it is done, or when it is its turn to write for all."""
        self.leads = False
        self.result: Out | None = None
        self.error: BaseException | None = None

    def answer(self) -> Out:
        if self.error is not None:
            raise self.error
        return self.result  # type: ignore[return-value]  # done without an error: there is one


class BatchingWriter(Generic[In, Out]):
    """Hands what several threads bring to `commit`, some at once."""

    def __init__(
        self,
        commit: Callable[[Sequence[In]], Sequence[Out | Exception]],
        *,
        most_at_once: int = MOST_AT_ONCE,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        """`commit` writes all of its items in one transaction and returns after it is on disk.

        It answers for each, in order: with a result, or with the error of that item alone.
        """
        self._commit = commit
        self._most_at_once, self._most_waiting = most_at_once, most_waiting
        self._queue: deque[_Waiting[In, Out]] = deque()
        self._writing = False
        self._lock = Lock()

    def write(self, item: In) -> Out:
        """What `commit` answers for `item`, when it is on disk. Raises what went wrong with it.

        Raises StoreFull, at once, where too many wait.
        """
        mine = _Waiting[In, Out](item)
        with self._lock:
            if len(self._queue) >= self._most_waiting:
                raise StoreFull(
                    "More is coming in at this moment than can be written. Nothing of this was "
                    "kept; try again in a few seconds."
                )
            self._queue.append(mine)
            if not self._writing:
                self._writing = mine.leads = True
        if not mine.leads:
            mine.told.wait()
        if mine.leads:
            self._write_some()
        return mine.answer()

    def _write_some(self) -> None:
        """Writes for those who wait now, its own caller among them, and hands the pen on."""
        with self._lock:
            n = min(len(self._queue), self._most_at_once)
            batch = [self._queue.popleft() for _ in range(n)]
        try:
            self._commit_all(batch)
        finally:
            with self._lock:
                following = self._queue[0] if self._queue else None
                if following:
                    following.leads = True
                else:
                    self._writing = False
            # The next first: while it writes, those who are done come back with more.
            for one in (following, *batch):
                if one:
                    one.told.set()

    def _commit_all(self, batch: Sequence[_Waiting[In, Out]]) -> None:
        try:
            answers = self._commit([one.item for one in batch])
        except Exception as error:
            if len(batch) == 1 or isinstance(error, StoreBusy):
                for one in batch:
                    one.error = error
                return
            # One that cannot be written must not take the others with it.
            for one in batch:
                self._commit_all([one])
            return
        except BaseException as error:
            for one in batch:
                one.error = error
            raise
        for one, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception):
                one.error = answer
            else:
                one.result = answer
