"""Transcripts: events, turns and speakers; nobody is named who was not named there."""

import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bpforum.readers.plain import read_plain
from bpforum.readers.recognition.recognise import recognise
from models.reading import Reading
from models.submission import Rejected
from models.transcript import Transcript, Turn

SHARED = Path(__file__).parents[5] / "shared" / "data"
CART, QMSUM = SHARED / "transcripts" / "cart", SHARED / "qmsum" / "all-val.jsonl"
NOTICE = (
    "This text is being provided in a rough draft format. Communication Access Realtime"
    " Translation (CART) is provided in order to facilitate communication accessibility and may"
    " not be a totally verbatim record of the proceedings."
)
HEADER = "VELA FORUM 2026 PORT VELA, VELA 3 MAY 2026 ROOM 4 BATTERIES AND WHO PAYS FOR THEM"


def recognised(text: str) -> Reading:
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return recognise(reading, "room.txt")


def only(text: str) -> Transcript:
    reading = recognised(text)
    (transcript,) = reading.transcripts
    assert reading.kind == "transcript"
    for turn, block in zip(transcript.turns, reading.blocks, strict=True):
        assert reading.text[turn.start : turn.end] == turn.text
        assert (block.kind, block.start, block.end) == ("paragraph", turn.start, turn.end)
    return transcript


def turn(words: str) -> Turn:
    return only(f">> One.\n\n>> Two.\n\n>> {words}").turns[2]


def test_the_text_is_that_of_the_turns() -> None:
    reading = recognised(">> ADA OKORO: Good morning.\n\n>> Hello.\n>> INÉS CÁRDENAS: We begin.")
    assert reading.text == "Good morning.\n\nHello.\n\nWe begin."
    assert [(t.speaker, t.speaker_status) for t in reading.transcripts[0].turns] == [
        ("ADA OKORO", "named"),
        ("", "unattributed"),
        ("INÉS CÁRDENAS", "named"),
    ]


@pytest.mark.parametrize(
    "name",
    ["Sally", "NIELS TEN OEVER", "WALID AL-SAQAF", "Ana de la Torre", "DR. O'BRIEN", "J. P. Roy"],
)
def test_names_of_many_shapes_are_labels(name: str) -> None:
    assert (turn(f"{name}: Thank you.").speaker, turn(f"{name}: Thank you.").text) == (
        name,
        "Thank you.",
    )


@pytest.mark.parametrize(
    "words",
    [
        "The session is at 7:00.",
        "Is 5:15 better for people?",
        "Question: who pays?",
        "Right. So that's why: we wait.",
        "I said: no.",
        "Thank you: that helps.",
    ],
)
def test_a_colon_makes_no_speaker(words: str) -> None:
    found = turn(words)
    assert (found.speaker, found.speaker_status, found.text) == ("", "unattributed", words)


def test_a_label_that_names_nobody_is_evidence_only() -> None:
    found = turn("AUDIENCE MEMBER: What about masts?")
    assert (found.speaker, found.speaker_status) == ("", "unattributed")
    assert (found.evidence, found.text) == ("AUDIENCE MEMBER", "What about masts?")


@pytest.mark.parametrize(
    ("words", "name", "evidence"),
    [
        ("Hi. My name is Michael Woma from Vela.", "Michael Woma", "My name is Michael Woma"),
        ("Me llamo Inés Cárdenas y soy técnica.", "Inés Cárdenas", "Me llamo Inés Cárdenas"),
        ("Je m'appelle Aminata Sy.", "Aminata Sy", "Je m'appelle Aminata Sy"),
        ("I'm Ada Okoro from Delta Mesh.", "Ada Okoro", "I'm Ada Okoro"),
        ("Opening doors. (Belisario speaking). Many doors.", "Belisario", "(Belisario speaking)"),
    ],
)
def test_an_introduction_only_suggests(words: str, name: str, evidence: str) -> None:
    found = turn(words)
    assert (found.speaker, found.speaker_status) == (name, "suggested")
    assert (found.evidence, found.confirmed) == (evidence, False)


@pytest.mark.parametrize("words", ["I'm Syrian, as you know.", "I am from Vela.", "Soy de Vela."])
def test_not_every_i_am_is_an_introduction(words: str) -> None:
    assert turn(words).speaker_status == "unattributed"


def test_a_speaker_is_never_carried_forward() -> None:
    turns = only(">> ADA OKORO: One.\n>> Two.\n>> Three.").turns
    assert [one.speaker for one in turns] == ["ADA OKORO", "", ""]


