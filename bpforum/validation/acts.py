"""Owns which of people's decisions about what was received were applied; applies none itself."""

from collections.abc import Collection, Iterator, Sequence

from models.decision import Decision, DecisionKind, Unapplied


class Acts:
    """Decisions in the order in which they count, and what became of each."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._decisions = sorted(decisions, key=lambda one: (one.at, one.id))
        self._applied: dict[str, Decision] = {}
        self._refused: dict[str, Unapplied] = {}

    def __bool__(self) -> bool:
        """Whether anything was decided."""
        return bool(self._decisions)

    def of(self, *kinds: DecisionKind) -> Iterator[Decision]:
        """The decisions of these kinds, by time and then id."""
        return (one for one in self._decisions if one.kind in kinds)

    def set_aside(self, erased: Collection[str]) -> None:
        """Refuses what is decided of submissions that were erased: their words went with them."""
        for one in self._decisions:
            if one.kind != "erase" and one.target.partition("/")[0] in erased:
                self.refuse(one, "what it is about was erased")
        self._decisions = [one for one in self._decisions if one.id not in self._refused]

    def apply(self, decision: Decision) -> None:
        """Says that `decision` was carried out."""
        self._applied[decision.id] = decision

    def refuse(self, decision: Decision, reason: str) -> None:
        """Says why `decision` could not be carried out, in words for the person who decided.

        Also of one that was carried out and turns out not to hold.
        """
        self._applied.pop(decision.id, None)
        self._refused[decision.id] = Unapplied(decision=decision, reason=reason)

    @property
    def applied(self) -> tuple[Decision, ...]:
        """What was carried out, in order."""
        return tuple(self._applied.values())

    @property
    def refused(self) -> tuple[Unapplied, ...]:
        """What could not be, in order."""
        return tuple(self._refused.values())
