"""Owns taking our own keys out of what a service answers; knows no service.

Many repeat the whole address in their links, with the key in it: it would stand in a cursor, in a
field of a contribution, in a message.
"""

from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

import httpx

_SHORTEST = 12
"""What is shorter, or a mere word, may be a word of what people wrote."""
INSTEAD = "key-not-shown"


class Echoes:
    """The keys that are not to come back, in every way they are written."""

    def __init__(self, keys: Iterable[str]) -> None:
        written = {
            way
            for key in keys
            if len(key) >= _SHORTEST and not key.isalpha()
            for way in (key, quote(key, safe=""), quote_plus(key), key.replace("/", "\\/"))
        }
        # The longest first: one may be a part of another.
        self._words = sorted(written, key=lambda way: (-len(way), way))

    def out_of(self, body: bytes) -> bytes:
        """`body` without them."""
        for words in self._words:
            body = body.replace(words.encode(), INSTEAD.encode())
        return body

    def out_of_headers(self, headers: httpx.Headers) -> Mapping[str, str]:
        """The headers without them; names in any case."""
        return httpx.Headers([(name, self._hidden(value)) for name, value in headers.multi_items()])

    def _hidden(self, value: str) -> str:
        for words in self._words:
            value = value.replace(words, INSTEAD)
        return value
