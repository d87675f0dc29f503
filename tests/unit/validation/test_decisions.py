"""Each kind of decision about what was received is carried out, or handed back with the reason."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, get_args

import pytest

from bpforum.decisions import KINDS
from bpforum.decisions.marks import OF_PARAGRAPHS
from bpforum.profiles import load_profile
from bpforum.validation import Acts, Window, validate
from models.audience import Consent
from models.call import Call
from models.decision import Decision, DecisionKind
from models.forum import Forum, ForumHead, SourceConfig
from models.reading import Reading
from models.record import Record
from models.submission import Submission
from models.transcript import Transcript, Turn

CLOSES = datetime(2026, 5, 1, tzinfo=UTC)
LATE = datetime(2026, 5, 2, tzinfo=UTC)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
FORUM = Forum(
    forum=ForumHead(id="f", title="F", cycle="2026"),
    calls=(Call(id="call-1", title="Call", closes=CLOSES, late_policy="refuse"),),
    sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
)
SAID = "We need internet covenants, and people who keep a network alive need to be paid for it."
TEXTS = {
    "C-0001": Reading(text="Volunteers keep this network alive, and are tired of being thanked."),
    "C-0002": Reading(text="Licence fees for spectrum end most small networks within one year."),
    "C-0003": Reading(
        text=SAID, kind="transcript",
        transcripts=(Transcript(turns=(Turn(
            n=1, speaker="", speaker_status="unattributed", text=SAID, start=0, end=len(SAID)
        ),)),),
    ),
}  # fmt: skip
ERASED = "C-0004"

TRANSCRIPTION = {"text": "What the scan says.", "author": "R. Inchausti", "method": "by hand"}
CORRECTION = {"was": "covenants", "text": "governance"}
CARRIED_OUT: Mapping[DecisionKind, tuple[str, Any]] = {
    "admit": ("C-0001", "accept_flagged"),
    "relate": ("C-0002", {"kind": "addendum_to", "to": "C-0001"}),
    "consent": ("C-0001", "name_withheld"),
    "hold": ("C-0001", True),
    "erase": (ERASED, None),
    "transcribe": ("C-0002", TRANSCRIPTION),
    "correct_text": ("C-0003", CORRECTION),
    "name_speaker": ("C-0003/1", {"name": "Ada Okoro"}),
    "link_statement": ("C-0003/1", {"statement": "C-0001"}),
}
NOT_VALUES: tuple[Any, ...] = (
    None,
    7,
    "zzz",
    [],
    {},
    {"kind": []},
    {"text": 1, "was": 2, "statement": [], "name": {}},
)


def submission(reference: str) -> Submission:
    return Submission(
        reference=reference, source="inbox", external_id=f"{reference}.txt", version=1,
        digest="0" * 64, size=1, media_type="text/plain", channel="mail", received_at=LATE,
        audience="public", call="call-1", consent=Consent(basis="notice", scope="full"),
        fields={}, erased=reference == ERASED,
    )  # fmt: skip


def decided(kind: DecisionKind, target: str, value: Any, n: int = 1) -> Decision:
    return Decision(
        id=f"d{n}", kind=kind, target=target, value=value, by="Ana", at=NOW, why="by letter"
    )


def validated(*decisions: Decision) -> tuple[Record, Acts]:
    acts = Acts(decisions)
    readings = {**TEXTS, ERASED: Reading(text="")}
    record = validate(
        FORUM, load_profile("igf"), [submission(one) for one in readings], readings, acts,
        Window(NOW),
    )  # fmt: skip
    return record, acts


@pytest.mark.parametrize("kind", CARRIED_OUT)
def test_what_can_be_done_is_done_and_said_once(kind: DecisionKind) -> None:
    decision = decided(kind, *CARRIED_OUT[kind])
    record, acts = validated(decision)
    assert (acts.applied, acts.refused) == ((decision,), ())
    if kind != "erase":  # its content went before, from the store
        assert record != validated()[0]


@pytest.mark.parametrize("kind", CARRIED_OUT)
@pytest.mark.parametrize("target", ["C-0099", "C-0099/1", "th-spectrum", " "])
def test_what_names_nothing_received_is_handed_back(kind: DecisionKind, target: str) -> None:
    decision = decided(kind, target, CARRIED_OUT[kind][1])
    record, acts = validated(decision)
    assert record == validated()[0]
    assert [one.decision for one in acts.refused] == [decision]
    assert acts.applied == ()
    assert target.partition("/")[0].strip() in acts.refused[0].reason


@pytest.mark.parametrize("kind", [kind for kind in CARRIED_OUT if kind != "erase"])
@pytest.mark.parametrize("value", NOT_VALUES)
def test_a_value_of_another_kind_is_handed_back(kind: DecisionKind, value: Any) -> None:
    decision = decided(kind, CARRIED_OUT[kind][0], value)
    record, acts = validated(decision)
    assert record == validated()[0]
    assert ([one.decision for one in acts.refused], acts.applied) == ([decision], ())


@pytest.mark.parametrize("kind", [kind for kind in CARRIED_OUT if kind != "erase"])
def test_what_was_decided_of_something_erased_says_so(kind: DecisionKind) -> None:
    place = CARRIED_OUT[kind][0].partition("/")[2]
    target = f"{ERASED}/{place}" if place else ERASED
    erasure = decided("erase", ERASED, None, 2)
    _, acts = validated(decided(kind, target, None), erasure)
    assert acts.applied == (erasure,)
    assert [one.reason for one in acts.refused] == ["what it is about was erased"]


def test_of_several_exceptions_the_last_holds_and_the_others_say_so() -> None:
    first, last = (decided("admit", "C-0001", word, n) for n, word in
                   enumerate(("accept_flagged", "next_version"), start=1))  # fmt: skip
    record, acts = validated(first, last)
    assert record.contributions[0].fate == "next_version"
    assert acts.applied == (last,)
    assert [one.reason for one in acts.refused] == ["a later decision took its place: d2"]


def test_what_turns_out_not_to_hold_is_not_said_to_be_applied() -> None:
    circle = [
        decided("relate", f"C-000{n}", {"kind": "revises", "to": f"C-000{n % 3 + 1}"}, n)
        for n in (1, 2, 3)
    ]
    _, acts = validated(*circle)
    [refused] = acts.refused
    assert "would replace the other" in refused.reason
    assert [one for one in circle if one != refused.decision] == [*acts.applied]


def test_every_kind_is_somebodys() -> None:
    about_drafts = {
        *KINDS, *OF_PARAGRAPHS, "edit_paragraph", "dispose", "remark", "recommend", "take_back",
        "clear", "publish",
    }  # fmt: skip
    assert {*CARRIED_OUT, *about_drafts} == set(get_args(DecisionKind))
