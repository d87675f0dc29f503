"""When a schedule's next times are, which was missed, and what it is in words; starts nothing.

Pure: the time now is given. A cron expression has five fields, as `forum.toml` and Prefect know it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from models.base import Instant
from models.forum import Forum
from models.run_request import RunKind

SWEEP = "17 3 * * *"
"""Where the forum says nothing of it: nightly."""


def crons_of(forum: Forum) -> dict[RunKind, str]:
    """The cron expression of each kind of run that begins by itself."""
    asked = forum.schedule
    found: dict[RunKind, str | None] = {
        "compile": asked.cron if asked else None,
        "collect": asked.collect if asked else None,
        "remind": asked.remind if asked else None,
        "sweep": (asked.sweep if asked else None) or SWEEP,
    }
    return {kind: cron for kind, cron in found.items() if cron}


def problem_of(cron: str) -> str:
    """What is wrong with an expression, and what to write; empty where nothing is."""
    how = "write minute, hour, day, month and weekday, such as '0 6 * * 1' for Mondays at six"
    if len(cron.split()) != 5:
        return f"{cron!r} has not five fields; {how}"
    try:
        next(CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        return f"{cron!r} cannot be understood ({str(error).lower()}); {how}"
    except StopIteration:  # not within the next fifty years
        return f"{cron!r} names a day that never comes; {how}"
    return ""


def next_times(cron: str, zone: str, after: Instant, most: int = 3) -> tuple[Instant, ...]:
    """The next times after `after`, soonest first."""
    times = CronSim(cron, after.astimezone(ZoneInfo(zone)))
    return tuple(one.astimezone(UTC) for one in islice(times, most))


def last_time(cron: str, zone: str, now: Instant) -> Instant | None:
    """The newest time that is not after `now`."""
    local = now.astimezone(ZoneInfo(zone))
    # The reverse walk leaves out the moment that it begins at.
    at = local.replace(second=0, microsecond=0)
    if next_times(cron, zone, _just_before(at), 1) == (at.astimezone(UTC),):
        return at.astimezone(UTC)
    found = next(CronSim(cron, local, reverse=True), None)
    return found.astimezone(UTC) if found else None


def missed(
    cron: str, zone: str, *, since: Instant, last_due: Instant | None, now: Instant
) -> Instant | None:
    """The newest time that passed since `since` for which no run was asked; None where none did.

    One, however many there were: a run makes its document of all that there is.
    """
    newest = last_time(cron, zone, now)
    if newest is None or newest <= since or (last_due and newest <= last_due):
        return None
    return newest


def in_words(cron: str, language: str = "en") -> str:
    """`on Mondays at 06:00`; in English where `language` is not known."""
    words = _WORDS.get(language, _WORDS["en"])
    minute, hour, day, month, weekday = cron.upper().split()
    steps = _steps(words, minute, hour)
    times = steps or _times(words, minute, hour)
    days = _days(words, day, weekday)
    months = _named(month, words.months, 1)
    if not times or days is None or (months is None and month != "*"):
        return words.otherwise.format(cron=cron)
    if not steps:
        parts = [f"{days} {times}"]
    else:
        parts = [times] if days == words.every_day else [times, days]
    if months:
        parts.append(words.in_months.format(months=_joined(words, months)))
    return ", ".join(parts)


class _Words(NamedTuple):
    every_day: str
    at: str
    minute: str
    minutes: str
    hour: str
    hours: str
    on_weekdays: str
    from_to: str
    on_days: str
    in_months: str
    conjunction: str
    otherwise: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]


_WORDS = {
    "en": _Words(
        "every day", "at {times}", "every minute", "every {n} minutes", "every hour, at :{minute}",
        "every {n} hours, at :{minute}", "on {days}", "{first} to {last}",
        "on day {days} of the month", "in {months}", "and", "by the expression “{cron}”",
        tuple("Sundays Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays".split()),
        tuple("January February March April May June July August September October November "
              "December".split()),
    ),
    "es": _Words(
        "todos los días", "a las {times}", "cada minuto", "cada {n} minutos",
        "cada hora, en el minuto {minute}", "cada {n} horas, en el minuto {minute}", "los {days}",
        "de {first} a {last}", "el día {days} del mes", "en {months}", "y",
        "según la expresión «{cron}»",
        tuple("domingos lunes martes miércoles jueves viernes sábados".split()),
        tuple("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
              "diciembre".split()),
    ),
    "fr": _Words(
        "tous les jours", "à {times}", "chaque minute", "toutes les {n} minutes",
        "toutes les heures, à la minute {minute}", "toutes les {n} heures, à la minute {minute}",
        "le {days}", "du {first} au {last}", "le {days} du mois", "en {months}", "et",
        "selon l’expression « {cron} »",
        tuple("dimanche lundi mardi mercredi jeudi vendredi samedi".split()),
        tuple("janvier février mars avril mai juin juillet août septembre octobre novembre "
              "décembre".split()),
    ),
}  # fmt: skip
_SHORT = {
    name: n
    for names, first in (("SUN MON TUE WED THU FRI SAT", 0),
                         ("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC", 1))
    for n, name in enumerate(names.split(), start=first)
}  # fmt: skip


def _just_before(at: datetime) -> Instant:
    return datetime.fromtimestamp(at.timestamp() - 1, tz=UTC)


def _times(words: _Words, minute: str, hour: str) -> str:
    """The times of a day; empty where there are too many to be listed."""
    minutes, hours = _numbers(minute), _numbers(hour)
    if not minutes or not hours or len(minutes) * len(hours) > 6:
        return ""
    return words.at.format(times=_joined(words, [f"{h:02}:{m:02}" for h in hours for m in minutes]))


def _steps(words: _Words, minute: str, hour: str) -> str:
    """How often, where it is said by steps that fit an hour or a day; else empty."""
    numbers = _numbers(minute)
    if hour == "*":
        n = 1 if minute == "*" else _step(minute)
        if n and 60 % n == 0:
            return words.minute if n == 1 else words.minutes.format(n=n)
        return words.hour.format(minute=f"{numbers[0]:02}") if len(numbers) == 1 else ""
    n = _step(hour)
    if n and 24 % n == 0 and len(numbers) == 1:
        return (words.hour if n == 1 else words.hours).format(n=n, minute=f"{numbers[0]:02}")
    return ""


def _days(words: _Words, day: str, weekday: str) -> str | None:
    if day == "*" and weekday == "*":
        return words.every_day
    if day == "*":
        numbers = _numbers(weekday)
        if not numbers or max(numbers) > 7:
            return None
        wanted = sorted({n % 7 for n in numbers}, key=lambda n: n or 7)
        names = [words.weekdays[n] for n in wanted]
        if len(wanted) > 2 and wanted == list(range(wanted[0], wanted[0] + len(wanted))):
            return words.from_to.format(first=names[0], last=names[-1])
        return words.on_weekdays.format(days=_joined(words, names))
    if weekday == "*" and (numbers := _numbers(day)):
        return words.on_days.format(days=_joined(words, [str(n) for n in numbers]))
    return None  # a day of the month or a weekday: cron's "or" is no plain sentence


def _named(field: str, names: Sequence[str], first: int) -> list[str] | None:
    numbers = _numbers(field)
    return [names[n - first] for n in numbers] if numbers else None


def _step(field: str) -> int | None:
    start, slash, n = field.partition("/")
    return int(n) if slash and start in ("*", "0") and n.isdecimal() and int(n) else None


def _numbers(field: str) -> list[int]:
    """`1,3` or `1-5`, by number or name; none for what is written otherwise."""
    found: list[int] = []
    for part in field.split(","):
        first, dash, last = part.partition("-")
        ends = [_SHORT.get(one, int(one) if one.isdecimal() else -1)
                for one in ([first, last] if dash else [first])]  # fmt: skip
        if min(ends) < 0:
            return []
        found += range(ends[0], ends[-1] + 1)
    return sorted(set(found))


def _joined(words: _Words, parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return f"{', '.join(parts[:-1])} {words.conjunction} {parts[-1]}"
