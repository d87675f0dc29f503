"""Owns one thing that lies in an archive or mailbox; refuses to say what its bytes mean."""

from pydantic import Field

from models.base import Instant, Model


class Member(Model):
    """A file or message taken out of its container; with `trouble` where it could not be."""

    name: str = Field(min_length=1)
    """Relative, with `/`, NFC, no `..`; of a message its id."""
    data: bytes = b""
    media_type: str = "application/octet-stream"
    date: Instant | None = None
    """When a message says it was sent, or a file was changed, where that is known in UTC."""
    clock: str = ""
    """The same on a wall clock of nobody knows which place: `2016-09-12T10:00:00`."""
    trouble: str = ""
    """Why it could not be taken out, and what can be done, in plain words."""
    name_as_sent: str = ""
    """Set where `name` had to be made safe."""
