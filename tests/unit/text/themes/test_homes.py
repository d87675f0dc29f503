"""Under which question a passage is grouped."""

import numpy as np

from bpforum.text.themes.homes import homes
from models.passage import Passage
from models.theme import Anchor

MONEY, WORK, OTHER = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)


def passage(n: int, question: str = "") -> Passage:
    return Passage(
        id=f"p{n:012d}", contribution="C-0001", source="s", external_id="e", start=0, end=1,
        text="x", question=question,
    )  # fmt: skip


def rows(*vectors: tuple[float, ...]) -> np.ndarray:
    return np.array(vectors, dtype=np.float32)


def test_an_answer_stands_under_its_question_and_a_free_passage_beside_the_likest_answers() -> None:
    answers = [passage(n, "q1") for n in range(5)] + [passage(n, "q2") for n in range(5, 10)]
    free = [passage(10), passage(11)]
    vectors = rows(*[MONEY] * 5, *[WORK] * 5, WORK, MONEY)
    found = homes([*answers, *free], vectors, ["q1", "q2"], [], {one.id for one in answers})
    assert [found[one.id] for one in (*answers, *free)] == ["q1"] * 5 + ["q2"] * 5 + ["q2", "q1"]


def test_a_question_with_few_answers_attracts_nothing() -> None:
    ones = [passage(n, "q1") for n in range(4)] + [passage(9)]
    found = homes(ones, rows(*[MONEY] * 5), ["q1"], [], {one.id for one in ones})
    assert found[passage(9).id] == ""


def test_with_standing_themes_old_passages_stay_and_new_ones_go_to_the_nearest() -> None:
    old, new = passage(1), passage(2)
    anchors = [
        Anchor(id="t1", label="Money", question="q1", encoder="e", centroid=MONEY, mass=3, floor=0),
        Anchor(id="t2", label="Work", question="q2", encoder="e", centroid=WORK, mass=3, floor=0,
               members=(old.id,)),
    ]  # fmt: skip
    found = homes([old, new], rows(MONEY, MONEY), ["q1", "q2"], anchors, set())
    assert found == {old.id: "q2", new.id: "q1"}


def test_where_nothing_is_asked_all_stand_together() -> None:
    assert homes([passage(1, "q9")], rows(OTHER), [], [], set()) == {passage(1).id: ""}


def test_a_theme_that_is_closed_draws_nobody_under_its_question_but_keeps_its_own() -> None:
    old, new = passage(1), passage(2)
    anchors = [
        Anchor(id="t1", label="Money", question="q1", encoder="e", centroid=MONEY, mass=3, floor=0,
               members=(old.id,)),
        Anchor(id="t2", label="Work", question="q2", encoder="e", centroid=WORK, mass=3, floor=0),
    ]  # fmt: skip
    found = homes([old, new], rows(MONEY, MONEY), ["q1", "q2"], anchors, set(), ["t1"])
    assert found == {old.id: "q1", new.id: "q2"}
