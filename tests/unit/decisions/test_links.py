"""What belongs together and what never does: must-link and cannot-link, and both at once."""

from dataclasses import replace
from time import process_time

from bpforum.decisions import Replayed, replay
from models.decision import Decision
from tests.builders.groupings import decided, grouping, passage, pid, places

FOUND = grouping()
"""theme-1 holds 0, 4, 20 …; theme-2 holds 1, 5, 9 …; theme-3 holds 2, 6 …; theme-4 is proposed;
8 fits none, 12 is not substantive; 36 is a copy of 0."""


def after(*decisions: Decision) -> dict[str, str]:
    return places(replay(FOUND, decisions).grouping)


def applied(replayed: Replayed) -> list[str]:
    return [one.id for one in replayed.applied]


def test_the_target_goes_where_its_partner_stands() -> None:
    where = after(decided("must_link", pid(0), pid(1)))
    assert (where[pid(0)], where[pid(1)]) == ("theme-2", "theme-2")
    assert where[pid(36)] == "theme-2"  # its copy


def test_whom_a_person_moved_decides_where_they_stand() -> None:
    where = after(
        decided("move", pid(0), "theme-3", n=1), decided("must_link", pid(0), pid(1), n=2)
    )
    assert (where[pid(0)], where[pid(1)]) == ("theme-3", "theme-3")


def test_a_move_of_one_takes_all_that_it_is_joined_with() -> None:
    where = after(
        decided("must_link", pid(0), [pid(1), pid(2)], n=1), decided("move", pid(2), "theme-1", n=2)
    )
    assert {where[pid(n)] for n in (0, 1, 2)} == {"theme-1"}


def test_a_passage_without_a_theme_comes_to_its_partners() -> None:
    assert after(decided("must_link", pid(1), pid(8)))[pid(8)] == "theme-2"


def test_of_two_that_must_part_the_farther_one_goes_where_it_fits_next() -> None:
    scores = FOUND.scores
    near, far = sorted((pid(0), pid(4)), key=lambda one: -scores[one])
    where = after(decided("cannot_link", pid(0), pid(4)))
    assert where[near] == "theme-1"
    assert where[far] in ("theme-2", "theme-3", "not_decided")


def test_what_fits_nowhere_else_is_not_decided() -> None:
    lonely = replace(FOUND, anchors=FOUND.anchors[:1])
    replayed = replay(lonely, [decided("cannot_link", pid(0), pid(4))])
    where = places(replayed.grouping)
    assert sorted((where[pid(0)], where[pid(4)])) == ["not_decided", "theme-1"]


def test_whoever_was_moved_there_stays_and_the_other_leaves() -> None:
    where = after(
        decided("cannot_link", pid(0), pid(1), n=1), decided("move", pid(0), "theme-2", n=2)
    )
    assert where[pid(0)] == "theme-2"
    assert where[pid(1)] != "theme-2"


def test_a_later_cannot_link_breaks_a_chain_at_its_oldest_link() -> None:
    chain = [
        decided("must_link", pid(0), pid(1), n=1), decided("must_link", pid(1), pid(2), n=2),
        decided("cannot_link", pid(0), pid(2), n=3),
    ]  # fmt: skip
    replayed = replay(FOUND, chain)
    assert applied(replayed) == ["d00002", "d00003"]
    [lost] = replayed.not_applicable
    assert (lost.decision.id, lost.overtaken_by) == ("d00001", "d00003")
    assert "a later decision took its place: d00003" in lost.reason
    where = places(replayed.grouping)
    assert where[pid(1)] == where[pid(2)] == "theme-3"
    assert where[pid(0)] == "theme-1"  # where the machine has it


