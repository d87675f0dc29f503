"""Exports of meeting programs: told by their form, speakers as the file itself names them."""

import time

import pytest
from docx import Document

from bpforum.readers.read import read_bytes
from bpforum.readers.speech.export import read_export
from models.reading import Reading

ZOOM = """[Ada Okoro] 10:01:02
Good morning everyone.

[Inés Cárdenas (ITU)] 10:01:09
Hello.
Who pays for the masts?
"""
OTTER = """Weekly call
Wed, May 20, 2026 10:00AM • 33:12

SPEAKERS
Ada Okoro, Speaker 3

Ada Okoro  0:03
Good morning to everybody.

Speaker 3  0:10
My name is Inés Cárdenas, hello.

Unknown Speaker  1:02:00
Bye.

Transcribed by https://otter.ai
"""
TEAMS = """Call-20260520_100000-Meeting Recording
May 20, 2026, 10:00AM
33m 14s

Ada Okoro started transcription

Ada Okoro   0:03
Good morning everyone.
Cárdenas, Inés   0:12
Hello.
Ada Okoro   0:20
So we begin.
"""
MEET = """Masts (2026-05-20) - Transcript
Attendees
Ada Okoro, Inés
Transcript
00:00:00

Ada Okoro: Good morning
Inés: Hello
00:05:00

we go on
Ada Okoro: like this
and that.
This editable transcript was computer generated and might contain errors.
"""


def read(text: str) -> Reading:
    found = read_bytes("room.txt", text.encode(), {})
    assert isinstance(found, Reading)
    return found


def said(reading: Reading) -> list[tuple[str, str, str]]:
    assert reading.kind == "transcript"
    (transcript,) = reading.transcripts
    for turn in transcript.turns:
        assert reading.text[turn.start : turn.end] == turn.text
    return [(turn.speaker, turn.at, turn.text) for turn in transcript.turns]


def test_zoom() -> None:
    assert said(read(ZOOM)) == [
        ("Ada Okoro", "10:01:02", "Good morning everyone."),
        ("Inés Cárdenas (ITU)", "10:01:09", "Hello. Who pays for the masts?"),
    ]


def test_otter() -> None:
    reading = read(OTTER)
    assert said(reading) == [
        ("Ada Okoro", "00:00:03", "Good morning to everybody."),
        ("Inés Cárdenas", "00:00:10", "My name is Inés Cárdenas, hello."),
        ("", "01:02:00", "Bye."),
    ]
    (transcript,) = reading.transcripts
    assert [t.speaker_status for t in transcript.turns] == ["named", "suggested", "unattributed"]
    assert transcript.title == "Weekly call"
    assert "Transcribed by https://otter.ai" in transcript.furniture


def test_teams() -> None:
    reading = read(TEAMS)
    assert [speaker for speaker, _, _ in said(reading)] == [
        "Ada Okoro", "Cárdenas, Inés", "Ada Okoro",
    ]  # fmt: skip
    assert reading.transcripts[0].cues == ("Ada Okoro started transcription",)


def test_google_meet_and_a_time_carries_no_speaker_on() -> None:
    reading = read(MEET)
    assert said(reading) == [
        ("Ada Okoro", "00:00:00", "Good morning"),
        ("Inés", "00:00:00", "Hello"),
        ("", "00:05:00", "we go on"),
        ("Ada Okoro", "00:05:00", "like this and that."),
    ]
    assert any("computer generated" in line for line in reading.transcripts[0].furniture)


@pytest.mark.parametrize("broken", [False, True])
def test_a_word_file_from_teams(broken: bool, tmp_path: object) -> None:
    from io import BytesIO

    document = Document()
    document.add_paragraph("Call on masts")
    for name, at, words in (
        ("Ada Okoro", "0:03", "Good morning everyone, it is good to see so many of you."),
        ("Cárdenas, Inés", "0:12", "Hello."),
        ("Ada Okoro", "0:20", "So we begin."),
    ):
        if broken:
            document.add_paragraph(f"{name}   {at}\n{words}")
        else:
            document.add_paragraph(f"{name}   {at}")
            document.add_paragraph(words)
    data = BytesIO()
    document.save(data)
    found = read_bytes("call.docx", data.getvalue(), {})
    assert isinstance(found, Reading)
    assert [(speaker, at) for speaker, at, _ in said(found)] == [
        ("Ada Okoro", "00:00:03"), ("Cárdenas, Inés", "00:00:12"), ("Ada Okoro", "00:00:20"),
    ]  # fmt: skip


def test_a_masthead_above_it_says_which_session() -> None:
    reading = read(f"Kind: transcript\nSession: batteries\n\n{ZOOM.split(chr(10) * 2)[0]}")
    assert said(reading) == [("Ada Okoro", "10:01:02", "Good morning everyone.")]
    assert reading.fields["session"] == "batteries"


@pytest.mark.parametrize(
    "text",
    [
        "Programme\n\nRegistration  8:30\nRoom A\nOpening  9:00\nWelcome\nCoffee  10:30\nLobby\n",
        "9:00 Opening: welcome\n10:00 Session 1: masts\n11:00 Coffee: lobby\n",
        "The train left at 0:05\nand came at 0:07\nfor nobody at 0:09\n",
        "Results  3:05\nHeat one  2:59\nHeat two  1:04\n",
        "We thank Ada: she paid.\n\nWe thank Inés: she came.\n\nNobody else: they slept.\n",
    ],
)
def test_other_texts_with_times_and_colons_are_none(text: str) -> None:
    assert read_export(text.split("\n")) is None
    assert read(text).kind != "transcript"


@pytest.mark.parametrize("line", ["A  0:01", "[A] 10:00:00", "00:00:01", "A: b", "A 0", "[[[["])
def test_no_text_makes_it_slow(line: str) -> None:
    started = time.process_time()
    read_export([line] * 60_000)
    read_export([line * 20_000] * 3)
    assert time.process_time() - started < 4
