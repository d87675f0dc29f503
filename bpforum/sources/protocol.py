"""What a source is: something that hands over what it has, again and again, and writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from models.fetch import Fetch
from models.ids import Digest
from models.submission import Received


@runtime_checkable
class Source(Protocol):
    """A place in the forum's folder where things are collected from."""

    def collect(self) -> Iterator[Received]:
        """All that the source has now, one at a time, in a fixed order.

        What it cannot hand over whole comes with `trouble` set. An external id that ends with `/`
        is a folder that could not be looked into. Raises UnusableForum where it is not there.
        """

    def containers(self) -> dict[str, Digest]:
        """The digest of each file that holds or describes several things, by path."""


@dataclass(frozen=True)
class Page:
    """What a service gave in one go; it is written together with its cursor, or not at all."""

    items: tuple[Received, ...]
    cursor: str
    """Where to go on after this page, in the source's own words (JSON); never empty.

    After the last page it says where the next collect begins.
    """
    fetches: tuple[Fetch, ...] = ()
    gone: tuple[str, ...] = ()
    """External ids that the service says it no longer has."""
    complete: bool = False
    """On the last page of a walk, from whatever cursor, in which this call of `pages` listed all
    that the service has: what did not come is no longer there."""
    total: int | None = None
    """How many there will be in all, where the service says so: for the progress shown."""
    remarks: tuple[str, ...] = ()
    """What people should know of the source, in words: what was not taken in, and why."""


@runtime_checkable
class RemoteSource(Protocol):
    """A service that is asked over the network."""

    def pages(self, cursor: str) -> Iterator[Page]:
        """What is new since `cursor`; everything where it is empty.

        What cannot be taken in comes with `trouble` set. Raises SourceUnreachable where the
        service fails again and again, and SourceRefused where it says no: the pages before count.
        """
