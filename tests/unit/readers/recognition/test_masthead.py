"""Mastheads: what a document says of itself in its first lines, in three languages."""

from datetime import UTC, datetime

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.masthead import find_masthead
from bpforum.readers.recognition.recognise import recognise
from models.reading import Block, Reading

BODY = (
    "Seven villages share one tower, and each of them pays for its own batteries. What was"
    " hardest was to find somebody who would answer the telephone at night, every night."
)


def read(text: str) -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return reading


def fields(text: str) -> dict[str, str]:
    return find_masthead(read(text)).fields


def test_a_form_in_english() -> None:
    assert fields(
        "Title: Who pays for the tower\nName: Ada Okoro\nOrganisation: Delta Mesh\n"
        "Stakeholder group: Civil society\nCountry: Nigeria\nCapacity: in a personal capacity\n"
        f"Consent: name withheld\nLanguage: English\n\n{BODY}"
    ) == {
        "title": "Who pays for the tower",
        "name": "Ada Okoro",
        "organisation": "Delta Mesh",
        "stakeholder_group": "Civil society",
        "country": "Nigeria",
        "capacity": "personal",
        "consent": "name withheld",
        "language": "en",
    }


def test_a_form_in_spanish() -> None:
    found = fields(
        "Título: La torre de todos\nNombre: Inés Cárdenas\nOrganización: Red Valle Alto\n"
        f"Grupo: Sociedad civil\nPaís: Bolivia\nCargo: Tesorera\nIdioma: español\n\n{BODY}"
    )
    assert found["title"] == "La torre de todos"
    assert found["stakeholder_group"] == "Sociedad civil"
    assert found["function"] == "Tesorera"
    assert found["language"] == "es"


def test_a_form_in_french_with_a_space_before_the_colon() -> None:
    found = fields(
        "Titre : Le pylône commun\nNom : Aminata Sy\nOrganisme : Réseau du Fleuve\n"
        f"Groupe : Société civile\nPays : Sénégal\nAu nom de : l'Union des villages\n\n{BODY}"
    )
    assert found["organisation"] == "Réseau du Fleuve"
    assert found["capacity"] == "on_behalf"
    assert found["country"] == "Sénégal"


def test_the_lines_before_the_first_key_are_the_title() -> None:
    found = fields(
        "A tower for seven\nvillages and their school\nArea: ROADMAP\nEntitled by: Ada Okoro\n"
        f"Region: Nigeria\nOrganization: Delta Mesh\nSector: Academia\n\n{BODY}"
    )
    assert found["title"] == "A tower for seven villages and their school"
    assert (found["name"], found["country"]) == ("Ada Okoro", "Nigeria")
    assert found["stakeholder_group"] == "Academia"


def test_a_region_is_kept_as_region_where_a_country_is_asked_for() -> None:
    found = fields(f"Name: Ada Okoro\nCountry: Nigeria\nRegion: Africa\n\n{BODY}")
    assert (found["country"], found["region"]) == ("Nigeria", "Africa")


def test_keys_are_found_where_line_breaks_were_lost() -> None:
    found = fields(
        "Trade and the open networkArea: PRINCIPLES\nEntitled by: Ada Okoro\nRegion: Nigeria\n"
        f"Doc Attached: Click here to see the doc 1Abstract\n{BODY}"
    )
    assert found["title"] == "Trade and the open network"
    assert found["area"] == "PRINCIPLES"


def test_a_value_goes_on_in_the_next_line() -> None:
    found = fields(
        "Name: Ada Okoro\nOrganisation: Federal Office for the Promotion of Village Networks,\n"
        f"Third Division\nSector: Government\n\n{BODY}"
    )
    assert found["organisation"].endswith("Village Networks, Third Division")


def test_an_unknown_key_does_not_run_into_the_value_before() -> None:
    found = fields(
        f"Organisation: Delta Mesh\nShoe size: 42\nCountry: Nigeria\nName: Ada Okoro\n\n{BODY}"
    )
    assert found["organisation"] == "Delta Mesh"
    assert found["country"] == "Nigeria"


def test_a_conference_document_says_number_relation_date_and_language() -> None:
    found = fields(
        "Corrigendum 2 to\nDocument PP26/41-E\n4 February 2026\nOriginal: French\n\n"
        f"SOURCE: Republic of Vela\nTITLE: Draft resolution\n\n{BODY}"
    )
    assert found == {
        "relation": "Corrigendum 2 to Document 41",
        "document_number": "PP26/41-E",
        "date": "2026-02-04",
        "original_language": "fr",
        "source": "Republic of Vela",
        "title": "Draft resolution",
    }


def test_contact_data_is_never_a_field() -> None:
    found = fields(
        "Name: Ada Okoro <ada@example.org>\nE-mail: ada@example.org\nPhone: +41 22 730 51 11\n"
        "Address: P.O. Box 12, 1211 Geneva\n"
        f"Organisation: Delta Mesh, tel. +41 22 730 51 11\n\n{BODY}"
    )
    assert found == {"name": "Ada Okoro", "organisation": "Delta Mesh"}


@pytest.mark.parametrize(
    ("value", "field"),
    [("In favour of a light licence", "position"), ("Head of networks", "function")],
)
def test_a_position_is_a_stance_or_a_job(value: str, field: str) -> None:
    assert fields(f"Name: Ada Okoro\nPosition: {value}\n\n{BODY}")[field] == value


def test_revises_becomes_a_relation() -> None:
    found = fields(f"Title: The tower\nRevises: tower.docx\n\n{BODY}")
    assert found["relation"] == "revises tower.docx"


def test_a_single_known_key_is_prose_but_in_a_mail() -> None:
    text = f"Thank you for asking.\n\nOrganisation: Delta Mesh\n\n{BODY}"
    assert fields(text) == {}
    mail = read(text).model_copy(update={"sent_at": datetime(2026, 5, 1, tzinfo=UTC)})
    assert find_masthead(mail).fields == {"organisation": "Delta Mesh"}


@pytest.mark.parametrize(
    "text",
    [
        f"Our view: networks need batteries.\nThe problem: nobody buys them.\n\n{BODY}",
        f"{BODY}\n\nName: Ada Okoro\nOrganisation: Delta Mesh\n",
        f"Position: {BODY}{BODY}\nArea: {BODY}{BODY}",
    ],
)
def test_prose_with_colons_is_no_masthead(text: str) -> None:
    assert fields(text) == {}


def test_masthead_lines_stay_in_the_text_as_masthead_blocks() -> None:
    reading = recognise(read(f"Title: The tower\nName: Ada Okoro\n\n{BODY}"), "a.txt")
    assert reading.text.startswith("Title: The tower\nName: Ada Okoro\n\nSeven")
    assert [block.kind for block in reading.blocks] == ["masthead", "masthead", "paragraph"]


def test_two_cells_of_a_row_are_key_and_value() -> None:
    text = "Name\tAda Okoro\nCountry\tNigeria\nWe share a tower."
    rows = (Block(kind="row", start=0, end=14), Block(kind="row", start=15, end=30))
    found = find_masthead(Reading(text=text, blocks=rows)).fields
    assert found == {"name": "Ada Okoro", "country": "Nigeria"}
