"""What was received, as it was received; and the one fate each thing received ends with."""

from typing import Literal, NamedTuple

from pydantic import Field

from models.audience import Audience, Consent
from models.base import Instant, Model
from models.ids import Digest, Reference, Slug

Fate = Literal[
    "reflected", "listed", "not_reflected", "same_text_as", "superseded_by",
    "language_version_of", "attached_to", "not_substantive", "held", "counted",
    "next_version", "carried_over", "refused", "withdrawn", "quarantined", "failed",
]  # fmt: skip
"""See PRODUCT, promise 1: everything received has exactly one."""


ROW = "application/x.bpforum.row+json"
"""The media type of a table's row: small, and there may be a million of them."""


class Unchanged(NamedTuple):
    """A thing that a source hands over just as it did before: the store has all of it."""

    external_id: str
    content: Digest
    """Of bytes and fields, as the store knows it by."""


class Received(Model):
    """One thing a source hands over, before the store knows it."""

    external_id: str = Field(min_length=1)
    data: bytes
    media_type: str = "application/octet-stream"
    received_at: Instant
    channel: str = ""
    """How it came: mail, upload, survey, by hand …"""
    fields: dict[str, str] = Field(default_factory=dict)
    """What the source says about it (register line, mapped CSV columns), by our field names."""
    trouble: str = ""
    """Set where the source itself must quarantine it (an id twice in one file): the reason."""
    key: bytes = b""
    """By which the source knows it again without making it, where it can; see `Unchanged`."""


class Submission(Model):
    """The thing as received: immutable. Its bytes are kept by digest."""

    reference: Reference
    source: Slug
    external_id: str
    version: int = Field(ge=1)
    """1 for the first bytes under this identity; a later version supersedes the earlier."""
    digest: Digest
    size: int = Field(ge=0)
    media_type: str
    channel: str
    received_at: Instant
    audience: Audience
    embargo_until: Instant | None = None
    consent: Consent
    call: Slug | None = None
    session: Slug | None = None
    fields: dict[str, str]
    trouble: str = ""
    parent: Reference | None = None
    """The mail or archive that it came in."""
    superseded_by: Reference | None = None
    vanished: bool = False
    """No longer in its source; kept all the same."""
    erased: bool = False
    """Its content was destroyed by a decision; its line in the ledger stays."""


class Reason(Model):
    """Why something could not be taken in, for the person who has to mend it."""

    code: str
    message: str
    """What is wrong, in plain words."""
    where: str = ""
    """The field, line or part."""
    remedy: str = ""
    """What can be done."""


class Rejected(Model):
    """A failure that the sender can mend: a value, not an exception."""

    reasons: tuple[Reason, ...] = Field(min_length=1)

    @classmethod
    def because(cls, code: str, message: str, *, where: str = "", remedy: str = "") -> "Rejected":
        """The refusal that has one reason."""
        return cls(reasons=(Reason(code=code, message=message, where=where, remedy=remedy),))
