"""What people do on a draft: refused when stale, flagged when their own, undone by a decision."""

from typing import Any

from bpforum.recording import Unusable, Wish
from bpforum.reviewing import comments, evidence, outline, themes
from bpforum.reviewing.acts import Done, Stale
from bpforum.reviewing.checks import checks
from bpforum.reviewing.draft import Draft
from bpforum.store import Store
from models.account import Account
from models.ids import digest
from tests.builders.reviewed import COMMENTED, HUMAN
from tests.unit.reviewing.conftest import ADA, BEN, NOW


def decide(
    draft: Draft, kind: str, target: str, value: Any = None, by: Account = BEN, **more: str
) -> Done:
    done = draft.acts.record(Wish(kind, target, value), by, NOW, **more)
    assert isinstance(done, Done), done
    draft.standing.refresh()
    return done


def comment_ids(draft: Draft) -> list[str]:
    page = comments.comments(draft.index, comments.Filter(state=""), most=50)
    return [one.source.reference for one in page.comments]


def test_of_two_who_edit_one_paragraph_the_second_is_shown_what_the_first_wrote(
    draft: Draft,
) -> None:
    seen = draft.acts.token(HUMAN)
    first = decide(draft, "edit_paragraph", HUMAN, "Hers.", token=seen)
    second = draft.acts.record(Wish("edit_paragraph", HUMAN, "His."), ADA, NOW, seen)
    assert isinstance(second, Stale)
    assert second.since[-1] == first.decision
    assert draft.standing.new_text(HUMAN) == "Hers."
    # Having seen it, he may write over it.
    decide(draft, "edit_paragraph", HUMAN, "His.", ADA, token=draft.acts.token(HUMAN))
    assert draft.standing.new_text(HUMAN) == "His."


def test_a_token_is_of_one_thing_and_of_all_that_was_decided_about_it(draft: Draft) -> None:
    passage = themes.passages(draft.index, "theme-1")[0].id
    before = draft.acts.tokens([HUMAN, COMMENTED, "theme-1", passage])
    assert len(set(before.values())) == 4
    made = decide(draft, "rename", "theme-1", "Radios that last")
    after = draft.acts.tokens(before)
    assert [one for one in before if before[one] != after[one]] == ["theme-1"]
    assert isinstance(draft.acts.undo(made.decision.id, BEN, NOW), Done)
    undone = draft.acts.token("theme-1")
    assert undone not in (before["theme-1"], after["theme-1"])


def test_pending_decisions_show_what_they_will_do_and_undoing_takes_it_away(draft: Draft) -> None:
    passage = themes.passages(draft.index, "theme-1")[0].id
    made = [
        decide(draft, "rename", "theme-1", "Radios that last"),
        decide(draft, "move", passage, "theme-2"),
        decide(draft, "edit_paragraph", COMMENTED, "New words."),
    ]
    standing = draft.standing
    assert (standing.label("theme-1"), standing.new_text(COMMENTED)) == (
        "Radios that last", "New words.",
    )  # fmt: skip
    assert standing.going() == {passage: "theme-2"}
    assert [one.id for one in standing.pending] == [one.decision.id for one in made]
    for one in made:
        draft.acts.undo(one.decision.id, BEN, NOW)
    standing.refresh()
    assert (standing.label("theme-1"), standing.new_text(COMMENTED), standing.going()) == (
        "", "", {},
    )  # fmt: skip
    # What the run knew is none of them.
    assert standing.edited(HUMAN) is None


def test_answers_move_a_comment_in_the_queue_and_undoing_moves_it_back(draft: Draft) -> None:
    first, second, *_ = comment_ids(draft)
    made = decide(draft, "dispose", first, {"disposition": "accepted"})
    decide(draft, "recommend", second, {"disposition": "discuss"})

    def n(state: str) -> int:
        return comments.count(draft.index, comments.Filter(state=state))

    assert (n("open"), n("answered"), n("accepted"), n("discuss")) == (5, 1, 1, 1)
    assert draft.standing.recommendation(second) is not None
    assert draft.standing.answer(second) is None
    draft.acts.undo(made.decision.id, BEN, NOW)
    draft.standing.refresh()
    assert (n("open"), n("answered"), n("discuss")) == (6, 0, 1)


