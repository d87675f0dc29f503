"""Owns how the API answers: JSON of a model with its ETag, a page at a time."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Query, Request, Response
from pydantic import BaseModel

from bpforum.web.api.problems import Refused
from models.api import Page
from models.ids import digest

_Item = TypeVar("_Item")
_MOST = 200


def of(request: Request, value: BaseModel, *, status: int = 200, **headers: str) -> Response:
    """The answer that holds `value`, or 304 where the caller has it already."""
    body = value.model_dump_json(by_alias=True).encode()
    tag = f'"{digest(body)[:32]}"'
    said = {"etag": tag, **{name.replace("_", "-"): said for name, said in headers.items()}}
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if status == 200 and request.method == "GET" and (tag in known or "*" in known):
        return Response(status_code=304, headers=said)
    return Response(body, status_code=status, media_type="application/json", headers=said)


def require_match(request: Request, value: BaseModel) -> None:
    """Refuses a change of what is no longer as the caller saw it. Raises Refused."""
    wanted = request.headers.get("if-match")
    if wanted is None:
        raise Refused(
            428, "precondition_required", "Say which version you change",
            "Send If-Match with the ETag of what you saw.",
        )  # fmt: skip
    tag = f'"{digest(value.model_dump_json(by_alias=True).encode())[:32]}"'
    if tag not in [one.strip() for one in wanted.split(",")]:
        raise Refused(
            412, "stale", "It was changed meanwhile", "Read it again, and decide on what it is now."
        )


class Paging:
    """Which page is asked for: how many, and after which."""

    def __init__(
        self,
        limit: Annotated[int, Query(ge=1, le=_MOST)] = 50,
        after: Annotated[str, Query(max_length=200)] = "",
    ) -> None:
        self.limit, self.after = limit, after


Asked = Annotated[Paging, Depends()]
"""The parameter of every route that gives a list."""


def page(
    request: Request,
    asked: Paging,
    things: Sequence[_Item],
    key: Callable[[_Item], str],
    model: Any,
) -> Response:
    """The page of `things`, which are in order and have a `key` each."""
    start = 0
    if asked.after:
        keys = [key(one) for one in things]
        if asked.after not in keys:
            raise Refused(400, "no_such_page", "There is nothing by that key", asked.after)
        start = keys.index(asked.after) + 1
    some = tuple(things[start : start + asked.limit])
    more = start + len(some) < len(things)
    found: Page[Any] = Page[model](items=some, next=key(some[-1]) if more and some else None)
    if not found.next:
        return of(request, found)
    url = request.url.include_query_params(limit=asked.limit, after=found.next)
    return of(request, found, link=f'<{url.path}?{url.query}>; rel="next"')
