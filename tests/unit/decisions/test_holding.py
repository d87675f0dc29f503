"""What is taken back counts as not made; taking that back makes it count again."""

from bpforum.decisions import holding
from models.decision import Decision
from tests.builders.groupings import decided


def ids(decisions: tuple[Decision, ...]) -> list[str]:
    return [one.id for one in decisions]


def back(target: str, n: int) -> Decision:
    return decided("take_back", target, n=n)


RENAME = decided("rename", "theme-1", "Nets", n=1)
MERGE = decided("merge", "theme-1", "theme-2", n=2)


def test_without_taking_back_everything_holds_as_it_came() -> None:
    assert holding([MERGE, RENAME]).kept == (MERGE, RENAME)
    assert holding([]).everything == ()


def test_one_that_is_taken_back_holds_no_longer_and_says_by_whom() -> None:
    held = holding([RENAME, MERGE, back("d00001", 3)])
    assert (ids(held.kept), ids(held.acts)) == (["d00002"], ["d00003"])
    [lost] = held.lost
    assert (lost.decision, lost.overtaken_by) == (RENAME, "d00003")
    assert "taken back by A. Coordinator" in lost.reason


def test_taking_that_back_makes_it_hold_again_however_often() -> None:
    chain = [RENAME, back("d00001", 2), back("d00002", 3), back("d00003", 4), back("d00004", 5)]
    for length in range(1, len(chain) + 1):
        held = holding(chain[:length])
        assert bool(held.kept) == (length % 2 == 1)
        assert {one.id for one in held.everything} == {one.id for one in chain[:length]}


def test_nothing_is_taken_back_twice_or_before_it_was_made_or_for_good() -> None:
    erase = decided("erase", "C-0001", n=1, identifier="gone")
    early = decided("rename", "theme-3", "X", n=9, identifier="late")
    held = holding(
        [RENAME, back("d00001", 3), back("d00001", 4), back("nobody", 5), erase, back("gone", 6),
         early, back("late", 7)]
    )  # fmt: skip
    reasons = {one.decision.id: one.reason for one in held.lost}
    assert "taken back already, by d00004" in reasons["d00003"]
    assert "no decision 'nobody'" in reasons["d00005"]
    assert "erased is gone" in reasons["d00006"]
    assert "made later" in reasons["d00007"]
    assert ids(held.kept) == ["gone", "late"]
    assert ids(held.acts) == ["d00004"]


def test_what_is_lost_is_in_no_other_list() -> None:
    made = [RENAME, MERGE, back("d00001", 3), back("d00003", 4), back("d00002", 5)]
    held = holding(made)
    lists = (held.kept, held.acts, tuple(one.decision for one in held.lost))
    assert sorted(one.id for some in lists for one in some) == sorted(one.id for one in made)
