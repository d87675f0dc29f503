"""Counting: owns the tallies that are never mixed up, and the words that stand for numbers.

It infers nothing: who is in which group, and who holds which position, is as declared.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from models.base import Model
from models.contribution import Contribution, Contributor

QuantityKind = Literal["most", "many", "several", "some", "number"]

FEWEST_FOR_WORDS = 10
"""Inputs below which a number says it better."""
MOST, MANY, SEVERAL = 1 / 2, 1 / 4, 1 / 10
FEWEST_FOR_SEVERAL, FEWEST_FOR_SOME = 3, 2
JOINT = "joint"
"""Where a contribution's contributors are of several groups or regions: it counts once, as this."""
SPOKEN = ("note", "transcript", "oral", "chat")
TELLS_REGION = ("full", "name_withheld")
"""Scopes of consent under which a region is told."""


class Quantity(Model):
    """How many of how many, and the word that the printed rule allows."""

    n: int
    total: int
    kind: QuantityKind
    word: str
    """The kind, or the number in digits."""


class Tally(Model):
    """Four counts of the same input. A joint contribution is one contribution of n bodies."""

    contributions: int
    contributors: int
    organisations: int
    words: int


class Share(Model):
    """A tally under one heading: a group, region or language; empty where not stated."""

    id: str
    tally: Tally


def quantity(n: int, total: int) -> Quantity:
    """The word for `n` of `total` inputs.

    Of ten or more inputs: most are more than half, many more than a quarter, several at least
    three and more than a tenth, some at least two. One, none, and any number of fewer than ten
    inputs stand as numbers.
    """
    kind: QuantityKind = "number"
    if total >= FEWEST_FOR_WORDS and n >= FEWEST_FOR_SOME:
        if n > MOST * total:
            kind = "most"
        elif n > MANY * total:
            kind = "many"
        elif n >= FEWEST_FOR_SEVERAL and n > SEVERAL * total:
            kind = "several"
        else:
            kind = "some"
    return Quantity(n=n, total=total, kind=kind, word=str(n) if kind == "number" else kind)


def tally(contributions: Iterable[Contribution]) -> Tally:
    """Contributions, contributors, organisations and words, each counted once.

    A contributor is a person, or the body where no person is named; a contribution that names
    nobody is one contributor. Names are compared without case and spacing.
    """
    people: set[tuple[str, str]] = set()
    bodies: set[str] = set()
    unnamed = n = words = 0
    for one in contributions:
        n += 1
        words += one.words
        known = named(one.signatories)
        unnamed += not known
        for who in known:
            body = plain_name(who.organisation) if who.organisation else ""
            people.add((plain_name(who.name), "") if who.name else ("", body))
            if body:
                bodies.add(body)
    return Tally(
        contributions=n,
        contributors=len(people) + unnamed,
        organisations=len(bodies),
        words=words,
    )


def group_of(one: Contribution) -> str:
    """The stakeholder group that it counts for: the contributors', or `joint` where they differ.

    What was spoken in a session counts for none: whoever filed it is not who spoke, and the
    session's rule may forbid to say.
    """
    return "" if one.kind in SPOKEN else joint([who.group for who in one.signatories])


def region_of(one: Contribution) -> str:
    """The regional group, as for groups; not told where the contributor did not agree to that."""
    if one.kind in SPOKEN or one.consent.scope not in TELLS_REGION:
        return ""
    return joint([who.region for who in one.signatories])


def by_group(contributions: Sequence[Contribution]) -> tuple[Share, ...]:
    """A tally for each stakeholder group, see `group_of` and `by`."""
    return by(contributions, [group_of(one) for one in contributions])


def by_region(contributions: Sequence[Contribution]) -> tuple[Share, ...]:
    """A tally for each regional group, see `region_of` and `by`."""
    return by(contributions, [region_of(one) for one in contributions])


def by_language(contributions: Sequence[Contribution]) -> tuple[Share, ...]:
    """A tally for each language."""
    return by(contributions, [one.language for one in contributions])


def by(contributions: Sequence[Contribution], headings: Sequence[str]) -> tuple[Share, ...]:
    """A tally for each heading, the largest first, what is not stated ("") last."""
    sizes = Counter(headings)
    order = sorted(sizes, key=lambda heading: (heading == "", -sizes[heading], heading))
    return tuple(
        Share(
            id=heading,
            tally=tally(
                one for one, own in zip(contributions, headings, strict=True) if own == heading
            ),
        )
        for heading in order
    )


def joint(stated: Sequence[str]) -> str:
    """What all have in common who stated anything; `joint` where they differ."""
    if len(stated) == 1:
        return stated[0]
    different = {one for one in stated if one}
    return JOINT if len(different) > 1 else "".join(different)


def named(signatories: Sequence[Contributor]) -> Sequence[Contributor]:
    """Those who give a name, or their body's."""
    if len(signatories) == 1 and (signatories[0].name or signatories[0].organisation):
        return signatories
    return [who for who in signatories if who.name or who.organisation]


def plain_name(name: str) -> str:
    """The name without case and superfluous spaces."""
    return " ".join(name.casefold().split())
