"""Letters, and the calls for contributions with forms and dates that some of them make."""

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.letter import find_letter
from bpforum.readers.recognition.recognise import recognise
from bpforum.readers.recognition.text_lines import lines_of
from models.call import Call
from models.reading import Reading

LETTER = """Union of Village Networks

14 January 2026

Ref: UVN/26-118

To: UVN/7 - All members of the Union - Regulators of the region

Contact: Ada Okoro - All associates

+41 22 730 68 19 Tel: +41 22 730 64 53 Fax: E-Mail: office@example.org

Subject: Workshop on batteries, 26-27 February 2026

Dear Madam, dear Sir,

The first meeting took place from 10 to 12 December 2025 and was a good one.

You are invited to submit contributions and to take part in a workshop on 26-27 February 2026.

Yours faithfully,

Inés Cárdenas, Secretary
"""
FORM = """
REGISTRATION FORM

To be returned to the office (Fax: +41 22 730 64 53 / office@example.org) by 20 February 2026

{title_row}
Family Name\t{second} Associate
First Name\t{third} Guest
Hotel:\tTel.:
"""


def read(text: str) -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return reading


def call_of(text: str) -> Call:
    reading = recognise(read(text), "letter.txt")
    assert reading.kind == "call"
    (call,) = reading.calls
    return call


def form(title_row: str, second: str = "☐", third: str = "☐") -> Call:
    return call_of(LETTER + FORM.format(title_row=title_row, second=second, third=third))


def test_a_call_is_proposed_from_a_letter() -> None:
    call = call_of(LETTER)
    assert (call.id, call.status) == ("call-uvn-26-118", "proposed")
    assert call.reference == "UVN/26-118"
    assert call.title == "Workshop on batteries, 26-27 February 2026"
    assert (call.issued_by, call.issued_on) == ("Union of Village Networks", "2026-01-14")
    assert call.addressees == (
        "All members of the Union", "Regulators of the region", "All associates"
    )  # fmt: skip
    assert call.contact == "Ada Okoro"
    assert (call.opens, call.closes) == (None, None)
    assert call.dates == ("2026-02-26/2026-02-27",)


def test_a_day_of_return_is_a_date_and_a_deadline() -> None:
    text = LETTER + FORM.format(title_row="☐ Mr. ☐ Mrs.\t☐ Member", second="☐", third="☐")
    reading = recognise(read(text), "letter.txt")
    (deadline,) = reading.deadlines
    assert deadline.category == "registration form"
    assert deadline.soft_at is not None
    assert f"{deadline.soft_at:%Y-%m-%d %H:%M}" == "2026-02-20 23:59"
    assert deadline.as_written == "To be returned to the office by 20 February 2026"
    assert reading.calls[0].dates == ("2026-02-26/2026-02-27", "2026-02-20")


def test_a_form_has_its_fields_and_choices() -> None:
    fields = {field.name: field for field in form("☐ Mr. ☐ Mrs. ☐ Ms.\t☐ Member").form}
    assert fields["title"].choices == ("Mr.", "Mrs.", "Ms.")
    assert fields["category"].choices == ("Member", "Associate", "Guest")
    assert not fields["category"].ambiguous
    assert not {name for name in fields if "hotel" in name.lower() or "tel" in name.lower()}


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [("☐ Member", "☐", "□"), ("☐ Member", "☑", "☒"), ("☐ Member", "[x]", "(x)")],
)
def test_an_unclear_tick_is_said_to_be_unclear(first: str, second: str, third: str) -> None:
    category = form(f"☐ Mr. ☐ Mrs.\t{first}", second, third).form[-1]
    assert (category.name, category.chosen, category.ambiguous) == ("category", None, True)


@pytest.mark.parametrize("tick", ["☑", "☒", "✓", "[x]"])
def test_a_clear_tick_is_a_choice(tick: str) -> None:
    category = form("☐ Mr. ☐ Mrs.\t☐ Member", second=tick).form[-1]
    assert (category.chosen, category.ambiguous) == ("Associate", False)


def test_a_lost_box_still_has_its_choice_and_makes_a_tick_unclear() -> None:
    category = form("☐ Mr. ☐ Miss\tAdministration of a member", second="☐", third="□").form[-1]
    assert category.choices == ("Administration of a member", "Associate", "Guest")
    assert category.ambiguous


def test_contact_data_is_in_no_field() -> None:
    reading = recognise(read(LETTER + FORM.format(title_row="☐ Mr.", second="☐", third="☐")), "x")
    said = " ".join(str(one) for one in (*reading.calls, *reading.deadlines, reading.fields))
    assert "730" not in said
    assert "@" not in said
    assert "hotel" not in said.lower()


def test_the_head_and_the_signature_are_masthead() -> None:
    reading = recognise(read(LETTER), "letter.txt")
    body = [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "paragraph"]
    assert [words[:10] for words in body] == ["The first ", "You are in"]


def test_a_call_in_spanish_and_one_in_french() -> None:
    spanish = call_of(
        "Título: Convocatoria de contribuciones 2026\nFecha: 3 de mayo de 2026\n\n"
        "Se invita a enviar contribuciones sobre baterías.\n\nFecha límite: 1 de julio de 2026"
    )
    assert spanish.title == "Convocatoria de contribuciones 2026"
    french = call_of(
        "Appel à contributions 2026\n\nNous vous invitons à soumettre des contributions sur les"
        " batteries et sur les pylônes, de toutes les régions et dans toutes les langues."
    )
    assert french.id == "call-appel-contributions-2026"


@pytest.mark.parametrize(
    "text",
    [
        (
            "Response to the call for contributions\n\nWe thank you for the call, in which all"
            " members were invited to send their views, and answer it here, at some length."
        ),
        "Dear colleagues,\n\nIn answer to your call for contributions we submit our contribution.",
        (
            "Title: Call for contributions: our view\nOrganisation: Delta Mesh\nSector: Civil"
            " society\n\nYou are invited to submit contributions, you wrote. Here is ours."
        ),
    ],
)
def test_an_answer_to_a_call_is_no_call(text: str) -> None:
    reading = recognise(read(text), "answer.txt")
    assert (reading.kind, reading.calls) == ("contribution", ())


def test_no_letter_without_salutation_or_date() -> None:
    assert find_letter(lines_of(read("Ref: 12\n\nSubject: Batteries\n\nWe wait."))) is None
    assert find_letter(lines_of(read("Ref: 12\n\nDear Sir,\n\nWe wait."))) is None