@pytest.mark.parametrize(
    ("before", "words"),
    [
        ("I now give the floor to Ms Ada Okoro.", "give the floor to Ms Ada Okoro"),
        ("Let us hear you. Over to you, Ada Okoro.", "Over to you, Ada Okoro"),
        ("Doy la palabra a Ada Okoro.", "Doy la palabra a Ada Okoro"),
        ("Je donne la parole à Ada Okoro.", "donne la parole à Ada Okoro"),
    ],
)
def test_whoever_is_given_the_floor_is_only_suggested(before: str, words: str) -> None:
    turns = only(f">> {before}\n>> We built it.\n>> INÉS: Thanks.").turns
    assert turns[1].speaker.endswith("Ada Okoro")
    assert (turns[1].speaker_status, turns[1].confirmed) == ("suggested", False)
    assert turns[1].evidence.casefold() == words.casefold()
    assert turns[2].speaker == "INÉS"


def test_whoever_is_thanked_is_only_suggested_for_the_turn_before() -> None:
    turns = only(">> One.\n>> We built it.\n>> Thank you, Ms Okoro. Who is next?").turns
    assert (turns[1].speaker, turns[1].speaker_status) == ("Ms Okoro", "suggested")
    assert turns[1].evidence == "Thank you, Ms Okoro"
    assert turns[2].speaker == ""


@pytest.mark.parametrize(
    "words",
    ["Thank you, Madam Chair.", "Thank you very much.", "Thanks, Chair.", "Gracias, Señora."],
)
def test_thanks_to_an_office_suggest_nobody(words: str) -> None:
    turns = only(f">> One.\n>> Two.\n>> {words}").turns
    assert {turn.speaker_status for turn in turns} == {"unattributed"}


def test_captioners_imprints_in_a_turn_are_furniture() -> None:
    transcript = only(">> One. [Captions provided by Fast Hands, example.org]\n>> Two.\n>> Three.")
    assert transcript.turns[0].text == "One."
    assert transcript.furniture[0].startswith("[Captions provided by Fast Hands")


