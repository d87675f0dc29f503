"""Rapporteurs' notes: parts in three languages, statements as exact spans, holders as written."""

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.recognise import recognise
from models.contribution import SessionNote
from models.reading import Block, Reading

HEAD = "Session: Batteries and who pays\nRapporteur: Ada Okoro and Inés Cárdenas\n\n"


def recognised(text: str) -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return recognise(reading, "note.txt")


def note_of(reading: Reading) -> SessionNote:
    assert reading.kind == "note"
    assert reading.session_note is not None
    return reading.session_note


def lines(reading: Reading) -> list[tuple[str, str, str]]:
    return [
        (one.kind, reading.text[one.start : one.end], one.held_by) for one in note_of(reading).lines
    ]


def test_a_note_in_english() -> None:
    reading = recognised(
        f"{HEAD}Key issues\n- Nobody pays for batteries.\n\n"
        "Presentations\n\nA bank showed a table.\n\n"
        "Views converged\n- Users pay first. (held by: civil society)\n"
        "- Towers last. [Government]\n\n"
        "Where views diverged\n- [Private sector] Loans are enough.\n\n"
        "Good practices\n- Ask twice.\n\n"
        "Open questions\n- Who checks?\n\nWay forward\n\nMeet again in May."
    )
    assert lines(reading) == [
        ("issue", "Nobody pays for batteries.", ""),
        ("presentation", "A bank showed a table.", ""),
        ("converged", "Users pay first.", "civil society"),
        ("converged", "Towers last.", "Government"),
        ("diverged", "Loans are enough.", "Private sector"),
        ("practice", "Ask twice.", ""),
        ("open_question", "Who checks?", ""),
        ("way_forward", "Meet again in May.", ""),
    ]
    note = note_of(reading)
    assert note.session == "Batteries and who pays"
    assert note.rapporteurs == ("Ada Okoro", "Inés Cárdenas")
    assert not note.partial


def test_a_note_in_spanish() -> None:
    reading = recognised(
        "Sesión: Baterías\nRelatora: Inés Cárdenas\n\nCuestiones clave\n- Nadie paga.\n\n"
        "Puntos de acuerdo\n- Una hoja basta. (sostenido por: sociedad civil)\n\n"
        "Divergencias\n- Pagar rompe la minga. (gobiernos)\n\nPróximos pasos\n- Volver en mayo."
    )
    assert lines(reading) == [
        ("issue", "Nadie paga.", ""),
        ("converged", "Una hoja basta.", "sociedad civil"),
        ("diverged", "Pagar rompe la minga.", "gobiernos"),
        ("way_forward", "Volver en mayo.", ""),
    ]


def test_a_note_in_french_with_its_parts_on_the_line() -> None:
    reading = recognised(
        "Séance : Batteries\nRapporteure : Aminata Sy\n\nEnjeux : Personne ne paie.\n\n"
        "Points d'accord : Une feuille suffit. (soutenu par : société civile)\n\n"
        "Questions ouvertes : Qui vérifie ?"
    )
    assert lines(reading) == [
        ("issue", "Personne ne paie.", ""),
        ("converged", "Une feuille suffit.", "société civile"),
        ("open_question", "Qui vérifie ?", ""),
    ]


@pytest.mark.parametrize(
    "words",
    ["It lasts [sic].", "It lasts [1].", "It lasts (for ten years).", "The ITU (a union) waits."],
)
def test_other_brackets_hold_no_view(words: str) -> None:
    reading = recognised(f"{HEAD}Suggestions\n- {words}\n\nExamples\n- One tower.")
    assert lines(reading)[0] == ("suggestion", words, "")


def test_one_part_alone_is_a_partial_note() -> None:
    assert note_of(recognised(f"{HEAD}Key issues\n- Nobody pays.")).partial


def test_a_note_without_parts_is_a_discussion_and_partial() -> None:
    reading = recognised(f"Kind: rapporteur's note\n{HEAD}People spoke of batteries for an hour.")
    assert lines(reading) == [("discussion", "People spoke of batteries for an hour.", "")]
    assert note_of(reading).partial


def test_an_unknown_heading_ends_a_part() -> None:
    text = "Session: S\nRapporteur: Ada Okoro\nExamples\nOne tower.\nAnnex\nA list of names."
    borders = [
        (0, 10, "masthead"),
        (11, 32, "masthead"),
        (33, 41, "heading"),
        (42, 52, "paragraph"),
    ]
    borders += [(53, 58, "heading"), (59, 75, "paragraph")]
    blocks = tuple(Block(kind=k, start=a, end=b) for a, b, k in borders)
    reading = recognise(Reading(text=text, blocks=blocks), "note.docx")
    assert lines(reading) == [("example", "One tower.", "")]


def test_headings_of_parts_are_headings() -> None:
    reading = recognised(f"{HEAD}Key issues\n- Nobody pays.\n\nNext steps\n- Meet again.")
    heads = [reading.text[b.start : b.end] for b in reading.blocks if b.kind == "heading"]
    assert heads == ["Key issues", "Next steps"]


def test_a_contribution_with_such_headings_stays_one() -> None:
    reading = recognised(
        "Title: What we learned\nOrganisation: Delta Mesh\nStakeholder group: Civil society\n\n"
        "Key issues\n\nNobody pays for batteries.\n\nRecommendations\n\nAsk twice."
    )
    assert (reading.kind, reading.session_note) == ("contribution", None)
