"""Captions as speech: who speaks is what the file says, and nothing of a broken file is lost."""

import time
from pathlib import Path

import pytest

from bpforum.readers.speech.subtitles import MOST_BYTES, MOST_CUES, MOST_LINES, read_subtitles
from models.reading import Reading
from models.submission import Rejected
from models.transcript import Transcript

SHARED = Path(__file__).parents[5] / "shared" / "data" / "transcripts" / "webvtt-samples"


def read(text: str, name: str = "room.vtt") -> Reading:
    found = read_subtitles(name, text.encode())
    assert isinstance(found, Reading), found
    for transcript in found.transcripts:
        for turn, block in zip(transcript.turns, found.blocks, strict=True):
            assert found.text[turn.start : turn.end] == turn.text
            assert (block.start, block.end) == (turn.start, turn.end)
    return found


def vtt(*cues: str) -> str:
    """A file with a cue every four seconds, each two seconds long."""

    def clock(seconds: int) -> str:
        return f"00:{seconds // 60:02d}:{seconds % 60:02d}.000"

    timed = (f"{clock(4 * n)} --> {clock(4 * n + 2)}\n{cue}\n" for n, cue in enumerate(cues))
    return "WEBVTT\n\n" + "\n".join(timed)


def only(text: str, name: str = "room.vtt") -> Transcript:
    (transcript,) = read(text, name).transcripts
    return transcript


def said(text: str, name: str = "room.vtt") -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in only(text, name).turns]


class TestWhoSpeaks:
    def test_a_voice_names_and_cues_of_one_voice_are_one_turn(self) -> None:
        text = vtt("<v Ada Okoro>Good day.</v>", "<v Ada Okoro>We begin.", "<v.loud Inés>Yes.</v>")
        assert said(text) == [("Ada Okoro", "Good day. We begin."), ("Inés", "Yes.")]
        assert {turn.speaker_status for turn in only(text).turns} == {"named"}
        assert [turn.at for turn in only(text).turns] == ["00:00:00", "00:00:08"]

    def test_two_voices_in_one_cue_are_two_turns(self) -> None:
        text = vtt("<v Ada>Who pays?</v>\n<v Inés>Nobody.</v>")
        assert said(text) == [("Ada", "Who pays?"), ("Inés", "Nobody.")]

    def test_where_each_cue_is_labelled_one_without_a_label_is_nobodys(self) -> None:
        text = vtt(
            "Ada Okoro: One.", "Two.", "ana (she/her), ITU: Three.", "x y: Four.", "Z: Five."
        )
        assert said(text) == [
            ("Ada Okoro", "One."), ("", "Two."), ("ana (she/her), ITU", "Three."),
            ("x y", "Four."), ("Z", "Five."),
        ]  # fmt: skip

    def test_where_labels_mark_changes_the_turn_goes_on_until_the_next_mark(self) -> None:
        text = vtt(">> ADA OKORO: One.", "Two.", ">> Three.", "Four.", "Five.")
        assert said(text) == [("ADA OKORO", "One. Two."), ("", "Three. Four. Five.")]

    def test_a_name_in_brackets_only_suggests(self) -> None:
        turn = only(vtt("[Alba] Nobody told us.", "We were late.")).turns[0]
        assert (turn.speaker, turn.speaker_status, turn.evidence) == ("Alba", "suggested", "[Alba]")

    def test_a_dash_is_another_voice(self) -> None:
        assert said(vtt("- Who pays?\n- Nobody.")) == [("", "Who pays?"), ("", "Nobody.")]

    def test_without_any_mark_a_pause_or_a_long_run_parts_turns_of_nobody(self) -> None:
        text = "1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\n00:00:30,000 --> 00:00:31,000\nTwo.\n"
        assert said(text, "a.srt") == [("", "One."), ("", "Two.")]
        long = only(vtt(*(["So we said it again and again, all of us together."] * 40)))
        assert len(long.turns) > 2

    def test_webex_names_in_the_identifier(self) -> None:
        text = 'WEBVTT\n\n1 "Ada Okoro" (3406843)\n00:00:01.000 --> 00:00:02.000\nGood day.\n'
        assert said(text) == [("Ada Okoro", "Good day.")]

    def test_older_teams_exports_name_above_the_words(self) -> None:
        text = "".join(
            f"0:0:{n}.0 --> 0:0:{n}.5\n{who}\nWords {n}.\n\n"
            for n, who in enumerate(["Ada Okoro", "Inés Roy", "Inés Roy", "Ada Okoro"])
        )
        assert said(text, "a.srt") == [
            ("Ada Okoro", "Words 0."), ("Inés Roy", "Words 1. Words 2."), ("Ada Okoro", "Words 3."),
        ]  # fmt: skip

    def test_a_machines_speaker_is_nobody(self) -> None:
        turn = only(vtt("<v Speaker 2>Hello.</v>")).turns[0]
        assert (turn.speaker, turn.speaker_status, turn.evidence) == (
            "",
            "unattributed",
            "Speaker 2",
        )

    def test_a_name_of_ten_thousand_letters_is_none(self) -> None:
        turn = only(vtt(f"<v {'A' * 10_000}>Hello.</v>")).turns[0]
        assert (turn.speaker, turn.text, len(turn.evidence)) == ("", "Hello.", 120)


