"""Reads a time that somebody typed into a form: the one place where that becomes an instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LAST_SECOND = time(23, 59, 59)


class NotATime(ValueError):
    """It cannot be read; the message is the key of the words that say so."""


def instant_typed(typed: str, zone: ZoneInfo, *, ends: bool = False) -> datetime:
    """The instant that `typed` names, in ISO form. Raises NotATime.

    - An offset that is given is kept; without one it is in `zone`, the forum's.
    - A day alone is its first moment; where something `ends` then, its last second, as in
      `forum.toml`.
    - An hour that comes twice, since the clocks go back, is the later one: nobody who came in time
      by the clock on the wall came late.
    - An hour that does not come, since the clocks go forward, is refused: nobody can say which one
      was meant.
    """
    typed = typed.strip()
    if not typed.isprintable():  # a NUL ends it for what reads it
        raise NotATime("common.not_a_time")
    try:
        day = _day(typed)
        at = datetime.fromisoformat(typed) if day is None else datetime.combine(
            day, LAST_SECOND if ends else time()
        )  # fmt: skip
        if at.tzinfo is not None:
            at.astimezone(UTC)  # it is an instant that can be reckoned with
            return at
        # A day's first moment is before any hour of it that comes twice.
        local = at.replace(tzinfo=zone, fold=int(day is None or ends))
        there = local.astimezone(UTC).astimezone(zone)
    except (ValueError, OverflowError) as error:
        raise NotATime("common.not_a_time") from error
    if day is None and there.replace(tzinfo=None, fold=0) != at:
        raise NotATime("common.hour_skipped")
    return there


def as_typed(value: date, zone: ZoneInfo, *, ends: bool = False) -> str:
    """A day, or a time, of `forum.toml` as a field for a date with a time shows it.

    Read again it is the same instant, but for the earlier of an hour that comes twice.
    """
    if not isinstance(value, datetime):
        value = datetime.combine(value, LAST_SECOND if ends else time())
    local = value.astimezone(zone) if value.tzinfo else value
    return f"{local:%Y-%m-%dT%H:%M:%S}" if local.second else f"{local:%Y-%m-%dT%H:%M}"


def _day(typed: str) -> date | None:
    """The day, where no time stands behind it."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
