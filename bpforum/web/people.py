"""The administrator's page of people: who may use the pages, in which roles; invitations."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.errors import StoreError
from bpforum.web.address import address_here
from bpforum.web.security.posted import Posted, several, words
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.show import show
from models.account import ROLES, Account, Role
from models.submission import Reason

router = APIRouter()
_HERE = "/people"


@router.get(_HERE, dependencies=[allow("administrator")])
def people(request: Request) -> Response:
    """Everybody, and the form that invites."""
    return _page(request)


@router.post(_HERE, dependencies=[allow("administrator")])
def invite(request: Request, form: Posted) -> Response:
    """Makes an account and shows its link, which is not shown again."""
    site, by = request.app.state.site, signed_in(request).id
    name, email, roles = words(form, "name"), words(form, "email"), _roles(several(form, "roles"))
    typed = {
        "name": name, "email": email, "roles": roles, "organisation": words(form, "organisation")
    }  # fmt: skip
    problems = []
    if not name:
        problems.append(Reason(code="missing", message="name_missing", where="name"))
    if email and ("@" not in email or " " in email):
        problems.append(Reason(code="invalid", message="email_wrong", where="email"))
    if not roles:
        problems.append(Reason(code="missing", message="roles_missing", where="roles"))
    if not problems:
        try:
            made = site.store.accounts.invite(
                name, email, roles, organisation=typed["organisation"], at=site.now(), by=by
            )
        except StoreError:
            problems.append(Reason(code="taken", message="email_taken", where="email"))
        else:
            return _page(request, link_for=made, link=_link(request, made.id, by))
    return _page(request, status=422, problems=problems, typed=typed)


@router.post(_HERE + "/{account}/link", dependencies=[allow("administrator")])
def new_link(request: Request, account: str, form: Posted) -> Response:
    """Another link for somebody whose own is used up or lost."""
    found = _find(request, account)
    link = _link(request, found.id, signed_in(request).id)
    return _page(request, link_for=found, link=link)


@router.post(_HERE + "/{account}/roles", dependencies=[allow("administrator")])
def give_roles(request: Request, account: str, form: Posted) -> Response:
    """Puts the ticked roles in place of those before."""
    site = request.app.state.site
    roles = _roles(several(form, "roles"))
    try:
        site.store.accounts.give_roles(
            _find(request, account).id, roles, at=site.now(), by=signed_in(request).id
        )
    except StoreError:
        problem = Reason(code="last", message="last_administrator", where=f"roles-{account}")
        return _page(request, status=409, problems=[problem])
    return RedirectResponse(_HERE, status_code=303)


@router.post(_HERE + "/{account}/close", dependencies=[allow("administrator")])
def close(request: Request, account: str, form: Posted) -> Response:
    """Ends an account, and every session of it."""
    site = request.app.state.site
    try:
        site.store.accounts.close(
            _find(request, account).id, at=site.now(), by=signed_in(request).id
        )
    except StoreError:
        problem = Reason(code="last", message="last_administrator", where=f"roles-{account}")
        return _page(request, status=409, problems=[problem])
    return RedirectResponse(_HERE, status_code=303)


def _page(request: Request, status: int = 200, **values: Any) -> Response:
    given: dict[str, Any] = {"problems": (), "typed": {}, "link": "", "link_for": None, **values}
    everybody = request.app.state.site.store.accounts.all()
    return show(
        request, "people.html.jinja", status=status, all_roles=ROLES,
        people=[one for one in everybody if not one.closed_at],
        closed=[one for one in everybody if one.closed_at], **given,
    )  # fmt: skip


def _roles(given: tuple[str, ...]) -> tuple[Role, ...]:
    return tuple(role for role in ROLES if role in given)


def _find(request: Request, account: str) -> Account:
    found: Account | None = request.app.state.site.store.accounts.find(account)
    if found is None or found.closed_at:
        raise HTTPException(404)
    return found


def _link(request: Request, account: str, by: str) -> str:
    site = request.app.state.site
    token = site.store.accounts.make_link(account, at=site.now(), by=by)
    return address_here(request, f"/sign-in/{token}")
