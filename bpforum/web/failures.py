"""Owns what a failure looks like: plain words, what to do next, and nothing typed is lost.

Here it is chosen whether a page tells it, or the API as problem details; once, for all of them.
"""

import logging
from functools import singledispatch

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from bpforum.errors import BpforumError, StoreBusy, UnusableForum
from bpforum.web.api.failures import AGAIN_SECONDS, problem_of
from bpforum.web.api.problems import Refused
from bpforum.web.security.callers import is_call
from bpforum.web.security.limits import TooOften
from bpforum.web.security.posted import FIELD, Forged, Malformed
from bpforum.web.security.roles import NotAllowed, NotSignedIn
from bpforum.web.show import show

_log = logging.getLogger("bpforum.web")

Typed = list[tuple[str, str]]
"""The fields of the form that was sent, so that they can be sent again; files are not kept."""
_KEEPING = (NotSignedIn, Forged, TooOften, StoreBusy)
"""The failures whose page holds what was typed: it can be sent again as it is."""
_KINDS = (*_KEEPING, Refused, NotAllowed, Malformed, RequestValidationError, HTTPException,
          UnusableForum, BpforumError)  # fmt: skip


def register(app: FastAPI) -> None:
    """Makes a page of each failure; for the API, problem details."""
    for kind in _KINDS:
        app.add_exception_handler(kind, _failed)


async def _failed(request: Request, failure: Exception) -> Response:
    if isinstance(failure, BpforumError) and not isinstance(failure, StoreBusy | UnusableForum):
        _log.error("%s %s: %s", request.method, request.url.path, failure.code)
    if is_call(request):
        return problem_of(failure)
    typed = await _typed(request) if isinstance(failure, _KEEPING) else []
    return await run_in_threadpool(page_of, failure, request, typed)


@singledispatch
def page_of(failure: Exception, request: Request, typed: Typed) -> Response:
    """The page that tells `failure`, by its class, with what was `typed`."""
    return _plain(request, 500, "ours", "")


@page_of.register
def _(failure: Refused, request: Request, typed: Typed) -> Response:
    return problem_of(failure)  # only the API refuses so


@page_of.register
def _(failure: NotSignedIn, request: Request, typed: Typed) -> Response:
    if request.method == "GET":
        return RedirectResponse(f"/sign-in?next={failure.where}", status_code=303)
    return show(request, "failure/session_ended.html.jinja", status=401, typed=typed)


@page_of.register
def _(failure: Forged, request: Request, typed: Typed) -> Response:
    return show(request, "failure/old_page.html.jinja", status=403, typed=typed)


@page_of.register
def _(failure: NotAllowed, request: Request, typed: Typed) -> Response:
    return show(request, "failure/not_allowed.html.jinja", status=403, needed=failure.needed)


@page_of.register
def _(failure: TooOften, request: Request, typed: Typed) -> Response:
    return show(
        request, "failure/too_often.html.jinja", status=429, typed=typed, seconds=failure.seconds,
        headers={"retry-after": str(failure.seconds)},
    )  # fmt: skip


@page_of.register
def _(failure: Malformed, request: Request, typed: Typed) -> Response:
    return _plain(request, 400, "malformed", str(failure))


@page_of.register
def _(failure: RequestValidationError, request: Request, typed: Typed) -> Response:
    return _plain(request, 400, "malformed", "")


@page_of.register
def _(failure: HTTPException, request: Request, typed: Typed) -> Response:
    kind = {404: "not_found", 405: "not_found", 410: "gone"}.get(failure.status_code, "other")
    detail = failure.detail if kind in ("gone", "other") else ""
    return _plain(request, failure.status_code, kind, detail)


@page_of.register
def _(failure: UnusableForum, request: Request, typed: Typed) -> Response:
    # Without a forum there is no page to put words into.
    return Response(
        "The forum cannot be shown, since its forum.toml cannot be used.\n",
        status_code=503, media_type="text/plain",
    )  # fmt: skip


@page_of.register
def _(failure: StoreBusy, request: Request, typed: Typed) -> Response:
    return show(
        request, "failure/busy.html.jinja", status=503, typed=typed,
        headers={"retry-after": str(AGAIN_SECONDS)},
    )  # fmt: skip


@page_of.register
def _(failure: BpforumError, request: Request, typed: Typed) -> Response:
    return _plain(request, 500, "ours", str(failure))


async def _typed(request: Request) -> Typed:
    try:
        form = await request.form()
    except Exception:  # whatever is wrong with it, the page has to come
        form = FormData()
    return [
        (name, value)
        for name, value in form.multi_items()
        if isinstance(value, str) and name != FIELD
    ]


def _plain(request: Request, status: int, kind: str, detail: str) -> Response:
    return show(request, "failure/plain.html.jinja", status=status, kind=kind, detail=detail)
