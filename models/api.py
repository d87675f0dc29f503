"""What the API says of itself: problems, pages, tokens and hooks."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import Field

from models.account import Role
from models.base import Instant, Model
from models.decision import DecisionKind
from models.filing import Filing
from models.ids import Digest, Slug
from models.receipt import Filed, Receipt
from models.run_request import RunEvent, RunKind, RunParameters, RunRequest, RunState
from models.submission import Reason

_Item = TypeVar("_Item")

AttachmentId = Annotated[str, Field(min_length=1, max_length=1000)]
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


class SignedInAs(Model):
    """Whose token it is."""

    account: str
    name: str
    roles: tuple[Role, ...]


class ForumFile(Model):
    """`forum.toml` as text."""

    text: str = Field(max_length=4 * 2**20)


class UploadTold(Model):
    """A file that is on disk, to be attached to a filing."""

    id: str
    """What a filing names it by: of this caller alone, so keep it secret."""
    name: str
    size: int
    digest: Digest
    until: Instant
    """Until when it can be attached."""


class FilingWish(Model):
    """Something to file. E-mail addresses never stand in the filing itself."""

    filing: Filing
    email: str = Field(default="", max_length=320)
    """Where the receipt is sent; kept apart, and never rendered."""
    attachments: tuple[AttachmentId, ...] | None = Field(default=None, max_length=100)
    """What is attached to it, by ids of uploads, or by references of files that are attached to it
    already; null: none, and on a change those that are."""


class FilingReceipt(Model):
    """It is on disk."""

    receipt: Receipt
    token: str
    """By which it can be read and changed: keep it secret."""
    change_until: Instant | None


class FilingTold(Model):
    """What was filed, as it stands now."""

    filed: Filed
    filing: Filing


class RegistrationWish(Model):
    """A registration by a call's form."""

    call: Slug
    answers: dict[str, str] = Field(max_length=200)
    """By the names of the form's fields."""


class RegistrationTold(Model):
    """It is on disk. What was answered is not told."""

    id: str
    at: Instant


class RunWish(Model):
    """A run to be started."""

    kind: RunKind = "compile"
    parameters: RunParameters = RunParameters()


class RunTold(Model):
    """A run, and what happened so far."""

    request: RunRequest
    state: RunState
    events: tuple[RunEvent, ...] = ()


class ScheduleTold(Model):
    """A schedule: when it fires next, and whether it is paused."""

    kind: RunKind
    cron: str
    timezone: str
    paused: bool
    next: tuple[Instant, ...]


class PauseWish(Model):
    """Whether a schedule is to be paused."""

    paused: bool


class DecisionWish(Model):
    """Something to be decided."""

    kind: DecisionKind
    target: str = Field(min_length=1, max_length=200)
    value: Any = None
    why: str = Field(default="", max_length=10_000)
    seen: int | None = Field(default=None, ge=0)
    """How many decisions on this target the caller saw: with another one meanwhile it is refused.
    """


class PublishWish(Model):
    """A run to be published."""

    run: str = Field(max_length=100)
    label: str = Field(min_length=1, max_length=120)
    why: str = Field(default="", max_length=10_000)
    call: Slug | None = None
    closes: Instant | None = None


class HookWish(Model):
    """A web address to be told of events."""

    url: str = Field(min_length=8, max_length=2000, pattern=r"^https?://")
    events: tuple[HookEvent, ...] = Field(min_length=1)


class HookMade(Model):
    """A new hook. Its secret is not told again."""

    hook: Hook
    secret: str
    """Hexadecimal; messages are signed with these bytes."""
