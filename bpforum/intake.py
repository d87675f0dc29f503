"""Has what was received read, once each, and takes in what was attached; judges nothing."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bpforum.bounded import WALL_PER_CPU, Limits
from bpforum.readers import READER_VERSION, row
from bpforum.readers.kind import kind_of
from bpforum.readers.masking import MASK
from bpforum.readers.read import read_submissions
from bpforum.settings import Settings
from bpforum.sources.containers import expand
from bpforum.store import Store
from bpforum.validation.readings import Readings
from models.ids import Digest, digest, number_of
from models.reading import Reading
from models.submission import Reason, Received, Rejected, Submission

_KEPT_AT_ONCE = 25
_ROWS_AT_ONCE, _NEAR = 512, 8
_MAILS = ("mail", "outlook")
_NOT_INHERITED = ("title", "kind", "relation", "in_reply_to")
_WHOSE = (
    "name", "organisation", "function", "country", "stakeholder_group", "capacity", "membership",
    "source_type", "on_behalf_of", "co_sponsors", "document_number", "language", "position",
)  # fmt: skip


def fields_digest(fields: Mapping[str, str]) -> Digest:
    """The digest of what a source says of a submission: half of the key of its reading."""
    return digest(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode())


def unread(store: Store) -> list[Submission]:
    """The submissions that this version of the reader has not read yet."""
    done, gone = store.read_keys(READER_VERSION), store.retired()
    return [
        one
        for one in store.submissions(without=row.MEDIA_TYPE)
        if not (one.erased or one.trouble)
        and one.digest not in gone
        and (one.digest, fields_digest(one.fields)) not in done
    ]


def read(
    store: Store,
    submissions: Sequence[Submission],
    settings: Settings,
    zone: ZoneInfo,
    now: datetime,
    tell: Callable[[str], None],
) -> int:
    """Reads `submissions`, and takes in what was attached to them; how many were read.

    Times without a zone, in what is attached, are in `zone`.
    What was read is kept a few at a time: a long reading can be stopped, and goes on from there.
    """
    by_reference = {one.reference: one for one in submissions}
    limits = Limits(
        memory=settings.reader_memory_mb * 2**20,
        cpu_seconds=max(1, int(settings.reader_seconds)),
        wall_seconds=WALL_PER_CPU * settings.reader_seconds,
    )
    items = (
        (one.reference, one.external_id, store.blob(one.digest), one.fields) for one in submissions
    )
    found: list[tuple[Digest, Digest, Reading | Rejected]] = []
    for n, (reference, result) in enumerate(read_submissions(items, limits=limits), start=1):
        one = by_reference[reference]
        # What was attached comes first: killed in between, the mail is simply read once more.
        if isinstance(result, Reading) and result.attachments:
            store.add_attachments(reference, _attached(one, result, zone, limits), at=now)
        found.append((one.digest, fields_digest(one.fields), result))
        if len(found) == _KEPT_AT_ONCE or n == len(submissions):
            store.put_readings(READER_VERSION, found)
            found.clear()
            tell(f"Reading: {n} of {len(submissions)}")
    return len(submissions)


def _attached(mail: Submission, reading: Reading, zone: ZoneInfo, limits: Limits) -> list[Received]:
    """What was attached came when the mail came, from whom the mail came; archives are opened.

    An attached mail says itself whose it is: who forwards one is not who wrote it.
    """
    inherited = {
        name: value
        for name, value in {**reading.fields, **mail.fields}.items()
        if name not in _NOT_INHERITED
    }
    their_own = [name for name in _WHOSE if name in inherited and name not in mail.fields]
    found: list[Received] = []
    for attachment in reading.attachments:
        item = Received(
            external_id=f"{mail.external_id}/{attachment.name}",
            data=attachment.data,
            media_type=attachment.media_type,
            received_at=mail.received_at,
            channel=mail.channel,
            fields=inherited,
        )
        for one in expand(item, zone, limits):
            if kind_of(one.external_id, one.data) in _MAILS:
                fields = {name: said for name, said in one.fields.items() if name not in their_own}
                one = one.model_copy(update={"fields": fields})
            found.append(one)
    return found


def _kept(store: Store, one: Submission, data: bytes | None = None) -> Reading | Rejected | None:
    if one.erased:
        return Reading(text="")
    if one.trouble:
        return Rejected(reasons=(Reason(code="source", message=one.trouble),))
    if one.media_type == row.MEDIA_TYPE:
        # A table's row is our own JSON and short: reading it again is cheaper than a cache.
        return row.read_row(data if data is not None else store.blob(one.digest))
    return store.reading(one.digest, fields_digest(one.fields), READER_VERSION)


def holds_contact_data(store: Store, one: Submission) -> bool:
    """Whether the original of what was read has an address or number that had to be masked."""
    if one.media_type == row.MEDIA_TYPE or one.trouble:
        return False
    reading = _kept(store, one)
    if not isinstance(reading, Reading):
        return reading is not None
    is_mail = "message_id" in reading.properties or one.media_type == "message/rfc822"
    return is_mail or MASK in reading.model_dump_json()


class StoredReadings(Readings):
    """What was read in each of the `submissions`, by reference; looked up when it is asked for."""

    def __init__(self, store: Store, submissions: Iterable[Submission]) -> None:
        """The `submissions` may be gone through again and again."""
        self._store = store
        self._submissions = submissions
        self._rows: dict[Digest, bytes] = {}
        self._until, self._at_once = 0, 1

    def of(self, submission: Submission) -> Reading | Rejected:
        """What was read in `submission`; those of a table are best asked for in order."""
        data = self._row(submission) if submission.media_type == row.MEDIA_TYPE else None
        return _kept(self._store, submission, data) or Rejected.because(
            "unread", "It has not been read.", remedy="Run the compilation again."
        )

    def _row(self, one: Submission) -> bytes | None:
        """The bytes of a row; where they are asked for one after the other, many at a time."""
        number = number_of(one.reference) or 0
        if one.digest not in self._rows:
            near = 0 <= number - self._until <= _NEAR
            self._at_once = min(2 * self._at_once, _ROWS_AT_ONCE) if near else 1
            self._rows = self._store.rows_from(one.reference, self._at_once)
            self._until = number + self._at_once
        return self._rows.get(one.digest)

    def __getitem__(self, reference: str) -> Reading | Rejected:
        for one in self._submissions:
            if one.reference == reference:
                return self.of(one)
        raise KeyError(reference)

    def __iter__(self) -> Iterator[str]:
        return (one.reference for one in self._submissions)

    def __len__(self) -> int:
        return sum(1 for _ in self)
