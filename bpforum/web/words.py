"""Owns the pages' fixed words in every language; a word that is missing is an error, not a blank.

`templates/web/words/<screen>.toml` has a table for each key, with its words in en, es and fr.
"""

import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from bpforum.data import data_path

LANGUAGES: dict[str, str] = {"en": "English", "es": "Español", "fr": "Français"}
"""The pages' languages, by their own names."""
_FRENCH_BLANK = re.compile(r" (?=[:;?!»])|(?<=«) ")
"""Before such a stop French has a blank at which no line ends."""
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

Say = Callable[..., str]
"""`say("home.title", n=3)`: the words of a key; with `n` the form for one or for many."""


@cache
def _screens() -> dict[str, dict[str, dict[str, str]]]:
    folder = data_path("templates", "web", "words")
    found = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in folder.glob("*.toml")}
    for words in (one for screen in found.values() for one in screen.values()):
        if "fr" in words:
            words["fr"] = _FRENCH_BLANK.sub("\N{NO-BREAK SPACE}", words["fr"])
    return found


def entries(screen: str) -> dict[str, dict[str, str]]:
    """The words of a screen's keys in each language."""
    return _screens()[screen]


def known(screen: str) -> frozenset[str]:
    """The keys of a screen, where it has words for some things and not for others."""
    return frozenset(_screens()[screen])


def speaking(language: str) -> Say:
    """What says things in `language`; where a language is missing, in English."""

    def say(key: str, /, **values: object) -> str:
        screen, _, name = key.partition(".")
        entry = _screens()[screen]
        if "n" in values and f"{name}_one" in entry:
            name += "_one" if values["n"] == 1 else "_many"
        words = entry[name]
        text = words.get(language) or words["en"]
        return text.format(**values) if values else text

    return say


def chosen(wanted: str, accepted: str, otherwise: Iterable[str]) -> str:
    """The language chosen, else the browser's first that we have, else the forum's.

    `accepted` is an Accept-Language header.
    """
    if wanted in LANGUAGES:
        return wanted
    ranked = []
    for n, part in enumerate(accepted.split(",")[:20]):
        name, _, quality = part.strip().partition(";q=")
        try:
            ranked.append((-float(quality or 1), n, name.partition("-")[0].lower()))
        except ValueError:
            continue
    known = [name for _, _, name in sorted(ranked) if name in LANGUAGES]
    return next(iter([*known, *(one for one in otherwise if one in LANGUAGES)]), "en")


def shown_time(say: Say, at: datetime, zone: ZoneInfo) -> str:
    """`15 September 2026, 23:59 (Africa/Nairobi)`: a time is never shown without its zone."""
    local = at.astimezone(zone)
    return say(
        "common.time", day=shown_day(say, local.date()), time=f"{local:%H:%M}", zone=zone.key
    )


def shown_day(say: Say, day: date) -> str:
    """`15 September 2026`."""
    month = say("common.months").split()[day.month - 1]
    return say("common.day", day=day.day, month=month, year=day.year)
