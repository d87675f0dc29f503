"""Where passages stand among themes of which some are only proposed."""

import numpy as np

from bpforum.text.themes.placements import place
from models.passage import Passage
from models.theme import Anchor

MONEY, WORK, BOTH = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.9, 0.43589, 0.0)
FAR = (0.0, 0.0, 1.0)


def passage(n: int, question: str = "") -> Passage:
    return Passage(
        id=f"p{n:012d}", contribution="C-0001", source="s", external_id="e", start=0, end=1,
        text="x", question=question,
    )  # fmt: skip


def anchor(name: str, centroid: tuple[float, ...], *members: str, question: str = "") -> Anchor:
    return Anchor(
        id=name, label=name, question=question, encoder="e", centroid=centroid, mass=3, floor=0.5,
        members=members,
    )  # fmt: skip


def rows(*vectors: tuple[float, ...]) -> np.ndarray:
    return np.array(vectors, dtype=np.float32)


def test_a_closed_theme_keeps_its_members_and_others_are_proposed_for_it() -> None:
    ones = [passage(1), passage(2), passage(3), passage(4)]
    anchors = [anchor("work", WORK), anchor("money", MONEY, ones[0].id)]
    vectors = rows(MONEY, BOTH, WORK, FAR)
    openly = place(ones, vectors, anchors)
    assert openly.themes == {ones[0].id: "money", ones[1].id: "money", ones[2].id: "work"}
    assert openly.moves == ()
    placed = place(ones, vectors, anchors, closed=["money"])
    assert placed.themes == {ones[0].id: "money", ones[1].id: "work", ones[2].id: "work"}
    assert placed.unplaced == [ones[3].id]
    [move] = placed.moves
    assert (move.passage, move.from_theme, move.to_theme) == (ones[1].id, "work", "money")
    assert move.gain == 0.464


def test_what_fits_no_open_theme_is_proposed_for_a_closed_one_from_nowhere() -> None:
    one = passage(1)
    placed = place(
        [one], rows(MONEY), [anchor("work", WORK), anchor("money", MONEY)], (), ["money"]
    )
    assert placed.unplaced == [one.id]
    assert [(move.from_theme, move.to_theme) for move in placed.moves] == [("", "money")]


def test_a_little_nearer_is_no_reason_to_propose() -> None:
    near, nearer = (0.70, 0.7141, 0.0), (0.7141, 0.70, 0.0)
    one = passage(1)
    anchors = [anchor("one", near), anchor("other", nearer)]
    placed = place([one], rows(nearer), anchors, closed=["other"])
    assert (placed.themes, placed.moves) == ({one.id: "one"}, ())


def test_closed_themes_of_another_question_are_not_proposed_to_an_answer() -> None:
    one = passage(1, "q1")
    anchors = [anchor("work", WORK, question="q1"), anchor("money", MONEY, question="q2")]
    placed = place([one], rows(BOTH), anchors, ["q1", "q2"], ["money"])
    assert (placed.themes, placed.moves) == ({one.id: "work"}, ())


def test_where_all_are_closed_the_nearest_takes_it_in() -> None:
    one = passage(1)
    placed = place([one], rows(BOTH), [anchor("money", MONEY)], closed=["money"])
    assert (placed.themes, placed.moves) == ({one.id: "money"}, ())
