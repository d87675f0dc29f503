"""Each failure is told by a page, or to the API as problem details, by one choice."""

import json
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from bpforum.errors import SourceRefused, StoreBusy, StoreTooNew, UnusableForum
from bpforum.web.api.problems import Refused
from bpforum.web.security.limits import TooOften
from bpforum.web.security.posted import Forged, Malformed
from bpforum.web.security.roles import NotAllowed, NotSignedIn

HERE = "/fails"
CASES = [
    (NotSignedIn("/x"), 401, "no_token", 401),
    (NotAllowed(("secretariat",)), 403, "not_allowed", 403),
    (Forged(), 403, "forged", 403),
    (TooOften(7), 429, "too_often", 429),
    (Malformed("It is cut off."), 400, "malformed", 400),
    (RequestValidationError([{"type": "x", "msg": "y", "loc": ("body",)}]), 422, "invalid", 400),
    (HTTPException(404), 404, "not_found", 404),
    (HTTPException(405), 405, "not_found", 405),
    (HTTPException(410, "It is gone."), 410, "gone", 410),
    (HTTPException(413, "It is too large."), 413, "other", 413),
    (UnusableForum("No title."), 503, "unusable_forum", 503),
    (StoreBusy("Busy."), 503, "busy", 503),
    (StoreTooNew("Too new."), 500, "store_too_new", 500),
    (SourceRefused("It said no."), 500, "source_refused", 500),
    (Refused(409, "over", "It is over"), 409, "over", 409),
]


@pytest.fixture(params=CASES, ids=lambda case: f"{type(case[0]).__name__} {case[1]}")
def failing(request: pytest.FixtureRequest, app: Any) -> tuple[TestClient, Any]:
    """The pages, with an address of each kind at which something fails."""
    router = APIRouter()

    def fail() -> None:
        raise request.param[0]

    for path in (HERE, f"/api/v1{HERE}"):
        router.add_api_route(path, fail, methods=["GET", "POST"])
    app.include_router(router)
    app.router.routes.insert(0, app.router.routes.pop())
    app.router.routes.insert(0, app.router.routes.pop())
    return TestClient(app, base_url="http://testserver", follow_redirects=False), request.param


def test_a_failure_is_told_as_it_was_asked(failing: tuple[TestClient, Any]) -> None:
    client, (failure, status, code, page_status) = failing
    called = client.post(f"/api/v1{HERE}", json={})
    assert (called.status_code, called.headers["content-type"]) == (
        status, "application/problem+json",
    )  # fmt: skip
    problem = json.loads(called.text)
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["title"]
    page = client.post(HERE, data={"text": "what I typed"})
    assert page.status_code == page_status
    kept = isinstance(failure, NotSignedIn | Forged | TooOften | StoreBusy)
    assert ("what I typed" in page.text) == kept
    wanted = {"UnusableForum": "text/plain", "Refused": "application/problem+json"}
    assert page.headers["content-type"].startswith(wanted.get(type(failure).__name__, "text/html"))
    for answer in (called, page):
        waits = isinstance(failure, TooOften | StoreBusy)
        assert ("retry-after" in answer.headers) == waits


def test_who_is_not_signed_in_is_led_to_sign_in_by_a_page_alone(
    failing: tuple[TestClient, Any],
) -> None:
    client, (failure, status, _, _) = failing
    if isinstance(failure, NotSignedIn):
        assert client.get(HERE).headers["location"] == "/sign-in?next=/x"
        assert "bearer" in client.get(f"/api/v1{HERE}").headers["www-authenticate"].lower()
    else:
        assert client.get(f"/api/v1{HERE}").status_code == status
