"""Calls for contributions: questions, windows, extensions and deadlines."""

from typing import Literal

from pydantic import Field, model_validator

from models.base import Instant, Model
from models.ids import Slug
from models.passage import PassageKind

LatePolicy = Literal["accept_flagged", "next_version", "carry_over", "refuse"]
Standing = Literal["declared", "proposed"]
"""`declared` by `forum.toml`; `proposed` when found in a document, until a person makes it so."""

Moderation = Literal["before", "after"]
"""Whether somebody looks at comments on a published draft before they are shown, or after."""


class Question(Model):
    """A question that a call asks."""

    id: Slug
    text: str = Field(min_length=1)
    kind: PassageKind | None = None
    """What answers to it are, where the question says that: "Describe one practice …"."""


class Extension(Model):
    """A new closing time, for everybody."""

    closes: Instant
    announced_at: Instant | None = None
    reason: str = ""


class Deadline(Model):
    """A deadline for one category of input: after `soft_at` it is flagged, after `hard_at` late."""

    category: str = Field(min_length=1)
    soft_at: Instant | None = None
    hard_at: Instant | None = None
    late_policy: LatePolicy | None = None
    as_written: str = ""
    """The words it was read from, where it was found in a document."""
    status: Standing = "declared"

    @model_validator(mode="after")
    def _has_a_date(self) -> "Deadline":
        if self.soft_at is None and self.hard_at is None:
            raise ValueError("a deadline needs soft_at or hard_at")
        if self.soft_at and self.hard_at and self.soft_at > self.hard_at:
            raise ValueError("soft_at must not be later than hard_at")
        return self


class FormField(Model):
    """One field of a registration form found in a call."""

    name: str
    choices: tuple[str, ...] = ()
    chosen: str | None = None
    ambiguous: bool = False
    """A tick could not be told from an empty box: a person has to look."""


class Call(Model):
    """A call for contributions, declared in `forum.toml` or proposed from a letter."""

    id: Slug
    title: str = Field(min_length=1)
    reference: str = ""
    issued_by: str = ""
    issued_on: str = ""
    """As written; an ISO date where it could be read."""
    addressees: tuple[str, ...] = ()
    opens: Instant | None = None
    closes: Instant | None = None
    grace_minutes: int = Field(default=0, ge=0, le=7 * 24 * 60)
    late_policy: LatePolicy | None = None
    """None leaves it to the profile."""
    consent_notice: str = ""
    consent_scope: Literal["full", "name_withheld", "counts_only"] = "full"
    moderation: Moderation = "before"
    questions: tuple[Question, ...] = ()
    extensions: tuple[Extension, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    languages: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    contact: str = ""
    form: tuple[FormField, ...] = ()
    dates: tuple[str, ...] = ()
    """Dates of the event and of returns, as ISO dates or ranges `2004-02-26/2004-02-27`."""
    status: Standing = "declared"

    @model_validator(mode="after")
    def _is_in_order(self) -> "Call":
        if self.opens and self.closes and self.opens > self.closes:
            raise ValueError("opens must not be later than closes")
        ids = [question.id for question in self.questions]
        if len(set(ids)) != len(ids):
            raise ValueError("two questions of this call have the same id")
        return self

    @property
    def last_close(self) -> Instant | None:
        """When the call closes, extensions counted."""
        closes = [extension.closes for extension in self.extensions]
        return max([*closes, self.closes]) if self.closes else max(closes, default=None)
