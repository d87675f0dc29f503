"""Lets a command's work wait for its turn and stand in the history; knows not what the work is."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from bpforum.errors import BpforumError
from bpforum.pipeline import Runner
from bpforum.progress import Progress, Tell
from bpforum.settings import load_settings
from bpforum.store import Store, open_store
from bpforum.store.run_lock import LEASE, new_owner
from bpforum.store.run_requests import BY_HAND
from models.run import CompileResult
from models.run_request import RunFailure, RunKind, RunOutcome, RunParameters, RunRequest

_Result = TypeVar("_Result")

_LOOK_SECONDS = 1.0
_TELL_SECONDS = 10.0


def outcome_of(result: CompileResult) -> RunOutcome:
    """What a compile came to, in numbers."""
    return RunOutcome(
        folder=result.folder, received=result.received, fresh=result.fresh, cited=result.cited,
        themes=len(result.themes), fates=result.fates, flags=result.flags,
        attention=len(result.attention), snapshot=result.snapshot,
    )  # fmt: skip


def failure_of(error: BaseException) -> RunFailure:
    """Why a run came to nothing, in words that say what to do."""
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return BY_HAND
    if isinstance(error, BpforumError):
        return RunFailure(code=error.code, words=str(error))
    if isinstance(error, MemoryError):
        return RunFailure(
            code="out_of_memory",
            words="There was too little memory for it. What was collected is safe; start it again "
            "on a machine with more, or when less else runs.",
        )
    return RunFailure(
        code="fault",
        words=f"It stopped by a fault of bpforum's ({type(error).__name__}). What was collected is "
        "safe. Start it again; if it stops again, send the log in .bpforum/worker.log to whoever "
        "looks after this installation.",
    )


def take_turn(
    folder: Path,
    kind: RunKind,
    parameters: RunParameters,
    work: Callable[[Callable[[Runner], Runner], Tell], _Result],
    tell: Tell,
    *,
    lease: timedelta = LEASE,
) -> _Result:
    """What `work` returns, done while nothing else runs in this forum, and written down.

    `work` is given what to put around its runner, and whom to tell. Raises what it raises.
    """
    with open_store(folder, load_settings().database_url) as store:
        one = _begin(store, kind, parameters, tell, lease)
        owner = one.claimed_by
        store.run_requests.start(one.id, owner, at=datetime.now(UTC))
        with Progress(store, one.id, owner, lease) as progress:

            def told(message: str) -> None:
                progress(message)
                tell(message)

            try:
                with progress.stoppable():
                    result = work(progress.around, told)
            except BaseException as error:
                failure = BY_HAND if progress.is_stopped else failure_of(error)
                store.run_requests.finish(
                    one.id, owner, at=datetime.now(UTC), failure=failure, events=progress.last()
                )
                raise
        made = result if isinstance(result, CompileResult) else None
        store.run_requests.finish(
            one.id, owner, at=datetime.now(UTC), run=made.run if made else "",
            outcome=outcome_of(made) if made else None, events=progress.last(),
        )  # fmt: skip
        return result


def _begin(
    store: Store, kind: RunKind, parameters: RunParameters, tell: Tell, lease: timedelta
) -> RunRequest:
    """The request, begun; waits for as long as another runs."""
    owner, told = new_owner(), -_TELL_SECONDS
    while True:
        one = store.run_requests.begin(
            kind, by="command", trigger="command", at=datetime.now(UTC), owner=owner, lease=lease,
            parameters=parameters,
        )  # fmt: skip
        if one:
            return one
        if time.monotonic() > told + _TELL_SECONDS:
            told = time.monotonic()
            tell("Waiting for another run of this forum to end")
        time.sleep(_LOOK_SECONDS)
