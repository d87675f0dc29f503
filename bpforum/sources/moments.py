"""Reads the times that registers and exports hold; refuses those that could be two days."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from models.base import Instant

FARTHEST_AHEAD = timedelta(hours=26)
"""A clock may be a day wrong by its time zone; what lies further ahead is not believed."""

_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[./-](\d{1,2})[./-](\d{1,2})", re.ASCII)
_CLOCK = re.compile(
    r"[T ,]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)? ?([AaPp]\.?[Mm]\.?)?", re.ASCII
)
_OFFSET = re.compile(
    r" ?(?:(?:UTC|GMT)? ?([+-])(\d{1,2}):?(\d{2})?|(?:Z|UTC|GMT))", re.ASCII | re.IGNORECASE
)


def moment_of(words: str, zone: ZoneInfo) -> Instant | None:
    """The instant that `words` name; without an offset, in `zone`; a day alone is its beginning.

    None where they name none, or where nobody can say which: `03/04/2026` is 3 April or 4 March.
    """
    words = " ".join(words.split())
    day, at = _day(words)
    if day is None:
        return None
    hour = minute = second = micro = 0
    if clock := _CLOCK.match(words, at):
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        micro = int((clock[4] or "0")[:6].ljust(6, "0"))
        if clock[5]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if clock[5][0] in "Pp" else 0)
        at = clock.end()
    minutes = None
    if offset := _OFFSET.match(words, at):
        minutes = 0
        if offset[1]:
            minutes = int(offset[2]) * 60 + int(offset[3] or 0)
            minutes = -minutes if offset[1] == "-" else minutes
        at = offset.end()
    if words[at:].strip():
        return None
    try:
        local = datetime(*day, hour, minute, second, micro, tzinfo=UTC)
        if minutes is None:
            return local.replace(tzinfo=zone).astimezone(UTC)
        iso = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
        return datetime.fromisoformat(local.replace(tzinfo=None).isoformat() + iso).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(words: str) -> tuple[tuple[int, int, int] | None, int]:
    """Year, month and day at the start of `words`, and where they end."""
    if found := _YEAR_FIRST.match(words):
        return (int(found[1]), int(found[2]), int(found[3])), found.end()
    if found := _DAY_FIRST.match(words):
        one, two, year = int(found[1]), int(found[3]), int(found[4])
        # With dots the day comes first everywhere; with strokes it depends on the country.
        if found[2] == "." or one > 12 or one == two:
            return (year, two, one), found.end()
        if two > 12:
            return (year, one, two), found.end()
    return None, 0
