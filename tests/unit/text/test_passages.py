"""How a contribution is cut into the spans that are grouped."""

import re
from datetime import UTC, datetime
from time import process_time

import pytest

from bpforum.readers.plain import read_plain
from bpforum.text.passages import MOST, cut
from models.audience import Consent
from models.block import Block
from models.contribution import Contribution, NoteLine, SessionNote
from models.passage import Passage
from models.reading import Reading

SENTENCE = "The cooperative pays for its tower from the fees of its ninety members. "  # 13 words


def contribution(text: str, *blocks: Block, **more: object) -> Contribution:
    return Contribution(
        reference="C-0001", source="inbox", external_id="a.txt", digest="0" * 64, text=text,
        blocks=blocks, received_at=datetime(2026, 5, 1, tzinfo=UTC), audience="public",
        consent=Consent(basis="stated", scope="full"), **{"kind": "contribution", **more},
    )  # fmt: skip


def blocks(*pieces: tuple[str, str, str]) -> Contribution:
    """(kind, words, question) → a contribution of these blocks."""
    text, spans = "", []
    for kind, words, question in pieces:
        spans.append(
            Block(kind=kind, start=len(text), end=len(text) + len(words), question=question)
        )
        text += words + "\n\n"
    return contribution(text, *spans)


def check(one: Contribution, made: tuple[Passage, ...]) -> None:
    at = 0
    for passage in made:
        assert one.text[passage.start : passage.end] == passage.text == passage.text.strip()
        assert passage.start >= at
        at = passage.end


def test_a_short_text_is_one_passage() -> None:
    one = contribution("We need training.\n\nAnd money for the second year of it, too.")
    [passage] = cut(one)
    assert passage.text == one.text


def test_short_paragraphs_are_filled_up_and_long_ones_cut_at_sentence_ends() -> None:
    one = contribution("\n\n".join([SENTENCE.strip()] * 6 + [(SENTENCE * 20).strip()]))
    made = cut(one)
    check(one, made)
    sizes = [len(passage.text.split()) for passage in made]
    assert all(40 <= size <= MOST for size in sizes[:-1])
    assert all(passage.text.endswith(".") for passage in made)


def test_a_heading_stays_with_the_text_below_it_and_opens_a_passage() -> None:
    one = blocks(
        ("paragraph", SENTENCE * 5, ""), ("heading", "Money", ""), ("paragraph", SENTENCE * 5, "")
    )
    assert [passage.text.startswith("Money\n\n") for passage in cut(one)] == [False, True]


def test_answers_to_different_questions_are_never_joined() -> None:
    one = blocks(("paragraph", "Fees, mostly.", "q1"), ("paragraph", "Two volunteers.", "q2"))
    assert [(p.text, p.question) for p in cut(one)] == [
        ("Fees, mostly.", "q1"), ("Two volunteers.", "q2"),
    ]  # fmt: skip


def test_an_answer_that_says_nothing_is_no_input_beside_one_that_does() -> None:
    one = blocks(("paragraph", "Prepaid cards.", "q1"), ("paragraph", "n/a", "q2"))
    assert [(p.text, p.substantive) for p in cut(one)] == [
        ("Prepaid cards.", True), ("n/a", False),
    ]  # fmt: skip


def test_mastheads_and_repeated_questions_are_no_passage_and_quoted_mail_no_substance() -> None:
    one = blocks(
        ("masthead", "Name: A", ""), ("question", "What keeps it running?", "q1"),
        ("paragraph", SENTENCE * 4, "q1"), ("quoted", "> " + SENTENCE * 4, ""),
    )  # fmt: skip
    made = cut(one)
    assert [passage.substantive for passage in made] == [True, False]
    assert not any("Name:" in passage.text or "What keeps" in passage.text for passage in made)


def test_a_line_of_a_note_is_one_passage_each() -> None:
    text = "Key issues\n- Fees are low.\n- Masts fall."
    lines = tuple(
        NoteLine(kind="issue", start=text.index(words), end=text.index(words) + len(words))
        for words in ("Fees are low.", "Masts fall.")
    )
    one = contribution(text, kind="note", session_note=SessionNote(lines=lines))
    assert [passage.text for passage in cut(one)] == ["Fees are low.", "Masts fall."]


@pytest.mark.parametrize("text", ["", " \n\n ", "…", "!!! ??? ..."])
def test_nothing_gives_no_substantive_passage(text: str) -> None:
    assert not any(passage.substantive for passage in cut(contribution(text)))


def test_a_hundred_thousand_words_without_a_full_stop_are_cut_all_the_same() -> None:
    one = contribution("word " * 100_000)
    started = process_time()
    made = cut(one)
    assert process_time() - started < 20  # a bound against hanging, not a measurement
    check(one, made)
    assert all(len(passage.text.split()) <= MOST for passage in made)
    assert sum(len(passage.text.split()) for passage in made) == 100_000


def test_a_script_without_spaces_is_cut_too() -> None:
    one = contribution("社区网络需要资金和培训。" * 200)
    made = cut(one)
    check(one, made)
    assert len(made) > 5
    assert "".join(passage.text for passage in made) == one.text


def test_no_word_is_lost() -> None:
    one = contribution(
        "\n\n".join(["Dear Sir,", SENTENCE * 9, "http://a.example/b", "- one;\n- two", SENTENCE])
    )
    words = " ".join(passage.text for passage in cut(one))
    assert re.findall(r"\S+", words) == re.findall(r"\S+", one.text)


