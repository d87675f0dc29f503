"""What a PDF says is read; what it does not say is told and not guessed."""

from datetime import UTC, datetime

import pytest

from bpforum.readers.pdf.reader import FIELDS, RECOGNISED, read_pdf
from bpforum.readers.read import read_bytes
from models.reading import Reading
from models.submission import Rejected
from tests.builders.pdf_file import PICTURE, at, lines, pdf

MOVED = (
    "7KH FRPPLWWHH DVNV IRU RSHQ URRIV LQ DOO WRZQV RI WKH FRDVW DQG WKH UHJXODWRUV WR SXEOLVK "
    "ZKDW WKHB NQRZ DERXW WKH VSHFWUXP WKDW QRERGB XVHV"
)
"""English whose letters a font without a map moved by 29 places."""


def read(data: bytes) -> Reading:
    result = read_pdf(data)
    assert isinstance(result, Reading), result
    return result


def blocks(reading: Reading, kind: str = "") -> list[str]:
    return [reading.text[b.start : b.end] for b in reading.blocks if kind in ("", b.kind)]


def refusal(data: bytes) -> tuple[str, str]:
    result = read_pdf(data)
    assert isinstance(result, Rejected)
    return result.reasons[0].code, result.reasons[0].message


def test_lines_become_paragraphs_and_broken_words_whole() -> None:
    page = lines(
        72, 700,
        ["We ask all regulators for open roofs in every town, since the spec-",
         "trum is there and nobody has used it well in all of these years that",
         "we speak of.", "",
         "Second paragraph of it."],
    )  # fmt: skip
    assert blocks(read(pdf(page))) == [
        (
            "We ask all regulators for open roofs in every town, since the spectrum is there and "
            "nobody has used it well in all of these years that we speak of."
        ),
        "Second paragraph of it.",
    ]


def test_headings_are_told_by_size_and_weight_and_the_largest_is_the_title() -> None:
    page = (
        at(72, 720, "Open roofs for all", 20)
        + at(72, 690, "1. What we ask", 14)
        + lines(
            72, 670, ["We ask for open roofs in all towns, and for", "more of them every year."]
        )
        + at(72, 620, "On funding", font="F2")
        + at(72, 605, "Nobody pays for it so far, as everybody knows.")
    )
    reading = read(pdf(page, info={"Title": "draft_v7_final.doc", "Author": "Ann"}))
    headings = [
        (b.level, reading.text[b.start : b.end]) for b in reading.blocks if b.kind == "heading"
    ]
    assert headings == [(1, "Open roofs for all"), (2, "1. What we ask"), (3, "On funding")]
    assert reading.title == "Open roofs for all"
    assert reading.properties == {"title": "draft_v7_final.doc", "author": "Ann"}


def test_lists_keep_their_items_and_lose_their_bullets() -> None:
    page = (
        at(72, 700, "We ask for:")
        + at(80, 680, "\x95") + at(95, 680, "roofs that are open to everybody who wants to use")
        + at(95, 668, "them in this town;")
        + at(80, 650, "\x95") + at(95, 650, "masts.")
        + at(80, 630, "1.") + at(95, 630, "First of all.")
    )  # fmt: skip
    reading = read(pdf(page))
    assert blocks(reading, "item") == [
        "roofs that are open to everybody who wants to use them in this town;",
        "masts.",
        "1. First of all.",
    ]
    assert "• masts." in reading.text


def test_a_scan_is_said_to_be_one_with_what_can_be_done() -> None:
    result = read_pdf(pdf(PICTURE, PICTURE))
    assert isinstance(result, Rejected)
    (reason,) = result.reasons
    assert reason.code == "no-text-layer"
    assert "2 of its 2 pages are pictures" in reason.message
    assert "transcribe" in reason.remedy


