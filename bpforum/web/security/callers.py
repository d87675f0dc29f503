"""Owns who calls the API: a token's account, or nobody; cookies count for nothing here."""

from fastapi import Request

from models.account import Account

PREFIX = "/api/v1"
UPLOADS = f"{PREFIX}/uploads"
"""Where a body is a file, and may be as large as one."""
PROBLEM = "application/problem+json"
"""How a failure is told there: RFC 9457."""


def is_call(request: Request) -> bool:
    """Whether a request is one to the API."""
    return request.url.path.startswith(PREFIX)


def caller(request: Request) -> Account | None:
    """Whose token the request carries. A form of another site cannot make a browser send one."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token:
        return None
    site = request.app.state.site
    found: Account | None = site.store.tokens.account(token.strip(), at=site.now())
    return found
