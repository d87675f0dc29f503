"""The secretariat's list of who registered, and its table; nobody else sees it."""

from collections.abc import Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.csv_file import csv_bytes
from bpforum.web.security.posted import Posted
from bpforum.web.security.roles import allow, signed_in
from bpforum.web.show import show
from models.call import Call
from models.receipt import Registration

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
        columns=_columns(calls, found),
    )  # fmt: skip


@router.get("/registrations.csv", dependencies=[allow("secretariat")])
def table(request: Request, call: str = "") -> Response:
    """The same as a table; its cells are safe to open."""
    site = request.app.state.site
    found = site.store.filings.registrations.all(call or None)
    columns = _columns(site.forum.calls, found)
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


def _columns(calls: Sequence[Call], found: Sequence[Registration]) -> list[str]:
    """Every field that anybody answered: those of the forms in their order, then any others."""
    said = {name for one in found for name in one.answers}
    asked = [field.name for call in calls for field in call.form if field.name in said]
    return list(dict.fromkeys([*asked, *sorted(said)]))
