"""Programmes: numbered sessions with title and description; a mention of one is none."""

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.people import contact_names
from bpforum.readers.recognition.recognise import recognise
from models.reading import Reading

OUTLINE = """Regional workshop on batteries

3-5 May 2026, Port Vela

Draft outline

- Session 1 Opening**
Welcome and a look at the tower.
- Session 2 Who pays**
What batteries cost (e.g.

in the mountains, at sea). Ways to share it.

Session 3: Repair: who does it

The workshop will be conducted in English and French. Please contact Ms Ada Okoro, Head, Office
for Networks (telephone +41 22 730 63 15, e-mail: office@example.org) or Inés Cárdenas.
"""


def recognised(text: str, name: str = "x.txt") -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return recognise(reading, name)


def test_sessions_have_number_title_and_description() -> None:
    reading = recognised(OUTLINE)
    assert reading.kind == "programme"
    assert [(one.id, one.number, one.title, one.description) for one in reading.sessions] == [
        ("session-01", "1", "Opening", "Welcome and a look at the tower."),
        (
            "session-02",
            "2",
            "Who pays",
            "What batteries cost (e.g. in the mountains, at sea). Ways to share it.",
        ),
        ("session-03", "3", "Repair: who does it", ""),
    ]
    assert {one.status for one in reading.sessions} == {"proposed"}
    assert {one.attribution for one in reading.sessions} == {"none"}


def test_dates_languages_and_contacts_are_fields() -> None:
    fields = recognised(OUTLINE).fields
    assert fields["dates"] == "2026-05-03/2026-05-05"
    assert fields["languages"] == "en,fr"
    assert fields["contacts"] == "Ada Okoro; Inés Cárdenas"


def test_descriptions_may_stand_apart_from_their_titles() -> None:
    reading = recognised(
        "Programa\n\nSesión 1: Apertura\n\nBienvenida y una vista de la torre.\n\n"
        "Sesión 2: Quién paga\n\nLo que cuestan las baterías.\n\nSesión 3: Cierre\n\nAcuerdos.\n\n"
        "Anexo con una lista de hoteles."
    )
    assert [one.description for one in reading.sessions] == [
        "Bienvenida y una vista de la torre.",
        "Lo que cuestan las baterías.",
        "Acuerdos.",
    ]


def test_the_files_name_can_say_that_it_is_a_programme() -> None:
    text = "Session 1: Towers\n\nSession 2: Masts\n\nSession 3: Cables"
    assert recognised(text, "inbox/programme.txt").kind == "programme"
    assert recognised(text, "answer.txt").kind == "contribution"


@pytest.mark.parametrize(
    "text",
    [
        "Agenda\n\nSession 1: Towers\n\nSession 2: Masts",
        "Our agenda\n\nSession 3 was useful. Session 4 less so. Session 5 we missed.",
        "Agenda\n\nSession 4: Towers\n\nSession 9: Masts\n\nSession 2: Cables",
        (
            "Title: Our agenda\nName: Ada Okoro\nOrganisation: Delta Mesh\n\n"
            "Session 1: Towers\n\nSession 2: Masts\n\nSession 3: Cables"
        ),
    ],
)
def test_mentions_of_sessions_make_no_programme(text: str) -> None:
    reading = recognised(text)
    assert (reading.kind, reading.sessions) == ("contribution", ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Please contact Mr Jon van der Berg, Head of Unit.", ("Jon van der Berg",)),
        (
            "Para más información contactar a la Sra. Inés Cárdenas (ines@example.org).",
            ("Inés Cárdenas",),
        ),
        ("Contact the Human Capacity Division for help.", ()),
        ("We lost contact with Vela, Nigeria.", ()),
    ],
)
def test_contact_names_are_persons(text: str, names: tuple[str, ...]) -> None:
    assert contact_names(text) == names
