"""What people make of themes: accepted, declined, added, set aside, named, merged, split."""

from dataclasses import replace

from bpforum.decisions import About, Replayed, additions, replay
from bpforum.grouped import Group, Grouping, Subgroup
from models.decision import Decision
from models.forum import Forum
from tests.builders.groupings import decided, grouping, pid, places

FOUND = grouping()
MOVES = [move.passage for move in FOUND.proposed_moves]


def forum(*pinned: dict[str, object]) -> Forum:
    return Forum.model_validate(
        {
            "forum": {"id": "f", "title": "F", "cycle": "1"},
            "sources": [{"id": "inbox", "kind": "folder", "path": "inbox"}],
            "themes": {"pinned": pinned},
        }
    )


def theme(replayed: Replayed, identifier: str) -> Group:
    return next(one for one in replayed.grouping.groups if one.id == identifier)


def reasons(replayed: Replayed) -> list[str]:
    return [one.reason for one in replayed.not_applicable]


def test_a_proposed_theme_stands_with_its_proposed_moves_once_accepted() -> None:
    assert len(MOVES) == 2
    assert theme(replay(FOUND, [decided("rename", "theme-4", "X")]), "theme-4").status == "proposed"
    replayed = replay(FOUND, [decided("accept", "theme-4")])
    assert theme(replayed, "theme-4").status == "standing"
    where = places(replayed.grouping)
    assert {where[one] for one in MOVES} == {"theme-4"}
    assert replayed.grouping.proposed_moves == ()
    assert {replayed.grouping.assigned_by[one] for one in MOVES} == {"d00001"}
    assert replayed.accepted == {"theme-4": "d00001"}
    others = {one: at for one, at in where.items() if FOUND.follows.get(one, one) not in MOVES}
    assert others == {one: places(FOUND)[one] for one in others}


def test_of_the_proposed_moves_people_may_take_some() -> None:
    replayed = replay(FOUND, [decided("accept", "theme-4", {"passages": [MOVES[1], pid(9)]})])
    where = places(replayed.grouping)
    assert (where[MOVES[0]], where[MOVES[1]]) == ("theme-1", "theme-4")
    assert "nobody proposed" in replayed.in_part[0].reason


def test_whom_a_person_placed_no_accepted_proposal_moves() -> None:
    replayed = replay(
        FOUND, [decided("move", MOVES[0], "theme-1", n=1), decided("accept", "theme-4", n=2)]
    )
    assert places(replayed.grouping)[MOVES[0]] == "theme-1"


def test_without_a_decision_nothing_proposed_is_moved() -> None:
    replayed = replay(FOUND, [decided("rename", "theme-1", "Masts")])
    assert places(replayed.grouping) == places(FOUND)
    assert replayed.grouping.proposed_moves == FOUND.proposed_moves


def test_the_passages_of_a_declined_theme_go_where_they_fit_next_or_nowhere() -> None:
    inside = set(next(one for one in FOUND.groups if one.id == "theme-4").passages)
    replayed = replay(FOUND, [decided("decline", "theme-4")])
    where = places(replayed.grouping)
    assert "theme-4" not in where.values()
    assert {where[one] for one in inside} <= {"theme-1", "theme-2", "theme-3", "fits_no_theme"}
    assert {one: at for one, at in where.items() if one not in inside} == {
        one: at for one, at in places(FOUND).items() if one not in inside
    }
    assert replayed.declined["theme-4"][1] == "d00001"
    assert replayed.grouping.proposed_moves == ()


def test_what_was_declined_can_be_accepted_after_all_and_the_other_way_round() -> None:
    both = [decided("decline", "theme-4", n=1), decided("accept", "theme-4", n=2)]
    replayed = replay(FOUND, both)
    inside = next(one for one in FOUND.groups if one.id == "theme-4").passages
    assert set(inside) | set(MOVES) <= set(theme(replayed, "theme-4").passages)
    assert [one.id for one in replayed.applied] == ["d00002"]
    assert replayed.not_applicable[0].overtaken_by == "d00002"
    back = replay(FOUND, [*both, decided("decline", "theme-4", n=3)])
    assert "theme-4" not in places(back.grouping).values()
    assert [one.id for one in back.applied] == ["d00003"]


