"""One run in a process of its own: claims a request, does it as a Prefect flow, writes the end.

Run by the worker as `python -m flows.performing`; it ends at once when the worker does, however
that ends, and may be killed anywhere: the next worker hands the request out again.
"""

import os
import sys
import threading
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bpforum.forum_file import load_forum
from bpforum.settings import load_settings
from bpforum.store import Store, open_store
from bpforum.store.run_lock import new_owner
from bpforum.store.run_requests import BY_HAND, MOST_ATTEMPTS, LockLost
from models.forum import Forum
from models.run import CompileRequest, CompileResult
from models.run_request import RunFailure, RunOutcome, RunRequest

if TYPE_CHECKING:
    from uuid import UUID

    from bpforum.pipeline import Runner
    from bpforum.progress import Progress, Tell

NO_PREFECT = 75
"""The exit code where Prefect's server did not take the run: the request waits again."""


def main(folder: Path, out: str | None, lease: timedelta) -> int:
    """The exit code: 0 where the next request may be tried, also when this one failed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    owner = new_owner()
    with open_store(folder, load_settings().database_url) as store:
        request = store.run_requests.claim(owner, at=datetime.now(UTC), lease=lease)
        if request is None:
            return 0
        from bpforum.progress import Progress

        try:
            with Progress(store, request.id, owner, lease) as progress:
                return _perform(store, request, owner, folder, out, progress)
        except LockLost:
            traceback.print_exc()
            return 0
        finally:  # when the end is written: this takes a while, and is for Prefect alone
            if "prefect" in sys.modules:
                from flows.compile import hand_over_records

                hand_over_records()


def _perform(
    store: Store,
    request: RunRequest,
    owner: str,
    folder: Path,
    out: str | None,
    progress: "Progress",
) -> int:
    from bpforum.turn import failure_of

    try:
        forum = load_forum(folder)
    except Exception as error:  # whatever it is, people are told and the queue goes on
        _end(store, request, owner, progress, failure=failure_of(error))
        return 0
    try:
        taken = _hand_over(forum, request)
    except Exception as error:  # of the network, of the server, of Prefect: it waits all the same
        traceback.print_exc()
        store.run_requests.release(
            request.id, owner, at=datetime.now(UTC), again=True,
            words=f"Prefect's server did not take it ({type(error).__name__}). It waits, and is "
            "tried again.",
        )  # fmt: skip
        return NO_PREFECT
    store.run_requests.start(request.id, owner, at=datetime.now(UTC), flow_run=str(taken.id))
    try:
        done = _as_flow(forum, request, folder, out, progress, taken)
    except LockLost:
        raise
    except BaseException as error:
        if progress.is_stopped:
            _end(store, request, owner, progress, failure=BY_HAND)
            _tell_stopped(taken.id)
            return 0
        if not isinstance(error, Exception):
            raise
        traceback.print_exc()
        failure = failure_of(error)
        if failure.code == "fault" and _is_prefects(error):
            if request.attempts < MOST_ATTEMPTS:
                store.run_requests.release(
                    request.id, owner, at=datetime.now(UTC), again=False,
                    words="Prefect's server went away while it ran. It begins again.",
                )  # fmt: skip
                return NO_PREFECT
            failure = RunFailure(
                code="prefect_lost",
                words="Prefect's server went away while it ran, twice. What was collected is safe. "
                "See .bpforum/prefect/server.log, and start it again.",
            )
        _end(store, request, owner, progress, failure=failure)
        return 0
    _end(store, request, owner, progress, done=done)
    return 0


def _hand_over(forum: Forum, request: RunRequest) -> Any:
    from prefect.client.orchestration import get_client

    from flows.deployments import hand_over

    with get_client(sync_client=True) as client:
        return hand_over(client, forum, request)


def _tell_stopped(run: "UUID") -> None:
    """Prefect's record of it; the end is written without it where its server does not answer."""
    from prefect.client.orchestration import get_client

    from flows.deployments import dismiss

    try:
        with get_client(sync_client=True) as client:
            dismiss(client, run, "Somebody stopped it.")
    except Exception:  # of the network, of the server, of Prefect
        traceback.print_exc()


def _as_flow(
    forum: Forum,
    request: RunRequest,
    folder: Path,
    out: str | None,
    progress: "Progress",
    taken: Any,
) -> CompileResult | RunOutcome:
    from flows.compile import as_flow

    def body(run: "Runner") -> CompileResult | RunOutcome:
        with progress.stoppable():
            return _work(request, folder, out, progress.around(run), progress)

    return as_flow(body, name=request.kind, run_name=taken.name, flow_run=taken)


def _work(
    request: RunRequest, folder: Path, out: str | None, run: "Runner", tell: "Tell"
) -> CompileResult | RunOutcome:
    from flows import collect, remind, sweep

    asked = request.parameters
    if request.kind == "compile":
        from bpforum.pipeline import compile_forum

        return compile_forum(
            CompileRequest(
                folder=str(folder), out=out, label=asked.label, cut_off=asked.cut_off,
                dry_run=asked.dry_run, engine="flow", trigger=request.trigger,
            ),
            run,
            tell,
        )  # fmt: skip
    if request.kind == "collect":
        return collect.perform(folder, run, tell)
    if request.kind == "remind":
        return remind.perform(folder, out, run, tell)
    return sweep.perform(folder, out, run, tell)


def _end(
    store: Store,
    request: RunRequest,
    owner: str,
    progress: "Progress",
    *,
    done: CompileResult | RunOutcome | None = None,
    failure: RunFailure | None = None,
) -> None:
    from bpforum.turn import outcome_of

    made = done if isinstance(done, CompileResult) else None
    store.run_requests.finish(
        request.id, owner, at=datetime.now(UTC), run=made.run if made else "", failure=failure,
        outcome=outcome_of(made) if made else done if isinstance(done, RunOutcome) else None,
        events=progress.last(),
    )  # fmt: skip


def _is_prefects(error: BaseException) -> bool:
    """Whether Prefect or its client's network raised it."""
    return type(error).__module__.split(".")[0] in ("prefect", "httpx", "httpcore", "anyio")


def _end_with_parent() -> None:
    """However the worker ends, our standard input ends with it."""
    while os.read(sys.stdin.fileno(), 4096):  # not the buffer: its lock is held at the end
        pass
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] or None, timedelta(seconds=float(sys.argv[3]))))
