"""The routes of signing in by OpenID Connect: there, and back."""

import logging

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.web.address import address_here
from bpforum.web.language import safe_path
from bpforum.web.security import cookies, openid
from bpforum.web.security.limits import SIGNING_IN
from bpforum.web.security.roles import everybody
from bpforum.web.show import show

router = APIRouter()
_BACK = "/sign-in/openid/back"
_log = logging.getLogger("bpforum.web")


@router.get("/sign-in/openid", dependencies=[everybody, SIGNING_IN])
def begin(request: Request, next: str = "/") -> Response:
    """Goes to the provider."""
    provider = openid.provider(request)
    if provider is None:
        raise HTTPException(404)
    try:
        address, kept = provider.begin(address_here(request, _BACK), safe_path(next))
    except openid.OpenIdFailed as failure:
        return _failed(request, failure)
    response = RedirectResponse(address, status_code=303)
    openid.remember(request, response, kept)
    return response


@router.get(_BACK, dependencies=[everybody, SIGNING_IN])
def back(request: Request, state: str = "", code: str = "") -> Response:
    """Comes back from the provider: whoever has an account with that address is signed in."""
    provider = openid.provider(request)
    if provider is None:
        raise HTTPException(404)
    request.state.private = True
    try:
        email, where = provider.finish(
            address_here(request, _BACK), request.cookies.get(openid.COOKIE, ""), state, code
        )
    except openid.OpenIdFailed as failure:
        return _failed(request, failure)
    site = request.app.state.site
    account = site.store.accounts.of_email(email)
    if account is None:
        return show(request, "openid.html.jinja", status=403, known=False)
    agent = request.headers.get("user-agent", "")
    session = site.store.accounts.begin_session(account.id, at=site.now(), agent=agent)
    response = RedirectResponse(safe_path(where), status_code=303)
    response.delete_cookie(openid.COOKIE, path="/sign-in")
    cookies.remember_session(request, response, session)
    return response


def _failed(request: Request, failure: openid.OpenIdFailed) -> Response:
    _log.warning("signing in by OpenID failed: %s", failure)
    return show(request, "openid.html.jinja", status=502, known=True)
