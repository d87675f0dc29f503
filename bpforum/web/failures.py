"""Owns what a failure looks like: plain words, what to do next, and nothing typed is lost.

The one place where failures become HTTP codes.
"""

import logging

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from bpforum.errors import BpforumError, StoreBusy, UnusableForum
from bpforum.web.api.problems import Refused, answer
from bpforum.web.security.callers import is_call
from bpforum.web.security.limits import TooOften
from bpforum.web.security.posted import FIELD, Forged, Malformed
from bpforum.web.security.roles import NotAllowed, NotSignedIn
from bpforum.web.show import show
from models.api import Problem
from models.submission import Reason

_log = logging.getLogger("bpforum.web")
_AGAIN_SECONDS = 5


def register(app: FastAPI) -> None:
    """Makes a page of each failure; for the API, problem details."""

    @app.exception_handler(Refused)
    def refused(request: Request, failure: Refused) -> Response:
        return answer(failure.problem)

    @app.exception_handler(NotSignedIn)
    async def not_signed_in(request: Request, failure: NotSignedIn) -> Response:
        if is_call(request):
            return _told(
                401,
                "no_token",
                "This needs a token",
                {"www-authenticate": 'Bearer realm="bpforum"'},
            )
        if request.method == "GET":
            return RedirectResponse(f"/sign-in?next={failure.where}", status_code=303)
        return show(
            request, "failure/session_ended.html.jinja", status=401, typed=await _typed(request)
        )

    @app.exception_handler(Forged)
    async def forged(request: Request, failure: Forged) -> Response:
        typed = await _typed(request)
        return show(request, "failure/old_page.html.jinja", status=403, typed=typed)

    @app.exception_handler(NotAllowed)
    def not_allowed(request: Request, failure: NotAllowed) -> Response:
        if is_call(request):
            return _told(403, "not_allowed", f"This needs a role: {', '.join(failure.needed)}")
        return show(request, "failure/not_allowed.html.jinja", status=403, needed=failure.needed)

    @app.exception_handler(TooOften)
    async def too_often(request: Request, failure: TooOften) -> Response:
        if is_call(request):
            wait = {"retry-after": str(failure.seconds)}
            return _told(429, "too_often", "More was sent than is allowed in so short a time", wait)
        return show(
            request, "failure/too_often.html.jinja", status=429, typed=await _typed(request),
            seconds=failure.seconds, headers={"retry-after": str(failure.seconds)},
        )  # fmt: skip

    @app.exception_handler(Malformed)
    def malformed(request: Request, failure: Malformed) -> Response:
        return _plain(request, 400, "malformed", str(failure))

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, failure: RequestValidationError) -> Response:
        if is_call(request):
            errors = [
                Reason(
                    code=str(one["type"]), message=str(one["msg"]),
                    where=".".join(map(str, one["loc"])),
                )
                for one in failure.errors()
            ]  # fmt: skip
            return answer(
                Problem(
                    status=422, code="invalid", title="What was sent is not as it should be",
                    errors=tuple(errors),
                )
            )  # fmt: skip
        return _plain(request, 400, "malformed", "")

    @app.exception_handler(HTTPException)
    def http(request: Request, failure: HTTPException) -> Response:
        kind = {404: "not_found", 405: "not_found", 410: "gone"}.get(failure.status_code, "other")
        detail = failure.detail if kind in ("gone", "other") else ""
        if is_call(request):
            return _told(failure.status_code, kind, str(failure.detail))
        return _plain(request, failure.status_code, kind, detail)

    @app.exception_handler(UnusableForum)
    def unusable(request: Request, failure: UnusableForum) -> Response:
        # Without a forum there is no page to put words into.
        return Response(
            "The forum cannot be shown, since its forum.toml cannot be used.\n",
            status_code=503, media_type="text/plain",
        )  # fmt: skip

    @app.exception_handler(StoreBusy)
    async def busy(request: Request, failure: StoreBusy) -> Response:
        if is_call(request):
            wait = {"retry-after": str(_AGAIN_SECONDS)}
            return _told(503, "busy", "It cannot be kept just now; nothing of it was", wait)
        return show(
            request, "failure/busy.html.jinja", status=503, typed=await _typed(request),
            headers={"retry-after": str(_AGAIN_SECONDS)},
        )  # fmt: skip

    @app.exception_handler(BpforumError)
    def ours(request: Request, failure: BpforumError) -> Response:
        _log.error("%s %s: %s", request.method, request.url.path, failure.code)
        if is_call(request):
            return answer(
                Problem(status=500, code=failure.code, title="It failed", detail=str(failure))
            )
        return _plain(request, 500, "ours", str(failure))


def _told(status: int, code: str, title: str, headers: dict[str, str] | None = None) -> Response:
    return answer(Problem(status=status, code=code, title=title), headers)


async def _typed(request: Request) -> list[tuple[str, str]]:
    """The fields of the form that was sent, so that they can be sent again; files are not kept."""
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
