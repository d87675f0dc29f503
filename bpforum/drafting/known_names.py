"""Under which names those behind a contribution could be recognised; withholds none of them."""

import re
from collections.abc import Iterable, Iterator, Set
from itertools import chain
from operator import attrgetter

from models.contribution import Contributor

_BETWEEN_PEOPLE = re.compile(r",| and | y | et |;|&")


def names_of(contributors: Iterable[Contributor]) -> list[str]:
    """Every name under which these could be recognised, the longest first."""
    return sorted(names_among(contributors), key=lambda name: (-len(name), name))


def names_among(contributors: Iterable[Contributor]) -> set[str]:
    """The same, in no order."""
    everybody = list(contributors)
    people, bodies, listed = (
        set(map(attrgetter(field), everybody)) for field in ("name", "organisation", "listed_as")
    )
    return _recognisable(people, bodies | listed)


def names_also_of(names: Set[str], contributors: Iterable[Contributor]) -> set[str]:
    """Those of these `names`, which are as `names_among` gives them, under which these contributors
    could be recognised too; quick where the names are few and the contributors many."""
    everybody = list(contributors)
    people, bodies, listed = (
        map(attrgetter(field), everybody) for field in ("name", "organisation", "listed_as")
    )
    parts = _parts(map(attrgetter("name"), everybody))
    return set(names).intersection(map(str.strip, chain(people, bodies, listed, parts)))


def names_under(written: tuple[str, str, str]) -> set[str]:
    """The same of a name, an organisation, and how to be listed."""
    return _recognisable(written[:1], written[1:])


def _recognisable(people: Iterable[str], others: Iterable[str]) -> set[str]:
    """Several people in one field count each; a body's name is never taken apart, since its parts
    are words like any others."""
    names = {*people, *others, *_parts(people)}
    return {bare for name in names if len(bare := name.strip()) > 2}


def _parts(people: Iterable[str]) -> Iterator[str]:
    for name in filter(_BETWEEN_PEOPLE.search, people):
        yield from (part for part in _BETWEEN_PEOPLE.split(name) if len(part.split()) > 1)