def test_a_standing_theme_is_neither_accepted_nor_declined() -> None:
    replayed = replay(
        FOUND, [decided("accept", "theme-1", n=1), decided("decline", "theme-1", n=2)]
    )
    assert reasons(replayed) == [
        "theme 'theme-1' stands already",
        "theme 'theme-1' stands; merge it into another, or set it aside",
    ]


def test_what_others_were_merged_into_is_not_declined() -> None:
    replayed = replay(
        FOUND, [decided("merge", "theme-1", "theme-4", n=1), decided("decline", "theme-4", n=2)]
    )
    assert theme(replayed, "theme-4").status == "standing"
    assert "stands" in reasons(replayed)[0]


def test_a_decision_on_a_theme_that_is_no_more_says_what_became_of_it() -> None:
    replayed = replay(
        FOUND,
        [decided("merge", "theme-1", "theme-2", n=1), decided("rename", "theme-1", "X", n=2),
         decided("decline", "theme-4", n=3), decided("move", pid(0), "theme-4", n=4)],
    )  # fmt: skip
    assert reasons(replayed) == [
        "theme 'theme-1' was merged into 'theme-2' by d00001",
        "theme 'theme-4' was declined by d00003",
    ]


def test_of_two_names_the_later_holds_and_the_earlier_is_shown() -> None:
    late, early = decided("rename", "theme-1", "B", n=2), decided("rename", "theme-1", "A", n=1)
    replayed = replay(FOUND, [late, early])
    assert theme(replayed, "theme-1").label == "B"
    assert replayed.applied == (late,)
    assert [one.overtaken_by for one in replayed.not_applicable] == [late.id]


def test_a_theme_is_set_aside_and_taken_up_again_under_its_name() -> None:
    about = About(left_overs="Otros puntos")
    named = decided("rename", "theme-1", "Masts", n=1)
    aside = replay(FOUND, [named, decided("set_aside", "theme-1", n=2)], about)
    assert theme(aside, "theme-1").set_aside
    assert theme(aside, "theme-1").label == "Otros puntos"
    back = replay(
        FOUND,
        [named, decided("set_aside", "theme-1", n=2), decided("set_aside", "theme-1", False, n=3)],
        about,
    )
    assert not theme(back, "theme-1").set_aside
    assert theme(back, "theme-1").label == "Masts"
    assert [one.id for one in back.applied] == ["d00001", "d00003"]


def test_left_overs_that_are_taken_up_are_called_by_their_first_phrase() -> None:
    groups = tuple(
        replace(one, set_aside=True, label="Other points") if one.id == "theme-1" else one
        for one in FOUND.groups
    )
    replayed = replay(replace(FOUND, groups=groups), [decided("set_aside", "theme-1", "false")])
    assert theme(replayed, "theme-1").label == "Phrase of theme-1"


def added(found: Grouping, *decisions: Decision) -> Replayed:
    more = additions(forum(), decisions)
    new = tuple(
        Group(id=one.theme.id, label=one.theme.label, pinned=True) for one in more.themes.values()
    )
    return replay(replace(found, groups=(*found.groups, *new)), decisions, About(additions=more))


def test_an_added_theme_is_pinned_like_those_of_the_forum_file() -> None:
    value = {"id": "funding", "label": "Funding", "seeds": ["grants"], "passages": [pid(0)]}
    decision = decided("add_theme", "new", value)
    pinned = additions(forum(), [decision]).to(forum()).themes.pinned
    assert [(one.id, one.label, one.seeds) for one in pinned] == [
        ("funding", "Funding", ("grants",))
    ]
    replayed = added(FOUND, decision)
    assert theme(replayed, "funding").named_by == "A. Coordinator"
    assert places(replayed.grouping)[pid(0)] == "funding"


