"""Takes in one file that a person hands over, through the guard, and reads it; opens no store.

It may stand in place of a submission that could not be used; asks nobody over the network.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from bpforum import intake
from bpforum.errors import UnusableForum
from bpforum.readers.guard import MOST_BYTES
from bpforum.readers.kind import CONTAINERS, kind_of
from bpforum.settings import Settings
from bpforum.store import IMPORTED, Store
from models.base import Instant, Model
from models.forum import Forum, SourceConfig
from models.ids import Reference
from models.reading import Reading
from models.submission import Reason, Received, Submission


class Imported(Model):
    """What became of an imported file."""

    reference: Reference
    corrects: Reference | None
    received_at: Instant
    words: int
    reasons: tuple[Reason, ...]
    """Why it cannot be used either, where it cannot."""


def take_in(
    store: Store,
    forum: Forum,
    settings: Settings,
    name: str,
    data: bytes,
    *,
    corrects: str | None,
    source: str | None,
    by: str,
    at: datetime,
) -> Imported:
    """The file as a submission, read. Raises UnusableForum where that cannot be done.

    A correction is of the same source as what it corrects, came when that came (whoever sent it was
    in time), and says of itself what was said of that.
    """
    check(name, data)
    original = _original(store, corrects) if corrects else None
    config = _source(forum, original.source if original else source)
    external = f"{original.external_id}#{name}" if original else name
    fields = dict(original.fields) if original else {}
    if original:
        fields |= {"corrects": original.reference, "imported_by": by}
    item = Received(
        external_id=external,
        data=data,
        received_at=original.received_at if original else at,
        channel=IMPORTED,
        fields=fields,
    )
    store.add_submissions(
        config, forum.call_of(config), [item], at=at, sessions=forum.sessions, complete=False,
        by=by,
    )  # fmt: skip
    one = _newest(store, config.id, external)
    zone = ZoneInfo(forum.forum.timezone)
    intake.read(store, [one], settings, zone, at, lambda message: None)
    reading = intake.StoredReadings(store, [one]).of(one)
    return Imported(
        reference=one.reference,
        corrects=original.reference if original else None,
        received_at=one.received_at,
        words=len(reading.text.split()) if isinstance(reading, Reading) else 0,
        reasons=() if isinstance(reading, Reading) else reading.reasons,
    )


def check(name: str, data: bytes) -> None:
    """Raises UnusableForum for a file that is not taken in as one submission."""
    if len(data) > MOST_BYTES:
        raise UnusableForum(
            f"{name} is larger than {MOST_BYTES // 2**20} MB; ask for a smaller one, or for its "
            "text."
        )
    if kind_of(name, data) in CONTAINERS:
        raise UnusableForum(
            f"{name} holds several things, which would be one submission. Put it into a folder "
            "that is a source, or import what is in it file by file."
        )


def _original(store: Store, name: str) -> Submission:
    for one in store.submissions():
        if one.reference == name and not one.erased:
            return one
    raise UnusableForum(
        f"--corrects: there is no submission {name!r}; references stand in ledger.csv."
    )


def _newest(store: Store, source: str, name: str) -> Submission:
    for one in reversed(store.submissions()):
        if (one.source, one.external_id) == (source, name):
            return one
    raise UnusableForum(
        f"{name} was erased, and nothing comes in under its name again; rename the file where it "
        "is to be taken in all the same."
    )


def _source(forum: Forum, name: str | None) -> SourceConfig:
    for config in forum.sources:
        if config.id == name or (name is None and config.kind == "folder"):
            return config
    known = ", ".join(config.id for config in forum.sources)
    if name is None:
        raise UnusableForum(f"--source: say which source it counts for: {known}.")
    raise UnusableForum(f"--source: there is no source {name!r}; the sources are {known}.")
