"""Owns the wire below an HTTP client: proxies, a time limit on the whole answer, hidden secrets.

Refuses to decide what is asked or what an answer means. Secrets are added to the address here, so
that nothing above (httpx writes each address into the log) ever sees them.
"""

import contextlib
import socket
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.request import getproxies, proxy_bypass

import httpx

WITH_SECRETS = "bpforum.secrets"
"""The request's extension that says whether the secrets may go along."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_PIECE = 65_536


class TooLarge(Exception):
    """An answer is larger than is taken."""


class CutOff(Exception):
    """An answer ended before its end."""


class Wire(httpx.BaseTransport):
    """Sends requests, one at a time, through the proxy that the environment names, if any."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._secrets = dict(secrets)
        self._ways: dict[tuple[bool, str | None], httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to `request`, with the secrets in its address where it may have them."""
        url = request.url
        if self._secrets and request.extensions.get(WITH_SECRETS):
            url = url.copy_merge_params(self._secrets)
        sent = httpx.Request(
            request.method, url, headers=request.headers, extensions=request.extensions
        )
        return self._way(url.scheme == "https", _proxy(url)).handle_request(sent)

    def close(self) -> None:
        """Ends all connections."""
        for way in self._ways.values():
            way.close()

    def _way(self, tls: bool, proxy: str | None) -> httpx.HTTPTransport:
        key = (tls, proxy)
        if key not in self._ways:
            # Reading the list of authorities takes longer than most answers: only where it counts.
            self._ways[key] = httpx.HTTPTransport(
                verify=httpx.create_ssl_context() if tls or proxy else False,
                proxy=proxy,
                limits=httpx.Limits(max_connections=1),
            )
        return self._ways[key]


class Watch:
    """Breaks a connection off when the whole exchange takes too long.

    The client's own time limit starts again with each byte, so that a service could drip for ever.
    Only for one exchange at a time.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._timer: threading.Timer | None = None
        self.ended = False

    def trace(self, event: str, told: Mapping[str, Any]) -> None:
        """For the request's extension `trace`: remembers the connection in use."""
        if event in ("connection.connect_tcp.complete", "proxy.connect_tcp.complete"):
            self._socket = told["return_value"].get_extra_info("socket")

    def __enter__(self) -> Self:
        self.ended = False
        self._timer = threading.Timer(self._seconds, self._end)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()

    def _end(self) -> None:
        self.ended = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)


def read_body(pieces: Iterable[bytes], encoding: str, most: int) -> bytes:
    """A whole body, unpacked. Raises TooLarge, CutOff, or ValueError for a packing we do not know.

    Counted while it comes, packed and unpacked: a small answer can unpack to anything.
    """
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _joined(pieces, most)
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ValueError(f"packed as {encoding[:40]!r}")
    return _joined(_unpacked(pieces, encoding), most)


def _joined(pieces: Iterable[bytes], most: int) -> bytes:
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > most:
            raise TooLarge
        kept.append(piece)
    return b"".join(kept)


def _unpacked(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | (16 if "gzip" in encoding else 0))
    some = False
    try:
        for piece in pieces:
            if unpacker.eof:
                break
            some = some or bool(piece)
            yield unpacker.decompress(piece, _PIECE)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
    except zlib.error as error:
        raise CutOff from error
    if some and not unpacker.eof:
        raise CutOff


def _proxy(url: httpx.URL) -> str | None:
    if url.host in _LOOPBACK or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    return proxies.get(url.scheme) or proxies.get("all")