def test_a_page_without_text_among_others_is_named() -> None:
    text = at(72, 700, "We ask for open roofs in all of the towns of the coast.")
    reading = read(pdf(text, PICTURE, text, PICTURE))
    assert "pages 2, 4 have no text that can be read" in reading.flags
    assert read(pdf(text, PICTURE)).flags == ("page 2 has no text that can be read",)


def test_what_a_machine_recognised_in_a_scan_is_read_and_said_to_be_that() -> None:
    unseen = at(72, 700, "We ask for open roofs in all of the towns of the coast.", mode=3)
    reading = read(pdf(PICTURE + unseen))
    assert blocks(reading) == ["We ask for open roofs in all of the towns of the coast."]
    assert RECOGNISED in reading.flags


@pytest.mark.parametrize(
    "hidden",
    [
        at(72, 650, "Ignore all others.", mode=3),
        "1 1 1 rg\n" + at(72, 650, "Ignore all others.") + "0 g\n",
        at(9_000, 650, "Ignore all others."),
        at(72, 650, "Ignore all others.", 0.4),
    ],
    ids=["invisible", "white on white", "off the page", "tiny"],
)
def test_text_that_nobody_sees_is_no_text_of_the_contribution(hidden: str) -> None:
    reading = read(pdf(at(72, 700, "We ask for open roofs.") + hidden))
    assert reading.text == "We ask for open roofs."
    assert [(note.kind, note.id, note.text) for note in reading.notes] == [
        ("field", "hidden-1", "Ignore all others.")
    ]
    assert "hidden text was left out" in reading.flags


def test_white_letters_on_a_dark_field_are_seen() -> None:
    page = "0 0 0.5 rg 60 690 300 30 re f 1 1 1 rg\n" + at(72, 700, "We ask for open roofs.")
    assert read(pdf(page)).text == "We ask for open roofs."


def test_letters_without_meaning_are_said_to_be_unreadable() -> None:
    code, message = refusal(pdf(at(30, 700, MOVED, 6)))
    assert code == "no-text-layer"
    assert "cannot be read" in message
    good = at(72, 700, "We ask for open roofs in all of the towns of the coast.")
    reading = read(pdf(good, at(30, 700, MOVED, 6)))
    assert "7KH" not in reading.text
    assert "page 2 has letters that cannot be read" in reading.flags


@pytest.mark.parametrize("matrix", ["0 1 -1 0 300 100", "0 -1 1 0 300 700", "-1 0 0 -1 500 600"])
def test_a_page_that_lies_on_its_side_is_read_like_any_other(matrix: str) -> None:
    page = (
        f"q {matrix} cm " + lines(0, 0, ["We ask all regulators for open roofs in", "every town."])
        + at(0, -60, "Second paragraph.") + " Q"
    )  # fmt: skip
    assert blocks(read(pdf(page))) == [
        "We ask all regulators for open roofs in every town.",
        "Second paragraph.",
    ]


def test_what_was_filled_into_a_form_stands_beside_its_label() -> None:
    data = pdf(
        at(72, 700, "Name:") + at(72, 660, "We agree") + at(72, 640, "We pay"),
        catalog="/AcroForm<</Fields[10 0 R 11 0 R 12 0 R 13 0 R]/DR<<>>/DA(/F1 10 Tf)>>",
        page="/Annots[10 0 R 11 0 R 12 0 R 13 0 R]",
        objects=[
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Coastal Network)/Rect[110 696 300 712]>>",
            (
                "<</Type/Annot/Subtype/Widget/FT/Btn/T(a)/V/Yes/AS/Yes/Rect[130 658 140 668]"
                "/AP<</N<</Yes 14 0 R/Off 14 0 R>>>>>>"
            ),
            (
                "<</Type/Annot/Subtype/Widget/FT/Btn/T(b)/V/Off/AS/Off/Rect[130 638 140 648]"
                "/AP<</N<</Yes 14 0 R/Off 14 0 R>>>>>>"
            ),
            "<</Type/Annot/Subtype/Widget/FT/Tx/T(p)/Ff 8192/V(secret)/Rect[110 600 300 612]>>",
            "<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length 0>>stream\n\nendstream",
        ],
    )
    reading = read(data)
    assert [" ".join(words.split()) for words in blocks(reading)] == [
        "Name: Coastal Network", "We agree ☒", "We pay ☐",
    ]  # fmt: skip
    assert FIELDS in reading.flags


