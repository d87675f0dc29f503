"""Makes submissions of what lies in an archive, a mailbox or a table that came as one file.

A container is no submission, unless nothing can be got out of it: then it is one, with the reason.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bpforum.bounded import Limits
from bpforum.readers.kind import CONTAINERS, kind_of
from bpforum.readers.packed.containers import in_words, unpack
from bpforum.readers.packed.member import Member
from bpforum.sources.moments import FARTHEST_AHEAD
from bpforum.sources.tables.table import table_rows
from models.base import Instant
from models.call import Question
from models.submission import Received, Rejected

_NOT_INHERITED = ("title", "relation")
"""What is said of a container and true of no single thing in it."""
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_MAILS = ("message/rfc822", "application/vnd.ms-outlook")
_NOTHING = "This file holds nothing. Ask the sender what was meant to be in it."


def expand(
    item: Received,
    zone: ZoneInfo,
    limits: Limits | None = None,
    questions: Sequence[Question] = (),
) -> tuple[Received, ...]:
    """What is in `item`, as `<its id>/<name>`; `item` alone where it holds no others.

    A mail came when it says it was sent. Any other file came when it was last changed, unless its
    container came by mail or somebody said when it came: then it came with it. What cannot be
    opened, and what holds nothing, is `item` with `trouble`.
    """
    if item.trouble:
        return (item,)
    kind = kind_of(item.external_id, item.data)
    if isinstance(kind, Rejected) or kind not in CONTAINERS:
        return (item,)
    if kind in ("table", "spreadsheet"):
        return _rows(item, zone, questions)
    members = unpack(item.external_id, item.data, limits)
    if isinstance(members, Rejected):
        return (_troubled(item, in_words(members)),)
    found: list[Received] = []
    for member in _distinct(members):
        one = _received(member, item, zone)
        table = not one.trouble and kind_of(one.external_id, one.data) in ("table", "spreadsheet")
        found += _rows(one, zone, questions) if table else (one,)
    return tuple(found) or (_troubled(item, _NOTHING),)


def _rows(item: Received, zone: ZoneInfo, questions: Sequence[Question]) -> tuple[Received, ...]:
    rows = table_rows(item.external_id, item.data, zone, item.received_at, questions)
    if isinstance(rows, Rejected):
        return (_troubled(item, in_words(rows)),)
    inherited = _inherited(item)
    return tuple(
        row.model_copy(update={"fields": {**inherited, **row.fields}}) for row in rows
    ) or (_troubled(item, _NOTHING),)


def _distinct(members: Sequence[Member]) -> list[Member]:
    """The same bytes under the same name are one thing; other bytes are the store's to judge."""
    kept: dict[tuple[str, bytes], Member] = {}
    for member in members:
        kept.setdefault((member.name, member.data), member)
    return list(kept.values())


def _received(member: Member, item: Received, zone: ZoneInfo) -> Received:
    is_mail = member.media_type in _MAILS
    fields = _inherited(item)
    if member.name_as_sent:
        fields["name_as_sent"] = member.name_as_sent
    return Received(
        external_id=f"{item.external_id}/{member.name}".rstrip("/"),
        data=member.data,
        media_type=member.media_type,
        received_at=_came(member, item, zone),
        channel="mail" if is_mail else item.channel,
        fields=fields,
        trouble=member.trouble,
    )


def _came(member: Member, item: Received, zone: ZoneInfo) -> Instant:
    came_with_it = item.channel == "mail" and member.media_type not in _MAILS
    if came_with_it or "received_at" in item.fields:
        return item.received_at
    date = member.date
    if date is None and member.clock:
        date = datetime.fromisoformat(member.clock).replace(tzinfo=zone).astimezone(UTC)
    # A clock that is far off says nothing, and nothing was packed before it was written.
    sane = date is not None and _EARLIEST <= date <= item.received_at + FARTHEST_AHEAD
    return date if date is not None and sane else item.received_at


def _inherited(item: Received) -> dict[str, str]:
    return {name: value for name, value in item.fields.items() if name not in _NOT_INHERITED}


def _troubled(item: Received, trouble: str) -> Received:
    return item.model_copy(update={"trouble": trouble})
