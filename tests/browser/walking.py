"""Walks through all pages that somebody finds by links, one of each kind; judges none."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi.routing import APIRoute

from bpforum.web.app import _ROUTERS
from bpforum.web.security.callers import PREFIX

_ROUTES = [
    route
    for router in _ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute) and "GET" in (route.methods or ())
]
NO_PAGES = {
    "/registrations.csv", "/static/{seal}/{name}", "/worker.js", "/review/here",
    "/runs/{request_id}/steps", "/runs/results/{run}/files/{path:path}",
    "/published/{version}/files/{name}", "/published/{version}/sheet/{kind}",
    "/sign-in/openid", "/sign-in/openid/back",
    "/published/{version}/p/{name}", "/runs/{request_id}/stop",
}  # fmt: skip
"""What answers with a file, with a part of a page, or by leading elsewhere; and the question that
is there while a run is, which test_runs.py looks at."""
PAGES = {route.path for route in _ROUTES if not route.path.startswith(PREFIX)} - NO_PAGES
"""The routes of all pages that can be opened."""


def walk(page: Any, begin: str, seen: set[tuple[str, ...]], look: Callable[[Any], None]) -> None:
    """`look`s at one page of each kind that is not `seen`, going by links from `begin`.

    Two are of one kind that have one route and are asked for the same things.
    """
    waiting = [begin]
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        page.goto(address)
        look(page)
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)")
        waiting += [one for one in links if urlsplit(one).netloc == urlsplit(begin).netloc]


def kind_of(address: str) -> tuple[str, ...] | None:
    """The route of a page, and what is asked for; None where it is no page of ours."""
    parts = urlsplit(address)
    found = next((one for one in _ROUTES if one.path_regex.match(parts.path)), None)
    if found is None or found.path not in PAGES:
        return None
    return found.path, *sorted(parse_qs(parts.query))
