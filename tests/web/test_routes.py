"""Every route says who may use it, and every answer carries the headers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.routing import Mount

from bpforum.web.security.callers import PREFIX
from bpforum.web.security.headers import ALWAYS
from bpforum.web.security.posted import read_form
from bpforum.web.security.roles import Allow
from tests.web.conftest import Browser

PUBLIC = {
    "/",
    "/about",
    "/api/v1/filings",
    "/api/v1/filings/{token}",
    "/api/v1/forum",
    "/api/v1/openapi.json",
    "/api/v1/publications",
    "/api/v1/registrations",
    "/api/v1/publications/{version}/{path:path}",
    "/api/v1/uploads",
    "/language",
    "/offline",
    "/sign-in",
    "/sign-in/openid",
    "/sign-in/openid/back",
    "/sign-in/{token}",
    "/sign-out",
    "/static/{seal}/{name}",
    "/calls/{call}/contribute",
    "/calls/{call}/register",
    "/calls/{call}/registered/{number}",
    "/check/{token}",
    "/drafts",
    "/filed/{token}",
    "/filed/{token}/check-link",
    "/filed/{token}/edit",
    "/practice",
    "/published",
    "/worker.js",
    "/published/{version}",
    "/published/{version}/on/{name}",
    "/published/{version}/p/{name}",
    "/published/{version}/part/{part}",
    "/published/{version}/section/{name}",
    "/published/{version}/all/{part}",
    "/published/{version}/files/{name}",
    "/published/{version}/comment",
    "/published/{version}/sheet/{kind}",
    "/comments/{name}",
    "/became/{token}",
    "/compendium",
}
"""What needs no role. A route that joins them is to be looked at."""


def routes(app: Any) -> Iterator[APIRoute]:
    for route in app.routes:
        assert not isinstance(route, Mount), f"{route.path} is a mount, which declares no role"
        assert isinstance(route, APIRoute), f"{route!r} cannot say who may use it"
        yield route


def rules(route: APIRoute) -> list[Allow]:
    return [one.call for one in route.dependant.dependencies if isinstance(one.call, Allow)]


def test_every_route_says_who_may_use_it(app: Any) -> None:
    unsaid = [route.path for route in routes(app) if len(rules(route)) != 1]
    assert unsaid == []


def test_the_public_routes_are_those_listed(app: Any) -> None:
    assert {route.path for route in routes(app) if not rules(route)[0].roles} == PUBLIC


def test_every_form_is_only_taken_from_our_own_pages(app: Any) -> None:
    """Forms are read in one place alone, which looks at the token."""
    for route in routes(app):
        if route.path.startswith(PREFIX):
            continue  # a token is sent by no form: see the next test
        if route.methods and route.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            calls = [one.call for one in route.dependant.dependencies]
            assert read_form in calls, route.path


def test_cookies_count_for_nothing_in_the_api(app: Any, signed_in: Callable[..., Browser]) -> None:
    browser = signed_in("administrator")
    for route in routes(app):
        if route.path.startswith(PREFIX) and rules(route)[0].roles:
            path = route.path.replace("{", "").replace("}", "").replace(":path", "")
            for method in route.methods or ():
                answer = browser.client.request(method, path)
                assert answer.status_code == 401, path
                assert answer.headers["content-type"] == "application/problem+json"


def test_who_is_not_signed_in_reaches_no_page_of_a_role(app: Any, visitor: Browser) -> None:
    for route in routes(app):
        if not rules(route)[0].roles or route.path.startswith(PREFIX):
            continue
        path = route.path.replace("{", "").replace("}", "")
        if "GET" in (route.methods or ()):
            answer = visitor.get(path)
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/sign-in?next=/"), path
        else:
            assert visitor.post(path).status_code == 401, path


@pytest.mark.parametrize("path", ["/", "/about", "/nowhere", "/people", "/static/x/style.css"])
def test_every_answer_has_the_headers(visitor: Browser, path: str) -> None:
    answer = visitor.get(path)
    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    assert "cache-control" in answer.headers
    assert "<script>" not in answer.text
    assert "style=" not in answer.text


def test_a_body_that_is_too_large_is_refused_before_it_is_read(visitor: Browser) -> None:
    answer = visitor.post("/language", {"back": "x" * 5_000_000})
    assert answer.status_code == 413
    assert "Nothing of it was kept" in answer.text
