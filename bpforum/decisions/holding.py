"""Owns which decisions hold, since people take decisions back; what each says it does not know.

One that is taken back counts as not made, on every run: whatever kind it is, nothing has to be
undone by hand. Taking back what took it back makes it hold again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bpforum.decisions.words import in_order
from models.decision import Decision, Unapplied

_FOR_GOOD = {
    "erase": "what was erased is gone",
    "publish": "a published version is withdrawn by `publish` with false",
}


@dataclass(frozen=True)
class Holding:
    """Decisions apart by whether they hold; each stands in exactly one of the three."""

    kept: tuple[Decision, ...] = ()
    """Those that hold, as they came; none of them takes another back."""
    acts: tuple[Decision, ...] = ()
    """Those that took one back."""
    lost: tuple[Unapplied, ...] = ()
    """Those that were taken back, with the decision that did it, and those that took back
    nothing."""

    @property
    def everything(self) -> tuple[Decision, ...]:
        """All of them: what a snapshot consists of."""
        return (*self.kept, *self.acts, *(one.decision for one in self.lost))


def holding(decisions: Sequence[Decision]) -> Holding:
    """Which of `decisions` hold."""
    if not any(one.kind == "take_back" for one in decisions):
        return Holding(kept=tuple(decisions))
    order = in_order(decisions)
    place = {one.id: n for n, one in enumerate(order)}
    by_id = {one.id: one for one in order}
    taken: dict[str, Decision] = {}
    idle: dict[str, Unapplied] = {}
    # The last first: whether an act holds is known before what it takes back is looked at.
    for act in reversed(order):
        if act.kind != "take_back" or act.id in taken:
            continue
        if reason := _why_not(act, by_id.get(act.target), place):
            idle[act.id] = Unapplied(decision=act, reason=reason)
        elif (first := taken.get(act.target)) is not None:
            reason = f"it is taken back already, by {first.id}"
            idle[act.id] = Unapplied(decision=act, reason=reason)
        else:
            taken[act.target] = act
    lost = {
        one: Unapplied(
            decision=by_id[one],
            reason=f"it was taken back by {act.by}, {act.at:%Y-%m-%d %H:%M}, in {act.id}",
            overtaken_by=act.id,
        )
        for one, act in taken.items()
    } | idle
    return Holding(
        kept=tuple(d for d in decisions if d.kind != "take_back" and d.id not in lost),
        acts=tuple(d for d in order if d.kind == "take_back" and d.id not in lost),
        lost=tuple(lost[d.id] for d in order if d.id in lost),
    )


def _why_not(act: Decision, target: Decision | None, place: dict[str, int]) -> str:
    if target is None:
        return f"there is no decision {act.target!r}"
    if place[target.id] >= place[act.id]:
        return f"the decision {act.target!r} was made later than this one"
    return _FOR_GOOD.get(target.kind, "")
