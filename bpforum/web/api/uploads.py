"""The API's uploads: files to be attached to a filing, each past the guard first; files nothing.

An id is a receipt that nobody can make up: which bytes, under which name, whose, until when. No row
keeps it: an upload that is never filed leaves nothing but its bytes, and those go by the sweep.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from bpforum.store.filings import SHORTEST_KEY
from bpforum.web.api import answers
from bpforum.web.api.problems import Refused, in_words
from bpforum.web.forms.uploads import MOST_FILES, KeptFile, name_of, refusal
from bpforum.web.security.callers import UPLOADS
from bpforum.web.security.limits import UPLOADING
from bpforum.web.security.roles import everybody, who
from models.api import UploadTold
from models.receipt import Filed
from models.submission import Reason

router = APIRouter(tags=["filings"])
LASTS = timedelta(days=1)
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_FILE = {
    "requestBody": {
        "required": True,
        "description": "The file, as it is.",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post(UPLOADS, dependencies=[everybody, Depends(UPLOADING)], status_code=201,
             response_model=UploadTold, openapi_extra=_FILE)  # fmt: skip
def upload(
    request: Request,
    data: Annotated[bytes, Depends(_body)],
    content_disposition: Annotated[
        str, Header(max_length=2000, description='`attachment; filename="letter.pdf"` (RFC 6266)')
    ] = "",
    idempotency_key: Annotated[
        str, Header(max_length=200, description="Without a token: that of the filing it is for")
    ] = "",
) -> Response:
    """Takes a file, the body itself, that a filing then names in its `attachments`.

    It is on disk when this answers, and can be attached for a day. It belongs to the account whose
    token was sent; without a token, to the Idempotency-Key of the filing that it is for. What kind
    of file it is, its bytes and its name say; it is refused as the forms refuse it.
    """
    site = request.app.state.site
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() in _FORMS:
        raise Refused(415, "not_a_file", "Send the file itself as the body, not a form")
    if not (owner := _owner(request, idempotency_key)):
        raise Refused(
            428, "key_required", "Send a token, or the Idempotency-Key of the filing it is for",
            f"A key has at least {SHORTEST_KEY} random characters.",
        )  # fmt: skip
    if not (written := _written(content_disposition)):
        raise Refused(
            422, "no_name", "Say what the file is called",
            'Send Content-Disposition: attachment; filename="letter.pdf"',
        )  # fmt: skip
    name = name_of(written)
    if refused := refusal(name, data):
        raise Refused(422, refused.code, "The file cannot be taken", errors=[in_words(refused)])
    until = site.now().replace(microsecond=0) + LASTS
    kept = KeptFile(digest=site.store.filings.keep(data), size=len(data), name=name, token="")
    made = UploadTold(
        id=_id(request, owner, kept, until), name=name, size=len(data), digest=kept.digest,
        until=until,
    )  # fmt: skip
    request.state.private = True
    return answers.of(request, made, status=201)


def attached(
    request: Request, ids: Sequence[str] | None, key: str, filed: Filed | None
) -> list[KeptFile]:
    """The files that a filing under `key` names. Raises Refused, with a reason for each that fails.

    `filed`: what it changes, or what was filed under `key` already. Its files can be named by their
    references too; an upload that it has already can be named for ever, so that what is sent again
    is the same.
    """
    files, wrong = list[KeptFile](), list[Reason]()
    for n, name in enumerate(dict.fromkeys(ids or ())):
        if found := _find(request, name, key, filed):
            files.append(found)
        else:
            lost = Reason(code="lost", message="file_lost", where=f"attachments.{n}")
            wrong.append(in_words(lost))
    if len(files) > MOST_FILES:
        many = Reason(code="too-many", message="too_many_files", where="attachments")
        wrong.append(in_words(many))
    if wrong:
        raise Refused(422, "unfilled", "It cannot be taken so", errors=wrong)
    return files


def files_of(filed: Filed) -> list[KeptFile]:
    """The files that stand attached to a filing."""
    return [
        KeptFile(digest=one.digest, size=one.size, name=one.name, token="") for one in filed.files
    ]


def _find(request: Request, name: str, key: str, filed: Filed | None) -> KeptFile | None:
    site = request.app.state.site
    before = filed.files if filed else ()
    found = next((one for one in before if one.reference == name), None)
    if found:
        kept = KeptFile(digest=found.digest, size=found.size, name=found.name, token="")
    else:
        read = _read(request, name, key)
        if read is None:
            return None
        kept, until = read
        if until <= site.now() and kept.digest not in {one.digest for one in before}:
            return None
    return kept if site.store.filings.keep_on(kept.digest) else None


def _owner(request: Request, key: str) -> str:
    """Whose an upload is; empty where nobody says."""
    account = who(request)
    if account:
        return f"account {account.id}"
    return f"key {key}" if len(key) >= SHORTEST_KEY else ""


def _written(disposition: str) -> str:
    """The file's name in the header, also where it is encoded (RFC 8187)."""
    told = Message()
    try:
        told["content-disposition"] = disposition
        return told.get_filename("")
    except (ValueError, LookupError, TypeError):
        return ""


def _id(request: Request, owner: str, kept: KeptFile, until: datetime) -> str:
    name = urlsafe_b64encode(kept.name.encode()).decode().rstrip("=")
    told = f"{kept.digest}.{kept.size}.{int(until.timestamp())}.{name}"
    return f"{told}.{_seal(request, owner, told)}"


def _read(request: Request, upload: str, key: str) -> tuple[KeptFile, datetime] | None:
    """What an id says, and until when; None where it is not one of this caller's."""
    told, _, seal = upload.rpartition(".")
    owner = _owner(request, key)
    if not owner or not hmac.compare_digest(_seal(request, owner, told).encode(), seal.encode()):
        return None
    found, size, until, name = told.split(".")
    called = urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    kept = KeptFile(digest=found, size=int(size), name=called, token="")
    return kept, datetime.fromtimestamp(int(until), UTC)


def _seal(request: Request, owner: str, told: str) -> str:
    words = f"upload\n{owner}\n{told}"
    secret: bytes = request.app.state.site.secret
    return hmac.new(secret, words.encode(), hashlib.sha256).hexdigest()[:32]
