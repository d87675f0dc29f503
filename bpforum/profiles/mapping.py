"""Maps what people wrote to a profile's groups and regions; guesses nothing: unknown is ""."""

import re
from collections.abc import Sequence
from functools import lru_cache

from bpforum.folding import folded
from models.profile import Country, Profile, StakeholderGroup, Term

_ARTICLES = frozenset({"the", "la", "le", "les", "el", "los", "las", "l"})
_MOST_LISTED = 300
_LONGEST_NAME = 4
"""Pieces of a name that holds "and" or a comma: Saint Helena, Ascension and Tristan da Cunha."""
_IGO_GROUP = "intergovernmental_organisation"
_IGO_REGION = "igo"
_IGO_WORDS = ("igo", "intergovernmental organization", "intergovernmental organisation")


def fold(words: str) -> str:
    """`words` without accents, case, punctuation and a leading article, for comparing names."""
    tokens = folded(words).split()
    while len(tokens) > 1 and tokens[0] in _ARTICLES:
        tokens = tokens[1:]
    return " ".join(tokens)


def group_of(profile: Profile, as_written: str) -> str:
    """The id of the profile's group that `as_written` names; "" where it names none, or two."""
    table = _groups(profile)
    for words in (as_written, _without_brackets(as_written)):
        if found := table.get(fold(words)):
            return found
    # "Civil society / NGO" is one group; "Government, academia" is for a person to settle.
    parts = {table.get(fold(part), "") for part in _parts(as_written)}
    return next(iter(parts)) if len(parts) == 1 else ""


def country_of(profile: Profile, as_written: str) -> Country | None:
    """The country or area that `as_written` names, whole or as one part ("Khartoum, Sudan")."""
    names = _names(profile)
    code = as_written.strip()
    if len(code) == 2 and code.isupper() and code in _codes(profile):
        return _codes(profile)[code]
    for words in (as_written, _without_brackets(as_written)):
        if found := names.get(fold(words)):
            return found
    parts = {c.code: c for part in _parts(as_written) if (c := names.get(fold(part)))}
    return next(iter(parts.values())) if len(parts) == 1 else None


def region_of(profile: Profile, country_as_written: str, group: str = "") -> str:
    """The id of the regional group, "" where the country is unknown or in none.

    Intergovernmental organisations are in the bucket `igo`, wherever they sit.
    """
    if _IGO_REGION in profile.regions and (
        group == _IGO_GROUP or fold(country_as_written) in _IGO_WORDS
    ):
        return _IGO_REGION
    country = country_of(profile, country_as_written)
    return country.region if country else ""


def countries_in(profile: Profile, as_written: str) -> tuple[str, ...]:
    """The countries and areas in a list of nothing else, as written; none where it is no such list.

    `Australia, Trinidad and Tobago and Japan` holds three.
    """
    plain = " ".join(as_written.split())
    pieces = re.split(r"( ?[,;/] ?(?:and |y |et )?| (?:and|y|e|et|&) )", plain)
    if len(pieces) > 2 * _MOST_LISTED:
        return ()
    found, at = [], 0
    while at < len(pieces):
        for end in range(min(at + 2 * _LONGEST_NAME - 1, len(pieces)), at, -2):
            words = "".join(pieces[at:end]).strip()
            named = any(fold(one) in _names(profile) for one in (words, _without_brackets(words)))
            if named or _is_code(profile, words):
                found.append(words)
                at = end + 1
                break
        else:
            return ()
    return tuple(found)


def _is_code(profile: Profile, words: str) -> bool:
    return len(words) == 2 and words.isupper() and words in _codes(profile)


def country_name(profile: Profile, as_written: str, language: str) -> str:
    """The name by which the table displays it; what it does not know stays as written."""
    country = country_of(profile, as_written)
    return label(country.name, language) if country else as_written


def label(labels: dict[str, str], language: str) -> str:
    """The public label in `language`, else in English, else as it comes."""
    return labels.get(language) or labels.get("en") or next(iter(labels.values()), "")


def term_of(terms: Sequence[Term | StakeholderGroup], as_written: str) -> str:
    """The id of the term that `as_written` names, whole or but for brackets; "" for none."""
    for words in filter(None, map(fold, (as_written, _without_brackets(as_written)))):
        for one in terms:
            if words in map(fold, (one.id, *one.label.values(), *one.synonyms)):
                return one.id
    return ""


def _parts(words: str) -> list[str]:
    return [part for part in re.split(r"[,;/|()\n–—]| - ", words) if part.strip()]


def _without_brackets(words: str) -> str:
    return re.sub(r"\([^()]*\)", " ", words)


class _ById:
    """Profiles are frozen, but their dicts make them unhashable: tables are kept by identity."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def __hash__(self) -> int:
        return id(self.profile)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.profile is self.profile


def _groups(profile: Profile) -> dict[str, str]:
    return _group_table(_ById(profile))


def _names(profile: Profile) -> dict[str, Country]:
    return _country_table(_ById(profile))


def _codes(profile: Profile) -> dict[str, Country]:
    return _code_table(_ById(profile))


@lru_cache(maxsize=8)
def _group_table(key: _ById) -> dict[str, str]:
    table: dict[str, str] = {}
    for group in key.profile.groups:
        for words in (group.id, *group.label.values(), *group.synonyms):
            table.setdefault(fold(words), group.id)
    for group in key.profile.groups:
        for words in group.counts_also:
            table.setdefault(fold(words), group.id)
    return table


@lru_cache(maxsize=8)
def _code_table(key: _ById) -> dict[str, Country]:
    return {country.code: country for country in key.profile.countries}


@lru_cache(maxsize=8)
def _country_table(key: _ById) -> dict[str, Country]:
    table: dict[str, Country] = {}
    short: dict[str, list[Country]] = {}
    for country in key.profile.countries:
        for words in (*country.name.values(), *country.synonyms):
            table.setdefault(fold(words), country)
            short.setdefault(fold(_without_brackets(words)), []).append(country)
    # "Iran" for "Iran (Islamic Republic of)", unless two have the same short name.
    for words, countries in short.items():
        if len({country.code for country in countries}) == 1:
            table.setdefault(words, countries[0])
    return table