class TestWords:
    def test_rolling_captions_are_joined_once(self) -> None:
        text = vtt("we cannot", "we cannot pay for", "we cannot pay for\nthe masts",
                   "the masts\nthis year", "this year", "this year\nor next")  # fmt: skip
        assert said(text) == [("", "we cannot pay for the masts this year or next")]
        assert any("rolling" in flag for flag in read(text).flags)

    def test_what_is_said_twice_stays_twice(self) -> None:
        votes = vtt(*["Yes."] * 8)
        assert sum(text.count("Yes.") for _, text in said(votes)) == 8
        two = vtt(*["<v Ada>Agreed.</v>", "<v Inés>Agreed.</v>"] * 4)
        assert len(said(two)) == 8

    def test_cues_and_music_are_kept_aside(self) -> None:
        transcript = only(
            vtt("[applause]", "Good day. (laughter)", "♪ la la ♪", "[doors creak] So.")
        )
        assert " ".join(turn.text for turn in transcript.turns) == "Good day. So."
        assert set(transcript.cues) == {"[applause]", "(laughter)", "♪ la la ♪", "[doors creak]"}

    def test_notes_styles_and_settings_are_no_speech(self) -> None:
        text = (
            "WEBVTT - Opening call\nLanguage: es\n\nSTYLE\n::cue { color: red }\n\n"
            "NOTE made by hand\nin a hurry\n\n"
            "00:01.000 --> 00:02.000 align:start position:0%\nHola.\n\nNOTE end"
        )
        reading = read(text)
        assert (reading.text, reading.title) == ("Hola.", "Opening call")
        assert reading.fields["language"] == "es"
        assert {"made by hand", "in a hurry", "end"} <= set(reading.transcripts[0].furniture)

    def test_tags_go_and_entities_are_read_but_nothing_hides_in_them(self) -> None:
        text = vtt("<c.red><i>2 &lt; 3</i></c><00:00:01.000> &amp; <b>so</b> &#x202e;on{\\an8}")
        assert read(text).text == "2 < 3 & so \ufffdon"
        assert "bidirectional controls" in read(text).flags

    def test_a_script_is_words_like_any_others(self) -> None:
        assert read(vtt("<script>alert(1)</script> Good day.")).text == (
            "<script>alert(1)</script> Good day."
        )

    def test_contact_data_does_not_stand_in_names(self) -> None:
        assert "@" not in only(vtt("<v Ada ada@example.org>Hi.</v>")).turns[0].speaker

    def test_captioners_imprints_are_no_speech(self) -> None:
        transcript = only(vtt(">> Good day. [Captions provided by Fast Hands Ltd.]", ">> Yes."))
        assert transcript.turns[0].text == "Good day."
        assert transcript.furniture == ("[Captions provided by Fast Hands Ltd.]",)


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("text", "words", "flag"),
        [
            ("1\n00:00:01,000 --> 00:00:2x,000\nOne.\n", "One.", "times that cannot be read: 1"),
            ("1\n-00:00:01,000 --> 00:00:02,000\nOne.\n", "One.", "times that cannot be read: 1"),
            ("00:09,000 --> 00:02,000\nOne.\n", "One.", "cues that end before they begin: 1"),
            ("1\nOne.\n\n2\n00:01 --> 00:02\nTwo.\n", "One. Two.", "lines without a time: 1"),
            ("some words\n00:00,500 --> 00:07\n", "some words", "lines without a time: 1"),
            ("00:00:05,000 --> 00:00:06,000\nOne.\n\n00:00:01,000 --> 00:00:02,000\nTwo.\n",
             "One. Two.", "times that go back: 1"),
            ("no captions at all", "no captions at all", "lines without a time: 1"),
        ],
    )  # fmt: skip
    def test_it_is_told_and_the_words_are_kept(self, text: str, words: str, flag: str) -> None:
        reading = read(text, "a.srt")
        assert " ".join(reading.text.split()) == words
        assert flag in reading.flags

    def test_a_missing_signature_and_missing_blank_lines(self) -> None:
        reading = read("1\n00:01.000 --> 00:02.000\nOne.\n2\n00:02.000 --> 00:03.000\nTwo.")
        assert reading.text == "One. Two."
        assert "does not begin with WEBVTT" in reading.flags

    @pytest.mark.parametrize("text", ["", "WEBVTT\n", "WEBVTT\n\nNOTE x\n", "1\n00:01 --> 00:02\n"])
    def test_nothing_said_is_told(self, text: str) -> None:
        reading = read(text)
        assert (reading.text, reading.kind) == ("", "transcript")
        assert "nothing is said in it" in reading.flags

    @pytest.mark.parametrize(
        "data",
        [
            b"WEBVTT\n" + b" " * MOST_BYTES,
            b"0:0-->0:1\n" * (MOST_CUES + 1),
            b"0:00 --> 0:01\n" + b"<v A>a" * (MOST_CUES + 1),
            b"a\n" * (MOST_LINES + 1),
            b"WEBVTT\n\n" + b"0:00 --> 0:01\n<v A>a\n\n0:00 --> 0:01\n<v B>b\n\n" * 11_000,
            b"\x00\x01\x02" * 1000,
        ],
    )
    def test_more_than_any_meeting_is_refused_with_a_remedy(self, data: bytes) -> None:
        found = read_subtitles("a.vtt", data)
        assert isinstance(found, Rejected)
        assert found.reasons[0].remedy

    @pytest.mark.parametrize(
        "piece",
        ["<v a", "<v a>", "<c.a ", "&amp", "[a ", "♪a", "NOTE a\n\n", "a: ", ">> ", "- a\n", "(a ",
         "1\n", "{\\", "\n\na", "00:01.000 --> ", "Thank you, A B. ", "<<<", "my name is A "],
    )  # fmt: skip
    def test_no_file_makes_it_slow(self, piece: str) -> None:
        text = "WEBVTT\n\n00:01.000 --> 00:02.000\n" + piece * (200_000 // len(piece))
        started = time.process_time()
        read_subtitles("a.vtt", text.encode())
        assert time.process_time() - started < 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data beside the project")
class TestSamples:
    @pytest.mark.parametrize("path", sorted(SHARED.glob("*.*")), ids=lambda path: path.name)
    def test_every_sample_is_read_as_far_as_it_goes(self, path: Path) -> None:
        reading = read_subtitles(path.name, path.read_bytes())
        assert isinstance(reading, Reading)
        assert "-->" not in reading.text
        captions = path.read_text(encoding="utf-8-sig", errors="replace").count("Caption text #")
        assert reading.text.count("Caption text #") == captions

    def test_voices_of_a_teams_export(self) -> None:
        path = SHARED / "non_padded_timestamps.vtt"
        assert said(path.read_text(encoding="utf-8"))[0] == ("Jane Doe", "Good morning everyone.")
