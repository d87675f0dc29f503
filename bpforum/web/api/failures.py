"""How the API tells a failure that pages have too: as problem details, with a stable code."""

from functools import singledispatch

from fastapi import Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bpforum.errors import BpforumError, StoreBusy, UnusableForum
from bpforum.web.api.problems import Refused, answer
from bpforum.web.security.limits import TooOften
from bpforum.web.security.posted import Forged, Malformed
from bpforum.web.security.roles import NotAllowed, NotSignedIn
from models.api import Problem
from models.submission import Reason

AGAIN_SECONDS = 5
"""So long after the store was busy it may be tried again."""
_CODES = {404: "not_found", 405: "not_found", 410: "gone"}


@singledispatch
def problem_of(failure: Exception) -> Response:
    """The answer that tells `failure`, by its class."""
    return _told(500, "fault", "It failed")


@problem_of.register
def _(failure: Refused) -> Response:
    return answer(failure.problem)


@problem_of.register
def _(failure: NotSignedIn) -> Response:
    how = {"www-authenticate": 'Bearer realm="bpforum"'}
    return _told(401, "no_token", "This needs a token", headers=how)


@problem_of.register
def _(failure: NotAllowed) -> Response:
    return _told(403, "not_allowed", f"This needs a role: {', '.join(failure.needed)}")


@problem_of.register
def _(failure: Forged) -> Response:
    return _told(403, "forged", "This was not sent from our own pages")


@problem_of.register
def _(failure: TooOften) -> Response:
    wait = {"retry-after": str(failure.seconds)}
    title = "More was sent than is allowed in so short a time"
    return _told(429, "too_often", title, headers=wait)


@problem_of.register
def _(failure: Malformed) -> Response:
    return _told(400, "malformed", "What was sent cannot be read", str(failure))


@problem_of.register
def _(failure: RequestValidationError) -> Response:
    errors = [
        Reason(
            code=str(one["type"]), message=str(one["msg"]), where=".".join(map(str, one["loc"]))
        )
        for one in failure.errors()
    ]  # fmt: skip
    title = "What was sent is not as it should be"
    return answer(Problem(status=422, code="invalid", title=title, errors=tuple(errors)))


@problem_of.register
def _(failure: HTTPException) -> Response:
    code = _CODES.get(failure.status_code, "other")
    return _told(failure.status_code, code, str(failure.detail))


@problem_of.register
def _(failure: UnusableForum) -> Response:
    return _told(503, failure.code, "The forum cannot be shown: its forum.toml cannot be used")


@problem_of.register
def _(failure: StoreBusy) -> Response:
    wait = {"retry-after": str(AGAIN_SECONDS)}
    return _told(503, "busy", "It cannot be kept just now; nothing of it was", headers=wait)


@problem_of.register
def _(failure: BpforumError) -> Response:
    return _told(500, failure.code, "It failed", str(failure))


def _told(
    status: int, code: str, title: str, detail: str = "", headers: dict[str, str] | None = None
) -> Response:
    return answer(Problem(status=status, code=code, title=title, detail=detail), headers)
