"""The five documents the project was made from, each as PRODUCT.md says it works."""

from pathlib import Path

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.recognise import recognise
from models.reading import Reading

INPUTS = Path(__file__).parents[4] / "shared" / "inputs"

pytestmark = pytest.mark.skipif(not INPUTS.is_dir(), reason="no shared inputs beside the project")


def recognised(number: str) -> Reading:
    (path,) = INPUTS.glob(f"{number}_*.txt")
    reading = read_plain(path.read_bytes())
    assert isinstance(reading, Reading)
    return recognise(reading, path.name)


def blocks(reading: Reading, kind: str) -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if b.kind == kind]


class TestWorkshop:
    """000: an invitation with the outline of a regional workshop."""

    def test_it_has_twelve_sessions(self) -> None:
        reading = recognised("000")
        assert reading.kind == "programme"
        assert [one.number for one in reading.sessions] == [str(n) for n in range(1, 13)]
        assert [one.id for one in reading.sessions][:2] == ["session-01", "session-02"]
        assert reading.sessions[3].title == (
            "Telecommunications infrastructure: traditional and emerging challenges"
        )

    def test_ten_have_a_description_and_the_last_two_a_title_only(self) -> None:
        sessions = recognised("000").sessions
        assert all(one.description for one in sessions[:10])
        assert [(one.title, one.description) for one in sessions[10:]] == [
            ("Debriefing and follow-up: regional perspectives", ""),
            ("Closing", ""),
        ]

    def test_the_ninth_is_whole_across_the_page_break(self) -> None:
        assert (
            "Main cyber threats (e.g. malware, botnets,"
            in recognised("000").sessions[8].description
        )

    def test_languages_dates_and_contacts(self) -> None:
        fields = recognised("000").fields
        assert fields["languages"] == "en,es"
        assert fields["dates"] == "2017-08-14/2017-08-16"
        assert fields["contacts"] == "Jeferson Nacif; Susan Teltscher; Ana Veneroso"
        assert fields["reference"] == "BDT/PKM/HCB/DM/252"


class TestContribution:
    """001: a contribution with a proposal and the balloons of tracked changes."""

    def test_its_masthead(self) -> None:
        reading = recognised("001")
        assert reading.kind == "contribution"
        assert reading.fields == {
            "relation": "Addendum 7 to Document 22",
            "document_number": "WTDC14/22-E",
            "date": "2014-02-04",
            "original_language": "en",
            "source": "United States of America",
            "title": "Proposed modifications to Programme 2 - Cybersecurity, ICT applications and"
            " IP-based network-related issues",
        }

    def test_its_proposal(self) -> None:
        reading = recognised("001")
        (proposal,) = reading.proposals
        assert (proposal.id, proposal.objective) == ("USA/22/7", "3")
        assert reading.text[proposal.start : proposal.end] == proposal.text
        assert "Paul Najarian" not in proposal.text

    def test_28_deletions_are_unplaced_and_16_formatting_notes_dropped(self) -> None:
        reading = recognised("001")
        assert len(reading.revisions) == 28
        assert {(one.kind, one.start, one.at) for one in reading.revisions} == {("del", None, None)}
        assert {one.author for one in reading.revisions} == {"BDT", "Editor", "GPiedras"}
        assert all(one.at_as_written and one.near for one in reading.revisions)
        assert reading.flags == ("needs the Word original", "16 formatting notes dropped")

    def test_nothing_of_them_is_left_in_the_text(self) -> None:
        text = recognised("001").text
        for residue in ("Deleted:", "Formatted:", "](#)", "**", "9:03 AM"):
            assert residue not in text
        assert "with related specialized UN agencies and programmes, the private sector" in text
        assert "in achieving improved cybersecurity" in text

    def test_its_sections_are_headings_and_its_contact_is_furniture(self) -> None:
        reading = recognised("001")
        headings = blocks(reading, "heading")
        for heading in (
            "Background",
            "Discussion",
            "Proposal",
            "3.2 Cybersecurity",
            "3bis Methods",
        ):
            assert heading in headings
        assert "4 February 2014" not in headings
        assert [words.split(":")[0] for words in blocks(reading, "furniture")] == [
            "Contact",
            "Phone number",
            "E-mail",
        ]


