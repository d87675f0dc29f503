"""Filings as the pages make them, put into a forum's store."""

from datetime import UTC, datetime, timedelta

from bpforum.readers.filed import MEDIA_TYPE, fields_of, pack_filing
from bpforum.store import Store
from bpforum.store.filing_batch import FilingTerms
from bpforum.store.filings import filing_id
from models.filing import Filing
from models.forum import Forum
from models.receipt import Receipt
from models.submission import Received

FIRST = datetime(2026, 5, 4, 12, tzinfo=UTC)


def file_one(
    forum: Forum, store: Store, filing: Filing, n: int, files: dict[str, bytes] | None = None
) -> Receipt:
    """Files the nth thing of a forum, a minute after the one before."""
    at, key = FIRST + timedelta(minutes=n), f"a-key-of-a-form-number-{n:05d}"
    name, fields = filing_id(filing.kind, key), fields_of(filing)
    item = Received(
        external_id=name, data=pack_filing(filing), media_type=MEDIA_TYPE, received_at=at,
        channel="form", fields=fields,
    )  # fmt: skip
    inherited = {key: words for key, words in fields.items() if key not in ("kind", "title")}
    attached = [
        Received(
            external_id=f"{name}/{one}", data=data, received_at=at, channel="form",
            fields=inherited,
        )
        for one, data in (files or {}).items()
    ]  # fmt: skip
    call = next((one for one in forum.calls if one.id == filing.call), None)
    terms = FilingTerms(forum.form_for(filing.call), call, forum.sessions, forum.calls)
    return store.filings.file(terms, item, attached, key=key, at=at)
