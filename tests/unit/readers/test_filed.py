"""What a person files by a page is read as it was typed: nothing guessed, nothing added."""

import pytest

from bpforum.readers.filed import fields_of, pack_filing, read_filed, unpack_filing
from bpforum.readers.read import read_bytes, read_submissions
from models.contribution import NoteLine
from models.filing import FiledAnswer, FiledLine, FiledPart, FiledTarget, Filer, Filing
from models.reading import Reading
from models.submission import Rejected

NOTE = Filing(
    kind="note", form="note-1", session="s1", title="Report",
    filer=Filer(name="Ann; Lee", organisation="Mesh Works"),
    lines=(
        FiledLine(kind="issue", text="Cost is too high.", held_by="civil society", theme="cost"),
        FiledLine(kind="discussion", text="First they spoke.\n\nThen they agreed."),
        FiledLine(kind="way_forward", text="Meet again."),
        FiledLine(kind="discussion", text="Two of five were women.", field="gender"),
    ),
)  # fmt: skip


def read(filing: Filing) -> Reading:
    found = read_filed(pack_filing(filing))
    assert isinstance(found, Reading)
    return found


def test_equal_filings_are_equal_bytes_and_come_back() -> None:
    assert pack_filing(NOTE) == pack_filing(NOTE.model_copy())
    assert unpack_filing(pack_filing(NOTE)) == NOTE


def test_a_note_is_read_line_by_line_and_every_line_is_its_span() -> None:
    found = read(NOTE)
    note = found.session_note
    assert note is not None
    assert (found.kind, note.session, note.rapporteurs, note.partial) == (
        "note", "s1", ("Ann, Lee",), False,
    )  # fmt: skip
    spans = [(one.kind, found.text[one.start : one.end]) for one in note.lines]
    assert spans == [
        ("issue", "Cost is too high."), ("discussion", "First they spoke."),
        ("discussion", "Then they agreed."), ("way_forward", "Meet again."),
        ("discussion", "Two of five were women."),
    ]  # fmt: skip
    assert note.lines[0] == NoteLine(
        kind="issue", start=0, end=17, held_by="civil society", theme="cost"
    )
    assert note.lines[-1].field == "gender"
    assert [found.text[b.start : b.end] for b in found.blocks] == [words for _, words in spans]


def test_a_note_that_lacks_something_is_partial_and_says_what() -> None:
    bare = Filing(kind="note", form="note-1", lines=NOTE.lines[:1])
    assert bare.missing == ("session", "rapporteur", "discussion", "way_forward")
    found = read(bare)
    assert found.session_note is not None
    assert found.session_note.partial


def test_words_like_a_headings_are_no_heading() -> None:
    """A filed note is not recognised anew: "Discussion" is what somebody typed."""
    found = read_bytes(
        "note-1", pack_filing(NOTE.model_copy(update={
            "lines": (FiledLine(kind="issue", text="Discussion\n\nCall for contributions"),)
        })), {},
    )  # fmt: skip
    assert isinstance(found, Reading)
    assert found.session_note is not None
    assert [line.kind for line in found.session_note.lines] == ["issue", "issue"]


def test_answers_stand_under_their_questions() -> None:
    found = read(
        Filing(
            kind="contribution", form="contribution-1", call="call-1", title="Ours",
            answers=(
                FiledAnswer(text="Before all."), FiledAnswer(question="q1", text="One.\n\nTwo."),
            ),
        )
    )  # fmt: skip
    assert [block.question for block in found.blocks] == ["", "q1", "q1"]
    assert found.text == "Before all.\n\nOne.\n\nTwo."
    assert (found.title, found.fields["call"]) == ("Ours", "call-1")


def test_a_practice_has_the_spans_of_its_parts() -> None:
    found = read(
        Filing(
            kind="practice", form="practice-1", title="Shared masts",
            parts=(
                FiledPart(part="problem", text="No mast.\n\nNo money."),
                FiledPart(part="done", text="  "), FiledPart(part="worked", text="We shared one."),
            ),
        )
    )  # fmt: skip
    assert (found.kind, found.fields["kind"]) == ("contribution", "contribution")
    assert [(one.part, found.text[one.start : one.end]) for one in found.card] == [
        ("problem", "No mast.\n\nNo money."), ("worked", "We shared one."),
    ]  # fmt: skip


def test_a_comment_says_what_it_is_on() -> None:
    target = FiledTarget(
        scope="selection",
        document="v1",
        paragraph="th1_sum",
        selection="many",
        proposed_wording="some",
        rationale="It was three.",
        in_reply_to="C-0004",
    )
    found = read(
        Filing(kind="comment", form="comment-1", answers=(FiledAnswer(text="No."),), target=target)
    )
    assert found.kind == "comment"
    assert found.text == "No.\n\nIt was three."
    said = ("scope", "about", "selection", "proposed_change")
    assert [found.fields[name] for name in said] == ["selection", "v1", "many", "some"]


def test_a_comment_that_only_proposes_other_words_says_them() -> None:
    target = FiledTarget(scope="paragraph", paragraph="p1", proposed_wording="Say it so.")
    assert read(Filing(kind="comment", form="c-1", target=target)).text == "Say it so."


def test_contact_data_is_masked_in_the_text_and_left_out_of_the_fields() -> None:
    filing = NOTE.model_copy(
        update={
            "filer": Filer(name="Ann Lee <ann@example.org>"),
            "lines": (FiledLine(kind="issue", text="Write to ann@example.org.",
                                held_by="Bo, +41 22 917 12 34"),),
        }
    )  # fmt: skip
    found = read(filing)
    assert "ann@example.org" not in found.model_dump_json()
    assert "917" not in found.model_dump_json()
    assert fields_of(filing)["name"] == "Ann Lee"
    assert len(found.text) == len("Write to ann@example.org.")


def test_hostile_words_are_read_and_shown_for_what_they_are() -> None:
    words = "A\u202eB\x00C {{ 7*7 }} <script>"
    found = read(Filing(kind="contribution", form="c-1", answers=(FiledAnswer(text=words),)))
    assert "{{ 7*7 }} <script>" in found.text
    assert "\u202e" not in found.text
    assert "\x00" not in found.text
    assert any("control" in flag for flag in found.flags)


@pytest.mark.parametrize(
    "data",
    [
        b'{"#bpforum":"filed",', b'{"#bpforum":"filed","kind":"note"}',
        b'{"#bpforum":"filed","form":"n","kind":"other"}', b'{"#bpforum":"filed",' + b"[" * 90_000,
        b'{"#bpforum":"filed","form":"n","kind":"note","more":1}',
    ],
)  # fmt: skip
def test_other_bytes_are_refused(data: bytes) -> None:
    (result,) = (found for _, found in read_submissions([("a", "note-1", data, {})]))
    assert isinstance(result, Rejected)
    assert result.reasons[0].code == "not-a-filing"


def test_an_empty_filing_is_an_empty_text() -> None:
    found = read(Filing(kind="contribution", form="c-1"))
    assert (found.text, found.blocks) == ("", ())
