"""When input is late: by call, extension, category and time zone, soft and hard, with grace."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bpforum.profiles import load_profile
from bpforum.validation.deadlines import due_for
from models.call import Call, Deadline, Extension

CLOSES = datetime(2026, 5, 1, tzinfo=UTC)
WEEK, MINUTE = timedelta(days=7), timedelta(minutes=1)
IGF, ITU = load_profile("igf"), load_profile("itu")


def call(**more: Any) -> Call:
    return Call(id="c", title="Call", **{"closes": CLOSES, **more})


def deadline(category: str, **more: Any) -> Deadline:
    return Deadline(category=category, **more)


def test_a_call_closes_when_its_grace_ends() -> None:
    due = due_for(call(grace_minutes=30), "", IGF)
    assert not due.flagged(CLOSES + 30 * MINUTE)
    assert due.late(CLOSES + 31 * MINUTE)


def test_an_extension_is_for_everybody_and_moves_dates_only_to_later_ones() -> None:
    extended = call(
        extensions=(Extension(closes=CLOSES + WEEK),),
        deadlines=(deadline("Early papers", soft_at=CLOSES - WEEK, hard_at=CLOSES),
                   deadline("Late papers", hard_at=CLOSES + 2 * WEEK)),
    )  # fmt: skip
    assert due_for(extended, "", IGF).hard == CLOSES + WEEK
    early = due_for(extended, "early papers", IGF)
    assert (early.soft, early.hard) == (CLOSES + WEEK, CLOSES + WEEK)
    assert due_for(extended, "late papers", IGF).hard == CLOSES + 2 * WEEK


def test_between_soft_and_hard_input_is_flagged_and_after_hard_it_is_late() -> None:
    due = due_for(call(deadlines=(deadline("X", soft_at=CLOSES - WEEK),)), "x", IGF)
    between, after = CLOSES - WEEK + MINUTE, CLOSES + MINUTE
    assert (due.flagged(between), due.late(between)) == (True, False)
    assert (due.flagged(after), due.late(after)) == (True, True)


def test_a_call_with_soft_dates_alone_is_never_late() -> None:
    due = due_for(call(closes=None, deadlines=(deadline("X", soft_at=CLOSES),)), "X", IGF)
    assert due.flagged(CLOSES + WEEK)
    assert not due.late(CLOSES + 50 * WEEK)


def test_the_briefings_three_deadlines() -> None:
    three = call(
        closes=None,
        deadlines=(
            deadline("Proposals to amend the Constitution and Convention", soft_at=CLOSES),
            deadline("Other proposals for the work of the Conference", soft_at=CLOSES + WEEK),
            deadline("all contributions", hard_at=CLOSES + 3 * WEEK, late_policy="refuse"),
        ),
    )
    other = due_for(three, "other proposals", IGF)
    assert (other.soft, other.hard, other.policy) == (CLOSES + WEEK, CLOSES + 3 * WEEK, "refuse")
    assert due_for(three, "", IGF).hard == CLOSES + 3 * WEEK


@pytest.mark.parametrize(
    ("category", "known"),
    [("Other Proposals!", True), ("PROPUESTAS OTRAS", False), ("", True), ("proposals", False)],
)
def test_a_category_is_known_by_its_words(category: str, known: bool) -> None:
    two = call(deadlines=(deadline("Other proposals", hard_at=CLOSES),
                          deadline("Proposals on money", hard_at=CLOSES)))  # fmt: skip
    assert due_for(two, category, IGF).is_known == known


def test_a_deadline_found_in_a_document_binds_nobody() -> None:
    found = call(deadlines=(deadline("X", hard_at=CLOSES - WEEK, status="proposed"),))
    assert due_for(found, "X", IGF).hard == CLOSES


def test_the_policy_is_the_deadlines_else_the_calls_else_the_bodys() -> None:
    own = (deadline("X", hard_at=CLOSES, late_policy="refuse"), deadline("Y", hard_at=CLOSES))
    policies = [
        due_for(call(deadlines=own, late_policy=policy), category, profile).policy
        for policy, category, profile in (
            ("next_version", "X", ITU), ("next_version", "Y", ITU), (None, "Y", ITU),
            (None, "", IGF),
        )
    ]  # fmt: skip
    assert policies == ["refuse", "next_version", "carry_over", "accept_flagged"]


def test_midnight_is_midnight_where_the_forum_is() -> None:
    local = datetime(2026, 5, 1, 23, 59, tzinfo=ZoneInfo("America/Mexico_City"))
    due = due_for(call(closes=local), "", IGF)
    assert not due.late(datetime(2026, 5, 2, 5, 59, tzinfo=UTC))
    assert due.late(datetime(2026, 5, 2, 6, 0, tzinfo=UTC))