@pytest.mark.skipif(not CART.is_dir(), reason="no shared data beside the project")
@pytest.mark.parametrize("path", sorted(CART.glob("*.txt")), ids=lambda path: path.name[:12])
def test_live_captions_of_talks_are_cut_at_their_marks(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    reading = recognised(text)
    if text.count(">>") < 2:
        assert reading.kind == "contribution"
        return
    (transcript,) = reading.transcripts
    assert len(transcript.turns) == sum(1 for _ in re.finditer(r"(?m)^\s*>>", text))
    assert ">>" not in reading.text
    assert not any(turn.confirmed for turn in transcript.turns)
    assert "(applause)" not in reading.text


@pytest.mark.skipif(not QMSUM.is_file(), reason="no shared data beside the project")
def test_minutes_with_a_label_on_each_line_keep_every_speaker_and_turn() -> None:
    for line in QMSUM.read_text(encoding="utf-8").splitlines()[:5]:
        said = [
            (one["speaker"], " ".join(one["content"].split()))
            for one in json.loads(line)["meeting_transcripts"]
        ]
        stamped = "\n\n".join(
            f"{who}  {n // 60}:{n % 60:02d}\n{words}" for n, (who, words) in enumerate(said)
        )
        reading = recognised(stamped)
        (transcript,) = reading.transcripts
        heard = [(one.speaker or one.evidence, one.text) for one in transcript.turns]
        spoken = [(who, words) for who, words in said if words]
        assert len(heard) > 0.9 * len(spoken)
        assert {who for who, _ in heard} <= {who for who, _ in spoken}


def test_cues_leave_the_text_and_are_kept() -> None:
    transcript = only(
        ">> Welcome. (applause) We begin.\n>> (silence)\n>> It is dear [laughter].\n>> So."
    )
    assert [one.text for one in transcript.turns] == [
        "Welcome. We begin.",
        "It is dear.",
        "So.",
    ]
    assert transcript.cues == ("(applause)", "(silence)", "[laughter]")


def test_words_in_brackets_that_were_spoken_stay() -> None:
    words = "We belong to the union (the ITU) and like it."
    assert turn(words).text == words


def test_two_events_on_one_line_with_a_repeated_header() -> None:
    reading = recognised(
        "You are connected to event: ROOM-4 (silence) >> Shall we begin? >> Yes. >> ADA OKORO: Then"
        f" good day. (Session was concluded at 1:00 p.m. CST) ******** {NOTICE} ******** {HEADER}"
        " Services Provided By: Fast Captions, Inc. P.O. Box 3066 Monument, CO 80132 1 877 825 5234"
        f" www.example.org ******** {NOTICE} ******** {HEADER} 4:30 P.M. CST >> Welcome back."
        " >> Thanks. (Session was concluded at 6:04 p.m. CST) ********"
        " Copyright © 2026 Show/Hide Header"
    )
    first, second = reading.transcripts
    assert (len(first.turns), len(second.turns)) == (3, 2)
    assert first.title == "ROOM-4"
    assert second.title == "BATTERIES AND WHO PAYS FOR THEM"
    assert first.cues == ("(silence)", "(Session was concluded at 1:00 p.m. CST)")
    assert first.disclaimer == second.disclaimer == NOTICE
    assert sum(HEADER in line for line in second.furniture) == 1
    assert not any("825" in line or "3066" in line for line in second.furniture)
    assert first.turns[2].text == "Then good day."
    assert reading.text[second.turns[0].start : second.turns[0].end] == "Welcome back."


def test_a_header_in_lines() -> None:
    transcript = only(
        "VELA FORUM ON NETWORKS\n\nOPENING CALL: WHAT HAS LASTED\n\n"
        "20 MAY 2026\n16:00 VELA TIME\n\n"
        f"********\n{NOTICE}\n********\n\n(Please stand by for realtime captions.)\n\n"
        ">> ADA OKORO: Good afternoon.\n\n>> Hello.\n\n>> Bye."
    )
    assert transcript.title == "OPENING CALL: WHAT HAS LASTED"
    assert transcript.disclaimer == NOTICE
    assert transcript.cues == ("(Please stand by for realtime captions.)",)
    assert "VELA FORUM ON NETWORKS" in transcript.furniture


def test_speech_that_nobody_marked_is_not_lost() -> None:
    words = "Good morning and welcome to the room where we talk about batteries and towers."
    transcript = only(f"3 MAY 2026\n\n{words}\n\n>> Thanks.\n\n>> Yes.\n\n>> So.")
    assert [one.text for one in transcript.turns] == [words, "Thanks.", "Yes.", "So."]


def test_a_stated_transcript_needs_no_marks() -> None:
    reading = recognised(
        "Kind: transcript\nSession: batteries\n\nADA OKORO: Good morning.\n\nINÉS: Hello.\n\n"
        "Who pays for them?"
    )
    turns = reading.transcripts[0].turns
    assert [one.speaker for one in turns] == ["ADA OKORO", "INÉS"]
    assert turns[1].text == "Hello. Who pays for them?"
    assert reading.fields["session"] == "batteries"


@pytest.mark.parametrize(
    "text",
    [
        "On Monday Ada wrote:\n>> Who pays?\n>> Nobody.\n>> Then we stop.\n> Really?\n\nI do.",
        "Choose File >> Options >> Network >> Masts, and then wait for the light.",
        "We say >> twice.",
    ],
)
def test_quotes_and_menus_are_no_transcript(text: str) -> None:
    assert recognised(text).kind == "contribution"


def test_a_mail_is_no_transcript() -> None:
    mail = read_plain(b">> Who pays?\n>> Nobody.\n>> Then we stop.")
    assert isinstance(mail, Reading)
    sent = mail.model_copy(update={"sent_at": datetime(2026, 5, 1, tzinfo=UTC)})
    assert recognise(sent, "mail.eml").kind == "contribution"


@pytest.mark.parametrize(
    "piece",
    [">> ", ">> A B: hi. ", "(applause) ", "my name is A ", "AAA BBB\n", "(session ",
     "Captioned by ", "over to A B ", "[Captions by a] "],
)  # fmt: skip
def test_no_text_makes_it_slow(piece: str) -> None:
    many = piece * (150_000 // len(piece))
    started = time.process_time()
    recognise(Reading(text=f">> One. >> Two. >> Three. {many}"), "x.txt")
    recognise(Reading(text=f"head\n{many}\n>> One. >> Two. >> Three."), "x.txt")
    assert time.process_time() - started < 5


@pytest.mark.parametrize("line", [">> A: b\n", ">> Words and words of somebody.\n"])
def test_a_transcript_longer_than_any_meetings_is_refused_at_once(line: str) -> None:
    started = time.process_time()
    found = read_plain((line * (12 * 2**20 // len(line))).encode())
    assert isinstance(found, Rejected)
    assert found.reasons[0].code == "too-many-turns"
    assert time.process_time() - started < 5


def test_much_quoted_text_is_no_transcript_that_is_too_long() -> None:
    quoted = read_plain(b"Ann wrote:\n" + b">> a line of hers\n" * 21_000)
    assert isinstance(quoted, Reading)
    assert quoted.kind != "transcript"
