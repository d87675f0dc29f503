"""The way of every form: filled in, checked, filed, and changed; knows no form's questions.

Each step keeps everything that was typed: in the page itself, and as a draft in the store. A step
that fails shows the form again, with what is wrong at the field and on top.
"""

import secrets
from collections.abc import Sequence
from contextlib import suppress

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from pydantic import ValidationError
from starlette.datastructures import FormData

from bpforum.errors import FilingSettled, StoreBusy, StoreError
from bpforum.store.filings import SHORTEST_KEY
from bpforum.web.address import address_here
from bpforum.web.forms import uploads
from bpforum.web.forms.form import FilingForm
from bpforum.web.forms.taking import take
from bpforum.web.forms.typed import ACT, KEY, Typed
from bpforum.web.forms.window import window_of
from bpforum.web.security.keeping import may_be_kept
from bpforum.web.security.limits import UPLOADING, Limit
from bpforum.web.security.posted import words
from bpforum.web.security.roles import who
from bpforum.web.show import show
from models.filing import Filing
from models.receipt import Filed
from models.submission import Reason

CHANNEL = "form"
_FILING = Limit("sending", "sends_a_minute")
_BUSY_SECONDS = 5


def fresh(request: Request, form: FilingForm, draft: str = "", **known: str) -> Response:
    """The form as its draft was left, else empty but for what is `known`."""
    site = request.app.state.site
    if draft:
        kept = site.store.filings.drafts.find(draft)
        if kept is None or kept.form != form.draft_id:
            return show(request, "forms/no_draft.html.jinja", status=404, form=form)
        request.state.private = True
        return page(request, form, Typed(kept.data), draft)
    account = who(request)
    if account:
        known |= {"name": account.name, "organisation": account.organisation}
    typed = Typed({name: (said,) for name, said in known.items()})
    return page(request, form, typed, new_key(), headers=may_be_kept(request))


def again(request: Request, form: FilingForm, filed: Filed, filing: Filing) -> Response:
    """The form as it was filed, to be changed."""
    site, key = request.app.state.site, new_key()
    tokens = [uploads.receipt_for(site, key, one.digest, one.size, one.name) for one in filed.files]
    typed = form.typed_of(filing).with_values(
        kept=tokens, email=(site.store.filings.email(filed.source, filed.external_id),)
    )
    return page(request, form, typed, key, filed=filed)


def sent(
    request: Request,
    form: FilingForm,
    posted: FormData,
    filed: Filed | None = None,
    filed_at: str = "",
) -> Response:
    """What follows from the button that was pressed. `filed`: what is changed by it.

    `filed_at`: the address of its receipt.
    """
    site, act = request.app.state.site, words(posted, ACT)
    request.state.private = True
    key = words(posted, KEY)
    if len(key) < SHORTEST_KEY:
        key = new_key()
    if form.takes_files and uploads.are_in(posted):
        UPLOADING(request)  # a file is kept before its form is filed
    typed, problems = Typed.of(posted), list[Reason]()
    if form.takes_files:
        typed, problems = uploads.take(site, key, posted, typed)
    if act != "send":
        _keep(request, form, typed, key)
    if act.startswith(("add-", "remove-")):
        return page(request, form, _rows_changed(form, typed, act), key, problems, filed)
    if act in ("change", "save", "upload"):
        link = f"{request.url.path}?draft={key}" if act == "save" and not filed else ""
        return page(request, form, typed, key, problems, filed, link=link)
    files = uploads.kept_files(site, key, typed) if form.takes_files else ()
    problems += form.problems(typed, len(files))
    filing = _filing(form, typed, problems)
    if problems or filing is None:
        _keep(request, form, typed, key)
        return page(request, form, typed, key, problems, filed, status=422)
    if act != "send":
        return show(
            request, "forms/check.html.jinja", form=form, typed=typed, key=key, files=files,
            answers=[one for one in form.answers(typed) if one.words],
            warnings=form.warnings(typed), filed=filed, window=_window(form, request),
        )  # fmt: skip
    _FILING(request)
    try:
        path = take(request, form, filing, files, key, typed.one("email"), filed, filed_at)[1]
    except FilingSettled:
        settled = [Reason(code="settled", message="settled")]
        return page(request, form, typed, key, settled, filed, status=409)
    except StoreBusy:
        busy = [Reason(code="busy", message="busy")]
        wait = {"retry-after": str(_BUSY_SECONDS)}
        return page(request, form, typed, key, busy, filed, status=503, headers=wait)
    return RedirectResponse(path, status_code=303)


def page(
    request: Request,
    form: FilingForm,
    typed: Typed,
    key: str,
    problems: Sequence[Reason] = (),
    filed: Filed | None = None,
    *,
    status: int = 200,
    link: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    """The form with what was typed."""
    site = request.app.state.site
    return show(
        request, form.template, status=status, headers=headers, form=form, typed=typed, key=key,
        problems=problems, filed=filed, files=uploads.kept_files(site, key, typed),
        link=address_here(request, link) if link else "", window=_window(form, request),
        **form.values(typed),
    )  # fmt: skip


def new_key() -> str:
    """The key of a form that is shown for the first time."""
    return secrets.token_urlsafe(24)


def _keep(request: Request, form: FilingForm, typed: Typed, key: str) -> None:
    """As a draft; where that fails the page itself still holds it all."""
    site = request.app.state.site
    with suppress(StoreError):
        site.store.filings.drafts.save(key, form.draft_id, typed.data, at=site.now())


def _window(form: FilingForm, request: Request) -> object:
    site = request.app.state.site
    return window_of(form.call, site.profile, site.now()) if form.call else None


def _rows_changed(form: FilingForm, typed: Typed, act: str) -> Typed:
    """A line more or less, without a script: `add-issue`, `remove-issue-2`, `remove-file-0`."""
    verb, part, *rest = act.split("-")
    n = int(rest[0]) if rest and rest[0].isdigit() else 0
    if part == "file":
        return uploads.without(typed, n)
    names = form.repeated.get(part)
    if names is None:
        return typed
    return typed.with_row(part, names) if verb == "add" else typed.without_row(part, names, n)


def _filing(form: FilingForm, typed: Typed, problems: list[Reason]) -> Filing | None:
    """The filing; None, with a problem more, where something is longer than it may be."""
    try:
        return form.filing(typed)
    except ValidationError as error:
        where = {str(one["loc"][0]) for one in error.errors()}
        told = any(one.where in where for one in problems)
        if not told:
            problems.append(Reason(code="too-long", message="too_long"))
        return None
