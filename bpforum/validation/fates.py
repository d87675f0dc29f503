"""The fates that are certain before anything is grouped; later ones are the ledger's to give."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bpforum.text.substance import is_contentless
from bpforum.validation.relations import is_reference
from models.call import Call
from models.contribution import Contribution, ContributionKind
from models.decision import Decision
from models.forum import Forum
from models.submission import Fate, Reason

_LATE: dict[str, Fate | None] = {
    "accept_flagged": None,
    "next_version": "next_version",
    "carry_over": "carried_over",
    "refuse": "refused",
}
LATE_FLAG = "received after the date"
EMBARGO_FLAG = "under embargo"
"""Whatever else becomes of it: while it has this flag, only the secretariat knows of it."""


@dataclass(frozen=True)
class Window:
    """The moment a run looks from: `now` for embargoes, `cut_off` for what takes part."""

    now: datetime
    cut_off: datetime | None = None


def closing_of(call: Call) -> datetime | None:
    """When input counts as late: the last close and its grace."""
    return call.last_close + timedelta(minutes=call.grace_minutes) if call.last_close else None


def settle_early(
    forum: Forum,
    one: Contribution,
    successor: str | None,
    withdrawn: Decision | None,
    window: Window,
) -> Contribution:
    """The contribution with the fate that is certain before anything is grouped, if any is.

    `successor` is the later version that is used in its place.
    """
    call = next((c for c in forum.calls if c.id == one.call), None)
    closing = closing_of(call) if call else None
    late = closing is not None and one.received_at > closing and one.kind in _ANSWERS
    embargoed = one.embargo_until is not None and one.embargo_until > window.now
    flags = (*one.flags, *[LATE_FLAG] * late, *[EMBARGO_FLAG] * embargoed)
    fate, fate_of, reasons = one.fate, one.fate_of, one.reasons
    attached = [r for r in one.relations if r.kind == "attached_to" and is_reference(r.target)]
    version = [r for r in one.relations if r.kind == "language_version_of"]
    if window.cut_off and one.received_at > window.cut_off:
        fate = "next_version"
        reasons = (Reason(code="after-cut-off", message="received after this run's cut-off"),)
    elif withdrawn:
        fate = "withdrawn"
        reasons = (Reason(code="withdrawn", message=withdrawn.why or "withdrawn"),)
    elif fate == "quarantined":
        pass
    elif successor:
        fate, fate_of = "superseded_by", successor
    elif embargoed:
        fate = "held"
        reasons = (
            Reason(
                code="embargo",
                message=f"under embargo until {one.embargo_until:%Y-%m-%d %H:%M} UTC",
            ),
        )
    elif late and call and _LATE[call.late_policy]:
        fate = _LATE[call.late_policy]
        reasons = (Reason(code="late", message=f"received after {closing:%Y-%m-%d %H:%M} UTC"),)
    elif one.kind in _INPUT and is_contentless(one.text):
        fate = "not_substantive"
        reasons = (Reason(code="contentless", message="nothing in it to take up"),)
        if attached:
            fate, fate_of = "attached_to", attached[0].target
    elif one.consent.scope == "counts_only":
        fate = "counted"
    elif one.consent.scope is None:
        fate = "held"
        reasons = (
            Reason(
                code="consent",
                message="nobody has asked whether it may be quoted",
                remedy="ask, and record the answer as consent in the register",
            ),
        )
    elif version and is_reference(version[0].target):
        fate, fate_of = "language_version_of", version[0].target
    elif one.kind not in _INPUT:
        fate = "listed"
    return one.model_copy(
        update={"flags": flags, "fate": fate, "fate_of": fate_of, "reasons": reasons}
    )


_INPUT: tuple[ContributionKind, ...] = (
    "contribution", "comment", "note", "transcript", "oral", "chat", "proposal"
)  # fmt: skip

_ANSWERS: tuple[ContributionKind, ...] = ("contribution", "comment", "proposal")
"""What a call's window holds for: notes and transcripts come when the session was."""
