"""The fates that are certain before anything is grouped; later ones are the ledger's to give."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from bpforum.readers import flags as flag_words
from bpforum.text.substance import is_contentless
from bpforum.validation.acts import Acts
from bpforum.validation.admissions import Rulings, rulings_of
from bpforum.validation.attached import with_enclosures
from bpforum.validation.deadlines import Due, closing_of, due_for
from bpforum.validation.succession import is_reference
from models.audience import ConsentScope
from models.block import BlockKind
from models.call import Call
from models.contribution import Contribution, ContributionKind
from models.forum import Forum
from models.profile import Profile
from models.submission import Fate, Reason

__all__ = [
    "EMBARGO_FLAG", "LATE_FLAG", "PARTIAL_FLAG", "Window", "closing_of", "own_words",
    "public_flags", "settle",
]  # fmt: skip

_LATE: dict[str, Fate | None] = {
    "accept_flagged": None,
    "next_version": "next_version",
    "carry_over": "carried_over",
    "refuse": "refused",
}
FILED_CHANNELS = ("form", "api")
"""How what the pages take in comes."""
LATE_FLAG = "received after the date"
EMBARGO_FLAG = "under embargo"
"""Whatever else becomes of it: while it has this flag, only the secretariat knows of it."""
PARTIAL_FLAG = "partial"
_PUBLIC_FLAGS = (LATE_FLAG, PARTIAL_FLAG)
CATEGORY_FLAG = "category of input not among the call's: its general date was used"


def public_flags(flags: Sequence[str]) -> tuple[str, ...]:
    """The flags that anybody may read: others name documents, or are notes for the secretariat."""
    return tuple(flag for flag in flags if flag in _PUBLIC_FLAGS)


@dataclass(frozen=True)
class Window:
    """The moment a run looks from: `now` for embargoes, `cut_off` for what takes part."""

    now: datetime
    cut_off: datetime | None = None


def settle(
    forum: Forum,
    profile: Profile,
    contributions: Sequence[Contribution],
    successors: Mapping[str, str],
    acts: Acts,
    window: Window,
    silent: Collection[str] | None = None,
) -> list[Contribution]:
    """Each contribution with the fate that is certain before anything is grouped, if any is.

    `successors`: reference → the later version that is used in its place. Carries out people's
    `admit`, `consent` and `hold`, and the disposition `withdrawn`. `silent`: those whose own words
    say nothing; where nobody says which, all are looked at here.
    """
    if silent is None:
        silent = {one.reference for one in contributions if is_contentless(own_words(one))}
    moderated = _moderated(forum, contributions)
    rulings = with_enclosures(rulings_of(contributions, acts, moderated), contributions)
    settler = _Settler(forum, profile, successors, rulings, acts, window, frozenset(silent))
    if window.cut_off:
        return [settler.settle(one) for one in contributions]
    apart = settler.apart
    # Nothing is to be said of most: of a million, a call for each would be half of the time.
    return [
        settler.settle(one)
        if one.reference in apart or one.flags or one.fate or one.fate_of or one.call
        or one.embargo_until or one.consent.scope not in _QUOTED or one.kind not in _INPUT
        else one
        for one in contributions
    ]  # fmt: skip


def _moderated(forum: Forum, contributions: Sequence[Contribution]) -> list[str]:
    """Comments that were filed by the pages, and are read by a person before they are shown."""
    rules = {one.id: one.moderation for one in forum.calls}
    return [
        one.reference
        for one in contributions
        if one.kind == "comment" and one.channel in FILED_CHANNELS and one.on is not None
        and rules.get(one.call or "", "before") == "before"
    ]  # fmt: skip


@dataclass(frozen=True)
class _Ruling:
    fate: Fate | None
    reason: Reason | None = None
    fate_of: str = ""


@dataclass(frozen=True)
class _Settler:
    forum: Forum
    profile: Profile
    successors: Mapping[str, str]
    rulings: Rulings
    acts: Acts
    window: Window
    silent: AbstractSet[str]
    dues: dict[tuple[str, str], Due] = field(default_factory=dict)
    """By call and category: thousands have the same."""

    @property
    def apart(self) -> AbstractSet[str]:
        """Of whom anything was decided, or who have a later version or say nothing."""
        told = self.rulings
        return {
            *told.consents, *told.holds, *told.admits, *told.withdrawals, *told.speaking,
            *told.waiting, *self.successors, *self.silent,
        }  # fmt: skip

    @cached_property
    def _calls(self) -> Mapping[str | None, Call]:
        return {call.id: call for call in reversed(self.forum.calls)}

    def settle(self, one: Contribution) -> Contribution:
        consent = self.rulings.consents.get(one.reference)
        if consent is not None:
            one = one.model_copy(update={"consent": consent})
        embargoed = one.embargo_until is not None and one.embargo_until > self.window.now
        late, flags = self._late(one)
        ruling = self._unused(one) or (_embargo(one) if embargoed else None)
        if ruling is None and late.fate:
            ruling = late
        speaks = one.reference in self.rulings.speaking
        ruling = ruling or self._by_content(one, speaks=speaks) or _Ruling(None, late.reason)
        now = {
            "flags": tuple(dict.fromkeys((*one.flags, *flags, *[EMBARGO_FLAG] * embargoed))),
            "fate": ruling.fate,
            "fate_of": ruling.fate_of,
            "reasons": (ruling.reason,) if ruling.reason else one.reasons,
        }
        # In a large forum most are as they were: a copy of each would be a gigabyte.
        is_same = all(getattr(one, name) == value for name, value in now.items())
        return one if is_same else one.model_copy(update=now)

    def _unused(self, one: Contribution) -> _Ruling | None:
        """What takes no part, whatever is in it."""
        withdrawn = self.rulings.withdrawals.get(one.reference)
        held = self.rulings.holds.get(one.reference)
        if self.window.cut_off and one.received_at > self.window.cut_off:
            return _ruled("next_version", "after-cut-off", "received after this run's cut-off")
        if withdrawn:
            return _ruled("withdrawn", "withdrawn", withdrawn.why or "withdrawn")
        if one.reference in self.successors:
            return _Ruling("superseded_by", fate_of=self.successors[one.reference])
        if one.fate == "quarantined":
            return _Ruling("quarantined")
        if held:
            return _ruled("held", "decision", held.why)
        if one.reference in self.rulings.waiting:
            return _ruled("held", "moderation", "nobody has looked at it yet",
                          "show it, or hold it back, on the page of comments")  # fmt: skip
        return None

    def _due(self, call: Call, category: str) -> Due:
        key = call.id, category
        if key not in self.dues:
            self.dues[key] = due_for(call, category, self.profile)
        return self.dues[key]

    def _late(self, one: Contribution) -> tuple[_Ruling, tuple[str, ...]]:
        """What the late policy, or a person's exception to it, makes of it; and its flags."""
        admitted = self.rulings.admits.get(one.reference)
        call = self._calls.get(one.call)
        due = self._due(call, one.category) if call else None
        if due is None or one.kind not in _ANSWERS or not due.flagged(one.received_at):
            if admitted:
                self.acts.refuse(admitted, "it was not received after the date")
            unknown = due is not None and not due.is_known and one.kind in _ANSWERS
            return _Ruling(None), (CATEGORY_FLAG,) * unknown
        flags = (LATE_FLAG, *(CATEGORY_FLAG,) * (not due.is_known))
        if admitted:
            self.acts.apply(admitted)
            words = f"received after the date; decided by {admitted.by}: {admitted.why}"
            return _ruled(_LATE[admitted.value], "exception", words), flags
        if due.hard is None or not due.late(one.received_at) or not _LATE[due.policy]:
            return _Ruling(None), flags
        zone = self.forum.forum.timezone
        at = due.hard.astimezone(ZoneInfo(zone))
        return _ruled(
            _LATE[due.policy], "late", f"received after {at:%Y-%m-%d %H:%M} ({zone})"
        ), flags

    def _by_content(self, one: Contribution, *, speaks: bool) -> _Ruling | None:
        """What is in it, and what may be done with it; `speaks`: a person says that it does."""
        doubted = one.kind in _INPUT and not speaks
        if doubted and (machine := [flag for flag in one.flags if flag in _BY_MACHINES]):
            return _ruled("not_substantive", "machine", f"written by a machine: {machine[0]}")
        if doubted and one.reference in self.silent:
            reason = Reason(code="contentless", message="nothing in it to take up")
            for relation in one.relations:
                if relation.kind == "attached_to" and is_reference(relation.target):
                    return _Ruling("attached_to", reason, relation.target)
            return _Ruling("not_substantive", reason)
        if one.consent.scope == "counts_only":
            return _Ruling("counted")
        if one.consent.scope is None:
            return _ruled(
                "held", "consent", "nobody has asked whether it may be quoted",
                "ask, and record the answer as a decision, or as consent in the register",
            )  # fmt: skip
        return _Ruling("listed") if one.kind not in _INPUT else None


