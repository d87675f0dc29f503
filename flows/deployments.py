"""Owns what is deployed to Prefect: a flow for each kind of run, with the forum's own schedule.

A scheduled run of these flows only asks: it writes a request into the forum's queue, and whatever
runs it does so under the forum's lock. `prefect.yaml` deploys the same to a Prefect server of
somebody's own; to ours the worker does (`synchronise`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from uuid import UUID

from prefect import flow
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.schedules import CronSchedule
from prefect.runtime import flow_run as this_run
from prefect.states import Cancelled, Crashed

from bpforum.schedules import crons_of
from bpforum.settings import load_settings
from bpforum.store import open_store
from models.forum import Forum
from models.run_request import RunKind, RunRequest

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.client.schemas.responses import FlowRunResponse

KINDS: tuple[RunKind, ...] = get_args(RunKind)


@flow(name="compile", persist_result=False)
def compile_when_due(folder: str) -> str:
    """Ask for a document of all there is; the request's id."""
    return _ask(folder, "compile")


@flow(name="collect", persist_result=False)
def collect_when_due(folder: str) -> str:
    """Ask for a look into all sources; the request's id."""
    return _ask(folder, "collect")


@flow(name="remind", persist_result=False)
def remind_when_due(folder: str) -> str:
    """Ask for reminders to sessions without a note; the request's id."""
    return _ask(folder, "remind")


@flow(name="sweep", persist_result=False)
def sweep_when_due(folder: str) -> str:
    """Ask for what killed runs left to be swept up; the request's id."""
    return _ask(folder, "sweep")


FLOWS = {
    "compile": compile_when_due,
    "collect": collect_when_due,
    "remind": remind_when_due,
    "sweep": sweep_when_due,
}


def _ask(folder: str, kind: RunKind) -> str:
    due = this_run.scheduled_start_time or datetime.now(UTC)
    with open_store(Path(folder), load_settings().database_url) as store:
        if store.schedules.paused(kind):
            return ""
        asked = store.run_requests.fall_due(kind, due, at=datetime.now(UTC))
    return asked.id if asked else ""


def synchronise(
    client: SyncPrefectClient, forum: Forum, folder: Path, paused: Mapping[RunKind, bool]
) -> dict[RunKind, UUID]:
    """The deployment of each kind, with the schedule that the forum has for it now."""
    crons, zone = crons_of(forum), forum.forum.timezone
    found: dict[RunKind, UUID] = {}
    for kind in KINDS:
        cron = crons.get(kind)
        schedules = (
            [DeploymentScheduleCreate(schedule=CronSchedule(cron=cron, timezone=zone), active=True)]
            if cron
            else []
        )
        found[kind] = client.create_deployment(
            flow_id=client.create_flow_from_name(kind),
            name=forum.forum.id,
            schedules=schedules,
            paused=paused.get(kind, False),
            parameters={"folder": str(folder)},
            description=FLOWS[kind].description,
            entrypoint=f"flows/deployments.py:{FLOWS[kind].fn.__name__}",
            tags=["bpforum"],
            enforce_parameter_schema=False,
        )
    return found


def due_runs(
    client: SyncPrefectClient, deployments: Mapping[RunKind, UUID], now: datetime
) -> list[tuple[RunKind, "FlowRunResponse"]]:
    """The runs that Prefect scheduled and whose time has come, oldest first."""
    kinds = {identifier: kind for kind, identifier in deployments.items()}
    runs = client.get_scheduled_flow_runs_for_deployments(
        list(kinds), scheduled_before=now, limit=200
    )
    due = [(kinds[run.deployment_id], run) for run in runs
           if run.deployment_id in kinds and run.auto_scheduled]  # fmt: skip
    return sorted(due, key=lambda pair: pair[1].expected_start_time or now)


def dismiss(client: SyncPrefectClient, run: UUID, why: str) -> None:
    """A run that nobody will run, or that somebody stopped."""
    client.set_flow_run_state(run, Cancelled(message=why), force=True)


def hand_over(client: SyncPrefectClient, forum: Forum, request: RunRequest) -> "FlowRun":
    """Prefect's record of a request: the scheduled one, else one made once by the request's id."""
    if request.flow_run and request.attempts == 1:
        return client.read_flow_run(UUID(request.flow_run))
    if request.flow_run:  # of a process that is no more: Prefect would say Running for good
        state: State[None] = Crashed(
            message="Its process ended without a word; it was begun again."
        )
        client.set_flow_run_state(UUID(request.flow_run), state, force=True)
    deployment = client.read_deployment_by_name(f"{request.kind}/{forum.forum.id}")
    made = client.create_flow_run_from_deployment(
        deployment.id,
        name=f"{forum.forum.id} {forum.forum.cycle} {request.id}",
        idempotency_key=f"{request.id}-{request.attempts}",
    )
    return client.read_flow_run(made.id)
