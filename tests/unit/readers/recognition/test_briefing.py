"""Briefing notes: deadlines by category, and outlines numbered by hand."""

from datetime import UTC, datetime

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.deadlines import listed_deadlines
from bpforum.readers.recognition.outline import outline_marks
from bpforum.readers.recognition.recognise import recognise
from bpforum.readers.recognition.text_lines import lines_of
from models.reading import Reading


def read(text: str) -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return reading


def outline(*items: str) -> list[tuple[int, str]]:
    reading = Reading(text="\n\n".join(items))
    return [(block.level, block.number) for block in outline_marks(lines_of(reading))]


def test_deadlines_below_a_heading_even_across_a_page_break() -> None:
    deadlines = listed_deadlines(
        read(
            "Deadlines:\n\nProposals to change the rules: 20\n\nFebruary 2026\n\n"
            "Other proposals: 20 June 2026\n\n"
            "- firm deadline for all contributions: 7 October 2026\n\n"
            "Proposals so far:\n\nnone in 2026"
        )
    )
    assert [(one.category, one.soft_at, one.hard_at) for one in deadlines] == [
        ("Proposals to change the rules", datetime(2026, 2, 20, 23, 59, 59, tzinfo=UTC), None),
        ("Other proposals", datetime(2026, 6, 20, 23, 59, 59, tzinfo=UTC), None),
        ("all contributions", None, datetime(2026, 10, 7, 23, 59, 59, tzinfo=UTC)),
    ]
    assert deadlines[0].as_written == "Proposals to change the rules: 20 February 2026"
    assert {one.status for one in deadlines} == {"proposed"}


@pytest.mark.parametrize(
    ("line", "category"),
    [
        ("Fecha límite para contribuciones: 20 de junio de 2026", "contribuciones"),
        ("Date limite pour les contributions : 20 juin 2026", "contributions"),
        ("The deadline for comments is 20 June 2026.", "comments"),
    ],
)
def test_deadlines_in_a_line_of_their_own(line: str, category: str) -> None:
    (deadline,) = listed_deadlines(read(f"About\n\n{line}\n\nMore."))
    assert (deadline.category, deadline.soft_at) == (
        category,
        datetime(2026, 6, 20, 23, 59, 59, tzinfo=UTC),
    )


def test_an_hour_in_utc_is_kept() -> None:
    (deadline,) = listed_deadlines(read("Deadlines:\n\nComments: 20 June 2026, 18:00 UTC"))
    assert deadline.soft_at == datetime(2026, 6, 20, 18, 0, tzinfo=UTC)


def test_a_briefing_says_that_it_is_one() -> None:
    text = (
        "Conference Briefing Note¹\n\nprepared by Ada Okoro\n\nDeadlines:\n\nComments: 20 June 2026"
    )
    reading = recognise(read(text), "x.txt")
    assert (reading.kind, reading.title) == ("briefing", "Conference Briefing Note")
    assert reading.fields["source"] == "Ada Okoro"
    assert len(reading.deadlines) == 1


def test_a_contribution_with_a_deadline_stays_one() -> None:
    text = (
        "Batteries\n\nWe read the briefing note.\n\nDeadlines:\n\nNew batteries: 20 June 2026\n\n"
        "Old ones must be returned by 1 July 2026."
    )
    reading = recognise(read(text), "x.txt")
    assert (reading.kind, reading.deadlines) == ("contribution", ())


def test_an_outline_has_the_depth_its_marks_have_together() -> None:
    assert outline(
        "2. Draft", "a. One", "b. Two", "3. Rules", "a. On names", "i. First", "ii. Second",
        "1. Some", "2. Others", "a. Old", "b. New", "b. On costs", "i. Third", "c. On plans",
    ) == [
        (1, "2."), (2, "a."), (2, "b."), (1, "3."), (2, "a."), (3, "i."), (3, "ii."),
        (4, "1."), (4, "2."), (5, "a."), (5, "b."), (2, "b."), (3, "i."), (2, "c."),
    ]  # fmt: skip


def test_an_outline_may_lack_its_beginning() -> None:
    marks = outline("f. Last of one", "2. Two", "a. A", "b. B", "3. Three", "a. A")
    assert [level for level, _ in marks] == [2, 1, 2, 2, 1, 2]


def test_the_letter_i_is_a_letter_after_h() -> None:
    items = ["1. One", *(f"{letter}. It" for letter in "abcdefghij"), "2. Two"]
    assert [level for level, _ in outline(*items)] == [1, *[2] * 10, 1]


def test_a_name_is_no_item() -> None:
    marks = outline("1. One", "a. A", "J. Smith said no", "b. B", "2. Two", "a. A", "b. B")
    assert [number for _, number in marks] == ["1.", "a.", "b.", "2.", "a.", "b."]


def test_a_flat_list_is_no_outline() -> None:
    assert outline("1. One", "2. Two", "3. Three", "4. Four", "5. Five", "6. Six") == []


def test_the_mark_is_the_number_and_not_in_the_block() -> None:
    text = "Briefing note\n\n" + "\n\n".join(
        ["1. Draft", "a. One", "b. Two", "2. Rules", "a. Names", "b. Costs"]
    )
    reading = recognise(read(text), "x.txt")
    items = [(reading.text[b.start : b.end], b.number) for b in reading.blocks if b.kind == "item"]
    assert items[:3] == [("Draft", "1."), ("One", "a."), ("Two", "b.")]
