"""Owns what people decided on taking something in: admitted, held back, consented to, withdrawn.

It says what was decided of each contribution, the last decision first; fates are given elsewhere.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from bpforum.validation.acts import Acts
from models.audience import Consent, ConsentScope
from models.call import LatePolicy
from models.contribution import Contribution
from models.decision import Decision

WIDTH = {None: 0, "counts_only": 1, "name_withheld": 2, "full": 3}
"""How much a scope of consent allows."""


@dataclass(frozen=True)
class Rulings:
    """The decision that holds for each contribution, by reference."""

    consents: Mapping[str, Consent] = field(default_factory=dict)
    holds: Mapping[str, Decision] = field(default_factory=dict)
    admits: Mapping[str, Decision] = field(default_factory=dict)
    """Checked for their words; whether it was late is for the caller to see."""
    withdrawals: Mapping[str, Decision] = field(default_factory=dict)
    speaking: frozenset[str] = frozenset()
    """What people say is substantive, whatever it looks like; where its passages go is the
    replay's to see."""
    waiting: frozenset[str] = frozenset()
    """Comments on a published draft that nobody has looked at yet, where the call wants that."""


def rulings_of(
    contributions: Sequence[Contribution], acts: Acts, moderated: Collection[str] = ()
) -> Rulings:
    """What was decided; of several decisions of a kind on one contribution the last one holds.

    `moderated`: comments that a person has to let go first. `consent` and `hold` are said to be
    applied here, `admit` by whoever knows what was late.
    """
    known = {one.reference: one for one in contributions} if acts else {}
    consents: dict[str, Consent] = {}
    holds: dict[str, Decision] = {}
    admits: dict[str, Decision] = {}
    waiting = set(moderated)
    for decision in acts.of("admit", "consent", "hold"):
        one = known.get(decision.target)
        if one is None:
            acts.refuse(decision, f"there is no submission {decision.target!r}")
        elif decision.kind == "consent":
            _consent(decision, consents, one, acts)
        elif decision.kind == "hold":
            _hold(decision, holds, waiting, acts)
        else:
            _admit(decision, admits, acts)
    withdrawals = {one.target: one for one in acts.of("dispose") if _withdraws(one)}
    moves = {one.target: one.value for one in acts.of("move") if one.target in known}
    speaking = frozenset(ref for ref, to in moves.items() if to != "not_substantive")
    return Rulings(consents, holds, admits, withdrawals, speaking, frozenset(waiting))


def _consent(
    decision: Decision, consents: dict[str, Consent], one: Contribution, acts: Acts
) -> None:
    scope = decision.value
    if not isinstance(scope, str) or scope not in get_args(ConsentScope):
        acts.refuse(decision, f"the value must be one of {', '.join(get_args(ConsentScope))}")
        return
    given: ConsentScope = scope  # type: ignore[assignment]  # just checked
    stated = one.consent if one.consent.basis == "stated" else None
    if stated and WIDTH[given] > WIDTH[stated.scope] and not decision.why.strip():
        acts.refuse(
            decision,
            "the contributor asked for less; say in `why` how he or she came to allow more",
        )
        return
    consents[one.reference] = Consent(basis="stated", scope=given, detail=decision.id)
    acts.apply(decision)


def _hold(decision: Decision, holds: dict[str, Decision], waiting: set[str], acts: Acts) -> None:
    if decision.value is True:
        if not decision.why.strip():
            acts.refuse(decision, "say in `why` what it is held back for")
            return
        holds[decision.target] = decision
        acts.apply(decision)
    elif decision.value is False:
        held = holds.pop(decision.target, None) is not None or decision.target in waiting
        waiting.discard(decision.target)
        if not held:
            acts.refuse(
                decision, "no decision holds it back; for want of consent record the answer"
            )
            return
        acts.apply(decision)
    else:
        acts.refuse(decision, "the value must be true or false")


def _admit(decision: Decision, admits: dict[str, Decision], acts: Acts) -> None:
    if not isinstance(decision.value, str) or decision.value not in get_args(LatePolicy):
        acts.refuse(decision, f"the value must be one of {', '.join(get_args(LatePolicy))}")
    elif not decision.why.strip():
        acts.refuse(decision, "an exception needs its reason in `why`")
    else:
        if earlier := admits.get(decision.target):
            acts.refuse(earlier, f"a later decision took its place: {decision.id}")
        admits[decision.target] = decision


def _withdraws(decision: Decision) -> bool:
    value = decision.value
    return value == "withdrawn" or (
        isinstance(value, dict) and value.get("disposition") == "withdrawn"
    )
