"""Owns deadlines as documents state them, by category of input; invents no hour and no category.

A date without an hour means the end of that day in UTC; the words it was read from are kept. Words
like *firm* or *final* make a hard deadline, all others a soft one.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition.dates import FoundDate, end_of_day, find_dates
from models.call import Deadline
from models.reading import Reading

_HEADING = re.compile(
    r"^[ \t#*-]{0,8}(?:important |key |submission )?(?:deadlines?|dates to remember"
    r"|fechas? límites?|plazos?|dates? limites?|échéances?|(?:important|key) dates"
    r"|fechas importantes|dates importantes)"
    r"[ \t*]{0,4}:?[ \t*]{0,4}$",
    re.IGNORECASE | re.MULTILINE,
)
_HARD = re.compile(
    r"\b(?:firm|hard|final|absolute|strict|definitiv[oa]|improrrogable|ferme|définiti(?:f|ve)"
    r"|impérati(?:f|ve)|de rigueur)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:a|the|el|la|le)\s)?(?:(?:firm|hard|final|absolute|strict|last|soft|first)\s)?"
    r"(?:submission )?(?:deadline|closing date|due date|fecha límite(?: definitiva)?|plazo"
    r"|date limite(?: ferme)?|échéance)\s?"
    r"(?:(?:for|of|to submit|para(?: la| el)?|pour(?: les?| la)?|de(?: la| el| l')?)\s?)?",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"(?P<words>[^.\n:]{0,120}\b(?:deadline|closing date|fecha límite|date limite)\b[^.\n]{0,140})",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"(?P<what>[^.\n]{0,160}?)\b(?:to be (?:returned|submitted|received|sent)"
    r"|(?:must|should|shall) (?:be (?:returned|submitted|received|sent)|reach)"
    r"|no later than|not later than|before the deadline of|a más tardar|antes del"
    r"|au plus tard|avant le)\b[^\n]{0,200}",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:\b(?:by|before|until|on or before|no later than|not later than|a más tardar(?: el)?"
    r"|antes del|au plus tard(?: le)?|avant le|jusqu'au|hasta el)\s{1,3}(?:the\s)?)$",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"^[,;]?\s{0,3}(?:at\s)?(\d{1,2})[:h.](\d\d)\s?(?:hours?|hrs?)?\s{0,2}(?:UTC|GMT|Z)\b"
)
_WORD = re.compile(r"[^\W\d_]")
_MOST_APART = 220
_MOST = 50


def listed_deadlines(reading: Reading) -> tuple[Deadline, ...]:
    """What stands below a heading such as `Deadlines:`, or in lines that say `deadline for …`."""
    text = reading.text
    heading = _HEADING.search(text)
    found = list(_below(text, heading.end())) if heading else []
    if not found:
        found = list(_in_lines(text))
    return tuple(_distinct(found))[:_MOST]


def due_dates(text: str, category: str) -> tuple[Deadline, ...]:
    """`To be returned … by 20 February 2004` and the like, all for `category`."""
    found = []
    for due in _DUE.finditer(text):
        for date in find_dates(due[0]):
            if _BY.search(due[0][: date.start]):
                words = due[0][: date.end].strip()
                found.append(_deadline(category, due[0], date, words))
                break
    return tuple(_distinct(found))[:_MOST]


def _below(text: str, start: int) -> Iterator[Deadline]:
    """Entries `category: date`, as long as each date follows its category closely."""
    region = text[start : start + 20_000]
    at = 0
    for date in find_dates(region):
        words = region[at : date.start]
        if date.start - at > _MOST_APART or not _WORD.search(words):
            return
        entry = region[at : date.end]
        category = _category(words)
        if not category:
            return
        yield _deadline(category, region[at:], date, entry, shift=at)
        at = date.end


def _in_lines(text: str) -> Iterator[Deadline]:
    for line in _INLINE.finditer(text):
        dates = find_dates(line["words"])
        if len(dates) != 1:
            continue
        words = line["words"][: dates[0].start]
        lead = re.search(r"[:\u2013\u2014-]\s{0,3}$|\b(?:is|es|est|by|on|el|le)\s{1,3}$", words)
        category = _category(words[: lead.start()]) if lead else ""
        if category:
            yield _deadline(category, line["words"], dates[0], line["words"][: dates[0].end])


def _category(words: str) -> str:
    """The kind of input, from the words before a date."""
    flat = " ".join(words.replace("*", " ").split()).strip(" -\u2013\u2014\u2022:,;.")
    flat = re.sub(r"\s(?:is|es|est|by|on)$", "", flat)
    bare = _LEAD.sub("", flat).strip(" -\u2013\u2014:,;")
    bare = re.sub(r"\s(?:deadline|closing date)$", "", bare, flags=re.IGNORECASE)
    return without_contact_data(bare or flat)


def _deadline(category: str, words: str, date: FoundDate, written: str, shift: int = 0) -> Deadline:
    at = _instant(date, words[date.end - shift :][:40])
    hard = _HARD.search(written) is not None
    return Deadline(
        category=category,
        soft_at=None if hard else at,
        hard_at=at if hard else None,
        as_written=without_contact_data(written.replace("*", " ")).strip(" -\u2013\u2014\u2022"),
        status="proposed",
    )


def _instant(date: FoundDate, after: str) -> datetime:
    """The end of the day, or the hour where it is stated in UTC."""
    at = end_of_day(date.last_day)
    hour = _HOUR.match(after)
    if hour and int(hour[1]) < 24 and int(hour[2]) < 60:
        return at.replace(hour=int(hour[1]), minute=int(hour[2]), second=0)
    return at


def _distinct(found: list[Deadline]) -> Iterator[Deadline]:
    seen = set()
    for one in found:
        key = (one.category.casefold(), one.soft_at, one.hard_at)
        if key not in seen:
            seen.add(key)
            yield one
