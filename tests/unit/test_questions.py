"""Which of the call's questions a piece of text answers."""

from bpforum.questions import answered
from models.call import Question
from models.reading import Block

QUESTIONS = (
    Question(id="q1", text="What keeps a network running after its first funding ends?"),
    Question(id="q2", text="Who does the daily work, and are they paid?"),
)


def read(*pieces: tuple[str, str]) -> tuple[str, list[Block]]:
    text, blocks = "", []
    for kind, words in pieces:
        blocks.append(
            Block(
                kind=kind,
                start=len(text),
                end=len(text) + len(words),
                level=2 * (kind == "heading"),
            )
        )
        text += words + "\n"
    return text, blocks


def found(*pieces: tuple[str, str]) -> list[tuple[str, str]]:
    text, blocks = read(*pieces)
    return [(block.kind, block.question) for block in answered(blocks, text, QUESTIONS)]


def test_what_stands_under_a_repeated_question_answers_it() -> None:
    assert found(
        ("paragraph", "We run a network."),
        ("heading", "1. What keeps a network running after its first funding ends"),
        ("paragraph", "Fees."),
        ("heading", "Who does the daily work and are they paid?"),
        ("item", "Two of us."),
        ("heading", "About us"),
        ("paragraph", "We are old."),
    ) == [
        ("paragraph", ""), ("question", "q1"), ("paragraph", "q1"), ("question", "q2"),
        ("item", "q2"), ("heading", ""), ("paragraph", ""),
    ]  # fmt: skip


def test_numbered_questions_in_translation_are_found_by_their_numbers() -> None:
    assert found(
        ("item", "1. ¿Qué mantiene viva una red?"),
        ("paragraph", "Las cuotas."),
        ("heading", "2. ¿Quién hace el trabajo diario?"),
        ("paragraph", "Dos personas."),
    ) == [("question", "q1"), ("paragraph", "q1"), ("question", "q2"), ("paragraph", "q2")]


def test_a_single_numbered_question_is_the_contributors_own() -> None:
    assert found(("paragraph", "1. Why not?"), ("paragraph", "Because.")) == [
        ("paragraph", ""), ("paragraph", ""),
    ]  # fmt: skip


def test_a_form_may_name_the_question_by_id_number_or_words() -> None:
    text = "abc"
    for name in ("q2", "Question 2", "Who does the daily work and are they paid"):
        [block] = answered(
            [Block(kind="paragraph", start=0, end=3, question=name)], text, QUESTIONS
        )
        assert block.question == "q2"


def test_a_column_that_is_no_question_of_the_call_answers_none() -> None:
    [block] = answered([Block(kind="paragraph", start=0, end=1, question="Colour")], "x", QUESTIONS)
    assert block.question == ""


def test_a_question_quoted_in_a_mail_is_answered_by_what_stands_right_below_it() -> None:
    assert found(
        ("paragraph", "Dear all, see below."),
        ("quoted", "On Monday the secretariat wrote:"),
        ("quoted", "What keeps a network running after its first funding ends?"),
        ("paragraph", "Fees."),
        ("question", "Shall we meet in May?"),
        ("paragraph", "Yes."),
        ("quoted", "2. Who does the daily work, and are they paid?"),
        ("quoted", "Best regards"),
        ("furniture", "--"),
    ) == [
        ("paragraph", ""), ("quoted", ""), ("question", "q1"), ("paragraph", "q1"),
        ("question", ""), ("paragraph", ""), ("quoted", ""), ("quoted", ""), ("furniture", ""),
    ]  # fmt: skip
