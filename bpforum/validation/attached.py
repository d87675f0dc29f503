"""Lets what people decided of a mail or archive hold for what came inside it; decides nothing.

Who takes a letter back takes its enclosures back, and who may not be named in a letter is not named
in them. A decision of its own about an enclosure goes before.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from bpforum.validation.admissions import WIDTH, Rulings
from models.audience import Consent
from models.contribution import Contribution

_Ruling = TypeVar("_Ruling")


def with_enclosures(rulings: Rulings, contributions: Sequence[Contribution]) -> Rulings:
    """`rulings`, each also for what came inside the contribution that it is about."""
    if not (rulings.consents or rulings.holds or rulings.withdrawals):
        return rulings
    known = {one.reference: one for one in contributions}
    inside = {one.reference: known[held] for one in contributions if (held := _holder(one, known))}
    if not inside:
        return rulings

    def may_hold(one: Contribution, given: Consent) -> bool:
        """Not where the enclosure itself asks for less than what was answered for the whole."""
        asks = one.consent.basis == "stated" and one.consent != inside[one.reference].consent
        return not asks or WIDTH[given.scope] <= WIDTH[one.consent.scope]

    def spread(
        of: Mapping[str, _Ruling],
        holds: Callable[[Contribution, _Ruling], bool] = lambda one, ruling: True,
    ) -> dict[str, _Ruling]:
        result = dict(of)
        # What is inside has a higher number than what it came in.
        for one in sorted(contributions, key=lambda one: (len(one.reference), one.reference)):
            outer = inside.get(one.reference)
            ruling = result.get(outer.reference) if outer else None
            if ruling is not None and one.reference not in of and holds(one, ruling):
                result[one.reference] = ruling
        return result

    return replace(
        rulings,
        consents=spread(rulings.consents, may_hold),
        holds=spread(rulings.holds),
        withdrawals=spread(rulings.withdrawals),
    )


def _holder(one: Contribution, known: Mapping[str, Contribution]) -> str:
    """The reference of what it came inside; empty where it came by itself."""
    for relation in one.relations:
        outer = known.get(relation.target) if relation.kind == "attached_to" else None
        if outer and one.external_id.startswith(f"{outer.external_id}/"):
            return outer.reference
    return ""
