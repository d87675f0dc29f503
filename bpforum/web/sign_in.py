"""Signing in by a one-time link, and out; owns no account."""

from datetime import timedelta
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.web.address import address_here
from bpforum.web.language import safe_path
from bpforum.web.security import cookies
from bpforum.web.security.limits import SIGNING_IN
from bpforum.web.security.openid import provider
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import everybody, who
from bpforum.web.show import language_of, show
from bpforum.web.words import shown_time, speaking
from models.ids import digest
from models.notice import Notice

router = APIRouter()
_MAILED = timedelta(hours=1)
"""So long a link is good that was asked for by mail."""


@router.get("/sign-in", dependencies=[everybody])
def ask(request: Request, next: str = "/") -> Response:
    """Says how to sign in."""
    if who(request):
        return RedirectResponse(safe_path(next), status_code=303)
    return show(
        request,
        "sign_in.html.jinja",
        next=safe_path(next),
        sent=False,
        openid=provider(request) is not None,
    )


@router.post("/sign-in", dependencies=[everybody, SIGNING_IN])
def send_link(request: Request, form: Posted) -> Response:
    """Sends a link to the address of an account; says the same whether there is one."""
    site = request.app.state.site
    at, where = site.now(), safe_path(words(form, "next"))
    account = site.store.accounts.of_email(words(form, "email"))
    if account:
        token = site.store.accounts.make_link(account.id, at=at, by=account.id, lasts=_MAILED)
        link = address_here(request, f"/sign-in/{token}?next={quote(where, safe='/')}")
        language = language_of(request)
        until = shown_time(speaking(language), at + _MAILED, site.zone)
        notice = Notice(
            kind="sign_in", to=account.email, language=language,
            values={"link": link, "until": until},
        )  # fmt: skip
        site.store.outbox.add([(f"sign in {digest(token.encode())[:16]}", notice)], at=at)
    return show(request, "sign_in.html.jinja", next=where, sent=True, openid=False)


@router.get("/sign-in/{token}", dependencies=[everybody, SIGNING_IN])
def arrive(request: Request, token: str, next: str = "/") -> Response:
    """Asks for a click: programs that look through mails follow links, and would use them up."""
    site = request.app.state.site
    request.state.private = True
    good = site.store.accounts.link_is_good(token, at=site.now())
    return show(
        request, "sign_in_link.html.jinja", status=200 if good else 410, good=good, token=token,
        next=safe_path(next),
    )  # fmt: skip


@router.post("/sign-in/{token}", dependencies=[everybody, SIGNING_IN])
def use(request: Request, token: str, form: Posted) -> Response:
    """Uses the link up."""
    site = request.app.state.site
    agent = request.headers.get("user-agent", "")
    session = site.store.accounts.sign_in(token, at=site.now(), agent=agent)
    if session is None:
        return show(request, "sign_in_link.html.jinja", status=410, good=False, token="", next="/")
    response = RedirectResponse(safe_path(words(form, "next")), status_code=303)
    cookies.remember_session(request, response, session)
    return response


@router.post("/sign-out", dependencies=[everybody])
def leave(request: Request, form: Posted) -> Response:
    """Ends this session, or all of this account's."""
    site = request.app.state.site
    account = who(request)
    if account and words(form, "everywhere"):
        site.store.accounts.sign_out_everywhere(account.id, at=site.now(), by=account.id)
    elif account:
        site.store.accounts.sign_out(cookies.session_token(request), at=site.now())
    response = RedirectResponse("/", status_code=303)
    cookies.forget_session(request, response)
    return response
