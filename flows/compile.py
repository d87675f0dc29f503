"""Owns the compile flow: the pipeline's steps, each as one task; knows nothing of what they do."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from bpforum.forum_file import load_forum
from bpforum.settings import load_settings
from flows import home, server
from models.run import CompileRequest, CompileResult
from models.run_request import RunParameters

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

    from bpforum.collecting import Tell
    from bpforum.pipeline import Runner

_Result = TypeVar("_Result")

MOST_TASKS = 50
"""Tasks a run. Each costs the server 70-160 ms of CPU; after 1,000 it answers with errors."""


def compile_in_turn(request: CompileRequest, tell: "Tell") -> CompileResult:
    """What the command does: compiles in this process or as a flow, when nothing else runs."""
    from bpforum.pipeline import call_directly, compile_forum
    from bpforum.turn import take_turn

    folder = Path(request.folder)
    load_forum(folder)  # a forum that cannot be used is told before a store is made
    asked = RunParameters(label=request.label, cut_off=request.cut_off, dry_run=request.dry_run)

    def work(around: Callable[["Runner"], "Runner"], told: "Tell") -> CompileResult:
        if request.engine == "flow":
            return run_compile(request, told, around)
        return compile_forum(request, around(call_directly), told)

    return take_turn(folder, "compile", asked, work, tell)


def run_compile(
    request: CompileRequest,
    tell: "Tell" = lambda message: None,
    around: "Callable[[Runner], Runner]" = lambda run: run,
) -> CompileResult:
    """Compile the forum as a Prefect flow: the same steps as in-process, and the same digests.

    `around` is put around the runner of the steps. Raises what the pipeline raises, and
    `PrefectFailed` where Prefect does not start.
    """
    folder = Path(request.folder)
    head = load_forum(folder).forum  # a forum that cannot be used is told before anyone waits
    where = (load_settings().prefect_home or home.home_of(folder)).resolve()

    def compile_in_flow(run: "Runner") -> CompileResult:
        from bpforum.pipeline import compile_forum

        result = compile_forum(request, around(run), tell)
        _name_run(f"{head.id} {result.run}")
        return result

    return flow_around(
        compile_in_flow, name="compile", run_name=f"{head.id} {head.cycle}", where=where, tell=tell
    )


def flow_around(
    body: Callable[["Runner"], _Result], *, name: str, run_name: str, where: Path, tell: "Tell"
) -> _Result:
    """What `body` returns, run as a flow on an embedded server that ends with it.

    `body` is given a runner that makes each step a task; what a step raises comes out as it is.
    """
    with ExitStack() as ends:
        if not home.is_prepared(where):
            tell("Preparing Prefect's database (once for this forum, about 20 seconds)")
            home.prepare(where)
        tell("Starting Prefect's server (about 10 seconds)")
        started = ends.enter_context(server.starting(where))
        ends.enter_context(home.entered(where, started.client_environment))
        # While the server starts, since each takes seconds.
        import prefect  # noqa: F401

        import bpforum.pipeline  # noqa: F401 - what the body will call

        started.wait(lambda seconds: tell(f"Waiting for Prefect's server ({seconds:.0f} s)"))
        ends.callback(hand_over_records)
        return as_flow(body, name=name, run_name=run_name)


def as_flow(
    body: Callable[["Runner"], _Result],
    *,
    name: str,
    run_name: str,
    flow_run: "FlowRun | None" = None,
) -> _Result:
    """What `body` returns, run as a flow on the server that the environment names.

    As the run `flow_run` where Prefect has made one already.
    """
    from prefect import flow
    from prefect.flow_engine import run_flow_sync

    @flow(
        name=name,
        flow_run_name=lambda: run_name,
        persist_result=False,
        retries=0,
        validate_parameters=False,
    )
    def steps() -> _Result:
        return body(StepsAsTasks())

    if flow_run is None:
        return steps()
    return cast("_Result", run_flow_sync(steps, flow_run=flow_run, parameters={}))


class StepsAsTasks:
    """Runs each step as one task, until there are as many as a run may have."""

    def __init__(self, most: int = MOST_TASKS) -> None:
        self._left = most

    def __call__(self, name: str, step: Callable[..., _Result], /, *args: Any) -> _Result:
        """The step's result. Past the last task a step is called, and has no record of its own."""
        if self._left == 0:
            return step(*args)
        self._left -= 1
        from prefect import task
        from prefect.cache_policies import NO_CACHE

        @task(name=name, cache_policy=NO_CACHE, persist_result=False, retries=0)
        def once() -> _Result:
            # No arguments: Prefect would walk through all of them, and copy some.
            return step(*args)

        return once()


def _name_run(name: str) -> None:
    """Give the flow run under way its name, which holds the run's id and so comes late."""
    from prefect.client.orchestration import get_client
    from prefect.runtime import flow_run

    with get_client(sync_client=True) as client:
        client.set_flow_run_name(flow_run.id, name)


def hand_over_records() -> None:
    """Wait for what Prefect still wants to say, or it complains that the server has gone."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    EventsWorker.drain_all(timeout=10, at_exit=False)
    APILogWorker.drain_all(timeout=10, at_exit=False)
