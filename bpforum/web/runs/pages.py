"""The run page: what comes next, what came in, what runs and what ran; and how a run is asked for.

It writes requests, and pauses; the worker does the rest.
"""

import secrets
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.schedules import crons_of, in_words, next_times
from bpforum.web.forms.window import state_of
from bpforum.web.runs.reading import FinishedRun, read_run
from bpforum.web.runs.steps import told_by
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.show import language_of, show
from bpforum.web.site import Site
from bpforum.web.typed_time import NotATime, instant_typed
from bpforum.web.words import Say, known, shown_day, speaking
from models.base import Instant
from models.forum import Milestone
from models.run_request import RunKind, RunParameters, RunRequest
from models.submission import Reason

router = APIRouter()
_HERE, SECRETARIAT = "/runs", [allow("secretariat")]
_SHOWN = 20
_LATER = 200
_KINDS: tuple[RunKind, ...] = ("compile", "collect", "remind", "sweep")


@router.get(_HERE, dependencies=SECRETARIAT)
def overview(request: Request) -> Response:
    """All at a glance."""
    return _overview(request)


@router.post(_HERE, dependencies=SECRETARIAT)
def start(request: Request, form: Posted) -> Response:
    """Shows what would be in and out; confirmed, it asks for the run."""
    site: Site = request.app.state.site
    asked = {name: words(form, name) for name in ("kind", "label", "cut_off", "dry_run", "key")}
    kind: RunKind = next((one for one in _KINDS if one == asked["kind"]), "compile")
    cut_off, problems = None, []
    try:
        cut_off = (
            instant_typed(asked["cut_off"], site.zone, ends=True) if asked["cut_off"] else None
        )
    except NotATime as wrong:
        problems = [Reason(code="date", message=str(wrong), where="cut_off")]
    if len(asked["label"]) > _LATER:
        problems.append(Reason(code="long", message="label_long", where="label"))
    if problems:
        return _overview(request, asked, tuple(problems), 422)
    parameters = RunParameters(
        label=asked["label"] or None, cut_off=cut_off, dry_run=bool(asked["dry_run"])
    )
    if kind == "compile" and not words(form, "confirmed"):
        return show(
            request, "runs/check.html.jinja", asked=asked, cut_off=cut_off,
            key=secrets.token_hex(8), seen=_looked_at(site, cut_off), last=_last(site),
            open=site.store.run_requests.open(),
        )  # fmt: skip
    one = site.store.run_requests.add(
        kind, by=signed_in(request).id, trigger="page", at=site.now(),
        parameters=parameters if kind == "compile" else None,
        key=f"page {asked['key']}" if asked["key"] else None,
    )  # fmt: skip
    return RedirectResponse(f"{_HERE}/{one.id}", status_code=303)


@router.post(_HERE + "/schedule", dependencies=SECRETARIAT)
def schedule(request: Request, form: Posted) -> Response:
    """Pauses a schedule, or lets it go on."""
    site: Site = request.app.state.site
    kind = next((one for one in _KINDS if one == words(form, "kind")), None)
    if kind is None:
        raise HTTPException(404)
    act = site.store.schedules.pause if words(form, "pause") else site.store.schedules.resume
    act(kind, by=signed_in(request).id, at=site.now())
    return RedirectResponse(f"{_HERE}#schedule", status_code=303)


@router.get(_HERE + "/{request_id}", dependencies=SECRETARIAT)
def one_request(request: Request, request_id: str, late: str = "") -> Response:
    """One run: how far it is, and what came of it. `late`: somebody wanted to stop it."""
    return show(request, "runs/request.html.jinja", late=late, **_request(request, request_id))


@router.get(_HERE + "/{request_id}/steps", dependencies=SECRETARIAT)
def steps(request: Request, request_id: str) -> Response:
    """The part of that page that changes while it runs, alone."""
    return show(request, "runs/_steps.html.jinja", **_request(request, request_id))


@router.post(_HERE + "/{request_id}/withdraw", dependencies=SECRETARIAT)
def withdraw(request: Request, request_id: str, form: Posted) -> Response:
    """Takes back what has not begun."""
    site: Site = request.app.state.site
    site.store.run_requests.withdraw(request_id, by=signed_in(request).id, at=site.now())
    return RedirectResponse(f"{_HERE}/{request_id}", status_code=303)


def _request(request: Request, name: str) -> dict[str, Any]:
    site: Site = request.app.state.site
    one = site.store.run_requests.get(name)
    if one is None:
        raise HTTPException(404)
    over = one.finished_at is not None
    waiting = [two for two in site.store.run_requests.open() if two.id != one.id]
    return {
        "one": one,
        "told": told_by(site.store.run_requests.events(name), one.kind, over=over),
        "ahead": [two for two in waiting if two.requested_at <= one.requested_at],
        "worker": site.store.workers.there(at=site.now()),
        "made": read_run(site.outputs, one.run) if over else None,
        "same_as": _same_as(site, one),
        "people": site.store.accounts.names(),
        "known": known("runs"),
    }


