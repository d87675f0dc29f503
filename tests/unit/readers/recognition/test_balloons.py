"""Balloons of tracked changes in page extracts: listed, never put back; the text made whole."""

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.balloons import WORD_FLAG, cut_balloons
from bpforum.readers.recognition.recognise import recognise
from models.contribution import Revision
from models.reading import Reading

BEFORE = "3.1 Applications and services\n\n- 3.1.1 a plan for the use of common towers by related"
AFTER = "agencies and by the villages themselves, with a reserve for batteries."


def read(text: str) -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return reading


def extract(*balloons: str) -> Reading:
    return recognise(read("\n\n".join([BEFORE, *balloons, AFTER])), "extract.txt")


def test_deletions_are_listed_with_author_time_and_section_but_without_a_place() -> None:
    reading = extract(
        "BDT 2/13/14 6:06 PM\nDeleted: The",
        "Puyana-Linares, Laura 2/5/14 11:42 AM\n\nDeleted: , when required,",
    )
    assert reading.revisions == (
        Revision(
            kind="del",
            text="The",
            author="BDT",
            at_as_written="2/13/14 6:06 PM",
            near="3.1 Applications and services",
        ),
        Revision(
            kind="del",
            text=", when required,",
            author="Puyana-Linares, Laura",
            at_as_written="2/5/14 11:42 AM",
            near="3.1 Applications and services",
        ),
    )
    assert WORD_FLAG in reading.flags


def test_formatting_is_dropped_and_counted() -> None:
    reading = extract(
        "BDT 2/5/14 9:03 AM\nFormatted: Space Before: 6 pt", "ED 1/2/14 9:03\nDeleted:"
    )
    assert [one.text for one in reading.revisions] == [""]
    assert "1 formatting notes dropped" in reading.flags


def test_a_sentence_cut_in_two_is_whole_again() -> None:
    reading = extract("BDT 2/13/14 6:06 PM\nDeleted: The", "BDT 2/5/14 9:03 AM\nFormatted: Font")
    item = reading.blocks[-1]
    assert reading.text[item.start : item.end] == (
        "3.1.1 a plan for the use of common towers by related agencies and by the villages"
        " themselves, with a reserve for batteries."
    )


def test_nothing_is_joined_after_an_end_mark_or_before_a_capital() -> None:
    balloon = "BDT 2/13/14 6:06 PM\nDeleted: The"
    for left, right in (("One sentence.", "and no more"), ("Towers and", "Batteries are dear")):
        assert recognise(read(f"{left}\n\n{balloon}\n\n{right}"), "x").text == f"{left}\n\n{right}"


def test_a_deletion_over_several_lines_is_one() -> None:
    reading = extract("Editor 9/24/13 5:47 PM\nDeleted: 4.4 . Partnerships .\n5 . Other matters .")
    assert reading.revisions[0].text == "4.4 . Partnerships . 5 . Other matters ."


def test_comments_become_comments() -> None:
    reading = extract("BDT 2/13/14 6:06 PM\nComment [1]: Who pays?")
    assert [(one.author, one.text) for one in reading.comments] == [("BDT", "Who pays?")]


def test_links_to_nowhere_become_plain_text_and_offsets_hold() -> None:
    reading = recognise(
        read("The union supports [developing countries \\(LDCs\\)](#) and **all** others."), "x"
    )
    assert reading.text == "The union supports developing countries (LDCs) and all others."
    assert [(block.start, block.end) for block in reading.blocks] == [(0, len(reading.text))]


def test_asterisks_and_true_links_are_the_authors_own() -> None:
    text = "We call it *the minga*, see [our page](https://example.org/minga) for **more**."
    assert recognise(read(text), "x").text == text


def test_a_sentence_about_deletion_is_no_balloon() -> None:
    text = "On 2/13/14 6:06 PM we met.\n\nDeleted: scenes from a network that closed."
    reading = recognise(read(text), "x")
    assert (reading.text, reading.revisions) == (text, ())


def test_a_word_file_with_its_own_revisions_is_left_alone() -> None:
    reading = read(f"{BEFORE}\n\nBDT 2/13/14 6:06 PM\nDeleted: The\n\n{AFTER}").model_copy(
        update={"revisions": (Revision(kind="ins", text="a"),)}
    )
    assert cut_balloons(reading) is reading
