"""Owns how a declared source is let in: makes its client of the credentials in the environment."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from bpforum.sources.protocol import Page, RemoteSource
from bpforum.sources.web.credentials import credentials_of
from bpforum.sources.web.http import Client
from models.forum import SourceConfig

KEY_HEADER = "X-Api-Key"

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Connected:
    """A source whose connections last as long as one walk of its pages."""

    connect: Callable[[], Client]
    source: Callable[[Client], RemoteSource]

    def pages(self, cursor: str) -> Iterator[Page]:
        """The source's pages."""
        with self.connect() as client:
            yield from self.source(client).pages(cursor)


def client_of(
    config: SourceConfig,
    environ: Mapping[str, str],
    clock: Callable[[], datetime],
    *,
    most_per_minute: int | None = None,
    secrets: Mapping[str, str] = _NOTHING,
    sleep: Callable[[float], None] = time.sleep,
) -> Client:
    """A client with the source's token, user and password, and API key in a header.

    `secrets` are query parameters; a key that is one of them goes into no header.
    `most_per_minute` counts where the source says nothing itself.
    """
    found = credentials_of(config.id, environ)
    headers = {"Authorization": f"Bearer {found.token}"} if found.token else {}
    if found.api_key and found.api_key not in secrets.values():
        headers[KEY_HEADER] = found.api_key
    return Client(
        most_per_minute=config.most_per_minute or most_per_minute,
        headers=headers,
        secrets=secrets,
        auth=None if found.token else found.basic,
        clock=clock,
        sleep=sleep,
        source_id=config.id,
    )