def test_an_added_theme_without_an_id_is_called_after_its_decision() -> None:
    [one] = additions(forum(), [decided("add_theme", "new", "Funding", 7)]).themes.values()
    assert (one.theme.id, one.theme.label) == ("td00007", "Funding")


def test_an_added_theme_that_cannot_be_says_why() -> None:
    own = forum({"id": "funding", "label": "Money"})
    found = additions(
        own,
        [decided("add_theme", "x", {"id": "funding", "label": "Funding"}, 1),
         decided("add_theme", "x", {"id": "theme-3", "label": "Mine"}, 2),
         decided("add_theme", "x", {"id": "Not An Id", "label": "Mine"}, 3),
         decided("add_theme", "x", {"label": ""}, 4),
         decided("add_theme", "x", {"label": "A", "color": "red"}, 5)],
    )  # fmt: skip
    assert found.themes == {}
    assert [("already" in why, "machine's own" in why, "lower-case" in why, "label" in why,
             "color" in why) for why in found.reasons.values()] == [
        (True, False, False, False, False), (False, True, False, False, False),
        (False, False, True, False, False), (False, False, False, True, False),
        (False, False, False, True, True),
    ]  # fmt: skip


def test_the_later_of_two_decisions_on_an_added_theme_holds() -> None:
    one = decided("add_theme", "x", {"id": "funding", "label": "A"}, 1)
    two = decided("add_theme", "x", {"id": "funding", "label": "B"}, 2)
    found = additions(forum(), [two, one])
    assert [(key, value.theme.label) for key, value in found.themes.items()] == [("d00002", "B")]
    assert "d00002" in found.reasons["d00001"]


def test_what_an_added_theme_was_called_is_forgotten_with_its_decision() -> None:
    anchor = FOUND.anchors[0].model_copy(
        update={"id": "funding", "label": "Ms X's money", "pinned": True}
    )
    decision = decided("add_theme", "x", {"id": "funding", "label": "Ms X's money"}, 1)
    kept = additions(forum(), [decision]).known([anchor], [decision])
    assert kept == [anchor]
    [lost] = additions(forum(), [decision], [decision.id]).known([anchor], [decision])
    assert (lost.label, lost.pinned, lost.members) == ("funding", False, anchor.members)


def with_subthemes() -> Grouping:
    """theme-1 in two sub-themes, theme-2 in one that does not hold all of it."""
    groups = []
    for one in FOUND.groups:
        half = len(one.passages) // 2
        parts = {
            "theme-1": (one.passages[:half], one.passages[half:]), "theme-2": (one.passages[:half],)
        }.get(one.id, ())  # fmt: skip
        subthemes = tuple(
            Subgroup(id=f"{one.id}.{n}", label=f"Part {n}", passages=part)
            for n, part in enumerate(parts, start=1)
        )
        groups.append(replace(one, subthemes=subthemes))
    return replace(FOUND, groups=tuple(groups))


def test_sub_themes_follow_their_theme_and_lose_who_leaves_it() -> None:
    found = with_subthemes()
    first = found.groups[0].subthemes[0]
    whole = {"label": "Masts", "passages": list(first.passages)}
    replayed = replay(
        found, [decided("move", first.passages[0], "theme-3", n=1),
                decided("merge", "theme-2", "theme-3", n=2)]
    )  # fmt: skip
    assert theme(replayed, "theme-1").subthemes[0].passages == first.passages[1:]
    merged = theme(replayed, "theme-3")
    assert [one.id for one in merged.subthemes] == ["theme-2.1"]
    assert merged.subthemes[0].passages == found.groups[1].subthemes[0].passages
    split = replay(found, [decided("split", "theme-1", whole)])
    assert [one.id for one in theme(split, "theme-1").subthemes] == ["theme-1.2"]
    assert theme(split, "sd00001").subthemes == ()


def test_what_a_person_placed_or_pinned_is_not_loosely_related() -> None:
    found = replace(FOUND, loose=frozenset({pid(0), pid(1), pid(2)}))
    replayed = replay(found, [decided("pin", pid(0), n=1), decided("move", pid(1), "theme-3", n=2)])
    assert replayed.grouping.loose == {pid(2)}
