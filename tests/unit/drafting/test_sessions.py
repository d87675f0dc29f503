"""What is printed of a transcript: rough words with their turn; names as decided and allowed."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bpforum.data import data_path
from bpforum.drafting.attribution import Attribution
from bpforum.drafting.facts import SessionFacts
from bpforum.drafting.material import Material, public
from bpforum.drafting.participants import Participants
from bpforum.drafting.sessions import Sessions
from bpforum.drafting.withholding import Withholding
from bpforum.grouped import Grouping
from bpforum.leaks import find_speakers
from bpforum.pieces import cut
from bpforum.profiles import load_profile
from bpforum.rendering.wording import Wording
from models.audience import AttributionRule, Consent
from models.block import Block
from models.contribution import Contribution, Contributor, NoteLine, SessionNote
from models.forum import Forum, ForumHead, SourceConfig
from models.record import Record
from models.session import Session
from models.transcript import Transcript, Turn

WORDS = Wording(data_path("templates", "outcome", "words", "en.toml").read_bytes())
WHO = {"speaker": "Ada Okoro", "organisation": "Delta Mesh", "stakeholder_group": "Civil Society"}
SAID = (
    "We keep the masts going with what the villages give us, and in most years that is not enough"
    " to pay for one battery."
)
IN = "in “Opening call”"


def contribution(reference: str, text: str, **more: Any) -> Contribution:
    return Contribution(**{
        "reference": reference, "source": "inbox", "external_id": f"{reference}.txt",
        "digest": "0" * 64, "kind": "transcript", "text": text, "session": "s",
        "received_at": datetime(2026, 5, 1, tzinfo=UTC), "audience": "public",
        "consent": Consent(basis="stated", scope="full"), **more,
    })  # fmt: skip


def material(
    rule: AttributionRule, *others: Contribution, said: str = SAID, **turn: Any
) -> Material:
    block = Block(kind="paragraph", start=0, end=len(said))
    one = contribution("C-0004", said, blocks=(block,))
    spoken = Turn(**{"n": 1, "speaker_status": "named", "text": said, "start": 0,
                     "end": len(said), **WHO, **turn})  # fmt: skip
    record = Record(
        contributions=(one, *others),
        sessions=(Session(id="s", title="Opening call", attribution=rule),),
        transcripts=(Transcript(turns=(spoken,), contribution="C-0004", session="s"),),
    )
    passages = {piece.id: piece for piece in cut(record, ["en"])}
    return Material(
        view="secretariat",
        forum=Forum(
            forum=ForumHead(id="f", title="F", cycle="2026"),
            sources=(SourceConfig(id="inbox", kind="folder", path="inbox"),),
        ),
        profile=load_profile("igf"),
        record=record,
        grouping=Grouping(
            passages=passages, groups=(), unplaced={}, scores=dict.fromkeys(passages, 0.5)
        ),
    )  # fmt: skip


def session(made: Material) -> SessionFacts:
    names = Attribution(made, "en", WORDS.word)
    withholding = Withholding(made, made.everything, names.group_label)
    (facts,) = Sessions(made, names, withholding, str).facts()
    return facts


def by(made: Material) -> str:
    (quote,) = session(made).quotes
    assert (quote.rough, quote.turn) == (True, 1)
    return quote.by


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("named", f"Ada Okoro, Delta Mesh, {IN}"),
        ("affiliation", f"Delta Mesh, {IN}"),
        ("stakeholder_group", f"a speaker {IN}"),
        ("none", f"a speaker {IN}"),
    ],
)
def test_a_confirmed_speaker_is_told_as_far_as_the_rule_allows(
    rule: AttributionRule, told: str
) -> None:
    assert by(material(rule, confirmed=True)) == told


@pytest.mark.parametrize("rule", ["named", "affiliation", "stakeholder_group", "none"])
@pytest.mark.parametrize("status", ["named", "suggested"])
def test_an_unconfirmed_one_is_never_told_nor_quoted(rule: AttributionRule, status: str) -> None:
    facts = session(material(rule, speaker_status=status))
    assert facts.quotes == ()
    assert facts.unconfirmed == 1


@pytest.mark.parametrize("rule", ["named", "affiliation", "stakeholder_group", "none"])
def test_what_a_transcript_gives_to_nobody_is_a_speakers(rule: AttributionRule) -> None:
    made = material(rule, speaker_status="unattributed", speaker="")
    assert by(made) == f"a speaker {IN}"
    assert session(made).unconfirmed == 0


def test_who_spoke_for_himself_or_herself_is_named_without_the_body() -> None:
    assert by(material("named", confirmed=True, capacity="personal")) == f"Ada Okoro, {IN}"


def test_what_the_rule_allows_but_nobody_knows_is_not_told() -> None:
    made = material("affiliation", confirmed=True, organisation="", stakeholder_group="Nomads")
    assert by(made) == f"a speaker {IN}"


def test_a_name_that_was_to_be_withheld_is_withheld_here_too() -> None:
    private = contribution(
        "C-0009", "Ours.", kind="contribution", session=None,
        consent=Consent(basis="stated", scope="name_withheld"),
        contributors=(Contributor(name="Ada Okoro"),),
    )  # fmt: skip
    assert "Okoro" not in by(material("named", private, confirmed=True))


def test_words_that_name_a_speaker_are_not_quoted_whatever_the_rule() -> None:
    said = f"As Ada Okoro said before me, {SAID[0].lower()}{SAID[1:]}"
    assert session(material("named", said=said, confirmed=True)).quotes == ()


def test_a_title_that_tells_who_spoke_is_not_printed() -> None:
    made = material("none")
    one = made.record.contributions[0].model_copy(
        update={"session": None, "title": "Interview with Ada Okoro"}
    )
    made = Material(**{
        **vars(made), "record": made.record.model_copy(update={"contributions": (one,)}),
    })  # fmt: skip
    names = Attribution(made, "en", WORDS.word)
    assert names.name(one) == "a speaker in “a session”"


class TestGroupsOfFew:
    """PRODUCT: groups of fewer than three in a session are merged."""

    def note(self, *holders: str, **more: Any) -> Contribution:
        lines = tuple(NoteLine(kind="converged", start=0, end=5, held_by=one) for one in holders)
        return contribution(
            "C-0005", "Costs.", kind="note", session_note=SessionNote(lines=lines), **more
        )

    def held(self, *holders: str, **turn: Any) -> list[str]:
        made = material("stakeholder_group", self.note(*holders), **turn)
        return [line.held_by for line in session(made).lines["converged"]]

    def test_a_group_is_told_where_three_of_it_are_known(self) -> None:
        note = self.note("Bo Lind (civil society)", "Cy Marsh (civil society)")
        assert by(material("stakeholder_group", note, confirmed=True)) == f"Civil society, {IN}"

    def test_a_group_that_a_rapporteur_wrote_is_told_and_counts_for_nobody(self) -> None:
        told = self.held("civil society", "government", "Bo Lind (civil society)", confirmed=True)
        assert told == ["civil society", "government", "a participant"]

    def test_somebody_is_not_counted_twice(self) -> None:
        told = self.held(
            "Ada Okoro (civil society)", "ada okoro, civil society", "Bo Lind (civil society)",
            confirmed=True,
        )  # fmt: skip
        assert told == ["a participant"] * 3

    def test_who_was_not_confirmed_or_was_elsewhere_is_not_counted(self) -> None:
        holders = ("Bo Lind (civil society)", "Cy Marsh (civil society)", "civil society")
        assert self.held(*holders) == ["a participant", "a participant", "civil society"]
        assert set(self.held(*holders, confirmed=True)) == {"Civil society", "civil society"}
        elsewhere = self.note(*holders, session="other")
        known = Participants(material("stakeholder_group", elsewhere, confirmed=True))
        assert not known.may_tell("s", "civil_society")

    def test_the_public_document_does_not_count_whom_only_members_know_of(self) -> None:
        holders = ("Bo Lind (civil society)", "Cy Marsh (civil society)")
        made = material(
            "stakeholder_group", self.note(*holders, audience="members"), confirmed=True
        )
        assert by(made) == f"Civil society, {IN}"
        assert by(public(made)) == f"a speaker {IN}"

    def test_other_rules_are_not_touched(self) -> None:
        made = material("affiliation", self.note("civil society"), confirmed=True)
        assert [line.held_by for line in session(made).lines["converged"]] == ["civil society"]

    def test_no_table_counts_the_one_of_its_group_who_spoke(self) -> None:
        spoken = contribution(
            "C-0006", "We paid.", kind="oral",
            contributors=(Contributor(name="Bo", group="government", region="africa"),),
        )  # fmt: skip
        names = Attribution(material("stakeholder_group", spoken), "en", WORDS.word)
        assert (names.group_id(spoken), names.region_id(spoken)) == ("", "")


class TestWrittenStatements:
    """A written statement that prevails over a turn."""

    def statement(self, **more: Any) -> Contribution:
        return contribution("C-0009", "We wrote it.", kind="contribution", session=None, **more)

    def test_the_rough_words_give_way_and_the_statement_is_cited(self) -> None:
        facts = session(material("named", self.statement(), statement="C-0009"))
        assert facts.quotes == ()
        (found,) = facts.statements
        assert found.turn == 1
        assert found.source is not None
        assert found.source.contribution == "C-0009"

    def test_of_one_for_fewer_people_nothing_is_told_in_public(self) -> None:
        made = material("named", self.statement(audience="members"), statement="C-0009")
        assert len(session(made).statements) == 1
        facts = session(public(made))
        assert (facts.statements, facts.quotes) == ((), ())

    def test_one_that_may_not_be_quoted_is_told_of_but_not_pointed_to(self) -> None:
        counted = Consent(basis="stated", scope="counts_only")
        made = material("named", self.statement(consent=counted), statement="C-0009")
        (found,) = session(made).statements
        assert found.source is None


class TestLeaks:
    """The independent look at the finished files."""

    def test_an_unconfirmed_name_is_found(self) -> None:
        files = {"public/outcome.html": b"<p>said Ada&nbsp;Okoro</p><p>Ada Okoro</p>"}
        (problem,) = find_speakers(files, material("named").record)
        assert "whose name nobody has confirmed" in problem

    def test_a_confirmed_one_is_none_where_the_session_names(self) -> None:
        files = {"outcome.html": b"<p>Ada Okoro</p>"}
        assert find_speakers(files, material("named", confirmed=True).record) == []
        assert find_speakers(files, material("affiliation", confirmed=True).record) != []

    def test_the_label_as_marked_is_looked_for_too(self) -> None:
        made = material("affiliation", confirmed=True, speaker="", marked="MS. A. OKORO")
        assert find_speakers({"outcome.html": b"Ms. A. Okoro said"}, made.record) != []

    def test_what_others_wrote_or_the_forum_itself_says_is_no_leak(self) -> None:
        files = {"outcome.html": b"<p>Ada Okoro, and the technical community</p>"}
        written = contribution("C-0009", "Ask Ada Okoro.", kind="contribution")
        assert find_speakers(files, material("none", written).record) == []
        assert find_speakers(files, material("none").record, ["Editor: Ada Okoro"]) == []
        group = material("none", speaker="TECHNICAL COMMUNITY")
        assert find_speakers(files, group.record) == []
