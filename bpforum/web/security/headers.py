"""Owns the headers that every answer carries, and caps a body before anything reads it."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bpforum.web.security.callers import PREFIX, PROBLEM, UPLOADS
from models.api import Problem

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No page of ours has a script or a style in it: this holds without an exception."""
ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
_PLAIN_BODY = 4 * 2**20
_TOO_LARGE = "What was sent is larger than is allowed here. Nothing of it was kept."


class Headers:
    """ASGI middleware: the same headers on every answer, errors included."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """`secure`: the pages are reached over https, and are never to be reached otherwise."""
        self._app = app
        self._more = (
            {"strict-transport-security": "max-age=31536000; includeSubDomains"} if secure else {}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the answer on with its headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (ALWAYS | self._more).items():
                    headers.setdefault(name, value)
                private = scope["state"].get("private", False)
                headers.setdefault("cache-control", "no-store" if private else "no-cache")
            await send(message)

        await self._app(scope, receive, with_headers)


class BodyLimit:
    """ASGI middleware: a body that is too large is refused, by what it says and by what it is."""

    def __init__(self, app: ASGIApp, *, most_bytes: int) -> None:
        """`most_bytes`: of a form with files, or of a file; any other body may have 4 MB."""
        self._app = app
        self._most = most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on, and cuts it off where it passes the limit."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        is_form = headers.get(b"content-type", b"").startswith(b"multipart/form-data")
        most = self._most if is_form or scope["path"] == UPLOADS else min(self._most, _PLAIN_BODY)
        said = headers.get(b"content-length", b"0")
        if not said.isdigit() or int(said) > most:
            await _refuse(scope, send)
            return
        came = 0
        begun = False

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > most:
                raise _TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, counted, watched)
        except _TooLarge:
            if not begun:
                await _refuse(scope, send)


class _TooLarge(Exception):
    pass


async def _refuse(scope: Scope, send: Send) -> None:
    body, kind = _TOO_LARGE, "text/plain; charset=utf-8"
    if scope["path"].startswith(PREFIX):
        body = Problem(status=413, code="too_large", title=_TOO_LARGE).model_dump_json()
        kind = PROBLEM
    headers = [
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body.encode()})
