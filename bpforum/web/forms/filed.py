"""The page of a filing, for whoever has its link: receipt, what comes next, changing it."""

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from bpforum.readers.filed import unpack_filing
from bpforum.web.address import address_here
from bpforum.web.forms import contribution, flow, note, practice
from bpforum.web.forms.form import FilingForm
from bpforum.web.forms.window import may_check_until, next_run, window_of
from bpforum.web.security.limits import SENDING, Limit
from bpforum.web.security.posted import Posted
from bpforum.web.security.roles import everybody
from bpforum.web.show import show
from models.filing import Filing
from models.receipt import Filed

router = APIRouter()
_READING = Depends(Limit("links", 600))
"""A whole room may come from one address; a token is far too long to be found by trying."""
_HERE = "/filed/{token}"


@router.get(_HERE, dependencies=[everybody, _READING])
def receipt(request: Request, token: str) -> Response:
    """Its number, and what happens next."""
    return _page(request, token)


@router.get(_HERE + "/edit", dependencies=[everybody, _READING])
def change(request: Request, token: str) -> Response:
    """The form as it was filed."""
    filed, filing = _find(request, token)
    form = _form(request, filing)
    if form is None or not _may_change(request, filed, form):
        return _page(request, token, status=410)
    return flow.again(request, form, filed, filing)


@router.post(_HERE + "/edit", dependencies=[everybody])
def send(request: Request, token: str, form: Posted) -> Response:
    """A step of changing it."""
    filed, filing = _find(request, token)
    made = _form(request, filing)
    if made is None:
        raise HTTPException(410)
    return flow.sent(request, made, form, filed, f"/filed/{token}")


@router.post(_HERE + "/check-link", dependencies=[everybody, SENDING])
def link(request: Request, token: str, form: Posted) -> Response:
    """Makes a link by which the organiser and speakers may check a note; shown once."""
    site = request.app.state.site
    filed, filing = _find(request, token)
    if filing.kind != "note":
        raise HTTPException(404)
    now = site.now()
    until = may_check_until(site.forum, now)
    made = site.store.filings.add_link(filed, "check", at=now, until=until)
    return _page(request, token, link=address_here(request, f"/check/{made}"), link_until=until)


def _page(request: Request, token: str, status: int = 200, **values: Any) -> Response:
    site = request.app.state.site
    request.state.private = True
    filed, filing = _find(request, token)
    form = _form(request, filing)
    call = form.call if form else None
    window = window_of(call, site.profile, filed.received_at) if call else None
    return show(
        request, "forms/filed.html.jinja", status=status,
        **({"link": "", "link_until": None} | values),
        filed=filed, filing=filing, here=address_here(request, f"/filed/{token}"), token=token,
        may_change=form is not None and _may_change(request, filed, form),
        until=form.until(filed.first_at) if form else filed.until, window=window,
        run_at=next_run(site), email=site.store.filings.email(filed.source, filed.external_id),
        remarks=site.store.filings.remarks(filed.source, filed.external_id),
    )  # fmt: skip


def _find(request: Request, token: str) -> tuple[Filed, Filing]:
    """What the filer's own link opens. Raises 404."""
    site = request.app.state.site
    filed = site.store.filings.find(token)
    filing = unpack_filing(site.store.blob(filed.digest)) if filed else None
    if filed is None or filed.link != "edit" or filing is None:
        raise HTTPException(404)
    return filed, filing


def _form(request: Request, filing: Filing) -> FilingForm | None:
    """The form that it was filed by; None where that is no longer there, or not this room's."""
    if filing.kind == "note":
        return note.form_for(request)
    if filing.kind == "comment":
        # Its room stands on this one: it is asked for when it is needed.
        from bpforum.web.comments.form import form_for as comment_form_for

        try:
            return comment_form_for(request, filing.target.document if filing.target else "")
        except HTTPException:
            return None
    if filing.kind == "practice":
        return practice.form_for(request, filing.call or "")
    if filing.kind == "contribution" and filing.call:
        try:
            return contribution.form_for(request, filing.call)
        except HTTPException:
            return None
    return None


def _may_change(request: Request, filed: Filed, form: FilingForm) -> bool:
    until = form.until(filed.first_at)
    return until is None or request.app.state.site.now() <= until
