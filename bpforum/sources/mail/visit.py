"""Owns one visit to a list archive: what was asked, what is remembered; knows no archive's form."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bpforum.errors import SourceRefused, SourceUnreachable
from bpforum.sources.cursor import write_cursor
from bpforum.sources.protocol import Page
from bpforum.sources.web.answer import Answer
from bpforum.sources.web.http import Client
from models.base import Instant
from models.fetch import Fetch
from models.submission import Received

MOST_UNPACKED = 100 * 2**20
"""In bytes, of one packed mailbox."""
PAGE_ITEMS = 50
PAGE_BYTES = 20 * 2**20
"""A page is closed when it holds this much: it is written in one go."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass
class Visit:
    """One walk through an archive. `base` ends with a stroke; `now` is when the walk began."""

    client: Client
    base: str
    now: Instant
    since: Instant | None = None
    state: dict[str, Any] = field(default_factory=dict)
    """What the archive's software needs to go on; JSON."""
    _fetches: list[Fetch] = field(default_factory=list)

    def get(
        self, url: str, params: Mapping[str, str] = _NOTHING, *, etag: str = "", modified: str = ""
    ) -> Answer:
        """As `Client.get`; what was asked goes into the next page."""
        return self._noted(self.client.get(url, params, etag=etag, modified=modified))

    def post(self, url: str, params: Mapping[str, str] = _NOTHING) -> Answer:
        """As `Client.post`; what was asked goes into the next page."""
        return self._noted(self.client.post(url, params))

    def page(
        self,
        items: Sequence[Received] = (),
        *,
        gone: Sequence[str] = (),
        complete: bool = False,
        total: int | None = None,
    ) -> Page:
        """A page that ends where `state` says now; what is older than `since` is left out."""
        fetches, self._fetches = tuple(self._fetches), []
        return Page(
            items=tuple(i for i in items if self.since is None or i.received_at >= self.since),
            cursor=write_cursor(self.state),
            fetches=fetches,
            gone=tuple(gone),
            complete=complete,
            total=total,
        )

    def _noted(self, answer: Answer) -> Answer:
        self._fetches.append(answer.fetch)
        return answer


def portions(items: Iterator[Sequence[Received]]) -> Iterator[tuple[list[Received], int]]:
    """What goes into one page each, and how many groups of `items` it holds; groups stay whole."""
    page: list[Received] = []
    groups = size = 0
    for group in items:
        page += group
        groups += 1
        size += sum(len(one.data) for one in group)
        if len(page) >= PAGE_ITEMS or size >= PAGE_BYTES:
            yield page, groups
            page, groups, size = [], 0, 0
    if groups:
        yield page, groups


class Damaged(Exception):
    """A packed mailbox cannot be unpacked; says why, in words for the secretary."""


def unpacked(answer: Answer) -> bytes:
    """The answer's bytes, out of their gzip if they are in one; counted while they are inflated.

    Raises Damaged, and SourceUnreachable where the packing breaks off: it can be had again.
    """
    data = answer.body
    if not data.startswith(b"\x1f\x8b"):
        return data
    pieces, size = [], 0
    while data.startswith(b"\x1f\x8b"):  # gzip files may follow each other
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            piece = unpacker.decompress(data, MOST_UNPACKED - size + 1)
        except zlib.error as error:
            raise Damaged("It is packed, and the packing is damaged.") from error
        size += len(piece)
        if size > MOST_UNPACKED:
            raise Damaged(f"Unpacked it is larger than {MOST_UNPACKED // 2**20} MB.")
        if not unpacker.eof:
            raise SourceUnreachable(
                f"{answer.url} broke off before its end. What came before is kept; collect again "
                "to go on."
            )
        pieces.append(piece)
        data = unpacker.unused_data
    return b"".join(pieces)


def refused(error: SourceRefused | Damaged, name: str) -> str:
    """The trouble of a part of an archive that was not to be had."""
    return (
        f"The archive's part {name!r} could not be taken in. {error} Ask the list's owner for its "
        "mailbox file, and put it into a folder that is a source."
    )
