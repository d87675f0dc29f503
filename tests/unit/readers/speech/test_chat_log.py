"""Chats: each message a turn, comings and goings cues, what was not for everybody left out."""

import time

import pytest

from bpforum.readers.read import read_bytes
from bpforum.readers.speech.chat_log import read_chat
from models.reading import Reading
from models.submission import Rejected

LOGS = {
    "zoom": "10:01:02\t From Ada Okoro to Everyone:\n\tHello all\n"
    "10:01:09 From Inés  to  Everyone : Who pays?\n10:02:00 From Ada Okoro to Everyone: We do.\n",
    "webex": "from Ada Okoro to everyone:    10:01 AM\nHello all\n"
    "from Inés to everyone:    10:02 AM\nWho pays?\nfrom Ada Okoro to everyone: 10:03 AM\nWe do.\n",
    "teams": "[10:01 AM] Ada Okoro\nHello all\n[10:02 AM] Inés\nWho pays?\n[10:03 AM] Ada Okoro\n"
    "We do.\n",
    "jabber": "[10:01:02] Ada Okoro joins the room\n[10:01:05] Ada Okoro: Hello all\n"
    "[10:02:05] Inés: Who pays?\n[10:03:05] Ada Okoro: We do.\n",
    "irc": "*** Ada Okoro has joined #masts\n<Ada Okoro> Hello all\n<Inés> Who pays?\n"
    "<Ada Okoro> We do.\n",
    "adobe": "Ada Okoro:(10:01) Hello all\nInés:(10:02) Who pays?\nAda Okoro: (10:03) We do.\n",
    "adobe with dates": "Ada Okoro (5/20/2026 10:01): Hello all\n"
    "Inés (5/20/2026 10:02): Who pays?\n"
    "Ada Okoro (5/20/2026 10:03): We do.\n",
    "messenger": "20/05/2026, 10:01 - Ada Okoro: Hello all\n20/05/2026, 10:02 - Inés: Who pays?\n"
    "20/05/2026, 10:03 - Ada Okoro: We do.\n",
}
PRIVATE = [
    "10:01:09 From Inés  to  Ada Okoro (Direct Message) : SECRET",
    "10:01:09 From Inés to Bob(Privately) : SECRET",
    "10:01:09 From Inés to Hosts and panelists : SECRET",
    "10:01:09\t From Inés to Me:\n\tSECRET\nand more SECRET",
    '10:01:09\t From Inés to Me:\n\tReacted to "SECRET" with x\nSECRET has left us',
    '10:01:09 From Inés to Bob(Direct Message): Reacted to "SECRET" with x',
    "10:01:09 From Everyone to Bob : SECRET",
]


def read(text: str) -> Reading:
    found = read_bytes("chat.txt", text.encode(), {})
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize("text", LOGS.values(), ids=LOGS)
def test_a_chat_is_cut_into_messages(text: str) -> None:
    reading = read(text)
    assert reading.kind == "chat"
    (transcript,) = reading.transcripts
    assert [(turn.speaker, turn.text) for turn in transcript.turns] == [
        ("Ada Okoro", "Hello all"), ("Inés", "Who pays?"), ("Ada Okoro", "We do."),
    ]  # fmt: skip
    for turn in transcript.turns:
        assert (turn.speaker_status, turn.confirmed) == ("named", False)
        assert reading.text[turn.start : turn.end] == turn.text


def test_times_are_kept() -> None:
    late = LOGS["teams"].replace("10:03 AM", "1:05 PM")
    assert [turn.at for turn in read(late).transcripts[0].turns] == [
        "10:01:00", "10:02:00", "13:05:00",
    ]  # fmt: skip


@pytest.mark.parametrize("message", PRIVATE)
def test_what_was_not_for_everybody_is_left_out_and_counted(message: str) -> None:
    reading = read(LOGS["zoom"] + message + "\n")
    assert "SECRET" not in reading.model_dump_json()
    assert "messages that were not sent to everybody were left out: 1" in reading.flags
    assert len(reading.transcripts[0].turns) == 3


def test_a_name_with_the_word_to_in_it_writes_to_everyone() -> None:
    reading = read(LOGS["zoom"] + "10:05:00 From Road to Rio to Everyone : So be it.\n")
    assert reading.transcripts[0].turns[-1].speaker == "Road to Rio"


def test_notices_to_one_on_irc_are_left_out() -> None:
    reading = read(LOGS["irc"] + "-bob- SECRET\n*bob* SECRET\n<Ada Okoro> Bye.\n")
    assert "SECRET" not in reading.model_dump_json()
    assert reading.transcripts[0].turns[-1].text == "Bye."


def test_who_came_and_went_and_reactions_are_cues() -> None:
    text = LOGS["irc"] + "-!- Inés has quit\n* Ada waves\n"
    assert read(text).transcripts[0].cues == (
        "*** Ada Okoro has joined #masts", "-!- Inés has quit", "* Ada waves",
    )  # fmt: skip
    zoom = LOGS["zoom"] + 'Reacted to "Who pays?" with 👍\n'
    assert read(zoom).transcripts[0].cues == ('Reacted to "Who pays?" with 👍',)


def test_a_masthead_says_that_it_is_a_chat() -> None:
    reading = read("Kind: chat\nSession: batteries\n\nAda Okoro (10:01): Hello all\n")
    assert (reading.kind, reading.text) == ("chat", "Hello all")
    assert reading.fields["session"] == "batteries"


@pytest.mark.parametrize(
    "text",
    [
        "Dear all,\n\nThis comes from Ada to Bob: hello.\n\nRegards\n",
        "9:00 Opening: welcome\n10:00 Session 1: masts\n11:00 Coffee: lobby\n",
        "<p> is a tag.\n\nWe write <b> too, and a <i> here.\n\nAll of it is HTML.",
        "Who came (9:00): all of us.\n\nWe said much, and then we left for the day.\n\nSo be it.",
    ],
)
def test_other_texts_are_no_chat(text: str) -> None:
    assert read(text).kind != "chat"


@pytest.mark.parametrize(
    "line",
    ["10:01:02 From A to Everyone: b", "10:01 From A to ", "<a> b", "[10:01] a", "a (", "a:(10:01",
     "from a to b", "* a", "-a- b", " has joined"],
)  # fmt: skip
def test_no_text_makes_it_slow(line: str) -> None:
    started = time.process_time()
    read_chat([line] * 15_000)
    read_chat([line * 20_000] * 3)
    assert time.process_time() - started < 4


def test_a_chat_larger_than_any_meetings_is_refused_at_once() -> None:
    started = time.process_time()
    found = read_bytes("chat.txt", LOGS["zoom"].encode() * 130_000, {})
    assert isinstance(found, Rejected)
    assert found.reasons[0].code == "too-many-turns"
    assert time.process_time() - started < 5
