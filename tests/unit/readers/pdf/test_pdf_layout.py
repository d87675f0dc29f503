"""Columns are read one after the other, tables row by row, and what stands in margins apart."""

import pytest

from bpforum.readers.pdf.reader import read_pdf
from models.reading import Reading
from tests.builders.pdf_file import at, lines, pdf, rule

LEFT = (
    "Communities that maintain their own|infrastructure should be asked before|"
    "anything is decided about the spec-|trum that they use every day."
).split("|")
RIGHT = (
    "Regulators can publish what is not|used at all, and they can do it at no|"
    "cost to anybody whatsoever since the|figures have been known for years."
).split("|")
JOINED = [
    " ".join(LEFT).replace("spec- trum", "spectrum"),
    " ".join(RIGHT),
]
ROWS = [("District", "Homes", "Masts"), ("North Bay", "1,204", "3"), ("Delta", "870", "2")]


def found(data: bytes) -> list[tuple[str, str]]:
    result = read_pdf(data)
    assert isinstance(result, Reading), result
    return [(block.kind, result.text[block.start : block.end]) for block in result.blocks]


def test_two_columns_are_read_one_after_the_other() -> None:
    page = at(72, 720, "A title across both", 18) + lines(72, 690, LEFT) + lines(320, 690, RIGHT)
    assert found(pdf(page)) == [
        ("heading", "A title across both"), *(("paragraph", text) for text in JOINED),
    ]  # fmt: skip


def test_columns_that_a_file_draws_straight_across_are_columns_all_the_same() -> None:
    page = "".join(
        at(72, 690 - 12 * n, left) + at(320, 690 - 12 * n, right)
        for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True))
    )
    assert found(pdf(page)) == [("paragraph", text) for text in JOINED]


def test_a_sentence_goes_on_in_the_next_column_and_on_the_next_page() -> None:
    first = lines(72, 690, [*LEFT[:3], "trum, and this sentence goes on in"])
    second = lines(
        320, 690, ["the next column, where it does not", "stop but goes over to the next one"]
    )
    third = lines(72, 690, ["page and stops."])
    (only,) = found(pdf(first + second, third))
    assert only[1].endswith(
        "about the spectrum, and this sentence goes on in the next column, where it does not stop "
        "but goes over to the next one page and stops."
    )


def test_a_heading_below_both_columns_comes_after_both() -> None:
    page = (
        lines(72, 690, LEFT) + lines(320, 690, RIGHT)
        + at(72, 600, "What follows", 16) + at(72, 570, "A line.")
    )  # fmt: skip
    assert [text for _, text in found(pdf(page))] == [*JOINED, "What follows", "A line."]


def test_a_table_is_read_row_by_row() -> None:
    page = "".join(
        at(x, 680 - 14 * n, cell)
        for n, row in enumerate(ROWS)
        for x, cell in zip((72, 200, 300), row, strict=True)
    )
    page = at(72, 710, "The table shows what there is in the districts.") + page
    assert found(pdf(page))[1:] == [("row", "\t".join(row)) for row in ROWS]


def test_rules_say_which_lines_of_a_cell_belong_together() -> None:
    page = "".join(rule(70, y, 400, y) for y in (694, 676, 646))
    page += at(72, 680, "District") + at(200, 680, "Remark")
    page += lines(72, 662, ["North Bay"]) + lines(200, 662, ["Two networks share", "a mast."])
    assert found(pdf(page)) == [
        ("row", "District\tRemark"),
        ("row", "North Bay\tTwo networks share a mast."),
    ]


def test_headers_footers_and_page_numbers_are_furniture() -> None:
    pages = [
        at(72, 760, "Reply of the Coastal Network")
        + lines(72, 690, [f"{word} page has a text of its own."])
        + at(300, 30, str(n))
        for n, word in enumerate(("First", "Second", "Third"), start=1)
    ]
    kinds = found(pdf(*pages))
    assert [text for kind, text in kinds if kind == "paragraph"] == [
        "First page has a text of its own.",
        "Second page has a text of its own.",
        "Third page has a text of its own.",
    ]
    assert [text for kind, text in kinds if kind == "furniture"] == [
        text for n in "123" for text in ("Reply of the Coastal Network", n)
    ]


@pytest.mark.parametrize(
    ("top", "bottom"),
    [
        (("11/21/26, 11:00 PM", "Open roofs"), ("https://example.org/roofs", "1/1")),
        (("Open roofs", "https://example.org/roofs"), ("1 of 1", "21.11.2026, 23:00")),
    ],
)
def test_what_a_browser_prints_around_its_only_page_is_furniture(
    top: tuple[str, str], bottom: tuple[str, str]
) -> None:
    page = (
        at(24, 770, top[0], 8) + at(319, 770, top[1], 8) + at(34, 735, "Open roofs", 24)
        + lines(34, 700, ["A roof that is open to all carries three antennas at no cost."], 12)
        + at(24, 17, bottom[0], 8) + at(520, 17, bottom[1], 8)
    )  # fmt: skip
    result = read_pdf(pdf(page))
    assert isinstance(result, Reading)
    assert result.title == "Open roofs"
    assert [kind for kind, _ in found(pdf(page)) if kind != "furniture"] == ["heading", "paragraph"]


def test_a_short_letter_with_a_date_and_an_address_is_no_print_of_a_browser() -> None:
    page = at(72, 760, "3/9/2026, 10:00") + at(72, 700, "A line.") + at(72, 40, "https://a.example")
    assert "furniture" not in {kind for kind, _ in found(pdf(page))}


def test_footnotes_are_notes_and_their_numbers_leave_the_sentence() -> None:
    body = "A line of the body that is as long as it should be for this page."
    page = (
        at(72, 700, "We ask for open roofs in all of the towns of this coast")
        + at(322, 704, "1", 6)
        + "".join(at(72, 680 - 20 * n, body) for n in range(8))
        + rule(72, 120, 200, 120) + at(72, 110, "1", 5) + at(76, 107, "See the report of 2023,", 8)
        + at(76, 97, "page 4.", 8)
    )  # fmt: skip
    result = read_pdf(pdf(page))
    assert isinstance(result, Reading)
    assert [(note.kind, note.id, note.text) for note in result.notes] == [
        ("footnote", "1", "See the report of 2023, page 4.")
    ]
    assert "2023" not in result.text


def test_a_raised_number_without_a_note_stays_raised() -> None:
    page = at(72, 700, "A square of 5 km", 10) + at(144, 704, "2", 6) + at(150, 700, "is enough.")
    assert found(pdf(page)) == [("paragraph", "A square of 5 km² is enough.")]


def test_a_line_of_contents_is_nobodys_input() -> None:
    page = lines(
        72, 700, ["1. Introduction ........................ 3", "2. Roofs ............... 14"]
    )
    assert {kind for kind, _ in found(pdf(page))} == {"furniture"}
