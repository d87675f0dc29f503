"""A comment on a published version, as pages know it, and what may be shown of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from models.audience import Consent
from models.contribution import CommentScope
from models.ids import Digest, Reference

State = Literal["shown", "waiting", "held", "withdrawn", "private"]
"""`waiting`: nobody has looked at it yet; `private`: it was not given to everybody."""


@dataclass(frozen=True)
class Comment:
    """The newest version of it."""

    reference: Reference
    key: tuple[str, str]
    """Source and external id: the same for all its versions."""
    first: Reference
    """Of its first version: what its address is made of."""
    first_at: datetime
    received_at: datetime
    digest: Digest
    version: str
    """The published version that it is on: `v1`."""
    scope: CommentScope
    paragraph: str
    """Of a paragraph or selection its paragraph, of a section that; else empty."""
    selection: str
    selection_start: int | None
    answers: Reference | None
    """The first version of the comment that it answers."""
    comment_type: str
    position: str
    proposed: str
    rationale: str
    name: str
    """Who says so, as he or she wishes to be listed; only for where it may be shown."""
    group: str
    consent: Consent
    is_public: bool
    state: State = "waiting"
    reason: str = ""
    """Why it is held back."""
    looked_at: datetime | None = None
    """When somebody last decided on showing it."""
    replies: tuple[Reference, ...] = field(default=())
    """The first versions of those that answer it, in order."""

    @property
    def is_shown(self) -> bool:
        """Whether everybody may read it."""
        return self.state == "shown"
