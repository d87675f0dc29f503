"""Keeps uploaded files while a form is still being filled in; every one passes the guard first.

A file that was accepted stays with the form: a mistake elsewhere, or a page in between, does not
make anybody choose it again. The form carries a receipt for each that nobody else can make.
"""

import hashlib
import hmac
from collections.abc import Sequence
from pathlib import PurePosixPath

from starlette.datastructures import FormData, UploadFile

from bpforum.readers.characters import clean_line
from bpforum.readers.guard import inspect
from bpforum.readers.kind import CONTAINERS
from bpforum.store.form_drafts import KEPT
from bpforum.web.forms.typed import Typed
from bpforum.web.site import Site
from models.base import Model
from models.ids import Digest
from models.submission import Reason, Rejected

FIELD = "files"
MOST_FILES = 10
_LONGEST_NAME = 120


class KeptFile(Model):
    """A file that came with a form and is on disk."""

    digest: Digest
    size: int
    name: str
    token: str
    """What the form carries for it."""


def are_in(form: FormData) -> bool:
    """Whether any file came with the form."""
    return any(isinstance(one, UploadFile) and one.filename for one in form.getlist(FIELD))


def take(site: Site, key: str, form: FormData, typed: Typed) -> tuple[Typed, list[Reason]]:
    """`typed` with a receipt for each file that came and may be kept; why others may not."""
    kept, problems = list(kept_files(site, key, typed)), list[Reason]()
    if len(kept) < len(typed.many(KEPT)):
        problems.append(Reason(code="lost", message="file_lost", where=FIELD))
    for upload in form.getlist(FIELD):
        if not isinstance(upload, UploadFile) or not upload.filename:
            continue
        name = name_of(upload.filename)
        data = upload.file.read()
        refused = refusal(name, data)
        if refused:
            problems.append(refused)
        elif len(kept) >= MOST_FILES:
            problems.append(Reason(code="too-many", message="too_many_files", where=FIELD))
        else:
            found = site.store.filings.keep(data)
            one = KeptFile(
                digest=found, size=len(data), name=_apart(name, kept),
                token="",
            )  # fmt: skip
            kept.append(one.model_copy(update={"token": _token(site, key, one)}))
    return typed.with_values(kept=[one.token for one in kept]), problems


def kept_files(site: Site, key: str, typed: Typed) -> Sequence[KeptFile]:
    """The files whose receipts the form carries; what was made up, or has gone, is left out.

    Each is kept on: a form that somebody has left open for long goes on with its files.
    """
    found = (_read(site, key, token) for token in typed.many(KEPT))
    return [one for one in found if one and site.store.filings.keep_on(one.digest)]


def receipt_for(site: Site, key: str, name: Digest, size: int, called: str) -> str:
    """A receipt for a file that was filed before, for the form that changes the filing."""
    return _token(site, key, KeptFile(digest=name, size=size, name=called, token=""))


def without(typed: Typed, n: int) -> Typed:
    """`typed` without its nth file."""
    tokens = typed.many(KEPT)
    return typed.with_values(kept=tokens[:n] + tokens[n + 1 :])


def refusal(name: str, data: bytes) -> Reason | None:
    """Why a file cannot be taken, in the guard's words."""
    if not data:
        return Reason(code="empty", message="file_empty", where=FIELD)
    found = inspect(name, data)
    if isinstance(found, Rejected):
        reason = found.reasons[0]
        words = " ".join(filter(None, (reason.message, reason.remedy)))
        return Reason(code=reason.code, message=f"{name}: {words}", where=FIELD)
    if found.kind in CONTAINERS or found.kind in ("filed", "post"):
        return Reason(code="container", message="file_holds_others", where=FIELD)
    return None


def name_of(written: str) -> str:
    """A file's name without any folder, short enough to be shown."""
    name = clean_line(PurePosixPath(written.replace("\\", "/")).name) or "file"
    path = PurePosixPath(name)
    return path.stem[: _LONGEST_NAME - len(path.suffix[:20])] + path.suffix[:20]


def _apart(name: str, kept: Sequence[KeptFile]) -> str:
    taken, path, n = {one.name for one in kept}, PurePosixPath(name), 1
    while name in taken:
        n += 1
        name = f"{path.stem} ({n}){path.suffix}"
    return name


def _token(site: Site, key: str, one: KeptFile) -> str:
    return f"{one.digest}.{one.size}.{_seal(site, key, one.digest, one.size, one.name)}.{one.name}"


def _seal(site: Site, key: str, name: str, size: int, called: str) -> str:
    words = f"file\n{key}\n{name}\n{size}\n{called}"
    return hmac.new(site.secret, words.encode(), hashlib.sha256).hexdigest()[:32]


def _read(site: Site, key: str, token: str) -> KeptFile | None:
    name, _, rest = token.partition(".")
    size, _, rest = rest.partition(".")
    seal, _, called = rest.partition(".")
    if not size.isdigit() or not size.isascii() or len(size) > 12:
        return None
    if not hmac.compare_digest(seal.encode(), _seal(site, key, name, int(size), called).encode()):
        return None
    return KeptFile(digest=name, size=int(size), name=called, token=token)
