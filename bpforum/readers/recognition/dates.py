"""Owns dates in running text, in English, Spanish and French; refuses to guess day from month.

Found dates are ISO days (`2014-02-20`) or ranges (`2004-02-26/2004-02-27`). A date without a day
or a year is no date here, and `03/04/2014` is none either: nobody can say which month it names.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

from models.base import Model

_MONTH_NAMES = (
    ("january", "jan", "enero", "janvier"),
    ("february", "feb", "febrero", "février", "fevrier"),
    ("march", "mar", "marzo", "mars"),
    ("april", "apr", "abril", "avril"),
    ("may", "mayo", "mai"),
    ("june", "jun", "junio", "juin"),
    ("july", "jul", "julio", "juillet"),
    ("august", "aug", "agosto", "août", "aout"),
    ("september", "sept", "sep", "septiembre", "setiembre", "septembre"),
    ("october", "oct", "octubre", "octobre"),
    ("november", "nov", "noviembre", "novembre"),
    ("december", "dec", "diciembre", "décembre", "decembre"),
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names}

# White space and line breaks are bounded everywhere, so that no text can make these run long.
_S = r"\s{1,4}"
_M = "(?:" + "|".join(sorted(_MONTHS, key=lambda name: (-len(name), name))) + r")\b\.?"
_D = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|er|º|°)?"
_Y = r"(?:19|20)\d\d"
_OF = rf"(?:{_S}(?:of|de|du|del))?{_S}"
_TO = (
    r"\s{0,4}(?:[-\u2013\u2014]|to|al|a|au|until|(?P<and>and|y|et|&))\s{0,4}"
    rf"(?:(?:the|el|le){_S})?"
)
_COMMA = rf"(?:,{_S}|{_OF})"

_YEAR = re.compile(_Y)
_BEFORE, _AFTER = 64, 64
_PATTERNS = tuple(
    re.compile(rf"(?<![\w/.-]){pattern}(?![\w/])", re.IGNORECASE)
    for pattern in (
        rf"(?P<iso>{_Y}-[01]\d-[0-3]\d)(?:/(?P<iso2>{_Y}-[01]\d-[0-3]\d))?(?:T[\d:.]{{2,15}}Z?)?",
        # 26 February 2004 to 1 March 2004, 2 November-6 December 2016, 14-16 August 2017
        (
            rf"(?P<d1>{_D})(?:{_OF}(?P<m1>{_M})(?:{_COMMA}(?P<y1>{_Y}))?)?{_TO}"
            rf"(?P<d2>{_D}){_OF}(?P<m2>{_M}){_COMMA}(?P<y2>{_Y})"
        ),
        rf"(?P<d1>{_D}){_OF}(?P<m1>{_M}){_COMMA}(?P<y1>{_Y})",
        # August 14 to September 2, 2017; August 14-16, 2017
        rf"(?P<m1>{_M}){_S}(?P<d1>{_D}){_TO}(?:(?P<m2>{_M}){_S})?(?P<d2>{_D}),?{_S}(?P<y2>{_Y})",
        rf"(?P<m1>{_M}){_S}(?P<d1>{_D}),?{_S}(?P<y1>{_Y})",
        rf"(?P<d>[0-3]?\d)(?P<dot>[./])(?P<n>[01]?\d)[./](?P<y>{_Y})",
    )
)


class FoundDate(Model):
    """A date or a range of dates, and where it stands, in code points, half-open."""

    start: int
    end: int
    iso: str

    @property
    def last_day(self) -> date:
        """The day, or the last day of the range."""
        return date.fromisoformat(self.iso.split("/")[-1])


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates of `text` in order, ranges as one; none overlaps another."""
    found = [
        one for low, high in _near_years(text) for pattern in _PATTERNS
        for one in _matches(pattern, text, low, high)
    ]  # fmt: skip
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[FoundDate] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def end_of_day(day: date) -> datetime:
    """The last second of `day` in UTC: what a date without a time or zone is taken to mean."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=UTC)


def _near_years(text: str) -> Iterator[tuple[int, int]]:
    """Where a date can be at all: around each year, so that long texts cost little."""
    low = high = -1
    for year in _YEAR.finditer(text):
        if year.start() - _BEFORE > high:
            if high >= 0:
                yield low, high
            low = max(0, year.start() - _BEFORE)
        high = min(len(text), year.end() + _AFTER)
    if high >= 0:
        yield low, high


def _matches(pattern: re.Pattern[str], text: str, low: int, high: int) -> Iterator[FoundDate]:
    for match in pattern.finditer(text, low, high):
        iso = _iso({key: value for key, value in match.groupdict().items() if value})
        if iso:
            yield FoundDate(start=match.start(), end=match.end(), iso=iso)


def _iso(parts: dict[str, str]) -> str:
    if "iso" in parts:
        days = [_valid(parts[key]) for key in ("iso", "iso2") if key in parts]
    elif "n" in parts:
        days = [_numeric(int(parts["d"]), int(parts["n"]), int(parts["y"]), parts["dot"])]
    else:
        days = [_named(parts, "1", "2")] + ([_named(parts, "2", "1")] if "d2" in parts else [])
    if None in days:
        return ""
    if len(days) == 1:
        return str(days[0])
    first, last = (day for day in days if day)
    # "14 and 16 August" are two days, "26 and 27 February" are a range.
    apart = (last - first).days
    return f"{first}/{last}" if apart == 1 or (apart > 1 and "and" not in parts) else ""


def _valid(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _numeric(day: int, month: int, year: int, mark: str) -> date | None:
    """`20/02/2014` and `03.04.2014` are clear; `03/04/2014` is April here and March there."""
    if mark == "/" and day <= 12 and day != month:
        return None
    return _valid(f"{year}-{month:02}-{day:02}")


def _named(parts: dict[str, str], side: str, other: str) -> date | None:
    year = parts.get(f"y{side}") or parts[f"y{other}"]
    month = parts.get(f"m{side}") or parts[f"m{other}"]
    digits = "".join(filter(str.isdigit, parts[f"d{side}"]))
    return _valid(f"{year}-{_MONTHS[month.rstrip('.').lower()]:02}-{int(digits):02}")
