"""Owns what a service answered: its bytes, and what they say where they are JSON; asks nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bpforum.errors import SourceRefused
from bpforum.readers.characters import clean_line
from models.fetch import Fetch


@dataclass(frozen=True)
class Answer:
    """What a service answered: 2xx, 304, 404 or 410; header names in any case."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    url: str
    fetch: Fetch

    def json(self) -> Any:
        """The body as JSON. Raises SourceRefused, with what came instead."""
        try:
            return json.loads(self.body.decode("utf-8-sig"), parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "")
            raise SourceRefused(
                f"{self.url} answered something that is not JSON"
                f"{f' ({clean_line(kind)[:60]})' if kind else ''}: {first_words(self.body)} "
                "Look at the address in a browser, and correct the source's url."
            ) from error


def first_words(body: bytes) -> str:
    """How a body begins, for what people are told."""
    words = clean_line(body[:600].decode("utf-8", "replace"))[:200]
    return f"{words!r}." if words else "nothing."


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