def _same_as(site: Site, one: RunRequest) -> RunRequest | None:
    """An earlier run over the same snapshot: its document is the same."""
    if one.outcome is None or not one.outcome.snapshot:
        return None
    for other in site.store.run_requests.newest(_LATER, kinds=["compile"]):
        same = other.outcome and other.outcome.snapshot == one.outcome.snapshot
        if same and other.requested_at < one.requested_at and other.run:
            return other
    return None


def _overview(
    request: Request,
    asked: dict[str, str] | None = None,
    problems: tuple[Reason, ...] = (),
    status: int = 200,
) -> Response:
    site: Site = request.app.state.site
    now, forum = site.now(), site.forum
    last, ahead = _last(site), _ahead(site, speaking(language_of(request)), site.now())
    history = site.store.run_requests.newest(_SHOWN)
    return show(
        request, "runs/overview.html.jinja", status=status, now=now,
        next=ahead[0] if ahead else None, later=ahead[1:],
        calls=[
            (call, state_of(call, now) == "open")
            for call in forum.calls
            if call.status == "declared"
        ],
        last=last, labels=_labels(site, language_of(request)), missing=_missing(site, last, now),
        schedules=_schedules(site, language_of(request), now),
        worker=site.store.workers.there(at=now), open=site.store.run_requests.open(),
        history=history, people=site.store.accounts.names(), sources=_sources(site, last),
        asked=asked or {}, problems=problems, key=secrets.token_hex(8), known=known("runs"),
    )  # fmt: skip


def _ahead(site: Site, say: Say, now: Instant) -> list[Milestone]:
    """What is still to come, soonest first; the closing of a call is a milestone too."""
    dated = [(one.due, one.id, one) for one in site.forum.milestones if one.due]
    for call in site.forum.calls:
        if call.status == "declared" and call.last_close:
            title = say("runs.call_closes", title=call.title)
            closing = Milestone(id=call.id, title=title, due=call.last_close)
            dated.append((call.last_close, call.id, closing))
    return [one for due, _, one in sorted(dated, key=lambda entry: entry[:2]) if due >= now]


def _last(site: Site) -> FinishedRun | None:
    newest = site.newest_run
    return read_run(site.outputs, newest.name) if newest else None


def _labels(site: Site, language: str) -> dict[str, str]:
    """What the profile calls groups and regions."""
    profile = site.profile
    groups = {one.id: one.label.get(language, one.label["en"]) for one in profile.groups}
    regions = {name: label.get(language, label["en"]) for name, label in profile.regions.items()}
    return groups | regions


def _missing(site: Site, last: FinishedRun | None, now: Instant) -> list[Any]:
    noted = last.noted if last else frozenset()
    return [
        one
        for one in site.forum.sessions
        if one.id not in noted and (one.starts is None or one.starts <= now)
    ]


def _schedules(site: Site, language: str, now: Instant) -> list[dict[str, Any]]:
    zone, pauses = site.forum.forum.timezone, site.store.schedules.pauses()
    say = speaking(language)
    return [
        {
            "kind": kind,
            "words": in_words(cron, language),
            "pause": pauses[kind] if kind in pauses and pauses[kind].paused else None,
            "next": [
                (at, _short(say, at.astimezone(site.zone))) for at in next_times(cron, zone, now)
            ],
        }
        for kind, cron in crons_of(site.forum).items()
    ]


def _short(say: Say, local: datetime) -> str:
    """Without the zone, where it stands beside."""
    return f"{shown_day(say, local.date())}, {local:%H:%M}"


def _sources(site: Site, last: FinishedRun | None) -> list[dict[str, Any]]:
    traces = {one.source: one for one in site.store.traces()}
    problems = last.manifest.problems if last else ()
    return [
        {
            "source": one,
            "trace": traces.get(one.id),
            "received": last.figures.by_source.get(one.id, 0) if last else None,
            "problem": next((p for p in problems if p.startswith(f"source {one.id}:")), ""),
            "there": bool(one.url) or not one.path or (site.folder / one.path).exists(),
        }
        for one in site.forum.sources
    ]


def _looked_at(site: Site, cut_off: Instant | None) -> dict[str, int]:
    """How many of what is in the store now would take part, and how many came too late for it."""
    received = site.store.count_submissions()
    after = site.store.count_submissions(after=cut_off) if cut_off else 0
    last = _last(site)
    before = last.figures.received if last else 0
    return {"received": received, "after": after, "in": received - after,
            "new": max(0, received - before)}  # fmt: skip
