"""The API's filings: what the forms take, by the forms' own rules, as JSON."""

from fastapi import APIRouter, HTTPException, Request, Response

from bpforum.errors import FilingSettled
from bpforum.readers.filed import unpack_filing
from bpforum.store.filings import SHORTEST_KEY, edit_token
from bpforum.web.api import answers
from bpforum.web.api.problems import Refused, in_words
from bpforum.web.api.uploads import attached, files_of
from bpforum.web.comments import form as comment
from bpforum.web.forms import contribution, note, practice
from bpforum.web.forms.form import FilingForm
from bpforum.web.forms.taking import take
from bpforum.web.forms.window import window_of
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.limits import SENDING
from bpforum.web.security.roles import everybody, who
from models.account import Role
from models.api import FilingReceipt, FilingTold, FilingWish, RegistrationTold, RegistrationWish
from models.filing import Filing
from models.receipt import Filed

router = APIRouter(prefix=PREFIX, tags=["filings"])
_CHANNEL = "api"
_NOTES_BY: tuple[Role, ...] = ("rapporteur", "secretariat", "coordinator", "editor")


@router.post("/filings", dependencies=[everybody, SENDING], status_code=201,
             response_model=FilingReceipt)  # fmt: skip
def file(request: Request, wish: FilingWish) -> Response:
    """Files a contribution, practice, note or comment; it is on disk when this answers.

    Needs an Idempotency-Key of at least 22 random characters: the same filing under the same key is
    filed once, and gets the same receipt. It is a secret: it also opens what was filed. A comment's
    target names the published version, such as `v1`, as its document. Files are uploaded first.
    """
    key = _key(request)
    account = who(request)
    if wish.filing.kind == "note" and not (account and account.has(*_NOTES_BY)):
        raise Refused(403, "not_allowed", "Notes are filed with a rapporteur's token")
    return _file(request, wish, key)


@router.get("/filings/{token}", dependencies=[everybody], response_model=FilingTold)
def filed(request: Request, token: str) -> Response:
    """What was filed, as it stands now."""
    return answers.of(request, _find(request, token))


@router.put("/filings/{token}", dependencies=[everybody, SENDING], response_model=FilingReceipt)
def change(request: Request, token: str, wish: FilingWish) -> Response:
    """Files it otherwise, as long as that is allowed. Needs If-Match."""
    told = _find(request, token)
    answers.require_match(request, told)
    if told.filing.kind != wish.filing.kind:
        raise Refused(422, "other_kind", "It cannot become something of another kind")
    key = request.headers.get("idempotency-key") or f"change {token} {told.filed.version}"
    return _file(request, wish, key, told.filed, f"/filed/{token}")


@router.post("/registrations", dependencies=[everybody, SENDING], status_code=201,
             response_model=RegistrationTold)  # fmt: skip
def register(request: Request, wish: RegistrationWish) -> Response:
    """Registers by a call's form: private, and in no output. Needs an Idempotency-Key."""
    site, key = request.app.state.site, _key(request)
    call = next((one for one in site.forum.calls if one.id == wish.call and one.form), None)
    if call is None:
        raise Refused(422, "no_such_call", "No such call has a registration form", wish.call)
    names = {one.name for one in call.form}
    if strange := sorted(set(wish.answers) - names):
        raise Refused(422, "no_such_field", "The form has no such field", ", ".join(strange))
    made = site.store.filings.registrations.register(
        call.id, wish.answers, key=key, at=site.now(), by=_CHANNEL
    )
    return answers.of(request, RegistrationTold(id=made.id, at=made.at), status=201)


def _key(request: Request) -> str:
    key = request.headers.get("idempotency-key", "")
    if len(key) < SHORTEST_KEY:
        raise Refused(
            428, "key_required", "Send an Idempotency-Key",
            f"At least {SHORTEST_KEY} random characters, the same when it is sent again.",
        )  # fmt: skip
    return key


def _file(
    request: Request, wish: FilingWish, key: str, before: Filed | None = None, at: str = ""
) -> Response:
    form = _form(request, wish.filing)
    site = request.app.state.site
    if form.call and not window_of(form.call, site.profile, site.now()).takes:
        raise Refused(409, "closed", "The call takes nothing at this time")
    if wish.attachments and not form.takes_files:
        raise Refused(422, "no_files", "Nothing can be attached to this")
    if before and wish.attachments is None:
        files = files_of(before)
    else:
        filed = before or site.store.filings.find(edit_token(key))
        files = attached(request, wish.attachments, key, filed)
    typed = form.typed_of(wish.filing).with_values(email=(wish.email,))
    if problems := [in_words(one) for one in form.problems(typed, len(files))]:
        raise Refused(422, "unfilled", "It cannot be taken so", errors=problems)
    try:
        receipt, _ = take(
            request, form, wish.filing, files, key, wish.email, before, at, channel=_CHANNEL
        )
    except FilingSettled as settled:
        raise Refused(409, "settled", "It can no longer be changed", str(settled)) from settled
    token = at.rpartition("/")[2] or edit_token(key)
    until = form.until(before.first_at if before else receipt.received_at)
    made = FilingReceipt(receipt=receipt, token=token, change_until=until)
    status = 200 if receipt.again or before else 201
    return answers.of(request, made, status=status, location=f"{PREFIX}/filings/{token}")


def _form(request: Request, filing: Filing) -> FilingForm:
    """The form that takes such a filing. Raises Refused where there is none."""
    site = request.app.state.site
    if filing.call and filing.call not in {one.id for one in site.forum.calls}:
        raise Refused(422, "no_such_call", "There is no such call", filing.call)
    if filing.kind == "contribution" and not filing.call:
        raise Refused(422, "no_call", "A contribution answers a call: name it")
    try:
        if filing.kind == "comment":
            return comment.form_for(request, filing.target.document if filing.target else "")
        if filing.kind == "note":
            return note.form_for(request)
        if filing.kind == "practice":
            return practice.form_for(request, filing.call or "")
        return contribution.form_for(request, filing.call or "")
    except HTTPException as missing:
        raise Refused(422, "no_form", "Nothing takes such a filing", str(missing.detail)) from None


def _find(request: Request, token: str) -> FilingTold:
    store = request.app.state.site.store
    found = store.filings.find(token)
    filing = unpack_filing(store.blob(found.digest)) if found else None
    if found is None or found.link != "edit" or filing is None:
        raise Refused(404, "not_found", "This opens nothing")
    request.state.private = True
    return FilingTold(filed=found, filing=filing)