@pytest.mark.parametrize("run", ["การกำกับดูแลอินเทอร์เน็ต" * 2000, "a" * 300_000])
def test_a_text_without_a_single_space_is_cut_in_linear_time(run: str) -> None:
    began = process_time()
    pieces = cut(contribution(run))
    assert process_time() - began < 2
    assert "".join(piece.text for piece in pieces) == run
    assert max(len(piece.text) for piece in pieces) < 10_000


def test_a_note_without_lines_is_cut_like_any_text() -> None:
    text = "Speakers from three regions asked for access in rural areas."
    (passage,) = cut(contribution(text, kind="note", session_note=SessionNote(session="x")))
    assert passage.substantive


def test_a_contribution_of_nothing_but_short_points_says_something() -> None:
    text = "\n\n".join(
        ["Cheaper licences", "Shared towers", "Open spectrum", "Local training"] * 10
    )
    assert any(passage.substantive for passage in cut(contribution(text)))


def read(text: str, **more: object) -> Contribution:
    """A plain file as the inbox reads it."""
    reading = read_plain(text.encode())
    assert isinstance(reading, Reading)
    return contribution(reading.text, *reading.blocks, **more)


def test_what_leads_in_a_list_stays_with_it() -> None:
    one = blocks(
        ("paragraph", SENTENCE * 5, ""), ("paragraph", "To bring them together requires:", ""),
        ("item", "respect of all stakeholders for their roles,", ""),
        ("item", "the instruments of joint implementation;", ""),
    )  # fmt: skip
    assert cut(one)[1].text.startswith("To bring them together requires:\n\nrespect")
    assert all(passage.substantive for passage in cut(one))


def test_what_leads_in_a_link_alone_says_nothing() -> None:
    one = blocks(
        ("paragraph", SENTENCE * 5, ""), ("paragraph", "A short history is available at:", ""),
        ("paragraph", "http://history.example/long/path", ""), ("paragraph", SENTENCE * 5, ""),
    )  # fmt: skip
    assert [passage.substantive for passage in cut(one)] == [True, False, False, True]


def test_a_short_line_that_no_reader_called_a_heading_is_kept_with_its_text() -> None:
    one = blocks(("paragraph", SENTENCE * 5, ""), ("paragraph", "Fees for small networks", ""),
                 ("paragraph", SENTENCE * 5, ""))  # fmt: skip
    assert cut(one)[1].text.startswith("Fees for small networks\n\n")


def test_running_titles_contents_and_captions_are_not_substantive() -> None:
    title = "Position of the Alliance on fees and masts"
    one = blocks(
        ("item", "1. Fees of the small networks", ""), ("paragraph", title, ""),
        ("heading", "Fees of the small networks", ""), ("paragraph", SENTENCE * 5, ""),
        ("paragraph", title, ""), ("paragraph", "Table 3 fees paid by household", ""),
        ("paragraph", SENTENCE * 5, ""), ("paragraph", title, ""),
    )  # fmt: skip
    says = [passage.text for passage in cut(one) if passage.substantive]
    assert len(says) == 2
    assert says[0].startswith("Fees of the small networks\n\nThe cooperative")
    assert not any("Alliance" in text or "Table 3" in text for text in says)


def test_a_file_that_holds_a_word_a_line_loses_none_of_them() -> None:
    words = (SENTENCE * 12).split()
    made = cut(read("\n".join(words)))
    assert all(passage.substantive for passage in made)
    assert " ".join(passage.text for passage in made).split() == words


def test_hard_wrapped_lines_and_divided_words_are_whole_in_passages_and_at_their_offsets() -> None:
    text = (
        "The curri-\nculum of the school is our own, and the cur-\n"
        "riculum of the capital does not mention a radio once, which\n"
        "is why a curriculum that begins with the mast on the roof is\n"
        "what the teachers of the valley ask all of the ministries for.\n"
    )
    one = read(text)
    made = cut(one)
    check(one, made)
    said = " ".join(passage.text for passage in made)
    assert said.count("curriculum") == 3
    assert not re.search(r"curri\b|riculum\b(?<!curriculum)|\n", said)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ein Radweg für die Vogelsanger Straße", "de"),
        ("Fehlender Radweg", "de"),
        ("Eliminate J Turns on Scottsville Road in Alvaton", "en"),
        (("Hier fehlt ein Poller, siehe auch hier: https://a.example/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p"
         " Wenn die Durchfahrt möglich ist fahren die KFZ hier einfach über den Radweg."), "de"),
        ("Ist wahrscheinlich sehr ertragreich.....aber nie einer, der die Raser stoppt.", "de"),
        ("THE RELAY ON OUR HILL IS KEPT BY TWO FAMILIES, WEEK BY WEEK, AND NOBODY PAYS.", "en"),
    ],
)  # fmt: skip
def test_what_is_all_that_somebody_says_is_substantive(text: str, language: str) -> None:
    assert all(passage.substantive for passage in cut(contribution(text, language=language)))


def test_rows_of_a_log_of_comments_say_something_and_rows_of_a_budget_do_not() -> None:
    one = blocks(
        ("row", "Item #\tDate\tCommenter\tDescription\tResolution", ""),
        ("row", ("7 (https://a.example/1)\t2022-04-27\tA. Nyman\tAdd missing bracket in example\t"
                "Editors added a clarification as needed. (https://a.example/2)"), ""),
        ("row", "Transit and backhaul\t402,000\t45 %", ""),
    )  # fmt: skip
    assert [passage.substantive for passage in cut(one)] == [False, True, False]
