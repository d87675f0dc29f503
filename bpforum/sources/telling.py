"""Makes fields of what a register or a table says of a thing; the same for every source."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bpforum.sources.moments import moment_of
from models.base import Instant


@dataclass(frozen=True)
class Said:
    """What is said of one thing: fields as written, when it came, and what is wrong with it."""

    fields: dict[str, str]
    received_at: Instant
    channel: str
    trouble: str = ""


def said_of(
    cells: Mapping[str, str], zone: ZoneInfo, *, otherwise_at: Instant, channel: str
) -> Said:
    """`cells` by our field names, trimmed, empty ones left out.

    A time of receipt that cannot be read stands in `received_at_problem`, and the file's own counts
    instead. An embargo that cannot be read is trouble: nobody could say when it ends.
    """
    fields = {name: value.strip() for name, value in cells.items() if value.strip()}
    received_at, trouble = otherwise_at, ""
    if words := fields.get("received_at"):
        if at := moment_of(words, zone):
            received_at = at
        else:
            fields["received_at_problem"] = "not understood; the file's own time counts"
    if words := fields.get("embargo_until"):
        if until := moment_of(words, zone):
            fields["embargo_until"] = until.isoformat()
        else:
            trouble = (
                f"The embargo {words!r} cannot be understood; write it as 2026-05-04 or "
                "2026-05-04 23:59."
            )
    return Said(fields, received_at, fields.pop("channel", channel), trouble)