def _ruled(fate: Fate | None, code: str, message: str, remedy: str = "") -> _Ruling:
    return _Ruling(fate, Reason(code=code, message=message, remedy=remedy))


def _embargo(one: Contribution) -> _Ruling:
    return _ruled("held", "embargo", f"under embargo until {one.embargo_until:%Y-%m-%d %H:%M} UTC")


def own_words(one: Contribution) -> str:
    """Without what it quotes: "see attached" above a long thread says nothing of its own."""
    if not one.blocks:
        return one.text
    return "\n".join(
        one.text[block.start : block.end] for block in one.blocks if block.kind not in _NOT_OWN
    )


_NOT_OWN: tuple[BlockKind, ...] = ("quoted", "question", "furniture")
_BY_MACHINES = (flag_words.AUTOMATIC, flag_words.REPORT, flag_words.INVITATION)

_INPUT: tuple[ContributionKind, ...] = (
    "contribution", "comment", "note", "transcript", "oral", "chat", "proposal"
)  # fmt: skip

_QUOTED: tuple[ConsentScope, ...] = ("full", "name_withheld")
"""What may be quoted takes part; of any other consent something is to be said."""

_ANSWERS: tuple[ContributionKind, ...] = ("contribution", "comment", "proposal")
"""What a call's window holds for: notes and transcripts come when the session was."""
