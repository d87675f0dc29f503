"""Owns who is behind a contribution, as its fields say it; maps names, and invents none.

Several people or bodies in a field are apart by `;`. Countries and areas are told apart at commas
and "and" too, but nothing else is: a body's name may hold both. Who belongs to which body is never
guessed: where names and organisations differ in number, each stands alone and a person is asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Literal

from bpforum.profiles.mapping import countries_in, country_of, group_of, region_of, term_of
from models.contribution import Contributor
from models.profile import Profile

UNPAIRED_FLAG = "names and organisations differ in number: who belongs to which is to be confirmed"
UNMAPPED_FLAG = "stakeholder group not in the profile"
_MOST = 300
_LONGEST = 20_000
_COLUMNS = (
    "function", "country", "stakeholder_group", "membership", "source_type", "capacity",
    "listed_as",
)  # fmt: skip
_SUPPORTED = re.compile(
    r",?\s*\(?\s*(?:and\s+)?\b(?:supported by|co-?sponsor(?:ed by|s\s?:)|with the support of"
    r"|con el apoyo de|apoyad[oa] por|copatrocinad[oa] por|appuyée? par|soutenue? par"
    r"|coparrainée? par|avec l['\u2019]appui de)\s+",
    re.IGNORECASE,
)
_BEHALF = re.compile(
    r",?\s*\(?\b(?:on behalf of|en nombre de|au nom de)\s+(?:the\s+|la\s+|el\s+|les?\s+)?",
    re.IGNORECASE,
)
_APART = re.compile(r"\)\s*(?:,|\band\b|\by\b|\bet\b)")
_DATES = re.compile(
    r"\(\s*(?:(?:from|since|desde|depuis)\s+(\d{4}-\d\d-\d\d))?[\s,]*"
    r"(?:(?:until|to|hasta|jusqu['\u2019]au)\s+(\d{4}-\d\d-\d\d))?\s*\)\s*$",
    re.IGNORECASE,
)


def contributors_of(
    profile: Profile, fields: Mapping[str, str], rapporteurs: Sequence[str] = ()
) -> tuple[tuple[Contributor, ...], tuple[str, ...]]:
    """The contributors, the first of them as lead, and flags for a person to look at."""
    fields = {name: " ".join(value.split())[:_LONGEST] for name, value in fields.items()}
    # A body may have "supported by" in its name or say whose money it has; a masthead's source not.
    source, supporters = _cut(fields.get("source", ""), _SUPPORTED)
    if organisation := fields.get("organisation", ""):
        source, supporters = organisation, ""
    source, behalf = _cut(source, _BEHALF)
    bodies = _bodies(profile, source)[:_MOST]
    names = _several(fields.get("name", "")) or [name for name in rapporteurs if name.strip()]
    pairs, unpaired = _paired(names[:_MOST], bodies)
    columns = {name: _column(fields.get(name, ""), len(pairs)) for name in _COLUMNS}
    found = [
        _contributor(profile, name, body, {key: values[n] for key, values in columns.items()})
        for n, (name, body) in enumerate(pairs)
    ]
    found = [
        one.model_copy(update={"role": "joint"}) if n and one.role == "lead" else one
        for n, one in enumerate(found)
        if one != Contributor()
    ]
    for words in filter(None, (behalf, fields.get("on_behalf_of", ""))):
        for body in _bodies(profile, words):
            if all(one.organisation != body for one in found):
                plain = _contributor(profile, "", body, dict.fromkeys(_COLUMNS, ""))
                found.append(plain.model_copy(update={"role": "on_behalf_of"}))
    for words in filter(None, (supporters, fields.get("co_sponsors", ""))):
        found += _sponsors(profile, words)
    unmapped = any(one.stakeholder_group and not one.group for one in found)
    return tuple(found[:_MOST]), (*[UNPAIRED_FLAG] * unpaired, *[UNMAPPED_FLAG] * unmapped)


def _cut(words: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    match = pattern.search(words)
    if match is None:
        return words, ""
    return words[: match.start()].strip(" ,;("), words[match.end() :].strip(" ;)")


def _several(words: str) -> list[str]:
    return [part.strip() for part in words.split(";") if part.strip()]


def _bodies(profile: Profile, words: str) -> list[str]:
    """Apart at `;`, and where all are countries or areas at commas and "and" as well."""
    return [body for part in _several(words) for body in countries_in(profile, part) or (part,)]


def _paired(names: list[str], bodies: list[str]) -> tuple[list[tuple[str, str]], bool]:
    """(name, organisation) for each contributor; True where it is not clear who is of which."""
    if len(names) == len(bodies) > 0:
        return list(zip(names, bodies, strict=True)), False
    if len(names) < 2 or len(bodies) < 2:
        return [(name, body) for name in names or [""] for body in bodies or [""]], False
    return [*(("", body) for body in bodies), *((name, "") for name in names)], True


def _column(words: str, n: int) -> list[str]:
    """One value for each of `n`; a single one, or another number of them, holds for all as is."""
    values = [part.strip() for part in words.split(";")]
    return values if len(values) == n else [words.strip()] * max(n, 1)


def _contributor(profile: Profile, name: str, body: str, said: Mapping[str, str]) -> Contributor:
    country, chosen = said["country"], said["stakeholder_group"]
    regional = term_of(profile.regional_proposals, body)
    is_state = bool(body) and not country and country_of(profile, body) is not None
    if is_state:
        country = body
    membership = said["membership"] or (profile.state_membership if is_state else "")
    membership = term_of(profile.memberships, membership) or membership
    group = group_of(profile, chosen) if chosen else ""
    if not chosen and profile.memberships:
        group = group_of(profile, membership)  # some bodies have their categories as groups
    kind = said["source_type"] or ("regional_organisation" if regional else "")
    return Contributor(
        role="on_behalf_of" if regional else "lead",
        name=name,
        organisation=body,
        function=said["function"],
        country=country,
        stakeholder_group=chosen,
        group=group,
        region=region_of(profile, country, group),
        capacity=_capacity(said["capacity"]),
        listed_as=said["listed_as"],
        membership=membership,
        source_type=term_of(profile.source_types, kind) or kind,
    )


def _capacity(words: str) -> Literal["personal", "on_behalf", "not_stated"]:
    lowered = words.lower()
    if lowered.startswith(("person", "à titre", "individual")):
        return "personal"
    return "on_behalf" if "behalf" in lowered or lowered.startswith("on_b") else "not_stated"


def _sponsors(profile: Profile, words: str) -> Iterator[Contributor]:
    """Co-sponsors, each with the dates behind it: `Canada (from 2026-03-01), Japan`."""
    for part in _several(_APART.sub(");", words)):
        since = until = None
        if dates := _DATES.search(part):
            since, until = (_day(one) if one else None for one in dates.groups())
            part = part[: dates.start()].strip()
        for body in _bodies(profile, part):
            one = _contributor(profile, "", body, dict.fromkeys(_COLUMNS, ""))
            yield one.model_copy(update={"role": "co_sponsor", "since": since, "until": until})


def _day(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words).replace(tzinfo=UTC)
    except ValueError:
        return None
