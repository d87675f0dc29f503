"""What a source is: something that hands over what it has, again and again, and writes nothing."""

from collections.abc import Iterator
from typing import Protocol

from models.ids import Digest
from models.submission import Received


class Source(Protocol):
    """A place where things are collected from."""

    def collect(self) -> Iterator[Received]:
        """All that the source has now, one at a time, in a fixed order.

        What it cannot hand over whole comes with `trouble` set. An external id that ends with `/`
        is a folder that could not be looked into. Raises UnusableForum where it is not there.
        """

    def containers(self) -> dict[str, Digest]:
        """The digest of each file that holds or describes several things, by path."""
