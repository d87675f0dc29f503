"""Asks whether a run under way is to be stopped, and asks for it; who runs it ends it."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.web.runs.pages import SECRETARIAT
from bpforum.web.security.posted import Posted
from bpforum.web.security.roles import signed_in
from bpforum.web.show import show
from bpforum.web.site import Site

router = APIRouter()
_STOP = "/runs/{request_id}/stop"
_UNDER_WAY = ("waiting", "running")


@router.get(_STOP, dependencies=SECRETARIAT)
def question(request: Request, request_id: str) -> Response:
    """Whether it is to be stopped, and what that means; what is over is shown instead."""
    site: Site = request.app.state.site
    one = site.store.run_requests.get(request_id)
    if one is None:
        raise HTTPException(404)
    if one.state not in _UNDER_WAY or one.stop_asked_at:
        return RedirectResponse(f"/runs/{one.id}", status_code=303)
    people = site.store.accounts.names()
    return show(request, "runs/stop.html.jinja", one=one, people=people)


@router.post(_STOP, dependencies=SECRETARIAT)
def stop(request: Request, request_id: str, form: Posted) -> Response:
    """Asks for it. What ended meanwhile is shown with a word on that."""
    site: Site = request.app.state.site
    one = site.store.run_requests.stop(request_id, by=signed_in(request).id, at=site.now())
    if one is None:
        raise HTTPException(404)
    late = "?late=yes" if one.state in ("done", "failed") else ""
    return RedirectResponse(f"/runs/{one.id}{late}", status_code=303)
