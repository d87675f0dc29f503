"""The registration form of a call, of the fields that the call has: private, kept apart."""

from collections.abc import Iterator, Sequence

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bpforum.errors import StoreBusy
from bpforum.store.filings import SHORTEST_KEY
from bpforum.web.forms.flow import new_key
from bpforum.web.forms.typed import KEY, Typed
from bpforum.web.forms.window import window_of
from bpforum.web.security.limits import SENDING
from bpforum.web.security.posted import Posted, words
from bpforum.web.security.roles import everybody
from bpforum.web.show import show
from models.call import Call, FormField
from models.submission import Reason

router = APIRouter()
_HERE = "/calls/{call}/register"
_LONGEST = 2_000


@router.get(_HERE, dependencies=[everybody])
def read(request: Request, call: str) -> Response:
    """The form."""
    return _page(request, _call(request, call), Typed({}), new_key())


@router.post(_HERE, dependencies=[everybody, SENDING])
def send(request: Request, call: str, form: Posted) -> Response:
    """Keeps the answers, once, and says their number."""
    site = request.app.state.site
    request.state.private = True
    found, typed, key = _call(request, call), Typed.of(form), words(form, KEY)
    if len(key) < SHORTEST_KEY:
        key = new_key()
    problems = list(_problems(found.form, typed))
    if problems:
        return _page(request, found, typed, key, problems, status=422)
    answers = {one.name: typed.one(f"field-{n}")[:_LONGEST] for n, one in enumerate(found.form)}
    try:
        kept = site.store.filings.registrations.register(
            found.id, {name: said for name, said in answers.items() if said}, key=key,
            at=site.now(),
        )  # fmt: skip
    except StoreBusy:
        busy = [Reason(code="busy", message="busy")]
        return _page(request, found, typed, key, busy, status=503)
    return RedirectResponse(f"/calls/{found.id}/registered/{kept.id}", status_code=303)


@router.get("/calls/{call}/registered/{number}", dependencies=[everybody])
def done(request: Request, call: str, number: str) -> Response:
    """Says that it is kept; shows nothing of what was answered."""
    found = _call(request, call)
    if found.id not in {one.call for one in request.app.state.site.store.filings.registrations.all()
                        if one.id == number}:  # fmt: skip
        raise HTTPException(404)
    return show(request, "forms/registered.html.jinja", call=found, number=number)


def _page(
    request: Request,
    call: Call,
    typed: Typed,
    key: str,
    problems: Sequence[Reason] = (),
    *,
    status: int = 200,
) -> Response:
    site = request.app.state.site
    window = window_of(call, site.profile, site.now())
    headers = {"retry-after": "5"} if status == 503 else None
    return show(
        request, "forms/registration.html.jinja", status=status, headers=headers, call=call,
        typed=typed, key=key, problems=problems, window=window,
        choices=[[(said, said) for said in one.choices] for one in call.form],
    )  # fmt: skip


def _call(request: Request, name: str) -> Call:
    """A declared call that has a registration form. Raises 404."""
    for one in request.app.state.site.forum.calls:
        if one.id == name and one.form:
            found: Call = one
            return found
    raise HTTPException(404)


def _problems(fields: Sequence[FormField], typed: Typed) -> Iterator[Reason]:
    """One choice where there are choices, and a first field that says who it is."""
    for n, one in enumerate(fields):
        said = typed.one(f"field-{n}")
        if one.choices and said and said not in one.choices:
            yield Reason(code="invalid", message="choose_one", where=f"field-{n}")
        if n == 0 and not said:
            yield Reason(code="missing", message="answer_missing", where="field-0")
        if len(said) > _LONGEST:
            yield Reason(code="too-long", message="too_long", where=f"field-{n}")
