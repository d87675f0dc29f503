"""Owns who may use a route: each says so, and one that does not is found by a test."""

from typing import Any
from urllib.parse import quote

from fastapi import Depends, Request

from bpforum.web.security.callers import caller, is_call
from bpforum.web.security.cookies import session_token
from models.account import Account, Role


class NotSignedIn(Exception):
    """Nobody is signed in, or no longer; `where` is where to go on afterwards."""

    def __init__(self, where: str) -> None:
        self.where = where


class NotAllowed(Exception):
    """Who is signed in has none of the roles that are needed."""

    def __init__(self, needed: tuple[Role, ...]) -> None:
        self.needed = needed


class Allow:
    """A route's rule: the roles that may use it; none: everybody, signed in or not."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __call__(self, request: Request) -> None:
        """Lets the request through. Raises NotSignedIn or NotAllowed."""
        account = who(request)
        if not self.roles:
            return
        # What only some may see must not stay in a shared browser.
        request.state.private = True
        if account is None:
            raise NotSignedIn(_where(request))
        if not account.has(*self.roles):
            raise NotAllowed(self.roles)


def allow(*roles: Role) -> Any:
    """The dependency of a route that only `roles` (and administrators) may use."""
    return Depends(Allow(*roles))


everybody = Depends(Allow())
"""The dependency of a route that needs nobody to be signed in."""


def who(request: Request) -> Account | None:
    """Who is signed in; looked up once a request."""
    if not hasattr(request.state, "account"):
        site = request.app.state.site
        if is_call(request):
            request.state.account = caller(request)
        else:
            token = session_token(request)
            found = site.store.accounts.session(token, at=site.now()) if token else None
            request.state.account = found
    account: Account | None = request.state.account
    return account


def signed_in(request: Request) -> Account:
    """Who is signed in, on a route that needs somebody to be."""
    account = who(request)
    if account is None:
        raise NotSignedIn(_where(request))
    return account


def _where(request: Request) -> str:
    """The page to come back to: of a form that was sent, the page that it stands on."""
    url = request.url
    return quote(url.path + (f"?{url.query}" if url.query else ""), safe="/?=&")
