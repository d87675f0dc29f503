"""One's own account: what is known of it, where it is signed in, and tokens for programs."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.show import show
from models.account import ROLES

router = APIRouter()
_HERE = "/account"
_ANYBODY = [allow(*ROLES)]


@router.get(_HERE, dependencies=_ANYBODY)
def account(request: Request) -> Response:
    """What is known of who is signed in."""
    return _page(request)


@router.post(_HERE + "/tokens", dependencies=_ANYBODY)
def make_token(request: Request, form: Posted) -> Response:
    """Makes a token, and shows it once."""
    site = request.app.state.site
    name = words(form, "name") or site.now().date().isoformat()
    return _page(request, site.store.tokens.make(signed_in(request).id, name, at=site.now()))


@router.post(_HERE + "/tokens/{token}/end", dependencies=_ANYBODY)
def end_token(request: Request, token: str, form: Posted) -> Response:
    """Ends one of one's own tokens."""
    site = request.app.state.site
    site.store.tokens.end(signed_in(request).id, token, at=site.now())
    return RedirectResponse(_HERE, status_code=303)


def _page(request: Request, made: str = "") -> Response:
    site, mine = request.app.state.site, signed_in(request)
    return show(
        request, "account.html.jinja", made=made,
        sessions=site.store.accounts.sessions(mine.id, at=site.now()),
        roles=[role for role in ROLES if role in mine.roles],
        tokens=site.store.tokens.of(mine.id, at=site.now()),
    )  # fmt: skip
