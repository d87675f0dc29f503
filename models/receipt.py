"""What a person gets, or may come back to, after filing something by a page."""

from typing import Literal

from models.base import Instant, Model
from models.ids import Digest, Reference, Slug

LinkKind = Literal["edit", "check"]
"""`edit` is the filer's own; `check` is for a session's organiser and speakers, who may read."""


class Receipt(Model):
    """It is on disk, under this number."""

    reference: Reference
    """Of the version that was filed with this very content."""
    source: Slug
    external_id: str
    version: int
    received_at: Instant
    attachments: tuple[Reference, ...] = ()
    again: bool = False
    """The same had been filed before: nothing new was written."""
    newest: Reference
    """Of the version that counts now, where a later one took this one's place."""


class FiledFile(Model):
    """A file that stands attached to a filing."""

    reference: Reference
    name: str
    digest: Digest
    size: int


class Filed(Model):
    """A filing as it stands now, for whoever has a link to it."""

    source: Slug
    external_id: str
    link: LinkKind
    until: Instant | None
    """Until when the link's holder may do what it is for, as it was said when it was made."""
    newest: Reference
    version: int
    digest: Digest
    first_at: Instant
    received_at: Instant
    call: Slug | None = None
    files: tuple[FiledFile, ...] = ()


class Remark(Model):
    """What an organiser or speaker said of a note: for its rapporteur and the secretariat."""

    name: str
    words: str
    at: Instant


class FormDraft(Model):
    """What somebody has typed so far, and not filed."""

    form: str
    data: dict[str, tuple[str, ...]]
    """Fields by name, each with its values in order."""
    at: Instant


class Registration(Model):
    """What somebody answered in a call's registration form: private, and never in any output."""

    id: str
    call: Slug
    at: Instant
    answers: dict[str, str]
