"""What was asked of a service over the network, and what it answered: provenance."""

from pydantic import Field

from models.base import Instant, Model
from models.ids import Digest


class Fetch(Model):
    """One answer of a service."""

    url: str
    """Without credentials: neither a password nor a key stands in it."""
    at: Instant
    status: int
    digest: Digest
    """Of the body as it came."""
    size: int = Field(ge=0)
