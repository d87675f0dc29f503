"""Takes in what was filled in: the one way from a form, or a program, into the store."""

from collections.abc import Sequence

from fastapi import Request

from bpforum.readers.filed import MEDIA_TYPE, fields_of, pack_filing
from bpforum.store.filing_batch import FilingTerms
from bpforum.store.filings import edit_token, filing_id
from bpforum.web.forms import receipts
from bpforum.web.forms.form import FilingForm
from bpforum.web.forms.uploads import KeptFile
from models.filing import Filing
from models.forum import SourceConfig
from models.receipt import Filed, Receipt
from models.submission import Received


def take(
    request: Request,
    form: FilingForm,
    filing: Filing,
    files: Sequence[KeptFile],
    key: str,
    email: str,
    filed: Filed | None = None,
    filed_at: str = "",
    *,
    channel: str = "form",
) -> tuple[Receipt, str]:
    """The receipt, and its address; all of it is on disk.

    `filed`, `filed_at`: what is changed by it, and the address of its receipt. Raises as
    `Filings.file` does.
    """
    site = request.app.state.site
    forum, store, at = site.forum, site.store, site.now()
    name = filed.external_id if filed else filing_id(form.kind, key)
    fields = fields_of(filing)
    inherited = form.inherited(filing, fields)

    def received(external_id: str, data: bytes, said: dict[str, str], media: str) -> Received:
        return Received(
            external_id=external_id, data=data, media_type=media, received_at=at, channel=channel,
            fields=said,
        )  # fmt: skip

    source = _source(form, filed)
    item = received(name, pack_filing(filing), fields, MEDIA_TYPE)
    attached = [
        received(
            f"{name}/{one.name}", store.blob(one.digest), inherited, "application/octet-stream"
        )
        for one in files
    ]
    until = form.until(filed.first_at if filed else at)
    receipt = store.filings.file(
        FilingTerms(source, form.call or forum.call_of(source), forum.sessions, forum.calls),
        item, attached, key=key, at=at, until=until, email=email,
    )  # fmt: skip
    path = filed_at or f"/filed/{edit_token(key)}"
    receipts.send(request, receipt, email, filing.title or form.title, until, path)
    return receipt, path


def _source(form: FilingForm, filed: Filed | None) -> SourceConfig:
    """That of the filing which is changed, whatever forum.toml has become since."""
    forum = form.site.forum
    if filed is None:
        return forum.form_for(form.call.id if form.call else None)
    known = next((one for one in forum.forms if one.id == filed.source), None)
    return known or SourceConfig(id=filed.source, kind="form")
