"""Owns what the values of a masthead become in our fields; looks for no masthead itself."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bpforum.readers.contact_data import without_contact_data
from bpforum.readers.recognition.dates import find_dates
from bpforum.readers.recognition.languages import language_code
from bpforum.readers.recognition.masthead_keys import REGIONS, STANCES, normalised
from bpforum.readers.recognition.text_lines import TextLine


@dataclass(frozen=True, slots=True)
class Pair:
    """A known key and its value; `field` is empty for a key that is not kept."""

    field: str
    words: str
    value: str
    lines: tuple[TextLine, ...]
    """Where it stands."""


def fields_of(pairs: Sequence[Pair]) -> dict[str, str]:
    """The fields that the pairs give, each once; several authors or questions apart by `;`."""
    fields: dict[str, str] = {}
    keys = {pair.field for pair in pairs}
    for pair in pairs:
        for name, value in _values(pair, keys):
            clean = " ".join(without_contact_data(value).split())
            if not clean:
                continue
            if name not in fields:
                fields[name] = clean
            elif name in ("name", "organisation", "relation", "rapporteur", "question"):
                fields[name] += f"; {clean}"
    return fields


def _values(pair: Pair, keys: set[str]) -> Iterator[tuple[str, str]]:
    name, value = pair.field, pair.value
    if name in ("language", "original_language"):
        yield name, language_code(value)
    elif name in ("date", "received_at"):
        yield name, _date(value)
    elif name in ("capacity", "treatment", "kind"):
        yield name, normalised(name, value)
    elif name == "position":
        yield ("position" if STANCES.match(value) else "function"), value
    elif name == "on_behalf_of":
        yield "capacity", "on_behalf"
        yield ("on_behalf_of" if "organisation" in keys else "organisation"), value
    elif name == "region":
        yield from _region(pair, keys)
    elif name in ("revises", "translates", "attached_to"):
        word = {"revises": "revises", "translates": "translation of"}.get(name, "attached to")
        yield "relation", f"{word} {value}"
    else:
        yield name, value


def _region(pair: Pair, keys: set[str]) -> Iterator[tuple[str, str]]:
    """Forms that ask for no country ask for it as `Region`; what was written there is kept."""
    is_region = REGIONS.match(pair.value) is not None
    if is_region or "country" in keys:
        yield "region", pair.value
    if "country" not in keys:
        yield "country", pair.value


def _date(value: str) -> str:
    found = find_dates(value)
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", value):
        return value
    return found[0].iso if len(found) == 1 else value
