"""Everything received is in the record, with the fate that is certain before grouping."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bpforum.profiles import load_profile
from bpforum.validation import Acts, Window, validate
from models.audience import Consent
from models.block import Block
from models.call import Call, Deadline, Question
from models.contribution import CommentTarget, Contribution, Proposal, SessionNote
from models.decision import Decision
from models.forum import Forum, ForumHead, SourceConfig
from models.reading import Reading
from models.record import Record
from models.session import Session
from models.submission import Reason, Rejected, Submission

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CLOSES = datetime(2026, 5, 1, tzinfo=UTC)
TEXT = "Volunteers keep this network alive, and they are tired of being thanked for it."
PROFILE = load_profile("igf")


def forum(**call: Any) -> Forum:
    return Forum(
        forum=ForumHead(id="f", title="F", cycle="2026"),
        calls=(Call(id="call-1", title="Call", **{"closes": CLOSES, **call}),),
        sessions=(Session(id="s1", title="Opening call", audience="members"),),
        sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
    )


def submission(n: int, **more: Any) -> Submission:
    return Submission(**{
        "reference": f"C-{n:04d}", "source": "inbox", "external_id": f"{n}.txt", "version": 1,
        "digest": "0" * 64, "size": 1, "media_type": "text/plain", "channel": "mail",
        "received_at": CLOSES - timedelta(days=1), "audience": "public", "call": "call-1",
        "consent": Consent(basis="notice", scope="full"), "fields": {}, **more,
    })  # fmt: skip


def record(
    *pairs: tuple[Submission, Reading | Rejected],
    decisions: tuple[Decision, ...] = (),
    cut_off: datetime | None = None,
    forum_: Forum | None = None,
) -> Record:
    return validate(
        forum_ or forum(), PROFILE, [one for one, _ in pairs],
        {one.reference: reading for one, reading in pairs}, Acts(decisions), Window(NOW, cut_off),
    )  # fmt: skip


def one(submission_: Submission, reading: Reading | Rejected, **more: Any) -> Contribution:
    [found] = record((submission_, reading), **more).contributions
    return found


READ = Reading(text=TEXT)


def test_an_ordinary_contribution_is_open_until_it_is_grouped() -> None:
    found = one(submission(1), READ)
    assert (found.fate, found.language, found.flags) == (None, "en", ())


@pytest.mark.parametrize(
    ("policy", "fate"),
    [("accept_flagged", None), ("next_version", "next_version"), ("carry_over", "carried_over"),
     ("refuse", "refused")],
)  # fmt: skip
def test_late_input_follows_the_calls_policy_after_the_grace_minutes(
    policy: str, fate: str | None
) -> None:
    call = forum(late_policy=policy, grace_minutes=30)
    in_grace = one(submission(1, received_at=CLOSES + timedelta(minutes=30)), READ, forum_=call)
    late = one(submission(1, received_at=CLOSES + timedelta(minutes=31)), READ, forum_=call)
    assert (in_grace.fate, in_grace.flags) == (None, ())
    assert (late.fate, late.flags) == (fate, ("received after the date",))


def test_a_note_is_not_late_for_the_call() -> None:
    note = Reading(kind="note", text=TEXT, session_note=SessionNote(session="s1"))
    found = one(submission(1, received_at=CLOSES + timedelta(days=9)), note)
    assert (found.kind, found.flags) == ("note", ())


def test_what_came_after_the_cut_off_waits_and_takes_nothing_out_of_use() -> None:
    old = submission(1, superseded_by="C-0002")
    new = submission(2, version=2, received_at=CLOSES)
    cut_off = CLOSES - timedelta(hours=1)
    fates = [c.fate for c in record((old, READ), (new, READ), cut_off=cut_off).contributions]
    assert fates == [None, "next_version"]
    fates = [c.fate for c in record((old, READ), (new, READ)).contributions]
    assert fates == ["superseded_by", None]


def test_a_version_that_cannot_be_read_takes_nothing_out_of_use() -> None:
    broken = Rejected(reasons=(Reason(code="damaged", message="cut off", remedy="send again"),))
    found = record(
        (submission(1, superseded_by="C-0002"), READ), (submission(2, version=2), broken)
    ).contributions
    assert [c.fate for c in found] == [None, "quarantined"]
    assert found[1].reasons[0].remedy == "send again"


def test_an_embargo_holds_and_marks_until_it_ends() -> None:
    running = one(submission(1, embargo_until=NOW + timedelta(days=1)), READ)
    ended = one(submission(1, embargo_until=NOW - timedelta(days=1)), READ)
    assert (running.fate, running.flags) == ("held", ("under embargo",))
    assert (ended.fate, ended.flags) == (None, ())


def test_consent_decides_what_may_be_done_and_a_document_can_only_narrow_it() -> None:
    counted = Consent(basis="stated", scope="counts_only")
    nobody = Consent(basis="not_asked", scope=None)
    assert one(submission(1, consent=counted), READ).fate == "counted"
    assert one(submission(1, consent=nobody), READ).fate == "held"
    asks = Reading(text=TEXT, fields={"consent": "name withheld"})
    assert one(submission(1), asks).consent.scope == "name_withheld"
    stated = submission(1, fields={"consent": "counts only"}, consent=counted)
    assert one(stated, asks).consent.scope == "counts_only"


def test_a_sessions_audience_narrows_what_is_said_of_it() -> None:
    note = Reading(kind="note", text=TEXT, session_note=SessionNote(session="Opening call"))
    found = one(submission(1), note)
    assert (found.session, found.audience) == ("s1", "members")


@pytest.mark.parametrize("text", ["", "test", "See attached.", "n/a"])
def test_what_says_nothing_is_kept_and_told(text: str) -> None:
    assert one(submission(1), Reading(text=text)).fate == "not_substantive"


def test_withdrawn_by_decision() -> None:
    decision = Decision(
        id="d1", kind="dispose", target="C-0001", value="withdrawn", by="A", at=NOW, why="by letter"
    )
    found = one(submission(1), READ, decisions=(decision,))
    assert (found.fate, found.reasons[0].message) == ("withdrawn", "by letter")


def test_the_register_outranks_the_document_and_groups_and_regions_come_from_the_profile() -> None:
    reading = Reading(
        text=TEXT, fields={"name": "A. Wrong", "organisation": "Mesh", "country": "Perú",
                           "stakeholder_group": "ONG"},
    )  # fmt: skip
    lead = one(submission(1, fields={"name": "A. Right"}), reading).lead
    assert (lead.name, lead.organisation, lead.group, lead.region) == (
        "A. Right", "Mesh", "civil_society", "grulac",
    )  # fmt: skip
    odd = Reading(text=TEXT, fields={"stakeholder_group": "Wizards"})
    assert "stakeholder group not in the profile" in one(submission(1), odd).flags


def test_a_revision_is_used_and_what_it_revises_is_not() -> None:
    first = submission(1, fields={"title": "Our view of spectrum"})
    second = submission(2, fields={"relation": "revises Our view of spectrum"})
    found = record((first, READ), (second, READ)).contributions
    assert [(c.fate, c.fate_of) for c in found] == [("superseded_by", "C-0002"), (None, "")]


def test_deadlines_found_in_a_document_become_a_proposed_call() -> None:
    briefing = Reading(
        kind="briefing", text=TEXT, title="Briefing for the conference",
        deadlines=(Deadline(category="Other proposals", soft_at=NOW, status="proposed"),),
    )  # fmt: skip
    calls = record((submission(1), briefing)).calls
    assert [(call.id, call.status) for call in calls] == [
        ("call-1", "declared"), ("call-briefing-for-the-conference", "proposed"),
    ]  # fmt: skip


def test_an_answer_knows_its_question() -> None:
    call = forum(questions=(Question(id="q1", text="Who pays?"),))
    reading = Reading(text=TEXT, blocks=(Block(kind="paragraph", start=0, end=9, question="q1"),))
    assert one(submission(1), reading, forum_=call).questions == ("q1",)


@pytest.mark.parametrize(("words", "n"), [("n/a", 0), ("-", 0), ("none", 0), ("7", 1), ("No", 1)])
def test_only_an_answer_answers_a_question(words: str, n: int) -> None:
    answer = Block(kind="paragraph", start=0, end=len(words), question="q1")
    more = Block(kind="paragraph", start=len(words) + 2, end=len(words) + 2 + len(TEXT))
    reading = Reading(text=f"{words}\n\n{TEXT}", blocks=(answer, more))
    call = forum(questions=(Question(id="q1", text="Who pays?"),))
    assert len(one(submission(1), reading, forum_=call).questions) == n


def test_nothing_disappears() -> None:
    broken = Rejected(reasons=(Reason(code="x", message="x"),))
    pairs = [(submission(n), READ if n % 3 else broken) for n in range(1, 30)]
    found = record(*pairs)
    assert len(found.contributions) + len(found.comments) == 29


def test_what_a_source_says_of_a_comment_is_kept_in_its_place() -> None:
    fields = {
        "kind": "comment", "about": "Draft I", "paragraph": "12", "comment_type": "Editorial",
        "proposed_change": "shall", "rationale": "clearer", "url": "https://forum.example.org/41",
        "category": "Comments", "in_reply_to": "41",
    }  # fmt: skip
    [comment] = record((submission(1, fields=fields), READ)).comments
    assert comment.on == CommentTarget(
        document="Draft I", paragraph="12", in_reply_to="41", comment_type="editorial",
        proposed_change="shall", rationale="clearer",
    )  # fmt: skip
    assert (comment.url, comment.category) == ("https://forum.example.org/41", "Comments")
    assert one(submission(1), READ).on is None


def test_an_answer_by_mail_finds_the_mail_that_it_answers() -> None:
    asked = Reading(text=TEXT, fields={"message_id": "<a1@lists.example.org>"})
    answer = Reading(text=f"{TEXT} Yes.", fields={"in_reply_to": "<a1@lists.example.org>"})
    found = record((submission(1), asked), (submission(2), answer)).contributions[1]
    assert found.on == CommentTarget(in_reply_to="C-0001")


def test_an_addendum_has_the_number_that_its_masthead_makes() -> None:
    head = {"document_number": "WTDC14/22-E", "relation": "Addendum 7 to Document 22",
            "original_language": "en"}  # fmt: skip
    found = one(submission(1), Reading(text=TEXT, fields=head))
    assert (found.document_number, found.original_language) == ("WTDC14/22(Add.7)-E", "en")
    assert [(r.kind, r.target, r.basis) for r in found.relations] == [
        ("addendum_to", "Document 22", "declared")
    ]
    assert found.flags == ('is an addendum to "Document 22", which was not received',)


def test_a_proposal_whose_id_or_symbol_is_unclear_is_said() -> None:
    reading = Reading(
        text=TEXT,
        proposals=(Proposal(id="usa-7"), Proposal(id="USA/22/7", symbol="NOC", reasons="Good.")),
    )
    assert one(submission(1), reading).flags == (
        "proposal id usa-7 is not written as the profile says",
        "USA/22/7: NOC with reasons may mean that the text is to be kept unchanged",
    )


def test_a_time_of_receipt_that_nobody_could_read_is_a_flag() -> None:
    problem = "not understood; the file's own time counts"
    found = one(submission(1, fields={"received_at_problem": problem}), READ)
    assert found.flags == ("time of receipt: not understood, the file's own time counts",)
