"""Collects from the forum's sources and has what is new read; judges nothing that it reads."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bpforum.bounded import Limits
from bpforum.readers import READER_VERSION, row
from bpforum.readers.read import read_submissions
from bpforum.settings import Settings
from bpforum.sources import open_source
from bpforum.store import CollectCount, Store
from models.forum import Forum
from models.ids import Digest, digest
from models.reading import Reading
from models.submission import Reason, Received, Rejected, Submission

_AHEAD = timedelta(hours=26)
"""A clock may be a day wrong by its time zone; what lies further ahead is not believed."""


def collect(
    forum: Forum, folder: Path, store: Store, now: datetime
) -> tuple[tuple[CollectCount, ...], dict[str, Digest]]:
    """Takes in what every source has; the counts, and the digests of files that hold several."""
    counts, containers = [], {}
    for config in forum.sources:
        source = open_source(config, folder, forum.forum.timezone)
        counts.append(
            store.add_submissions(
                config, forum.call_of(config), _believed(source.collect(), now), at=now,
                sessions=forum.sessions,
            )
        )  # fmt: skip
        containers.update(source.containers())
    return tuple(counts), containers


def _believed(items: Iterable[Received], now: datetime) -> Iterator[Received]:
    """A time of arrival in the future would move the document's date: it becomes now."""
    for item in items:
        if item.received_at > now + _AHEAD:
            yield item.model_copy(update={"received_at": now})
        else:
            yield item


def fields_digest(fields: Mapping[str, str]) -> Digest:
    """The digest of what a source says of a submission: half of the key of its reading."""
    return digest(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode())


def unread(store: Store) -> list[Submission]:
    """The submissions that this version of the reader has not read yet."""
    return [
        one
        for one in store.submissions()
        if one.media_type != row.MEDIA_TYPE and _kept(store, one) is None
    ]


def read(store: Store, submissions: Sequence[Submission], settings: Settings, now: datetime) -> int:
    """Reads `submissions`, and takes in what was attached to them; how many were read."""
    by_reference = {one.reference: one for one in submissions}
    limits = Limits(
        memory=settings.reader_memory_mb * 2**20,
        cpu_seconds=int(settings.reader_seconds),
        wall_seconds=settings.reader_seconds,
    )
    items = (
        (one.reference, one.external_id, store.blob(one.digest), one.fields) for one in submissions
    )
    for reference, result in read_submissions(items, limits=limits):
        one = by_reference[reference]
        # What was attached comes first: killed in between, the mail is simply read once more.
        if isinstance(result, Reading) and result.attachments:
            store.add_attachments(reference, _attached(one, result), at=now)
        store.put_reading(one.digest, fields_digest(one.fields), READER_VERSION, result)
    return len(submissions)


def _attached(mail: Submission, reading: Reading) -> list[Received]:
    """What was attached came when the mail came, from whom the mail came."""
    inherited = {
        name: value
        for name, value in {**reading.fields, **mail.fields}.items()
        if name not in ("title", "kind", "relation")
    }
    return [
        Received(
            external_id=f"{mail.external_id}/{attachment.name}",
            data=attachment.data,
            media_type=attachment.media_type,
            received_at=mail.received_at,
            channel=mail.channel,
            fields=inherited,
        )
        for attachment in reading.attachments
    ]


def _kept(store: Store, one: Submission) -> Reading | Rejected | None:
    if one.trouble:
        return Rejected(reasons=(Reason(code="source", message=one.trouble),))
    if one.media_type == row.MEDIA_TYPE:
        # A table's row is our own JSON and short: reading it again is cheaper than a cache.
        return row.read_row(store.blob(one.digest))
    return store.reading(one.digest, fields_digest(one.fields), READER_VERSION)


def readings(store: Store, submissions: Sequence[Submission]) -> dict[str, Reading | Rejected]:
    """What was read in each submission, by reference."""
    found = {}
    for one in submissions:
        reading = _kept(store, one)
        found[one.reference] = reading or Rejected(
            reasons=(Reason(code="unread", message="It has not been read.",
                            remedy="Run the compilation again."),)
        )  # fmt: skip
    return found
