"""The API's filings: contributions, practices and notes, filed and changed as by the forms."""

from fastapi import APIRouter, Request, Response

from bpforum.errors import FilingSettled
from bpforum.readers.filed import MEDIA_TYPE, fields_of, pack_filing, unpack_filing
from bpforum.store.filing_batch import FilingTerms
from bpforum.store.filings import SHORTEST_KEY, edit_token, filing_id
from bpforum.web.api import answers
from bpforum.web.api.problems import Refused
from bpforum.web.forms.window import may_change_until, window_of
from bpforum.web.security.callers import PREFIX
from bpforum.web.security.limits import SENDING
from bpforum.web.security.roles import everybody, who
from models.account import Role
from models.api import FilingReceipt, FilingTold, FilingWish
from models.call import Call
from models.filing import Filing
from models.receipt import Filed
from models.submission import Received

router = APIRouter(prefix=PREFIX, tags=["filings"])
_CHANNEL = "api"
_NOTES_BY: tuple[Role, ...] = ("rapporteur", "secretariat", "coordinator", "editor")


@router.post("/filings", dependencies=[everybody, SENDING], status_code=201,
             response_model=FilingReceipt)  # fmt: skip
def file(request: Request, wish: FilingWish) -> Response:
    """Files it; it is on disk when this answers.

    Needs an Idempotency-Key of at least 22 random characters: the same filing under the same key is
    filed once, and gets the same receipt. It is a secret: it also opens what was filed.
    """
    key = request.headers.get("idempotency-key", "")
    if len(key) < SHORTEST_KEY:
        raise Refused(
            428, "key_required", "Send an Idempotency-Key",
            f"At least {SHORTEST_KEY} random characters, the same when it is sent again.",
        )  # fmt: skip
    filing = wish.filing
    if filing.kind == "comment":
        raise Refused(422, "other_way", "Comments are made on the page of the published draft")
    account = who(request)
    if filing.kind == "note" and not (account and account.has(*_NOTES_BY)):
        raise Refused(403, "not_allowed", "Notes are filed with a rapporteur's token")
    return _file(request, filing, key, filing_id(filing.kind, key), wish.email)


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
    return _file(request, wish.filing, key, told.filed.external_id, wish.email, told.filed)


def _file(
    request: Request, filing: Filing, key: str, name: str, email: str, before: Filed | None = None
) -> Response:
    site = request.app.state.site
    forum, at = site.forum, site.now()
    call = _call(request, filing)
    until = may_change_until(forum, call, before.first_at if before else at)
    source = forum.form_for(call.id if call else None)
    item = Received(
        external_id=name, data=pack_filing(filing), media_type=MEDIA_TYPE, received_at=at,
        channel=_CHANNEL, fields=fields_of(filing),
    )  # fmt: skip
    try:
        receipt = site.store.filings.file(
            FilingTerms(source, call or forum.call_of(source), forum.sessions, forum.calls),
            item, key=key, at=at, until=until, email=email,
        )  # fmt: skip
    except FilingSettled as settled:
        raise Refused(409, "settled", "It can no longer be changed", str(settled)) from settled
    made = FilingReceipt(receipt=receipt, token=edit_token(key), change_until=until)
    status = 200 if receipt.again or before else 201
    return answers.of(
        request, made, status=status, location=f"{PREFIX}/filings/{made.token}"
    )  # fmt: skip


def _call(request: Request, filing: Filing) -> Call | None:
    """The call that it answers, if it takes anything now. Raises Refused."""
    site = request.app.state.site
    call = next((one for one in site.forum.calls if one.id == filing.call), None)
    if filing.call and call is None:
        raise Refused(422, "no_such_call", "There is no such call", filing.call)
    if filing.kind == "contribution" and call is None:
        raise Refused(422, "no_call", "A contribution answers a call: name it")
    if call and not window_of(call, site.profile, site.now()).takes:
        raise Refused(409, "closed", "The call takes nothing at this time")
    return call


def _find(request: Request, token: str) -> FilingTold:
    store = request.app.state.site.store
    found = store.filings.find(token)
    filing = unpack_filing(store.blob(found.digest)) if found else None
    if found is None or found.link != "edit" or filing is None:
        raise Refused(404, "not_found", "This opens nothing")
    request.state.private = True
    return FilingTold(filed=found, filing=filing)
