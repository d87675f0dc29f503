"""Owns the cookies: who is signed in, which visitor a form was shown to, and the language."""

import hashlib
import hmac
import secrets
from typing import Any

from fastapi import Request, Response

from bpforum.store.accounts import SESSION_LASTS

_SESSION, _VISITOR, LANGUAGE = "bpforum_session", "bpforum_visitor", "bpforum_language"
_YEAR = 365 * 24 * 3600


def session_token(request: Request) -> str:
    """The token of who is signed in; empty where nobody is."""
    return str(request.cookies.get(_name(request, _SESSION), ""))


def remember_session(request: Request, response: Response, token: str) -> None:
    """Signs the browser in."""
    seconds = int(SESSION_LASTS.total_seconds())
    _set(request, response, _SESSION, token, max_age=seconds)


def forget_session(request: Request, response: Response) -> None:
    """Signs the browser out."""
    response.delete_cookie(_name(request, _SESSION), path="/", secure=_is_secure(request))


def remember_language(request: Request, response: Response, code: str) -> None:
    """Keeps the language that the pages are read in."""
    _set(request, response, LANGUAGE, code, max_age=_YEAR)


def language_of(request: Request) -> str:
    """The language chosen before; empty where none was."""
    return str(request.cookies.get(_name(request, LANGUAGE), ""))


def form_token(request: Request) -> str:
    """What a form shown to this visitor carries. The visitor's cookie is made where it is missing.

    It does not hang on the session: what was typed can still be sent after signing in again.
    """
    visitor = request.cookies.get(_name(request, _VISITOR)) or getattr(
        request.state, "new_visitor", ""
    )
    if not visitor:
        visitor = request.state.new_visitor = secrets.token_urlsafe(24)
    return _sign(request, visitor)


def is_form_token(request: Request, token: str) -> bool:
    """Whether `token` is this visitor's."""
    visitor = request.cookies.get(_name(request, _VISITOR), "")
    return bool(visitor) and hmac.compare_digest(_sign(request, visitor), token)


def remember_visitor(request: Request, response: Response) -> None:
    """Sets the visitor's cookie where a form on the page needs it."""
    if visitor := getattr(request.state, "new_visitor", ""):
        _set(request, response, _VISITOR, visitor, max_age=_YEAR)


def _sign(request: Request, visitor: str) -> str:
    return hmac.new(request.app.state.site.secret, visitor.encode(), hashlib.sha256).hexdigest()


def _set(request: Request, response: Response, name: str, value: str, **more: Any) -> None:
    response.set_cookie(
        _name(request, name), value, path="/", httponly=True, samesite="lax",
        secure=_is_secure(request), **more,
    )  # fmt: skip


def _name(request: Request, name: str) -> str:
    """`__Host-` binds a cookie to this host and to https; over plain http a browser refuses it."""
    return f"__Host-{name}" if _is_secure(request) else name


def _is_secure(request: Request) -> bool:
    return bool(request.app.state.site.is_secure)
