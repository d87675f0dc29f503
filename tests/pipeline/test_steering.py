"""Decisions about themes in a whole run: what they change in every file, and what is told of it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bpforum.store import open_store
from bpforum.verify import verify_files
from models.run import Changes
from models.theme import ProposedMove
from tests.pipeline.conftest import Compiled, Make
from tests.unit.text.toy import MONEY, SPECTRUM, TRAINING

MAST = "Villages that own their mast decide together what a month costs, and who mends it."
POWER = "Batteries fail in the rainy season, and nobody in the valley can pay for new ones."
SCHOOLS = "Schools close early because teachers cannot reach their pupils over the network."


def decide(compiled: Compiled, *decisions: dict[str, Any]) -> Compiled:
    """The forum compiled again, with these decisions beside those that it has."""
    path = compiled.forum / "decisions.jsonl"
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    n = known.count("\n")
    lines = [
        json.dumps({"id": f"d{n + i}", "by": "A. Coordinator", "why": "it is plain",
                    "at": f"2026-10-01T10:{n + i:02d}:00Z", **one})
        for i, one in enumerate(decisions, start=1)
    ]  # fmt: skip
    path.write_text(known + "\n".join(lines) + "\n", encoding="utf-8")
    again = compiled.again()
    assert verify_files(again.files.files) == []
    return again


def told(compiled: Compiled) -> Changes:
    return Changes.model_validate_json(compiled.files.files["changes.json"])


def places(compiled: Compiled) -> dict[str, str]:
    themes = compiled.files.themes
    home = {one.id: theme.id for theme in themes.themes for one in theme.passages}
    return home | {one.id: str(one.kind) for one in themes.unplaced}


def test_an_added_theme_reaches_the_grouping_and_takes_what_is_named(make: Make) -> None:
    forum = make({"a.txt": MAST, "b.txt": POWER})
    second = [c.reference for c in forum.files.record.contributions][1]
    passage = next(
        one.id for theme in forum.files.themes.themes for one in theme.passages
        if one.contribution == second
    )  # fmt: skip
    value = {"id": "power", "label": "Power and batteries", "seeds": ["solar panels"],
             "passages": [passage]}  # fmt: skip
    again = decide(forum, {"kind": "add_theme", "target": "new", "value": value})
    theme = next(one for one in again.files.themes.themes if one.id == "power")
    assert (theme.label, theme.pinned, theme.named_by) == (
        "Power and batteries", True, "A. Coordinator",
    )  # fmt: skip
    assert places(again)[passage] == "power"
    changes = told(again)
    assert [(c.id, c.change, c.by) for c in changes.themes if c.id == "power"] == [
        ("power", "added", "d1")
    ]
    assert [(m.passage, m.to_place, m.by) for m in changes.moved] == [(passage, "power", "d1")]
    later = again.again()
    assert (told(later).themes, told(later).moved) == ((), ())


def test_an_added_theme_whose_name_is_not_everybodys_to_know_is_handed_back(make: Make) -> None:
    secret = (
        "Name: Odalys Ferrand\nConsent: name withheld\n\n"
        "Our ministry intends to close the northern exchange without telling the villages there."
    )
    forum = make({"a.txt": MAST, "b.txt": secret}, toml='consent = "name_withheld"\n')
    for value in ({"label": "Odalys Ferrand"}, {"label": "Closing", "seeds": ["Odalys Ferrand"]}):
        again = decide(forum, {"kind": "add_theme", "target": "new", "value": value})
        assert told(again).not_applicable[-1].reason.startswith("everybody reads the label")
        assert not any(theme.pinned for theme in again.files.themes.themes)


def test_a_contribution_that_people_find_empty_leaves_the_counts_and_comes_back(
    make: Make,
) -> None:
    forum = make({"a.txt": MAST, "b.txt": POWER, "c.txt": SCHOOLS})
    target = forum.files.record.contributions[1].reference
    silent = decide(forum, {"kind": "move", "target": target, "value": "not_substantive"})
    one = silent.files.everything[target]
    assert one.fate == "not_substantive"
    assert "it is plain (decision d1)" in one.reasons[-1].message
    assert silent.files.ledger[1]["fate"] == "not_substantive"
    cited = {c.contribution for p in silent.files.outcome().paragraphs for c in p.citations}
    assert target not in cited
    balance = json.loads(silent.files.files["balance.json"])
    assert (balance["contributions"], balance["passages"]) == (2, 2)
    assert [(m.contribution, m.to_place, m.by) for m in told(silent).moved] == [
        (target, "not_substantive", "d1")
    ]
    back = decide(silent, {"kind": "move", "target": target, "value": "substantive"})
    assert places(back) == places(forum)
    assert back.files.everything[target].fate == forum.files.everything[target].fate
    assert told(back).not_applicable[0].overtaken_by == "d2"
    assert back.result.attention == forum.result.attention


def test_what_the_machine_found_empty_is_taken_up_where_people_say_so(make: Make) -> None:
    forum = make({"a.txt": MAST, "b.txt": "No comment."})
    target = forum.files.record.contributions[1].reference
    assert forum.files.everything[target].fate == "not_substantive"
    theme = forum.files.themes.themes[0].id
    again = decide(forum, {"kind": "move", "target": target, "value": theme})
    assert again.files.everything[target].fate in ("reflected", "listed")
    [passage] = [one for one in places(again) if one not in places(forum) or
                 places(again)[one] != places(forum)[one]]  # fmt: skip
    assert places(again)[passage] == theme
    back = decide(again, {"kind": "move", "target": target, "value": "not_substantive"})
    assert back.files.everything[target].fate == "not_substantive"


def test_copies_of_what_is_not_substantive_are_not_either(make: Make) -> None:
    forum = make({"a.txt": MAST, "b.txt": POWER, "c.txt": POWER})
    copied = forum.files.themes.duplicates[0].representative.contribution
    silent = decide(forum, {"kind": "move", "target": copied, "value": "not_substantive"})
    fates = [one.fate for one in silent.files.record.contributions]
    assert fates == ["reflected", "not_substantive", "not_substantive"]
    assert silent.files.themes.duplicates == ()


def test_a_decision_on_words_of_an_earlier_version_says_where_they_stand_now(make: Make) -> None:
    forum = make({"a.txt": f"{MAST} {MAST[:-1]} too.", "b.txt": POWER})
    passages = {p.id: p for t in forum.files.themes.themes for p in t.passages}
    target = next(p for p in passages.values() if p.external_id == "a.txt")
    (forum.forum / "inbox" / "a.txt").write_text(
        f"{'Radios were kept by customs for seven months, and nobody could say why. ' * 9}\n\n"
        f"{target.text}\n",
        encoding="utf-8",
    )
    again = decide(forum, {"kind": "move", "target": target.id, "value": "fits_no_theme"})
    [lost] = told(again).not_applicable
    assert lost.decision.target == target.id
    new = next(p for t in again.files.themes.themes for p in t.passages if p.text == target.text)
    assert lost.reason == (
        f"{target.contribution} was replaced by {new.contribution}, where the same words stand as "
        f"passage {new.id}: decide about that one"
    )
    (forum.forum / "inbox" / "a.txt").write_text(SCHOOLS, encoding="utf-8")
    [lost] = told(again.again()).not_applicable
    assert "these words do not stand as they were" in lost.reason


def test_a_decision_on_what_takes_no_part_says_what_became_of_it(make: Make) -> None:
    forum = make({"a.txt": MAST, "b.txt": POWER})
    b = forum.files.record.contributions[1]
    passage = next(p.id for t in forum.files.themes.themes for p in t.passages
                   if p.contribution == b.reference)  # fmt: skip
    again = decide(
        forum,
        {"kind": "dispose", "target": b.reference, "value": "withdrawn"},
        {"kind": "pin", "target": passage},
        {"kind": "move", "target": b.reference, "value": "not_decided"},
    )
    assert [one.reason for one in told(again).not_applicable] == [
        f"it is a passage of {b.reference}, which was withdrawn",
        f"{b.reference} has no passages in this run: it was withdrawn",
    ]


@pytest.mark.parametrize("pinned", ["Masts and villages", None])
def test_what_the_forum_file_pins_is_its_to_rename_and_to_drop(
    make: Make, pinned: str | None
) -> None:
    toml = '[themes]\npinned = [ { id = "masts", label = "Masts", seeds = ["mast"] } ]\n'
    forum = make({"a.txt": MAST, "b.txt": POWER}, toml=toml)
    path = forum.forum / "forum.toml"
    text = path.read_text(encoding="utf-8")
    changed = text.replace('"Masts"', f'"{pinned}"') if pinned else text.replace(toml, "")
    path.write_text(changed, encoding="utf-8")
    again = forum.again()
    changes = told(again)
    if pinned:
        assert [(c.change, c.by) for c in changes.themes] == [("renamed", "forum.toml")]
    else:
        assert [c for c in changes.themes if c.change in ("gone", "renamed")] == []


def test_a_name_that_may_no_longer_be_printed_is_taken_back_and_the_run_stands(
    make: Make,
) -> None:
    named = "Name: Odalys Ferrand\nOrganisation: Cabo Norte Mesh\n\n" + MAST
    forum = make({"a.txt": named, "b.txt": POWER})
    reference = next(
        c.reference for c in forum.files.record.contributions if c.external_id == "a.txt"
    )
    theme = forum.files.themes.themes[0].id
    first = decide(forum, {"kind": "rename", "target": theme, "value": "Odalys Ferrand's mast"})
    assert first.files.themes.themes[0].label == "Odalys Ferrand's mast"
    again = decide(first, {"kind": "consent", "target": reference, "value": "name_withheld"})
    assert "Odalys" not in again.files.themes.themes[0].label
    assert [(c.change, c.by) for c in told(again).themes] == [("renamed", "d1")]


@pytest.fixture
def with_proposal(copy_of_example: Compiled) -> Compiled:
    """The example, whose second theme is a proposed one, with two passages to come to it."""
    with open_store(copy_of_example.forum) as store:
        anchors = list(store.anchors())
        goes, comes = anchors[0], anchors[1]
        moves = tuple(
            ProposedMove(passage=one, from_theme=goes.id, to_theme=comes.id, gain=0.1)
            for one in goes.members[:2]
        )
        anchors[1] = comes.model_copy(update={"status": "proposed", "proposed_moves": moves})
        memory = store.last_run()
        assert memory is not None
        manifest = memory.manifest.model_copy(update={"run": "earlier"})
        kept = tuple(one for one in memory.themes if one.id != comes.id)
        store.save_run(
            memory.model_copy(update={"manifest": manifest, "themes": kept}),
            at=datetime.now(UTC), anchored=tuple(anchors),
        )  # fmt: skip
    return copy_of_example.again()


def test_a_proposed_theme_is_told_accepted_and_declined(with_proposal: Compiled) -> None:
    [proposed] = [one for one in with_proposal.files.themes.themes if one.status == "proposed"]
    [new] = [one for one in told(with_proposal).themes if one.id == proposed.id]
    assert (new.change, new.by, new.status) == ("new", "machine", "proposed")
    accepted = decide(with_proposal, {"kind": "accept", "target": proposed.id, "id": "yes"})
    theme = next(one for one in accepted.files.themes.themes if one.id == proposed.id)
    assert theme.status == "standing"
    changes = [(one.change, one.by) for one in told(accepted).themes if one.id == proposed.id]
    assert changes == [("accepted", "yes"), ("grown", "yes")]
    proposals = told(with_proposal).proposed_moves
    before, after = places(with_proposal), places(accepted)
    moved = {one for one, at in after.items() if before[one] != at}
    assert {move.passage for move in proposals} <= moved  # and the copies of these
    assert {after[one] for one in moved} == {proposed.id}
    assert {move.passage for move in told(accepted).moved} == moved
    assert {move.by for move in told(accepted).moved} == {"yes"}
    assert told(accepted).proposed_moves == ()
    declined = decide(accepted, {"kind": "decline", "target": proposed.id, "id": "no"})
    assert proposed.id not in {one.id for one in declined.files.themes.themes}
    [change] = [one for one in told(declined).themes if one.id == proposed.id]
    assert (change.change, change.by, change.after) == ("declined", "no", 0)
    inside = {one.id for one in proposed.passages}
    after = places(declined)
    assert inside <= {one for one, at in after.items() if before[one] != at} <= inside | moved
    assert {move.passage for move in told(declined).moved} == inside | moved
    # The same passages are never proposed again.
    later = declined.again()
    assert not any(one.status == "proposed" for one in later.files.themes.themes)
    assert places(later) == after
    assert told(later).themes == ()


SPOKEN = (
    "The reserve fund of the members pays for new batteries when the grant has ended.",
    "Last year the reserve fund paid the electricity bill of our network for two months.",
)


def captions(*turns: str) -> str:
    cues = [
        f"00:0{n}:01.000 --> 00:0{n}:09.000\n<v Speaker {n}>{turn}" for n, turn in enumerate(turns)
    ]
    return "\n\n".join(["WEBVTT", *cues])


def test_what_was_said_before_a_theme_is_proposed_stays_until_it_is_accepted(make: Make) -> None:
    before = make({
        **{f"{n}.txt": text for n, text in enumerate((*SPECTRUM, *TRAINING))},
        "hearing.vtt": captions(*SPOKEN, SPECTRUM[0]),
    })  # fmt: skip
    grown = make({f"new-{n}.txt": text for n, text in enumerate(MONEY)})
    assert verify_files(grown.files.files) == []
    [proposed] = [one for one in grown.files.themes.themes if one.status == "proposed"]
    assert len(proposed.passages) == len(MONEY)
    stood = places(before)
    assert stood.items() <= places(grown).items()
    moves = told(grown).proposed_moves
    assert {(one.from_theme, one.to_theme) for one in moves} == {("theme-1", proposed.id)}
    assert len(moves) == len(SPOKEN)
    accepted = decide(grown, {"kind": "accept", "target": proposed.id, "id": "yes"})
    assert {(one.passage, one.by) for one in told(accepted).moved} == {
        (one.passage, "yes") for one in moves
    }
    # What is said of it from now on comes to it as well, by the same decision.
    later = make({"later.vtt": captions(MONEY[2], TRAINING[1])})
    new = places(later).items() - places(accepted).items()
    assert sorted(place for _, place in new) == ["theme-1", proposed.id]


def test_who_takes_only_some_of_what_was_proposed_leaves_the_rest_where_it_stood(
    make: Make,
) -> None:
    make({
        **{f"{n}.txt": text for n, text in enumerate((*SPECTRUM, *TRAINING))},
        "hearing.vtt": captions(*SPOKEN, SPECTRUM[0]),
    })  # fmt: skip
    grown = make({f"new-{n}.txt": text for n, text in enumerate(MONEY)})
    first, second = told(grown).proposed_moves
    decision = {"kind": "accept", "target": first.to_theme, "value": {"passages": [first.passage]}}
    accepted = decide(grown, decision)
    assert places(accepted)[first.passage] == first.to_theme
    assert places(accepted)[second.passage] == second.from_theme
