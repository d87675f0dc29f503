"""The API's runs: asked for, followed, taken back, stopped; schedules paused and gone on with."""

from fastapi import APIRouter, Request, Response

from bpforum.schedules import crons_of, next_times
from bpforum.web.api import answers
from bpforum.web.api.problems import Refused
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.roles import allow, signed_in
from models.api import Page, PauseWish, RunTold, RunWish, ScheduleTold
from models.run_request import RunKind, RunRequest

router = APIRouter(prefix=PREFIX, tags=["runs"])
_SECRETARIAT = [allow("secretariat")]
_NEWEST = 1000


@router.get("/runs", dependencies=_SECRETARIAT, response_model=Page[RunTold])
def runs(request: Request, asked: answers.Asked) -> Response:
    """The newest thousand, newest first."""
    found = [_told(one) for one in request.app.state.site.store.run_requests.newest(_NEWEST)]
    return answers.page(request, asked, found, lambda one: one.request.id, RunTold)


@router.post("/runs", dependencies=_SECRETARIAT, status_code=202, response_model=RunTold)
def ask(request: Request, wish: RunWish) -> Response:
    """Asks for a run. With an Idempotency-Key it is asked once, however often it is sent."""
    site = request.app.state.site
    key = request.headers.get("idempotency-key")
    made = site.store.run_requests.add(
        wish.kind, by=signed_in(request).id, trigger="api", at=site.now(),
        parameters=wish.parameters, key=f"api {key}" if key else None,
    )  # fmt: skip
    return answers.of(request, _told(made), status=202, location=f"{PREFIX}/runs/{made.id}")


@router.get("/runs/{run}", dependencies=_SECRETARIAT, response_model=RunTold)
def run(request: Request, run: str) -> Response:
    """One run, with what happened so far."""
    site = request.app.state.site
    found = _find(request, run)
    told = _told(found).model_copy(update={"events": site.store.run_requests.events(run)})
    return answers.of(request, told)


@router.delete("/runs/{run}", dependencies=_SECRETARIAT, status_code=204)
def withdraw(request: Request, run: str) -> Response:
    """Takes back a run that has not begun."""
    site = request.app.state.site
    _find(request, run)
    if not site.store.run_requests.withdraw(run, by=signed_in(request).id, at=site.now()):
        raise Refused(409, "begun", "It has begun, or is over")
    return Response(status_code=204)


@router.post("/runs/{run}/stop", dependencies=_SECRETARIAT, response_model=RunTold)
def stop(request: Request, run: str) -> Response:
    """Asks that a run be stopped (202 until it is over); one that has not begun is taken back."""
    site = request.app.state.site
    _find(request, run)
    found = site.store.run_requests.stop(run, by=signed_in(request).id, at=site.now())
    if found.state in ("done", "failed"):
        raise Refused(409, "over", "It is over")
    return answers.of(request, _told(found), status=202 if found.finished_at is None else 200)


@router.get("/schedules", dependencies=_SECRETARIAT, response_model=Page[ScheduleTold])
def schedules(request: Request, asked: answers.Asked) -> Response:
    """What begins by itself, and when next."""
    return answers.page(request, asked, _schedules(request), lambda one: one.kind, ScheduleTold)


@router.put("/schedules/{kind}", dependencies=_SECRETARIAT, response_model=ScheduleTold)
def pause(request: Request, kind: RunKind, wish: PauseWish) -> Response:
    """Pauses a schedule, or goes on with it."""
    site = request.app.state.site
    if kind not in crons_of(site.forum):
        raise Refused(404, "not_found", "Nothing of this kind begins by itself")
    act = site.store.schedules.pause if wish.paused else site.store.schedules.resume
    act(kind, by=signed_in(request).id, at=site.now())
    return answers.of(request, next(one for one in _schedules(request) if one.kind == kind))


def _schedules(request: Request) -> list[ScheduleTold]:
    site = request.app.state.site
    zone = site.forum.forum.timezone
    return [
        ScheduleTold(
            kind=kind, cron=cron, timezone=zone, paused=site.store.schedules.paused(kind),
            next=next_times(cron, zone, site.now()),
        )
        for kind, cron in crons_of(site.forum).items()
    ]  # fmt: skip


def _told(request: RunRequest) -> RunTold:
    return RunTold(request=request, state=request.state)


def _find(request: Request, run: str) -> RunRequest:
    found: RunRequest | None = request.app.state.site.store.run_requests.get(run)
    if found is None:
        raise Refused(404, "not_found", "There is no such run")
    return found
