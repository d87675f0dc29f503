"""Owns when input counts as late and what becomes of it then; gives no fate itself.

A call closes at its closing time, or at its last extension where that is later. A deadline for a
category takes the place of that for input of the category: after its soft date input is flagged,
after its hard date the late policy holds. A category's missing date is that of the deadline for all
contributions, and at last that of the call. An extension is for everybody: it also moves the dates
of a category, but only to later ones. Grace minutes are added to every date.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bpforum.folding import folded
from models.call import Call, Deadline, LatePolicy
from models.profile import Profile

_EVERYTHING = frozenset(
    "all|all contributions|all input|all inputs|all submissions|everything|todas las"
    " contribuciones|todas|todos los aportes|toutes les contributions|toutes".split("|")
)


@dataclass(frozen=True)
class Due:
    """When one contribution was due, grace included, and what becomes of it when it is late."""

    soft: datetime | None
    hard: datetime | None
    policy: LatePolicy
    is_known: bool
    """False where it names a category that the call does not have."""

    def flagged(self, at: datetime) -> bool:
        """Whether input received `at` came after the date."""
        return any(due is not None and at > due for due in (self.soft, self.hard))

    def late(self, at: datetime) -> bool:
        """Whether the late policy holds for input received `at`."""
        return self.hard is not None and at > self.hard


def closing_of(call: Call) -> datetime | None:
    """When a call closes for input without a category: the last close and its grace."""
    return call.last_close + timedelta(minutes=call.grace_minutes) if call.last_close else None


def due_for(call: Call, category: str, profile: Profile) -> Due:
    """When input of `category` (as written; "" for none) to `call` is due."""
    own = _deadline_of(call, category) if category.strip() else None
    whole = next((d for d in _declared(call) if folded(d.category) in _EVERYTHING), None)
    soft = (own and own.soft_at) or (whole and whole.soft_at)
    hard = (own and own.hard_at) or (whole and whole.hard_at)
    if hard is None:
        hard = call.last_close
    if soft and hard and soft > hard:
        hard = soft  # the deadline's own soft date lies behind the close of the others
    extended = max((one.closes for one in call.extensions), default=None)
    grace = timedelta(minutes=call.grace_minutes)
    policy = (own and own.late_policy) or (whole and whole.late_policy) or call.late_policy
    return Due(
        soft=max(filter(None, (soft, extended))) + grace if soft else None,
        hard=max(filter(None, (hard, extended))) + grace if hard else None,
        policy=policy or profile.late_policy,
        is_known=not category.strip() or own is not None or not _declared(call),
    )


def _declared(call: Call) -> list[Deadline]:
    """Those that `forum.toml` declares: one found in a document binds nobody yet."""
    return [one for one in call.deadlines if one.status == "declared"]


def _deadline_of(call: Call, category: str) -> Deadline | None:
    """The deadline whose category has these words, or alone has them among others."""
    wanted = folded(category)
    declared = _declared(call)
    for one in declared:
        if folded(one.category) == wanted:
            return one
    words = set(wanted.split())
    near = [
        one
        for one in declared
        if words
        and (words <= (theirs := set(folded(one.category).split())) or (theirs and theirs <= words))
    ]
    return near[0] if len(near) == 1 else None
