"""Published versions of the outcome document: frozen, sealed, open for comment for a time."""

from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from models.base import Instant, Model
from models.ids import Digest, Slug
from models.run import FileEntry

PublicationId = Annotated[str, StringConstraints(pattern=r"^v[1-9][0-9]{0,5}$")]
"""`v1`, `v2` …: in the order of publication; one that was withdrawn keeps its own."""


class Publishing(Model):
    """What a `publish` decision says that makes a version, in its value."""

    label: str = Field(min_length=1, max_length=120)
    """As asked for: `Draft I`, `Final`."""
    printed: str = Field(min_length=1)
    """As it stands on the document's cover: that of a compilation until people cleared it."""
    run: str = Field(min_length=1)
    seal: Digest
    """One digest over the digests of all its files."""
    call: Slug | None = None
    """The call that comments on it answer; its window, grace and extensions then hold."""
    opens: Instant
    closes: Instant | None = None
    """None: as the call says, else it does not close."""


class Reopening(Model):
    """A later closing time, for everybody."""

    closes: Instant
    announced_at: Instant
    reason: str = ""


class Publication(Model):
    """A published version, with all that was decided about it since."""

    id: PublicationId
    label: str
    printed: str
    run: str
    seal: Digest
    call: Slug | None = None
    opens: Instant
    closes: Instant | None = None
    extensions: tuple[Reopening, ...] = ()
    at: Instant
    by: str
    decision: str
    withdrawn_at: Instant | None = None
    withdrawn_why: str = ""

    @property
    def n(self) -> int:
        """Its number in the order of publication, from 1."""
        return int(self.id[1:])

    @property
    def stands(self) -> bool:
        """Whether it can be read: it was not withdrawn."""
        return self.withdrawn_at is None


def seal_of(files: tuple[FileEntry, ...]) -> Digest:
    """One digest over all `files`: a line each with digest, size and path, sorted by path."""
    lines = [f"{one.digest} {one.size} {one.path}\n" for one in files]
    return sha256(
        "".join(sorted(lines, key=lambda line: line.split(" ", 2)[2])).encode()
    ).hexdigest()
