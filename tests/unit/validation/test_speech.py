"""People's decisions on speech: who spoke, what was misheard, which statement prevails."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpforum.profiles import load_profile
from bpforum.validation import Window, validate
from bpforum.validation.acts import Acts
from bpforum.validation.corrections import move_proposals
from bpforum.validation.speech import settle_speech
from models.audience import Consent
from models.block import Block
from models.contribution import Contribution, ContributionKind, MarginComment, NoteLine, SessionNote
from models.decision import Decision, DecisionKind
from models.forum import Forum, ForumHead, SourceConfig
from models.reading import Reading
from models.record import RecordedProposal
from models.session import Session
from models.submission import Submission
from models.transcript import Transcript, Turn

AT = datetime(2026, 5, 1, tzinfo=UTC)
SAID = (("MR. SMITH", "We need internet covenants."), ("", "Thanks."), ("MR. SMITH", "So be it."))


def contribution(
    reference: str, text: str, kind: ContributionKind = "transcript", **more: Any
) -> Contribution:
    return Contribution(
        reference=reference, source="inbox", external_id=f"{reference}.txt", digest="0" * 64,
        kind=kind, text=text, received_at=AT, audience="public",
        consent=Consent(basis="stated", scope="full"), **more,
    )  # fmt: skip


def turns(*said: tuple[str, str], at: int = 0) -> tuple[Turn, ...]:
    found = []
    for n, (speaker, text) in enumerate(said, start=1):
        status = "named" if speaker else "unattributed"
        found.append(
            Turn(n=n, speaker=speaker, speaker_status=status, text=text, start=at,
                 end=at + len(text))
        )  # fmt: skip
        at += len(text) + 2
    return tuple(found)


def transcript(*said: tuple[str, str]) -> tuple[Contribution, Transcript]:
    made = turns(*said)
    blocks = tuple(Block(kind="paragraph", start=one.start, end=one.end) for one in made)
    text = "\n\n".join(text for _, text in said)
    one = contribution("C-0004", text, blocks=blocks)
    return one, Transcript(turns=made, contribution="C-0004")


def decided(kind: DecisionKind, target: str, value: Any, n: int = 1) -> Decision:
    return Decision(id=f"d{n}", kind=kind, target=target, value=value, by="Ana", at=AT)


class Settled:
    """What came of decisions on the transcript C-0004 and the statement C-0009."""

    def __init__(self, *decisions: Decision, events: int = 1) -> None:
        one, speech = transcript(*SAID)
        self.acts = Acts(decisions)
        statement = contribution("C-0009", "Our statement.", "contribution")
        contributions, self.transcripts = settle_speech(
            [one, statement], [speech] * events, self.acts
        )
        self.one, self.statement = contributions
        self.turns = self.transcripts[0].turns

    @property
    def reason(self) -> str:
        (refused,) = self.acts.refused
        assert not self.acts.applied
        return refused.reason


def named(target: str, n: int = 1, /, **value: Any) -> Decision:
    return decided("name_speaker", target, value, n)


def corrected(n: int = 1, target: str = "C-0004", **value: Any) -> Decision:
    return decided("correct_text", target, value, n)


class TestNames:
    def test_a_person_names_the_speaker_of_a_turn(self) -> None:
        settled = Settled(
            named("C-0004/2", name="Ada Okoro", organisation="Delta Mesh", country="Vela",
                  stakeholder_group="Civil Society", capacity="personal")
        )  # fmt: skip
        turn = settled.turns[1]
        assert (turn.confirmed, turn.speaker, turn.organisation) == (
            True, "Ada Okoro", "Delta Mesh",
        )  # fmt: skip
        assert (turn.country, turn.stakeholder_group, turn.capacity, turn.marked) == (
            "Vela", "Civil Society", "personal", "",
        )  # fmt: skip
        assert [one.confirmed for one in settled.turns] == [False, True, False]
        assert len(settled.acts.applied) == 1

    def test_all_turns_with_one_label_are_named_at_once(self) -> None:
        settled = Settled(named("C-0004", **{"as": "Mr. Smith", "name": "Jo Smith"}))
        assert [one.speaker for one in settled.turns] == ["Jo Smith", "", "Jo Smith"]
        assert [one.marked for one in settled.turns] == ["MR. SMITH", "", "MR. SMITH"]

    def test_the_later_decision_counts_and_finds_the_label_as_marked(self) -> None:
        settled = Settled(
            named("C-0004", 1, **{"as": "MR. SMITH", "name": "Jo Smith"}),
            named("C-0004", 2, **{"as": "MR. SMITH", "name": "Joan Smith"}),
        )
        assert settled.turns[2].speaker == "Joan Smith"

    def test_a_name_is_taken_back(self) -> None:
        settled = Settled(
            named("C-0004/1", 1, name="Jo Smith", organisation="X"),
            named("C-0004/1", 2, holds=False),
        )
        turn = settled.turns[0]
        assert (turn.confirmed, turn.speaker, turn.organisation) == (False, "MR. SMITH", "")

    def test_where_there_are_several_events_the_turn_is_of_one(self) -> None:
        settled = Settled(named("C-0004/ev2/1", name="Jo"), events=2)
        first, second = settled.transcripts
        assert (first.turns[0].confirmed, second.turns[0].confirmed) == (False, True)
        assert "which, as in C-0004/ev1/1" in Settled(named("C-0004/1", name="Jo"), events=2).reason

    def test_no_control_character_gets_in(self) -> None:
        assert "\u202e" not in Settled(named("C-0004/1", name="Jo\u202e\nX")).turns[0].speaker

    @pytest.mark.parametrize(
        ("target", "value", "reason"),
        [
            ("C-0004/9", {"name": "Jo"}, "C-0004 has 3 turns, and no turn 9"),
            ("C-0004/0", {"name": "Jo"}, "no turn 0"),
            ("C-0004/ev2/1", {"name": "Jo"}, "no event 2"),
            ("C-0099/1", {"name": "Jo"}, "there is no contribution 'C-0099'"),
            ("turn 1", {"name": "Jo"}, "is no reference"),
            ("C-0009/1", {"name": "Jo"}, "C-0009 is no transcript"),
            ("C-0004", {"name": "Jo"}, "it names a whole file"),
            ("C-0004", {"as": "X", "name": "Jo"}, "is marked 'X'"),
            ("C-0004/2", {"as": "X", "name": "Jo"}, "is not marked 'X'"),
            ("C-0004/1", {}, "neither a name"),
            ("C-0004/1", {"name": 7}, "must be words"),
            ("C-0004/1", {"name": "x" * 10_000}, "must be words"),
            ("C-0004/1", "Jo", "must be an object"),
        ],
    )
    def test_what_cannot_be_done_says_why(self, target: str, value: Any, reason: str) -> None:
        settled = Settled(decided("name_speaker", target, value))
        assert reason in settled.reason
        assert not any(one.confirmed for one in settled.turns)


class TestCorrections:
    def test_misheard_words_are_corrected_and_both_texts_kept(self) -> None:
        settled = Settled(
            corrected(was="internet covenants", text="internet governance, of course", turn=1,
                      at_request_of="the speaker")
        )  # fmt: skip
        one = settled.one
        assert one.received_text is not None
        assert one.received_text.startswith("We need internet covenants.")
        assert one.text.startswith("We need internet governance, of course.")
        (version,) = one.versions
        assert one.text[version.start : version.end] == "internet governance, of course"
        assert (version.was, version.by, version.decision, version.at_request_of) == (
            "internet covenants", "Ana", "d1", "the speaker",
        )  # fmt: skip

    def test_turns_and_blocks_move_along(self) -> None:
        settled = Settled(
            corrected(1, was="So be it", text="So be it, then", turn=3),
            corrected(2, was="We", text="All of us", turn=1),
            corrected(3, was="covenants", text="law"),
        )
        one = settled.one
        assert one.text == "All of us need internet law.\n\nThanks.\n\nSo be it, then."
        for turn, block in zip(settled.turns, one.blocks, strict=True):
            assert one.text[turn.start : turn.end] == turn.text
            assert (block.start, block.end) == (turn.start, turn.end)
        for version in one.versions:
            said = one.text[version.start : version.end]
            assert said in ("So be it, then", "All of us", "law")

    def test_notes_comments_and_proposals_move_along(self) -> None:
        text = "First teh point. Then a second."
        one = contribution(
            "C-0001", text, "note",
            session_note=SessionNote(lines=(NoteLine(kind="issue", start=0, end=16),
                                            NoteLine(kind="issue", start=17, end=31))),
            comments=(MarginComment(id="1", text="?", start=17), MarginComment(id="2", text="!")),
        )  # fmt: skip
        decision = decided("correct_text", "C-0001", {"was": "teh", "text": "the first"})
        (after,), _ = settle_speech([one], [], Acts([decision]))
        assert after.session_note is not None
        first, second = after.session_note.lines
        assert after.text[first.start : first.end] == "First the first point."
        assert after.text[second.start : second.end] == "Then a second."
        assert [c.start for c in after.comments] == [second.start, None]
        proposal = RecordedProposal(
            id="P/1", contribution="C-0001", start=0, end=16, text="First teh point."
        )
        other = RecordedProposal(id="P/2", contribution="C-0001", start=17, end=31, text="x")
        moved, behind = move_proposals([proposal, other], [after])
        assert (moved.end, moved.text) == (first.end, "First the first point.")
        assert (behind.start, behind.end) == (second.start, second.end)

    def test_contact_data_does_not_come_in_by_a_correction(self) -> None:
        settled = Settled(corrected(was="Thanks", text="Write to ada@example.org"))
        assert "ada@" not in settled.one.text

    @pytest.mark.parametrize(
        ("value", "reason"),
        [
            ({"was": "covenant law", "text": "x"}, "do not stand in the text"),
            ({"was": "Thanks", "text": "x", "turn": 1}, "do not stand in turn 1"),
            ({"was": "e", "text": "x"}, "more than once"),
            ({"was": "e", "text": "x", "turn": 1}, "give more words"),
            ({"was": "Thanks.\n\nSo", "text": "x"}, "over the end of a paragraph or turn"),
            ({"was": "Thanks", "text": "Thanks"}, "change nothing"),
            ({"was": "", "text": "x"}, "must hold the words"),
            ({"was": "Thanks"}, "'text' must be words"),
            ({"was": "Thanks", "text": "x", "turn": "four"}, "is no turn"),
            ({"was": "Thanks", "text": "x", "turn": 7}, "no turn 7"),
            (None, "must be an object"),
        ],
    )
    def test_what_cannot_be_done_says_why(self, value: Any, reason: str) -> None:
        settled = Settled(decided("correct_text", "C-0004", value))
        assert reason in settled.reason
        assert settled.one.received_text is None

    def test_the_second_correction_of_the_same_words_is_refused(self) -> None:
        settled = Settled(
            corrected(1, was="internet covenants", text="internet governance"),
            corrected(2, was="covenants.", text="policy."),
        )
        (refused,) = settled.acts.refused
        assert "corrected already, by d1" in refused.reason
        assert "internet governance." in settled.one.text

    def test_many_corrections_of_a_long_transcript_take_no_time(self) -> None:
        said = [("", f"word{n} and some more.") for n in range(3_000)]
        one, speech = transcript(*said)
        decisions = [
            corrected(n, was=f"word{n} ", text="other words ", turn=n + 1) for n in range(300)
        ]
        (after,), (moved,) = settle_speech([one], [speech], Acts(decisions))
        assert len(after.versions) == 300
        assert all(after.text[t.start : t.end] == t.text for t in moved.turns)


class TestStatements:
    def test_a_statement_prevails_over_a_turn(self) -> None:
        settled = Settled(
            decided("link_statement", "C-0004/3", {"statement": "C-0009", "prevails": True})
        )
        assert [turn.statement for turn in settled.turns] == ["", "", "C-0009"]
        (relation,) = settled.statement.relations
        assert (relation.kind, relation.target, relation.part, relation.basis) == (
            "prevails_over", "C-0004", "turn 3", "confirmed",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("target", "value", "reason"),
        [
            ("C-0004", {"statement": "C-0009"}, "names no turn"),
            ("C-0004/1", {"statement": "C-0077"}, "no contribution 'C-0077'"),
            ("C-0004/1", {}, "no contribution ''"),
            ("C-0004/1", {"statement": "C-0004"}, "over itself"),
            ("C-0004/1", {"statement": "C-0009", "prevails": False}, "use relate"),
        ],
    )
    def test_what_cannot_be_done_says_why(self, target: str, value: Any, reason: str) -> None:
        settled = Settled(decided("link_statement", target, value))
        assert reason in settled.reason
        assert settled.statement.relations == ()


def test_a_transcript_without_a_session_belongs_to_the_one_of_its_title() -> None:
    forum = Forum(
        forum=ForumHead(id="f", title="F", cycle="2026"),
        sessions=(Session(id="opening", title="Opening call on masts"),),
        sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
    )
    submission = Submission(
        reference="C-0001", source="inbox", external_id="room.vtt", version=1, digest="0" * 64,
        size=1, media_type="text/vtt", channel="upload", received_at=AT, audience="public",
        consent=Consent(basis="stated", scope="full"), fields={},
    )  # fmt: skip
    heard = Reading(kind="transcript", title="Opening call on masts", text="Good day.")
    written = Reading(title="Opening call on masts", text="Good day.")

    def session_of(reading: Reading) -> str | None:
        readings, window = {"C-0001": reading}, Window(AT, None)
        record = validate(forum, load_profile("igf"), [submission], readings, Acts([]), window)
        return record.everything[0].session

    assert (session_of(heard), session_of(written)) == ("opening", None)
