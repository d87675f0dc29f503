"""What the API says of itself: problems, pages, tokens and hooks."""

from typing import Generic, Literal, TypeVar

from pydantic import Field

from models.base import Instant, Model
from models.submission import Reason

_Item = TypeVar("_Item")

HookEvent = Literal["received", "compiled", "published"]


class Problem(Model):
    """Problem details for HTTP APIs (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    code: str
    """Stable, for programs."""
    errors: tuple[Reason, ...] = ()
    """What has to be mended, each with the field it is about."""


class Page(Model, Generic[_Item]):
    """Some of many things; `next` asks for those that follow, and is null on the last page."""

    items: tuple[_Item, ...]
    next: str | None = None


class ApiToken(Model):
    """A token of somebody's, without its secret."""

    id: str
    name: str
    since: Instant
    expires_at: Instant
    used_at: Instant | None = None


class Hook(Model):
    """A web address that is told of events."""

    id: str
    url: str = Field(min_length=8, max_length=2000)
    events: tuple[HookEvent, ...]
    since: Instant
    position: int
    """Up to which entry of the audit chain it was told."""
    failing_since: Instant | None = None
    failure: str = ""
    ended_at: Instant | None = None
