"""Recognition as a whole: kinds, hints, and what must never be taken for something else."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.recognise import recognise
from models.reading import Reading

NETMUNDIAL = Path(__file__).parents[5] / "shared" / "data" / "netmundial"
FILES = sorted(NETMUNDIAL.glob("*.txt"))
PAGES = [path for path in FILES if path.stem.endswith("A")]

needs_netmundial = pytest.mark.skipif(not FILES, reason="no shared data beside the project")


def read(data: bytes) -> Reading:
    reading = read_plain(data)
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("contribution", "contribution"),
        ("Public comment", "comment"),
        ("Session report", "note"),
        ("Rough transcript", "transcript"),
        ("Draft programme", "programme"),
        ("Briefing paper", "briefing"),
    ],
)
def test_a_stated_kind_is_believed(words: str, kind: str) -> None:
    text = f"Title: Batteries\nKind: {words}\n\nThere is a tower, and there are batteries in it."
    reading = recognise(read(text.encode()), "x.txt")
    assert (reading.kind, reading.title) == (kind, "Batteries")


@pytest.mark.parametrize(
    "text",
    [
        "Proposal\n\nWe propose that Session 3 be given to batteries.",
        "In Session 3 the rapporteur asked: who pays? We answer here.",
        "A call for contributions is not enough, and the deadline of 20 June 2026 is too near.",
        "Rapporteur: that is what they call me. I answer for myself.",
        "",
        "=1+1",
    ],
)
def test_a_contribution_stays_a_contribution(text: str) -> None:
    assert recognise(Reading(text=text), "session-3-note.txt").kind == "contribution"


def test_contact_lines_and_page_numbers_are_furniture() -> None:
    text = (
        "Page 2 of 9\n\nMobile: most of us have nothing else to reach a doctor with.\n\n"
        "E-mail: ada@example.org\n\nSee the attached PDF document above for the full text of the"
        " contribution.\n\nWe share one tower."
    )
    reading = recognise(read(text.encode()), "x.txt")
    kinds = {reading.text[b.start : b.end][:6]: b.kind for b in reading.blocks}
    assert kinds == {
        "Page 2": "furniture",
        "Mobile": "paragraph",
        "E-mail": "furniture",
        "See th": "furniture",
        "We sha": "paragraph",
    }


def test_recognising_twice_changes_nothing_more() -> None:
    text = "Title: Batteries\nName: Ada Okoro\n\nThere is a tower, and batteries are in it."
    once = recognise(read(text.encode()), "x.txt")
    assert recognise(once, "x.txt") == once


@needs_netmundial
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_netmundial_file_is_a_contribution(path: Path) -> None:
    before = read(path.read_bytes())
    reading = recognise(before, path.name)
    assert reading.kind == "contribution"
    assert reading.text == before.text
    found = (reading.calls, reading.sessions, reading.deadlines, reading.transcripts)
    assert found == ((), (), (), ())
    assert (reading.session_note, reading.proposals, reading.revisions) == (None, (), ())


@needs_netmundial
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_netmundial_page_says_who_sent_it(path: Path) -> None:
    reading = recognise(read(path.read_bytes()), path.name)
    for field in ("title", "name", "organisation", "stakeholder_group", "country"):
        value = reading.fields[field]
        assert value
        assert ":" not in value or field == "title"
    assert reading.title == reading.fields["title"]
    body = [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "paragraph"]
    assert not [words for words in body if words.startswith(("Doc Attached", "Sector:", "Area:"))]


@needs_netmundial
def test_the_note_about_an_attachment_is_furniture() -> None:
    reading = recognise(read((NETMUNDIAL / "001A.txt").read_bytes()), "001A.txt")
    last = reading.blocks[-1]
    assert last.kind == "furniture"
    assert reading.text[last.start : last.end].startswith("See the attached PDF document")


_LINES = st.sampled_from(
    [
        "", "Title: A", "Session: B", "Rapporteur: C D", "Kind: transcript", "Key issues",
        "- e [F]",
        ">> G H: i", ">> (applause)", "****", "BDT 2/5/14 9:02 AM", "Deleted: j", "[k](#)",
        "USA/22/7 x", "MOD", "Reasons: l", "Dear Sir,", "Ref: M", "1 May 2014", "Subject: n",
        "You are invited to submit contributions", "Session 1 O", "Session 2 P", "Session 3 Q",
        "☐ r ☐ s □ t", "Deadlines:", "u: 2 May 2014", "1. v", "a. w", "i. x", "Briefing note",
        "Document 22-E", "Addendum 1 to", "(Session was concluded)", "y" * 130 + ".", "z: ", ":",
    ]
)  # fmt: skip


@given(st.lists(_LINES, max_size=24), st.sampled_from(["\n", "\n\n", " "]))
def test_no_mixture_breaks_it(lines: list[str], gap: str) -> None:
    reading = recognise(read(gap.join(lines).encode()), "x.txt")
    for transcript in reading.transcripts:
        for turn in transcript.turns:
            assert reading.text[turn.start : turn.end] == turn.text
    for proposal in reading.proposals:
        assert reading.text[proposal.start : proposal.end] == proposal.text
    for line in reading.session_note.lines if reading.session_note else ():
        assert line.end <= len(reading.text)


@pytest.mark.parametrize(
    "piece",
    [
        "The network was kept running by its own users, day and night. " * 9 + "\n\n",
        "Title: x\n", "a: ", "**a ", "[a](# ", "A 1/2/14 9:00 AM\nDeleted: x\n", "Dear Sir\n",
        "must be received by ", "☐ a ", "USA/22/7 x\n", "all ", "please do not print my ",
        "1. a\n", "Contact A B, ", "a@", "+1 ", "(", "[", "*",
    ],
)  # fmt: skip
def test_time_is_linear_in_the_length(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.process_time()
    recognise(Reading(text=text), "x.txt")
    assert time.process_time() - started < 4
