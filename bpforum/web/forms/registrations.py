"""The secretariat's list of who registered, and its table; nobody else sees it."""

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.csv_file import csv_bytes
from bpforum.web.security.posted import Posted
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.show import show

router = APIRouter()
_HERE = "/registrations"


@router.get(_HERE, dependencies=[allow("secretariat")])
def read(request: Request, call: str = "") -> Response:
    """All registrations, or those of a call."""
    site = request.app.state.site
    calls = [one for one in site.forum.calls if one.form]
    found = site.store.filings.registrations.all(call or None)
    return show(
        request, "forms/registrations.html.jinja", calls=calls, chosen=call, found=found,
        columns=_columns([one.answers for one in found]),
    )  # fmt: skip


@router.get("/registrations.csv", dependencies=[allow("secretariat")])
def table(request: Request, call: str = "") -> Response:
    """The same as a table; its cells are safe to open."""
    found = request.app.state.site.store.filings.registrations.all(call or None)
    columns = _columns([one.answers for one in found])
    rows = [
        [one.id, one.call, one.at.isoformat(), *(one.answers.get(name, "") for name in columns)]
        for one in found
    ]
    data = csv_bytes(("number", "call", "registered_at", *columns), rows)
    return Response(
        data, media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="registrations.csv"'},
    )  # fmt: skip


@router.post(_HERE + "/{number}/erase", dependencies=[allow("secretariat")])
def erase(request: Request, number: str, form: Posted) -> Response:
    """Destroys one, as whom it concerns may ask."""
    site = request.app.state.site
    gone = site.store.filings.registrations.forget(number, at=site.now(), by=signed_in(request).id)
    if not gone:
        raise HTTPException(404)
    return RedirectResponse(_HERE, status_code=303)


def _columns(answers: list[dict[str, str]]) -> list[str]:
    """Every field that anybody answered, in the order of the first who did."""
    return list(dict.fromkeys(name for one in answers for name in one))
