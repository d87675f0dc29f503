"""Whatever people decide, in whatever order: links hold, nothing else moves, nothing is dropped."""

from collections import Counter
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bpforum.decisions import Replayed, replay
from bpforum.decisions.values import link
from bpforum.grouped import Grouping
from models.decision import Decision, DecisionKind
from tests.builders.groupings import decided, grouping, pid, places

SIZE = 40
FOUND = grouping(SIZE)
LARGE = grouping(3000, themes=9, copies=200)
FEW = st.integers(0, 7) | st.sampled_from([36, 37])  # these meet often; the last two are copies
PASSAGES = (FEW | FEW | st.integers(0, SIZE + 1)).map(pid)
THEMES = st.sampled_from([*(f"theme-{n}" for n in range(1, 6)), "sd00001", "sd00003", "sd00007"])
PLACES = THEMES | st.sampled_from(
    ["fits_no_theme", "not_decided", "not_substantive", "substantive", "nowhere"]
)
SEVERAL = st.lists(PASSAGES, min_size=1, max_size=4)
LINKED = (
    PASSAGES
    | SEVERAL
    | st.builds(lambda ones, holds: {"passages": ones, "holds": holds}, SEVERAL, st.booleans())
)
REFERENCES = st.integers(1, 22).map(lambda n: f"C-{n:04d}")


def acts(kind: DecisionKind, targets: st.SearchStrategy[str], value: Any) -> Any:
    return st.tuples(st.just(kind), targets, value)


ACTS = st.one_of(
    acts("rename", THEMES, st.sampled_from(["A", "B", "", 7])),
    acts("merge", THEMES, THEMES),
    acts("split", THEMES, st.builds(lambda ps: {"label": "Part", "passages": ps}, SEVERAL)),
    acts("move", PASSAGES, PLACES),
    acts("move", REFERENCES, PLACES),
    acts("pin", PASSAGES, THEMES | st.sampled_from([None, False])),
    acts("must_link", PASSAGES, LINKED),
    acts("must_link", PASSAGES, LINKED),
    acts("cannot_link", PASSAGES, LINKED),
    acts("cannot_link", PASSAGES, LINKED),
    acts("accept", THEMES, st.none() | SEVERAL),
    acts("decline", THEMES, st.none()),
    acts("set_aside", THEMES, st.sampled_from([None, True, False, "x"])),
    acts("set_kind", PASSAGES, st.sampled_from(["issue", "practice", "none", "idea"])),
)


def listed(found: list[tuple[DecisionKind, str, Any]]) -> list[Decision]:
    """Two of a minute, so that ids decide as well."""
    return [decided(kind, target, value, n // 2, f"d{n:05d}")
            for n, (kind, target, value) in enumerate(found)]  # fmt: skip


def root(passage: str, found: Grouping) -> str:
    return found.follows.get(passage, passage)


def pairs_of(decision: Decision, found: Grouping) -> set[tuple[str, str]]:
    """The pairs of originals that a link is about, of those that are there."""
    here = {*found.passages}
    one = root(decision.target, found)
    others = {root(other, found) for other in link(decision.value).passages if other in here}
    return {(min(one, other), max(one, other)) for other in others - {one} if one in here}


@settings(max_examples=400, deadline=None)
@given(st.lists(ACTS, min_size=1, max_size=40))
def test_people_are_obeyed_and_nothing_else_moves(
    found: list[tuple[DecisionKind, str, Any]],
) -> None:
    decisions = listed(found)
    replayed = replay(FOUND, decisions)
    check(decisions, replayed, FOUND)
    assert replay(FOUND, list(reversed(decisions))) == replayed


@settings(max_examples=12, deadline=None)
@given(st.lists(ACTS, max_size=30), st.integers(0, 10_000))
def test_so_it_is_with_hundreds_of_decisions_on_thousands_of_passages(
    found: list[tuple[DecisionKind, str, Any]], seed: int
) -> None:
    rng = np.random.default_rng(seed)

    def anywhere(most: int = 3000) -> str:
        return pid(int(rng.integers(most)))

    everywhere: list[tuple[DecisionKind, str, Any]] = []
    for _ in range(60):
        everywhere += [
            ("move", anywhere(), f"theme-{rng.integers(1, 9)}"),
            ("move", anywhere(), "not_substantive"),
            ("must_link", anywhere(), anywhere()),
            ("cannot_link", anywhere(90), anywhere(90)),
            ("must_link", anywhere(90), [anywhere(90), anywhere(90)]),
            ("pin", anywhere(), None),
        ]
    mixed = [*found, *everywhere]
    decisions = listed([mixed[n] for n in rng.permutation(len(mixed))])
    replayed = replay(LARGE, decisions)
    check(decisions, replayed, LARGE)
    assert replay(LARGE, decisions) == replayed


def check(decisions: list[Decision], replayed: Replayed, found: Grouping) -> None:
    before, after = places(found), places(replayed.grouping)
    # Every passage stands in exactly one place.
    standing = Counter(one for group in replayed.grouping.groups for one in group.passages)
    standing.update(list(replayed.grouping.unplaced))
    assert standing == Counter(dict.fromkeys(found.passages, 1))
    # Nothing is dropped, and nothing is both.
    told = [*replayed.applied, *(one.decision for one in replayed.not_applicable)]
    assert Counter(one.id for one in told) == Counter(one.id for one in decisions)
    assert all(one.reason for one in replayed.not_applicable)
    # Copies stand with their originals.
    assert all(after[one] == after[original] for one, original in found.follows.items())
    check_links(decisions, replayed, after, found)
    # What nobody named stands where it stood.
    named = touched(decisions, found)
    whole = {one.target for one in decisions if one.kind in ("merge", "split", "decline")}
    whole |= {one.target for one in decisions if one.kind == "accept"}
    for passage, place in before.items():
        if root(passage, found) not in named and place not in whole:
            assert after[passage] == place
    # A passage is substantive where it does not stand as if it were not.
    for one in replayed.grouping.passages.values():
        assert one.substantive == (after[one.id] != "not_substantive")


def check_links(
    decisions: list[Decision], replayed: Replayed, after: dict[str, str], found: Grouping
) -> None:
    themes = {group.id for group in replayed.grouping.groups}
    together, apart = set(replayed.together), set(replayed.apart)
    assert all(after[one] == after[other] for one, other in together)
    assert not any(after[one] == after[other] and after[one] in themes for one, other in apart)
    assert not together & apart
    done = {one.id for one in replayed.applied}
    links = [one for one in decisions if one.kind in ("must_link", "cannot_link")]
    lifted: set[tuple[str, str]] = set()
    for decision in reversed(links):
        held = together if decision.kind == "must_link" else apart
        if decision.id in done and link(decision.value).holds:
            # Something of it holds, and all of it where nothing later was decided of links.
            assert pairs_of(decision, found) & held
            assert decision is not links[-1] or pairs_of(decision, found) <= held
        elif decision.id in done and decision is links[-1]:
            lifted = pairs_of(decision, found)
            assert not lifted & held


def touched(decisions: list[Decision], found: Grouping) -> set[str]:
    """The originals of all passages that decisions name, directly or by their contribution."""
    named: set[str] = set()
    for one in decisions:
        if one.kind == "move" and one.target.startswith("C-"):
            named |= {p.id for p in found.passages.values() if p.contribution == one.target}
        named.add(one.target)
        if one.kind in ("must_link", "cannot_link"):
            named |= set(link(one.value).passages)
        if one.kind == "split":
            named |= set(one.value["passages"])
        if one.kind == "accept":
            named |= {move.passage for move in found.proposed_moves}
    return {root(passage, found) for passage in named}