def test_an_answer_that_is_owed_a_reason_needs_one(draft: Draft) -> None:
    first = comment_ids(draft)[0]
    for value in ("not_accepted", {"disposition": "out_of_scope", "reason": "  "}):
        refused = draft.acts.record(Wish("dispose", first, value), BEN, NOW)
        assert isinstance(refused, Unusable)
        assert refused.field == "reason"
    decide(draft, "dispose", first, {"disposition": "not_accepted", "reason": "said elsewhere"})


def test_what_one_decides_on_ones_own_input_is_flagged(draft: Draft, store: Store) -> None:
    ours = [
        one.source.reference
        for one in comments.comments(draft.index, comments.Filter(state=""), most=50).comments
        if "Cabo Mesh" in one.source.who
    ]
    done = decide(draft, "dispose", ours[0], "accepted", ADA)
    assert done.own_input == (ours[0],)
    assert store.decision_book.own_inputs([done.decision.id]) == {done.decision.id: (ours[0],)}
    assert decide(draft, "dispose", ours[1], "noted", BEN).own_input == ()
    # A paragraph that cites it, and a passage of it, are one's own input too.
    cited = evidence.evidence(draft.index, "th_theme_1_positions")[0].source
    body = evidence.organisations(draft.index, [cited.reference])[cited.reference][0]
    insider = ADA.model_copy(update={"organisation": body.upper()})
    edited = decide(draft, "edit_paragraph", "th_theme_1_positions", "x", insider)
    assert cited.reference in edited.own_input


def test_an_acceptance_is_of_the_words_that_were_read(draft: Draft) -> None:
    line = outline.paragraph(draft.index, COMMENTED)
    assert line is not None
    decide(draft, "accept_paragraph", COMMENTED, {"text": digest(line.text.encode())})
    assert draft.standing.accepted(COMMENTED, line.text) is not None
    assert draft.standing.accepted(COMMENTED, "other words") is None
    decide(draft, "accept_paragraph", COMMENTED, False)
    assert draft.standing.accepted(COMMENTED, line.text) is None


def test_checks_find_what_stands_in_the_way(draft: Draft) -> None:
    def n() -> dict[str, int]:
        return {one.code: one.n for one in checks(draft.index, draft.standing)}

    before = n()
    assert (before["comments"], before["orphaned"], before["pending"]) == (6, 1, 0)
    assert before["prompts"] > 5
    assert before["names"] > 0
    assert (before["consent"], before["doubted"]) == (0, 0)
    decide(draft, "not_supported", COMMENTED)
    decide(draft, "ask_source", HUMAN, "a figure")
    decide(draft, "edit_paragraph", "part_a_scope", "This document is about what lasts.")
    cited = evidence.evidence(draft.index, "th_theme_1_positions")[0].source.reference
    decide(draft, "consent", cited, "counts_only")
    after = n()
    assert (after["doubted"], after["asked"], after["pending"]) == (1, 1, 4)
    assert after["prompts"] == before["prompts"] - 1
    assert after["consent"] > 0
    section = {one.code: one.n for one in checks(draft.index, draft.standing, "th_theme_3")}
    assert (section["doubted"], section["asked"], section["comments"]) == (1, 0, 3)


def test_what_cannot_be_a_decision_is_refused_in_words(draft: Draft) -> None:
    for wish in (
        Wish("rename", "theme-1", " "), Wish("tidy", "theme-1"), Wish("dispose", "C-9999", "noted"),
        Wish("dispose", "C-0001", "fine"), Wish("take_back", "d999"),
    ):  # fmt: skip
        refused = draft.acts.record(wish, BEN, NOW)
        assert isinstance(refused, Unusable), wish
        assert refused.words
    assert draft.standing.refresh().pending == ()
