"""What kind of thing a passage says, and who says so."""

import pytest

from bpforum.text import kind_words
from bpforum.text.kinds import kinds
from models.block import Block
from models.contribution import CommentTarget, Contribution, NoteLine, SessionNote
from models.ids import passage_id
from models.passage import Passage, PassageKind
from tests.unit.text.counting.test_counts import contribution


def cut(one: Contribution, words: str, question: str = "") -> Passage:
    start = one.text.index(words)
    return Passage(
        id=passage_id(one.reference, start, words), contribution=one.reference, source="inbox",
        external_id="1", start=start, end=start + len(words), text=words, question=question,
    )  # fmt: skip


def said(
    one: Contribution, words: str, question: str = "",
    asked: dict[str, PassageKind] | None = None,
    by_people: dict[str, PassageKind | None] | None = None,
) -> tuple[str, str] | None:  # fmt: skip
    passage = cut(one, words, question)
    found = kinds([passage], {one.reference: one}, asked or {}, by_people or {}).get(passage.id)
    return (found.kind, found.said_by) if found else None


TEXT = (
    "Background\nWe are small.\nGood practices\nWe lend a ladder.\nCosts\nIt costs ten.\n"
    "Recommendations\nPublish the register.\nAnnex\nWe recommend a light licence."
)


def headed(*levels: int) -> Contribution:
    blocks, at = [], 0
    heads = ("Background", "Good practices", "Costs", "Recommendations", "Annex")
    for line in TEXT.split("\n"):
        level = levels[heads.index(line)] if line in heads else 0
        kind = "heading" if line in heads else "paragraph"
        blocks.append(Block(kind=kind, start=at, end=at + len(line), level=level))
        at += len(line) + 1
    return contribution(1, text=TEXT, blocks=tuple(blocks))


def test_a_heading_says_it_of_what_stands_under_it() -> None:
    one = headed(1, 1, 1, 1, 1)
    assert said(one, "We are small.") is None
    assert said(one, "We lend a ladder.") == ("practice", "heading")
    assert said(one, "It costs ten.") is None
    assert said(one, "Publish the register.") == ("recommendation", "heading")
    assert said(one, "We recommend a light licence.") == ("recommendation", "wording")


def test_a_heading_below_it_does_not_end_it() -> None:
    assert said(headed(1, 1, 2, 1, 1), "It costs ten.") == ("practice", "heading")
    assert said(headed(0, 0, 0, 0, 0), "It costs ten.") is None


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("3. Recommendations", "recommendation"), ("Recommendation 2", "recommendation"),
        ("Our good practices", "practice"), ("IV. Challenges", "issue"),
        ("A practice that did not work", "practice"), ("Examples:", "example"),
        ("Open questions", "question"), ("Recomendaciones", "recommendation"),
        ("Buenas prácticas", "practice"), ("Preguntas abiertas", "question"),
        ("Retos principales", "issue"), ("Recommandations", "recommendation"),
        ("Bonnes pratiques", "practice"), ("Études de cas", "example"),
        ("Question 4", None), ("Practices of surveillance", None), ("Recommended reading", None),
        ("The general practice of the court in such cases is to ask all parties twice", None),
    ],
)  # fmt: skip
def test_headings_that_say_it_say_nothing_else(heading: str, kind: str | None) -> None:
    assert kind_words.headed(heading) == kind


def test_a_label_at_the_beginning_is_a_heading() -> None:
    one = contribution(1, text="Recommendation 3: publish the register. Note: it is long.")
    assert said(one, one.text) == ("recommendation", "heading")
    assert kind_words.labelled("Note: it is long.") is None
    assert kind_words.labelled("Recommendation\nPublish it.") == "recommendation"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We recommend a light licence for villages.", "recommendation"),
        ("Fees should follow the number of people.", "recommendation"),
        ("Recomendamos una licencia ligera.", "recommendation"),
        ("Las tarifas deberían seguir al número de personas.", "recommendation"),
        ("Nous recommandons une licence légère.", "recommendation"),
        ("In our network we train two people each year.", "practice"),
        ("En nuestra red capacitamos a dos personas.", "practice"),
        ("Dans notre réseau nous formons deux personnes.", "practice"),
        ("In our network we should train two people.", "recommendation"),
        ("Some pay in kind, for example with fish.", "example"),
        ("Por ejemplo, con pescado.", "example"),
        ("Who pays for the mast when the grant ends?", "question"),
        ("¿Quién paga la luz?", "question"),
        ("Why?", None),
        ("The biggest problem is the rain.", "issue"),
        ("We like the sea, and we fish in it.", None),
        ("", None),
    ],
)
def test_wording_suggests_and_seldom(text: str, kind: str | None) -> None:
    assert kind_words.suggested(text) == kind


def test_a_question_of_the_call_outranks_headings_and_wording() -> None:
    one = headed(1, 1, 1, 1, 1)
    asked: dict[str, PassageKind] = {"q4": "practice"}
    assert said(one, "Publish the register.", "q4", asked) == ("practice", "question")
    assert said(one, "Publish the register.", "q1", asked) == ("recommendation", "heading")


def test_a_form_outranks_the_question_and_a_person_everything() -> None:
    one = contribution(1, text="We recommend it.", on=CommentTarget(comment_type="question"))
    assert said(one, one.text, "q4", {"q4": "practice"}) == ("question", "form")
    one = contribution(1, text="We recommend it.", category="Good practice")
    assert said(one, one.text, "q5", {"q5": "question"}) == ("practice", "form")
    passage = cut(one, one.text)
    assert said(one, one.text, by_people={passage.id: "issue"}) == ("issue", "person")
    assert said(one, one.text, by_people={passage.id: None}) is None


def test_a_note_says_it_by_its_lines_where_they_agree() -> None:
    text = "Lend a ladder.\nKeep the key.\nWho pays?"
    ends = [14, 28, 38]
    starts = [0, 15, 29]

    def note(*line_kinds: str) -> Contribution:
        lines = tuple(
            NoteLine.model_validate({"kind": kind, "start": start, "end": end})
            for kind, start, end in zip(line_kinds, starts, ends, strict=True)
        )
        return contribution(1, text=text, kind="note", session_note=SessionNote(lines=lines))

    two = text[:28]
    assert said(note("practice", "practice", "open_question"), two) == ("practice", "form")
    assert said(note("practice", "suggestion", "open_question"), two) is None
    assert said(note("practice", "converged", "open_question"), two) is None
    assert said(note("practice", "practice", "open_question"), "Who pays?") == ("question", "form")


def test_what_says_nothing_is_of_no_kind() -> None:
    one = contribution(1, text="We recommend it.")
    passage = cut(one, one.text).model_copy(update={"substantive": False})
    assert kinds([passage], {one.reference: one}, {}, {}) == {}
