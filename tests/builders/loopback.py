"""A real HTTP server on this machine for tests, which can also fail in all the ways servers fail.

```python
with Loopback() as server:
    server.route("/api", lambda asked: Reply.json([1, 2]))
    server.once("/api", Reply(status=500), stall(3), RESET)  # first these, then the route
    client.get(server.url + "/api")
assert [asked.path for asked in server.asked] == ["/api"] * 4
```
"""

import contextlib
import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request as it came; header names in lower case."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    method: str = "GET"
    pairs: tuple[tuple[str, str], ...] = ()
    """The whole query: a name may stand in it several times."""
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """What to answer, and how badly."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    stalls: float = 0
    """Seconds of silence before anything is sent."""
    drips: float = 0
    """Seconds of silence before each byte."""
    sends: int | None = None
    """How many bytes of the body are sent, though all are promised."""
    resets: bool = False
    """The connection is reset instead of answered, or after `sends` bytes."""

    @classmethod
    def json(cls, content: Any, status: int = 200, **headers: str) -> "Reply":
        """`content` as JSON; `Link_=` and the like: `_` in a header's name stands for `-`."""
        named = {name.replace("_", "-").strip("-"): value for name, value in headers.items()}
        return cls(
            json.dumps(content).encode(), status, {"Content-Type": "application/json", **named}
        )

    @classmethod
    def packed(cls, body: bytes) -> "Reply":
        """`body` in gzip."""
        return cls(gzip.compress(body, mtime=0), headers={"Content-Encoding": "gzip"})


RESET = Reply(resets=True)
Handler = Callable[[Asked], Reply]


def stall(seconds: float) -> Reply:
    """Silence, and then nothing of use."""
    return Reply(stalls=seconds)


class Loopback:
    """The server; a context manager. What has no route is answered 404."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._routes: dict[str, Handler] = {}
        self._first: dict[str, list[Reply]] = {}
        self._ending = threading.Event()
        outer = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._answer(self)

            do_POST = do_GET  # `Asked.method` says which it was

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # the other side went away, which is what the tests are about

        self._server = Server(("127.0.0.1", 0), Answering)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """`http://127.0.0.1:<port>`, without a stroke at its end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def route(self, path: str, handler: Handler | Reply) -> None:
        """What is answered at `path` (without the query) from now on."""
        self._routes[path] = handler if callable(handler) else lambda asked: handler

    def once(self, path: str, *replies: Reply) -> None:
        """What is answered at `path` before its route is: each once, in this order."""
        self._first.setdefault(path, []).extend(replies)

    def asked_at(self, path: str) -> list[Asked]:
        """The requests for `path`."""
        return [asked for asked in self.asked if asked.path == path]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, handling: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handling.path)
        asked = Asked(
            parts.path,
            dict(parse_qsl(parts.query, keep_blank_values=True)),
            {name.lower(): value for name, value in handling.headers.items()},
            handling.command,
            tuple(parse_qsl(parts.query, keep_blank_values=True)),
            handling.rfile.read(int(handling.headers.get("content-length") or 0)),
        )
        self.asked.append(asked)
        if waiting := self._first.get(parts.path):
            reply = waiting.pop(0)
        else:
            handler = self._routes.get(parts.path) or self._routes.get("*")
            reply = handler(asked) if handler else Reply(b"nothing here", 404)
        self._send(handling, reply)

    def _send(self, handling: BaseHTTPRequestHandler, reply: Reply) -> None:
        self._pause(reply.stalls)
        if reply.resets and reply.sends is None:
            _reset(handling.connection)
            handling.close_connection = True
            return
        body = reply.body if reply.sends is None else reply.body[: reply.sends]
        head = [f"HTTP/1.1 {reply.status} Answer", f"Content-Length: {len(reply.body)}"]
        if reply.status == 304:
            head = ["HTTP/1.1 304 Answer"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        data = ("\r\n".join(head) + "\r\n\r\n").encode() + body
        with contextlib.suppress(OSError):
            if reply.drips:
                for at in range(len(data)):
                    if self._pause(reply.drips):
                        break
                    handling.wfile.write(data[at : at + 1])
            else:
                handling.wfile.write(data)
        if reply.resets:
            time.sleep(0.05)
            _reset(handling.connection)
        if reply.resets or reply.sends is not None:
            handling.close_connection = True

    def _pause(self, seconds: float) -> bool:
        """Waits, but not beyond the server's end; whether that has come."""
        return self._ending.wait(seconds) if seconds else False


def _reset(connection: socket.socket) -> None:
    """Ends a connection without a goodbye: the other side sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RD)
    connection.close()
