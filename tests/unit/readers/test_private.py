"""Masking a whole reading: every text in it, no offset, no field."""

from datetime import UTC, datetime

from bpforum.readers.masking import MASK
from bpforum.readers.private import mask_reading
from models.call import Call, Deadline, Question
from models.contribution import Proposal
from models.reading import Block, Reading
from models.session import Session
from models.transcript import Transcript, Turn

TEXT = "Ana said: write to ana@example.org now. Then +41 22 730 6819 rang."
TURN = "write to ana@example.org now"
MAIL, PHONE = MASK * 15, MASK * 15


def test_a_turn_reads_as_its_span_of_the_text() -> None:
    start = TEXT.index(TURN)
    turn = Turn(n=1, text=TURN, start=start, end=start + len(TURN), evidence="I am ana@example.org")
    transcript = Transcript(title="Call with ana@example.org", turns=(turn,), cues=("(laughs)",))
    masked = mask_reading(Reading(kind="transcript", text=TEXT, transcripts=(transcript,)))
    (found,) = masked.transcripts[0].turns
    assert masked.text[found.start : found.end] == found.text == f"write to {MAIL} now"
    assert masked.transcripts[0].title == f"Call with {MAIL}"
    assert found.evidence == f"I am {MAIL}"


def test_a_span_cut_through_a_number_reads_as_the_text_does() -> None:
    start = TEXT.index("730")
    proposal = Proposal(id="X/1", text="730 6819", start=start, end=start + 8)
    masked = mask_reading(Reading(text=TEXT, proposals=(proposal,)))
    assert masked.proposals[0].text == masked.text[start : start + 8] == MASK * 8


def test_calls_sessions_and_deadlines_hold_no_contact_data() -> None:
    deadline = Deadline(
        category="proposals", hard_at=datetime(2014, 2, 20, tzinfo=UTC), as_written="to a@b.org"
    )
    call = Call(
        id="call", title="Write to a@b.org", contact="Ana, a@b.org", issued_by="ITU",
        questions=(Question(id="q1", text="Who is a@b.org?"),), deadlines=(deadline,),
    )  # fmt: skip
    session = Session(id="s", title="S", description="Ask a@b.org", organiser="a@b.org")
    masked = mask_reading(
        Reading(text="", calls=(call,), sessions=(session,), deadlines=(deadline,))
    )
    everything = masked.model_dump_json()
    assert "a@b.org" not in everything
    assert "Ana, " in everything
    assert masked.calls[0].id == "call"


def test_blocks_fields_and_properties_stay() -> None:
    reading = Reading(
        text=TEXT,
        blocks=(Block(kind="paragraph", start=0, end=len(TEXT)),),
        fields={"contact": "a@b.org"},
        properties={"message_id": "<1@b.org>"},
    )
    masked = mask_reading(reading)
    assert masked.blocks == reading.blocks
    assert masked.fields == reading.fields
    assert masked.properties == reading.properties
    assert masked.text == f"Ana said: write to {MAIL} now. Then {PHONE} rang."