def test_a_later_cannot_link_breaks_every_way_between_the_two() -> None:
    ring = [
        decided("must_link", pid(0), pid(1), n=1), decided("must_link", pid(1), pid(2), n=2),
        decided("must_link", pid(2), pid(5), n=3), decided("must_link", pid(5), pid(0), n=4),
        decided("cannot_link", pid(0), pid(2), n=5),
    ]  # fmt: skip
    replayed = replay(FOUND, ring)
    assert applied(replayed) == ["d00002", "d00004", "d00005"]
    where = places(replayed.grouping)
    assert where[pid(0)] != where[pid(2)]
    assert where[pid(1)] == where[pid(2)]
    assert where[pid(0)] == where[pid(5)]


def test_a_later_must_link_takes_a_cannot_link_away() -> None:
    replayed = replay(
        FOUND,
        [decided("cannot_link", pid(0), pid(4), n=1), decided("must_link", pid(0), pid(4), n=2)],
    )
    assert applied(replayed) == ["d00002"]
    where = places(replayed.grouping)
    assert where[pid(0)] == where[pid(4)]


def test_a_link_taken_back_leaves_things_where_the_machine_has_them() -> None:
    back = {"passages": [pid(1)], "holds": False}
    replayed = replay(
        FOUND, [decided("must_link", pid(0), pid(1), n=1), decided("must_link", pid(0), back, n=2)]
    )
    assert places(replayed.grouping) == places(FOUND)
    assert replayed.grouping.assigned_by == {}
    assert applied(replayed) == ["d00002"]


def test_what_was_never_linked_cannot_be_taken_back() -> None:
    back = {"passages": [pid(1)], "holds": False}
    [lost] = replay(FOUND, [decided("cannot_link", pid(0), back)]).not_applicable
    assert "no decision that holds links these two" in lost.reason


def test_a_copy_cannot_be_parted_from_its_original() -> None:
    [lost] = replay(FOUND, [decided("cannot_link", pid(0), pid(36))]).not_applicable
    assert "copies stand together" in lost.reason


def test_what_is_there_of_a_list_is_linked_and_the_rest_is_told() -> None:
    replayed = replay(FOUND, [decided("must_link", pid(0), [pid(1), pid(999)])])
    assert applied(replayed) == ["d00001"]
    [part] = replayed.in_part
    assert pid(999) in part.reason


def test_a_merge_does_not_bring_together_what_never_stands_together() -> None:
    where = after(
        decided("cannot_link", pid(0), pid(1), n=1), decided("merge", "theme-1", "theme-2", n=2)
    )
    assert "theme-1" not in where.values()
    assert where[pid(0)] != where[pid(1)]
    assert where[pid(4)] == where[pid(5)] == "theme-2"


def test_a_split_takes_along_what_is_joined() -> None:
    part = {"label": "Power", "passages": [pid(0)]}
    where = after(decided("must_link", pid(0), pid(1), n=1), decided("split", "theme-2", part, n=2))
    assert where[pid(0)] == where[pid(1)] == "sd00002"


def test_ten_thousand_decisions_on_a_hundred_thousand_passages_take_seconds() -> None:
    large = grouping(passages=100_000, themes=12, copies=2_000)
    kinds = ("move", "must_link", "cannot_link", "pin", "set_kind")
    decisions = []
    for n in range(10_000):
        kind = kinds[n % 5]
        value = {"move": f"theme-{n % 11 + 1}", "pin": None, "set_kind": "issue"}.get(
            kind, pid((n * 37 + 11) % 90_000)
        )
        decisions.append(decided(kind, pid(n * 7 % 90_000), value, n))  # type: ignore[arg-type]
    started = process_time()
    replayed = replay(large, decisions)
    assert process_time() - started < 20
    assert len(replayed.applied) + len(replayed.not_applicable) == 10_000
    assert len(replayed.applied) > 9_000


def test_what_is_not_substantive_comes_to_say_something_where_it_is_joined() -> None:
    assert not passage(12, substantive=False).substantive
    replayed = replay(FOUND, [decided("must_link", pid(12), pid(1))])
    assert places(replayed.grouping)[pid(12)] == "theme-2"
    assert replayed.grouping.passages[pid(12)].substantive
