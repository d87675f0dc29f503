"""Exceptions, answers on consent and holds are decisions: applied, or handed back with a reason."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bpforum.profiles import load_profile
from bpforum.validation.acts import Acts
from bpforum.validation.fates import Window, public_flags, settle
from models.audience import Consent
from models.call import Call, Deadline
from models.contribution import Contribution
from models.decision import Decision
from models.forum import Forum, ForumHead, SourceConfig

CLOSES = datetime(2026, 5, 1, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LATE = CLOSES + timedelta(days=2)
FORUM = Forum(
    forum=ForumHead(id="f", title="F", cycle="2026", timezone="Africa/Nairobi"),
    calls=(Call(id="call-1", title="Call", closes=CLOSES, late_policy="refuse",
                deadlines=(Deadline(category="Case studies", hard_at=LATE),)),),
    sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
)  # fmt: skip


def one(n: int = 1, **more: Any) -> Contribution:
    return Contribution(**{
        "reference": f"C-{n:04d}", "source": "inbox", "external_id": f"{n}.txt", "digest": "0" * 64,
        "kind": "contribution", "received_at": CLOSES, "audience": "public", "call": "call-1",
        "text": "Volunteers keep this network alive, and they are tired of being thanked for it.",
        "consent": Consent(basis="notice", scope="full"), **more,
    })  # fmt: skip


def decided(kind: Any, value: Any, why: str = "the island was cut off", n: int = 1) -> Decision:
    return Decision(
        id=f"d{n}", kind=kind, target="C-0001", value=value, by="Ana",
        at=NOW + timedelta(minutes=n), why=why,
    )  # fmt: skip


def settled(it: Contribution, *decisions: Decision) -> tuple[Contribution, Acts]:
    acts = Acts(decisions)
    [found] = settle(FORUM, load_profile("igf"), [it], {}, acts, Window(NOW))
    return found, acts


def test_late_input_is_told_the_time_where_the_forum_is() -> None:
    found, _ = settled(one(received_at=LATE))
    assert (found.fate, found.reasons[0].message) == (
        "refused", "received after 2026-05-01 03:00 (Africa/Nairobi)",
    )  # fmt: skip


def test_a_category_has_its_own_date_and_an_unknown_one_the_calls() -> None:
    found, _ = settled(one(received_at=LATE, category="case studies"))
    assert (found.fate, found.flags) == (None, ())
    found, _ = settled(one(category="Poems"))
    assert (found.fate, found.flags) == (
        None, ("category of input not among the call's: its general date was used",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "fate"),
    [("accept_flagged", None), ("next_version", "next_version"), ("carry_over", "carried_over"),
     ("refuse", "refused")],
)  # fmt: skip
def test_an_exception_overrides_the_late_policy_and_the_ledger_says_so(
    policy: str, fate: str | None
) -> None:
    found, acts = settled(one(received_at=LATE), decided("admit", policy))
    assert (found.fate, found.flags) == (fate, ("received after the date",))
    assert found.reasons[0].message == (
        "received after the date; decided by Ana: the island was cut off"
    )
    assert [decision.id for decision in acts.applied] == ["d1"]


@pytest.mark.parametrize(
    ("decision", "reason"),
    [(decided("admit", "refuse"), "not received after the date"),
     (decided("admit", "burn"), "must be one of accept_flagged"),
     (decided("admit", "refuse", why=" "), "needs its reason"),
     (decided("admit", None), "must be one of"),
     (decided("consent", "everything"), "must be one of full"),
     (decided("consent", {"scope": "full"}), "must be one of full"),
     (decided("hold", "yes"), "true or false"),
     (decided("hold", True, why=""), "held back for"),
     (decided("hold", False), "no decision holds it back"),
     (decided("hold", True).model_copy(update={"target": "C-0009"}), "no submission 'C-0009'")],
)  # fmt: skip
def test_a_decision_that_cannot_be_carried_out_is_handed_back(
    decision: Decision, reason: str
) -> None:
    found, acts = settled(one(), decision)
    assert (found.fate, acts.applied) == (None, ())
    assert reason in acts.refused[0].reason


def test_an_answer_on_consent_lets_go_what_waited_for_it() -> None:
    unasked = one(consent=Consent(basis="not_asked", scope=None))
    assert settled(unasked)[0].fate == "held"
    found, acts = settled(unasked, decided("consent", "full", why=""))
    assert (found.fate, found.consent) == (
        None, Consent(basis="stated", scope="full", detail="d1"),
    )  # fmt: skip
    assert len(acts.applied) == 1
    assert settled(unasked, decided("consent", "counts_only"))[0].fate == "counted"


def test_what_a_contributor_asked_for_is_only_widened_with_a_reason() -> None:
    shy = one(consent=Consent(basis="stated", scope="name_withheld"))
    found, acts = settled(shy, decided("consent", "full", why=""))
    assert (found.consent.scope, len(acts.refused)) == ("name_withheld", 1)
    assert settled(shy, decided("consent", "full", why="wrote on 3 May"))[0].consent.may_name
    assert settled(shy, decided("consent", "counts_only", why=""))[0].fate == "counted"


def test_a_hold_holds_until_it_is_let_go() -> None:
    hold, free = decided("hold", True, why="names a minor"), decided("hold", False, n=2)
    found, _ = settled(one(), hold)
    assert (found.fate, found.reasons[0].message) == ("held", "names a minor")
    found, acts = settled(one(), free, hold)
    assert (found.fate, len(acts.applied)) == (None, 2)


def test_flags_that_name_documents_are_not_for_everybody() -> None:
    assert public_flags(("received after the date", "may revise C-0002: confirm", "partial")) == (
        "received after the date", "partial",
    )  # fmt: skip
