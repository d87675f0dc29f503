"""The page on which a session's organiser and speakers check a note, until a stated time."""

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from bpforum.readers.filed import unpack_filing
from bpforum.web.forms import note
from bpforum.web.security.limits import SENDING, Limit
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import allow, everybody
from bpforum.web.show import show
from models.filing import Filing
from models.receipt import Filed
from models.submission import Reason

router = APIRouter()
_READING = Depends(Limit("links", 600))
"""A whole room may come from one address; a token is far too long to be found by trying."""
_HERE = "/check/{token}"
_LONGEST, _LONGEST_NAME = 20_000, 200


@router.get(_HERE, dependencies=[everybody, _READING])
def read(request: Request, token: str) -> Response:
    """The note as it stands."""
    return _page(request, token)


@router.post(_HERE, dependencies=[everybody, SENDING])
def remark(request: Request, token: str, form: Posted) -> Response:
    """Keeps what somebody says of it, for its rapporteur and the secretariat."""
    site = request.app.state.site
    filed, _ = _find(request, token)
    name, said = words(form, "name")[:_LONGEST_NAME], words(form, "words")[:_LONGEST]
    typed = {"name": name, "words": said}
    if _is_over(request, filed):
        return _page(request, token, status=410, typed=typed)
    problems = [
        Reason(code="missing", message=message, where=where)
        for where, message in (("name", "remark_name_missing"), ("words", "remark_missing"))
        if not typed[where]
    ]
    if problems:
        return _page(request, token, status=422, typed=typed, problems=problems)
    site.store.filings.remark(filed, name, said, at=site.now())
    return _page(request, token, kept=True)


@router.get("/remarks", dependencies=[allow("secretariat", "coordinator")])
def remarks(request: Request) -> Response:
    """What was said of all notes, each with its note's title and number."""
    store = request.app.state.site.store
    found = []
    for name, one in store.filings.all_remarks():
        note_of = store.filings.newest(name)
        filing = unpack_filing(store.blob(note_of.digest)) if note_of else None
        found.append((one, note_of.reference if note_of else "", filing.title if filing else ""))
    return show(request, "forms/remarks.html.jinja", found=found)


def _page(request: Request, token: str, status: int = 200, **values: Any) -> Response:
    request.state.private = True
    filed, filing = _find(request, token)
    form = note.form_for(request)
    answers = [one for one in form.answers(form.typed_of(filing)) if one.words]
    given: dict[str, Any] = {
        "typed": {"name": "", "words": ""},
        "problems": (),
        "kept": False,
    } | values
    return show(
        request, "forms/checking.html.jinja", status=status, filed=filed, answers=answers,
        is_over=_is_over(request, filed), **given,
    )  # fmt: skip


def _find(request: Request, token: str) -> tuple[Filed, Filing]:
    site = request.app.state.site
    filed = site.store.filings.find(token)
    filing = unpack_filing(site.store.blob(filed.digest)) if filed else None
    if filed is None or filed.link != "check" or filing is None or filing.kind != "note":
        raise HTTPException(404)
    return filed, filing


def _is_over(request: Request, filed: Filed) -> bool:
    return filed.until is not None and request.app.state.site.now() > filed.until