class TestBriefing:
    """002: a briefing note with three deadlines and an agenda."""

    def test_its_deadlines(self) -> None:
        reading = recognised("002")
        assert reading.kind == "briefing"
        assert [
            (one.category, one.soft_at and f"{one.soft_at:%F}", one.hard_at and f"{one.hard_at:%F}")
            for one in reading.deadlines
        ] == [
            ("Proposals to amend the Constitution and Convention of the ITU", "2014-02-20", None),
            ("Other proposals for the work of the Conference", "2014-06-20", None),
            ("all contributions", None, "2014-10-07"),
        ]

    def test_its_agenda_is_nested(self) -> None:
        reading = recognised("002")
        at = {
            reading.text[b.start : b.end][:20]: (b.level, b.number)
            for b in reading.blocks
            if b.number
        }
        assert at["PP Resolutions"] == (1, "3.")
        assert at["Cybersecurity"] == (2, "b.")
        assert at["Res. 181 - Definitio"] == (3, "ii.")
        assert at["Two aspects are cent"] == (4, "2.")
        assert at["ITU's role in cybers"] == (5, "b.")
        assert at["Strategic Plan Of Th"] == (2, "c.")
        assert at["Res. 159 Assistance "] == (3, "iv.")


class TestCall:
    """003: a call for contributions with a registration form."""

    def test_its_call(self) -> None:
        reading = recognised("003")
        assert reading.kind == "call"
        (call,) = reading.calls
        assert (call.reference, call.status, call.issued_on) == (
            "DM-1108",
            "proposed",
            "2004-01-14",
        )
        assert call.addressees == (
            "All Member States and Sector Members of ITU",
            "All ITU Sector Associates",
        )
        assert call.contact == "Robert Shaw"
        assert call.dates == ("2004-02-26/2004-02-27", "2004-02-20")
        assert (call.opens, call.closes) == (None, None)

    def test_its_form_with_an_unclear_tick(self) -> None:
        category = recognised("003").calls[0].form[-1]
        assert category.choices == (
            "Administration of ITU Member State",
            "ITU Sector Member",
            "ITU Associate",
            "Non-Member",
        )
        assert (category.chosen, category.ambiguous) == (None, True)

    def test_nothing_private_is_in_its_models(self) -> None:
        reading = recognised("003")
        said = f"{reading.calls} {reading.deadlines} {reading.fields} {reading.title}".lower()
        for private in ("730", "@", "hotel", "place des nations", "1211"):
            assert private not in said


class TestTranscript:
    """004: a realtime transcript of two events on one line."""

    def test_its_turns(self) -> None:
        reading = recognised("004")
        assert reading.kind == "transcript"
        assert [len(one.turns) for one in reading.transcripts] == [122, 62]
        assert [
            sum(turn.speaker_status == "named" for turn in one.turns) for one in reading.transcripts
        ] == [7, 39]
        for transcript in reading.transcripts:
            for turn in transcript.turns:
                assert reading.text[turn.start : turn.end] == turn.text
                assert not turn.confirmed

    def test_its_names(self) -> None:
        first, second = recognised("004").transcripts
        names = {
            turn.speaker
            for transcript in (first, second)
            for turn in transcript.turns
            if turn.speaker_status == "named"
        }
        assert len(names) == 14
        assert {"NIELS TEN OEVER", "WALID AL-SAQAF", "Sowmya"} <= names
        suggested = {t.speaker: t.evidence for t in second.turns if t.speaker_status == "suggested"}
        assert suggested["Belisario"] == "(Belisario speaking)"
        assert suggested["Matthew Shears"] == "My name is Matthew Shears"

    def test_header_cues_and_disclaimer_are_out_of_the_text_and_kept(self) -> None:
        reading = recognised("004")
        first, second = reading.transcripts
        assert sum("INTERNET GOVERNANCE FORUM 2016" in line for line in second.furniture) == 1
        assert second.title.startswith("BPF ON CYBERSECURITY")
        assert first.disclaimer.startswith("This text is being provided in a rough draft format.")
        assert "(Session was concluded at 1:00 p.m. CST)" in first.cues
        for gone in (
            "rough draft format",
            "(laughter)",
            "(applause)",
            ">>",
            "captionfirst",
            "****",
        ):
            assert gone not in reading.text
