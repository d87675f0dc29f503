"""What people decided about showing comments: held back, let go, withdrawn, consented to."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from bpforum.commenting.comment import State
from bpforum.decisions import holding, in_order
from bpforum.ledger import disposition_of
from models.audience import Consent, ConsentScope
from models.decision import Decision
from models.ids import Reference


class StandingOf:
    """The decisions that hold, by the reference that each is about."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._holds: dict[Reference, Decision] = {}
        self._dispositions: dict[Reference, Decision] = {}
        self._consents: dict[Reference, Decision] = {}
        for one in in_order(holding(decisions).kept):
            if one.kind == "hold" and isinstance(one.value, bool):
                self._holds[one.target] = one
            elif one.kind == "dispose":
                self._dispositions[one.target] = one
            elif one.kind == "consent" and one.value in get_args(ConsentScope):
                self._consents[one.target] = one

    def unlike(self, other: "StandingOf") -> frozenset[Reference]:
        """What is decided otherwise than in `other`."""
        pairs = (
            (self._holds, other._holds),
            (self._dispositions, other._dispositions),
            (self._consents, other._consents),
        )
        return frozenset(
            name
            for one, two in pairs
            for name in one.keys() | two.keys()
            if one.get(name) is not two.get(name)
        )

    def consent(self, name: Reference) -> Consent | None:
        """The answer of who was asked, where somebody recorded one."""
        decision = self._consents.get(name)
        return Consent(basis="stated", scope=decision.value) if decision else None

    @property
    def taken_back(self) -> frozenset[Reference]:
        """What was withdrawn, or may only be counted since."""
        gone = {n for n, one in self._dispositions.items() if disposition_of(one) == "withdrawn"}
        counted = {n for n, one in self._consents.items() if one.value == "counts_only"}
        return frozenset(gone | counted)

    def disposition(self, versions: Sequence[Reference]) -> Decision | None:
        """The answer to a comment: the last on any of its versions."""
        found = [self._dispositions[one] for one in versions if one in self._dispositions]
        return in_order(found)[-1] if found else None

    def state(
        self, versions: Sequence[Reference], *, is_public: bool, rule: str
    ) -> tuple[State, str, datetime | None]:
        """How a comment stands, why it is held back, and when somebody looked at it.

        Who holds a version back holds back what is made of it; who lets one go has not seen the
        next. `rule`: `before`, it is shown once somebody has let it go; `after`, at once.
        """
        answer = self.disposition(versions)
        if answer and disposition_of(answer) == "withdrawn":
            return "withdrawn", "", answer.at
        decided = [self._holds[one] for one in versions if one in self._holds]
        last = in_order(decided)[-1] if decided else None
        if last is not None and last.value:
            return "held", last.why, last.at
        if not is_public:
            return "private", "", None
        if rule == "after" or (last is not None and last.target == versions[-1]):
            return "shown", "", last.at if last else None
        return "waiting", "", None


def standing_of(decisions: Sequence[Decision]) -> StandingOf:
    """The decisions that hold, of all that were made."""
    return StandingOf(decisions)
