"""What people say of single passages and whole contributions: moved, pinned, of a kind, silent."""

import pytest

from bpforum.decisions import About, Replayed, replay
from models.decision import Decision
from tests.builders.groupings import decided, grouping, pid, places

FOUND = grouping()


def after(*decisions: Decision) -> Replayed:
    return replay(FOUND, decisions)


def test_what_is_not_substantive_leaves_themes_and_vectors_and_comes_back() -> None:
    gone = decided("move", pid(0), "not_substantive", n=1)
    silent = after(gone).grouping
    for one in (pid(0), pid(36)):  # 36 is its copy
        assert silent.unplaced[one] == "not_substantive"
        assert not silent.passages[one].substantive
        assert one not in silent.vectors
    back = after(gone, decided("move", pid(0), "substantive", n=2))
    assert places(back.grouping) == places(FOUND)
    assert back.grouping.passages == FOUND.passages
    assert set(back.grouping.vectors) == set(FOUND.vectors)
    assert [one.id for one in back.applied] == ["d00002"]


def test_all_of_a_contribution_is_not_substantive_and_back() -> None:
    gone = decided("move", "C-0001", "not_substantive", n=1)
    silent = places(after(gone).grouping)
    assert {silent[pid(0)], silent[pid(1)]} == {"not_substantive"}
    back = after(gone, decided("move", "C-0001", "substantive", n=2))
    assert places(back.grouping) == places(FOUND)


def test_all_of_a_contribution_moves_but_its_furniture() -> None:
    where = places(after(decided("move", "C-0007", "theme-1")).grouping)
    assert where[pid(13)] == "theme-1"
    assert where[pid(12)] == "not_substantive"


def test_what_the_machine_silenced_says_something_where_people_put_it() -> None:
    found = after(decided("move", pid(12), "theme-1")).grouping
    assert places(found)[pid(12)] == "theme-1"
    assert found.passages[pid(12)].substantive


def test_of_two_places_the_later_holds_whatever_order_they_came_in() -> None:
    late, early = decided("move", pid(0), "theme-3", n=2), decided("move", pid(0), "theme-2", n=1)
    replayed = after(late, early)
    assert places(replayed.grouping)[pid(0)] == "theme-3"
    assert [one.id for one in replayed.applied] == [late.id]
    assert [one.overtaken_by for one in replayed.not_applicable] == [late.id]


def test_at_the_same_time_the_ids_decide() -> None:
    a, b = (decided("move", pid(0), to, 1, name) for to, name in (("theme-2", "a"),
                                                                    ("theme-3", "b")))  # fmt: skip
    assert places(after(b, a).grouping)[pid(0)] == "theme-3"


def test_a_copy_moves_with_its_original_whichever_is_named() -> None:
    where = places(after(decided("move", pid(36), "theme-3")).grouping)
    assert (where[pid(0)], where[pid(36)]) == ("theme-3", "theme-3")


def test_a_moved_passage_keeps_the_records_order_and_has_its_new_score() -> None:
    found = after(decided("move", pid(0), "theme-2")).grouping
    group = next(one for one in found.groups if one.id == "theme-2")
    assert list(group.passages) == sorted(group.passages)
    assert found.scores[pid(0)] < FOUND.scores[pid(0)]


def test_a_pin_is_taken_back() -> None:
    pinned = decided("pin", pid(36), n=1)
    assert after(pinned).grouping.pinned == (pid(0),)  # copies are not quoted, their original is
    replayed = after(pinned, decided("pin", pid(0), False, n=2))
    assert replayed.grouping.pinned == ()
    assert [one.id for one in replayed.applied] == ["d00002"]
    [lost] = after(decided("pin", pid(0), False)).not_applicable
    assert lost.reason == "it is not pinned"


def test_a_kind_is_said_of_the_words_and_so_of_their_copies() -> None:
    found = after(decided("set_kind", pid(0), "practice"), decided("set_kind", pid(5), "none"))
    assert found.grouping.kinds == {pid(0): "practice", pid(36): "practice", pid(5): None}
    [lost] = after(decided("set_kind", pid(0), "idea")).not_applicable
    assert "there is no kind 'idea'" in lost.reason


@pytest.mark.parametrize("value", [None, "", 7, [], {}, {"a": 1, "b": 2}, "no-such-theme"])
def test_a_place_that_is_none_is_handed_back(value: object) -> None:
    replayed = after(decided("move", pid(0), value))
    assert [one.decision.id for one in replayed.not_applicable] == ["d00001"]
    assert places(replayed.grouping) == places(FOUND)


def test_why_a_passage_is_missing_is_asked_of_who_knows() -> None:
    about = About(missing=lambda target: f"{target} was taken back", silent=["C-0001"])
    replayed = replay(
        FOUND,
        [decided("move", pid(999), "theme-1", n=1), decided("move", pid(0), "theme-2", n=2),
         decided("move", "C-0001", "theme-2", n=3)],
        about,
    )  # fmt: skip
    told = [one.reason for one in replayed.not_applicable]
    assert told[0] == f"{pid(999)} was taken back"
    assert told[1].startswith("the whole of C-0001 says nothing")
    assert "not substantive" in told[2]


def test_a_forum_without_anything_can_be_decided_about() -> None:
    empty = grouping(passages=0, themes=1, proposed=0, copies=0)
    replayed = replay(empty, [decided("move", pid(0), "theme-1"), decided("decline", "theme-1")])
    assert len(replayed.not_applicable) == 2
    assert replayed.applied == ()