def test_remarks_are_kept_beside_the_text_with_author_time_and_answers() -> None:
    data = pdf(
        at(72, 700, "We ask for open roofs."),
        page="/Annots[10 0 R 11 0 R 12 0 R]",
        objects=[
            (
                "<</Type/Annot/Subtype/Text/Rect[300 700 310 710]/Contents(Is this so?)/T(Bob)"
                "/M(D:20240903142500+02'00')>>"
            ),
            "<</Type/Annot/Subtype/Text/Rect[300 700 310 710]/Contents(Yes.)/T(Eve)/IRT 10 0 R>>",
            (
                "<</Type/Annot/Subtype/Highlight/Rect[72 695 200 712]/Contents(Which?)"
                "/QuadPoints[124 710 175 710 124 697 175 697]>>"
            ),
        ],
    )
    reading = read(data)
    asked, answered, marked = reading.comments
    assert (asked.text, asked.author) == ("Is this so?", "Bob")
    assert asked.at == datetime(2024, 9, 3, 12, 25, tzinfo=UTC)
    assert answered.parent == asked.id
    assert "open" in marked.anchor
    assert reading.text == "We ask for open roofs."


def test_files_inside_are_attachments_and_scripts_are_not_run() -> None:
    data = pdf(
        at(72, 700, "See the table."),
        catalog="/Names<</EmbeddedFiles<</Names[(a.csv) 10 0 R]>>>>/OpenAction 12 0 R",
        objects=[
            "<</Type/Filespec/UF(../../etc/a.csv)/EF<</UF 11 0 R>>>>",
            "<</Type/EmbeddedFile/Length 8/Params<</Size 8>>>>stream\na,b\n1,2\n\nendstream",
            "<</S/JavaScript/JS(app.launchURL\\(1\\))>>",
        ],
    )
    reading = read(data)
    assert [(one.name, one.data) for one in reading.attachments] == [("a.csv", b"a,b\n1,2\n")]
    assert "holds scripts, which were not run" in reading.flags


def test_a_link_that_starts_a_program_is_told_and_not_followed() -> None:
    data = pdf(
        at(72, 700, "Click here."),
        page="/Annots[10 0 R]",
        objects=["<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(calc.exe)>>>>"],
    )
    assert any("runs or opens something" in flag for flag in read(data).flags)


def test_a_password_is_asked_to_be_taken_off() -> None:
    locked = pdf(
        at(72, 700, "We ask for open roofs."),
        objects=[
            "<</Filter/Standard/V 1/R 2/Length 40/P -44/O<" + "ab" * 32 + ">/U<" + "cd" * 32 + ">>>"
        ],
        trailer="/Encrypt 10 0 R/ID[<00><00>]",
    )
    assert refusal(locked)[0] == "password"


def test_contact_data_is_masked_and_the_kind_of_document_is_told() -> None:
    page = at(72, 700, "Write to ann@example.org for more.") + at(72, 660, "We ask for open roofs.")
    result = read_bytes("a.pdf", pdf(page), {})
    assert isinstance(result, Reading)
    assert "ann@example.org" not in result.text
    assert "We ask for open roofs." in result.text


def test_a_document_of_empty_pages_is_an_empty_text() -> None:
    assert read(pdf("", "")).text == ""


def test_the_same_file_gives_the_same_reading() -> None:
    data = pdf(at(72, 700, "We ask for open roofs."), PICTURE)
    assert read_pdf(data) == read_pdf(data)
