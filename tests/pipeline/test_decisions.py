"""People outrank the machine: what they decided is applied again on every run."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from bpforum.cli import app
from bpforum.verify import verify_files
from models.decision import DecisionKind
from tests.pipeline.conftest import Compiled, Make

NEW = (
    "Name: Odalys Ferrand\nOrganisation: Cabo Norte Mesh\nStakeholder group: Civil society\n"
    "Country: Chile\n\n"
    "A licence-exempt band is worth nothing if the equipment for it cannot be imported. Customs "
    "kept our radios for seven months and asked for a certificate that the regulator does not "
    "issue. We ask that type approval from a neighbouring country be accepted for small networks.\n"
)


def decide(compiled: Compiled, **decision: object) -> None:
    path = compiled.forum / "decisions.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    full = {"by": "R. Inchausti", "at": "2026-10-01T10:00:00Z", "why": "clearer", **decision}
    path.write_text("\n".join([*lines, json.dumps(full)]) + "\n")


def test_all_kinds_of_decisions_are_applied_and_survive_new_input(
    copy_of_example: Compiled,
) -> None:
    forum = copy_of_example
    themes = forum.files.themes.themes
    renamed, merged, into, split = themes[0], themes[2], themes[3], themes[4]
    moved = themes[5].passages[0]
    pinned = next(
        p
        for p in themes[6].passages
        if len(p.text.split()) > 20 and not p.cited and not p.duplicate_of
    )
    parting = [p.id for p in split.passages[:2]]
    reference = forum.files.record.contributions[4].reference
    decide(forum, id="d1", kind="rename", target=renamed.id, value="What it costs, and who pays")
    decide(forum, id="d2", kind="merge", target=merged.id, value=into.id)
    decide(forum, id="d3", kind="split", target=split.id,
           value={"label": "Learning by doing", "passages": parting})  # fmt: skip
    decide(forum, id="d4", kind="move", target=moved.id, value=renamed.id)
    decide(forum, id="d5", kind="pin", target=pinned.id)
    decide(forum, id="d6", kind="edit_paragraph", target="summary_counts",
           value="The coordinators read every contribution.")  # fmt: skip
    decide(forum, id="d7", kind="dispose", target=reference,
           value={"disposition": "out_of_scope", "reason": "another forum's subject"})  # fmt: skip
    decide(forum, id="d8", kind="rename", target="no-such-theme", value="Nothing")
    first = forum.again()
    check(first, renamed.id, merged.id, into.id, moved.id, parting, reference)
    assert [d.decision.id for d in changes(first).not_applicable] == ["d8"]

    (forum.forum / "inbox" / "cabo-norte.txt").write_text(NEW, encoding="utf-8")
    second = forum.again()
    assert second.result.received == first.result.received + 1
    check(second, renamed.id, merged.id, into.id, moved.id, parting, reference)
    places = {p.id: theme.id for theme in first.files.themes.themes for p in theme.passages}
    later = {p.id: theme.id for theme in second.files.themes.themes for p in theme.passages}
    assert {p: t for p, t in later.items() if p in places} == places
    labels = {theme.id: theme.label for theme in second.files.themes.themes}
    assert all(labels[t.id] == t.label for t in first.files.themes.themes)


def changes(compiled: Compiled):  # type: ignore[no-untyped-def]
    from models.run import Changes

    return Changes.model_validate_json(compiled.files.files["changes.json"])


def check(
    compiled: Compiled, renamed: str, merged: str, into: str, moved: str, parting: list[str],
    reference: str,
) -> None:  # fmt: skip
    assert verify_files(compiled.files.files) == []
    themes = {theme.id: theme for theme in compiled.files.themes.themes}
    assert themes[renamed].label == "What it costs, and who pays"
    assert themes[renamed].named_by == "R. Inchausti"
    assert merged not in themes
    assert any(p.assigned_by == "d2" for p in themes[into].passages)
    [part] = [theme for theme in themes.values() if theme.label == "Learning by doing"]
    assert [p.id for p in part.passages if p.assigned_by == "d3"] == parting
    [here] = [p for p in themes[renamed].passages if p.id == moved]
    assert here.assigned_by == "d4"
    outcome = compiled.files.outcome()
    counts = next(p for p in outcome.paragraphs if p.id == "summary_counts")
    assert counts.text == "The coordinators read every contribution."
    assert counts.made_by == "R. Inchausti"
    one = compiled.files.everything[reference]
    assert one.fate == "not_reflected"
    assert "another forum" in one.reasons[0].message
    # The example has decisions of its own.
    assert [d.id for d in changes(compiled).applied if d.why == "clearer" and d.id != "d8"] == [
        "d1", "d2", "d3", "d4", "d5", "d6", "d7",
    ]  # fmt: skip


def test_a_pinned_passage_is_quoted(copy_of_example: Compiled) -> None:
    theme = max(copy_of_example.files.themes.themes, key=lambda t: len(t.passages))
    pinned = next(
        p for p in theme.passages
        if not p.cited and not p.duplicate_of and len(p.text.split()) > 20
        and copy_of_example.files.everything[p.contribution].kind == "contribution"
        and copy_of_example.files.everything[p.contribution].fate in ("reflected", "listed")
    )  # fmt: skip
    decide(copy_of_example, id="p1", kind="pin", target=pinned.id)
    again = copy_of_example.again()
    quoted = {
        citation.passage
        for paragraph in again.files.outcome().paragraphs
        if paragraph.role == "quote"
        for citation in paragraph.citations
    }
    assert pinned.id in quoted


def test_a_decision_by_command_is_recorded_once_and_applied(copy_of_example: Compiled) -> None:
    theme = copy_of_example.files.themes.themes[1]
    arguments = [
        "decide", str(copy_of_example.forum), "--kind", "rename", "--target", theme.id,
        "--value", "Exchange points", "--by", "W. Achterberg", "--why", "shorter",
    ]  # fmt: skip
    assert CliRunner().invoke(app, arguments).exit_code == 0
    again = copy_of_example.again()
    assert next(t for t in again.files.themes.themes if t.id == theme.id).label == "Exchange points"
    told = changes(again)
    assert [(c.id, c.change, c.by) for c in told.themes if c.change == "renamed"] == [
        (theme.id, "renamed", next(d.id for d in told.applied if d.kind == "rename"))
    ]


def test_a_submission_is_held_back_by_command_and_let_go_again(make: Make) -> None:
    forum = make({"a.txt": "Villages that own their mast decide together what a month costs."})

    def by_command(value: str, target: str = "C-0001") -> Any:
        return CliRunner().invoke(
            app,
            ["decide", str(forum.forum), "--kind", "hold", "--target", target, "--value", value,
             "--by", "A", "--why", "a court is asked"],
        )  # fmt: skip

    assert by_command("true").exit_code == 0
    assert [one.fate for one in forum.again().files.everything.values()] == ["held"]
    assert by_command("false").exit_code == 0
    assert [one.fate for one in forum.again().files.everything.values()] == ["reflected"]
    unknown = by_command("true", "C-0009")
    assert "there is no submission 'C-0009'" in str(unknown.exception)


def test_new_evidence_for_a_persons_paragraph_is_told_and_not_written(
    copy_of_example: Compiled,
) -> None:
    forum = copy_of_example
    theme = next(t for t in forum.files.themes.themes if "spectrum" in t.label.lower())
    target = f"th_{theme.id}".replace("-", "_") + "_who"
    decide(forum, id="e1", kind="edit_paragraph", target=target, value="Nearly all spoke of bands.",
           at="2026-10-01T10:00:00Z")  # fmt: skip
    forum.again()
    path = forum.forum / "inbox" / "late.txt"
    path.write_text(
        "We ask for licence-exempt spectrum at 5 GHz and for light licensing of longer links, as "
        "interference between neighbours has been settled by talking in nearly every case we know, "
        "and licence fees for spectrum would end most networks of our size within one year.\n"
    )
    second = forum.again()
    paragraph = next(p for p in second.files.outcome().paragraphs if p.id == target)
    assert paragraph.text == "Nearly all spoke of bands."
    assert changes(second).new_evidence.get(target)


def test_a_broken_decisions_file_is_refused_with_its_lines(copy_of_example: Compiled) -> None:
    path: Path = copy_of_example.forum / "decisions.jsonl"
    path.write_text('{"id": "x"}\nnot json\n')
    answer = CliRunner().invoke(app, ["compile", str(copy_of_example.forum)])
    assert answer.exit_code != 0
    assert "decisions.jsonl, line 1" in str(answer.exception) + answer.output
    assert "line 2" in str(answer.exception) + answer.output


def test_themes_outlive_the_question_that_they_stood_under(copy_of_example: Compiled) -> None:
    path = copy_of_example.forum / "forum.toml"
    text = path.read_text(encoding="utf-8")
    start = text.index('[[calls.questions]]\nid = "q4"')
    without = text[:start] + text[text.index("[[calls.extensions]]") :]
    path.write_text(without.replace(', q4 = "q4"', ""), encoding="utf-8")
    again = copy_of_example.again()
    assert verify_files(again.files.files) == []
    before = {theme.id: theme.label for theme in copy_of_example.files.themes.themes}
    after = {theme.id: theme.label for theme in again.files.themes.themes}
    assert {one: after.get(one) for one in before} == before
    titles = [section.title for section in again.files.outcome().sections]
    assert all(label in titles for label in before.values() if not label.startswith("Other"))


@pytest.mark.parametrize("target", ["C-0099", "no such thing"])
def test_a_decision_of_any_kind_on_nothing_is_handed_back(make: Make, target: str) -> None:
    lines = [
        # A label is all that an added theme needs.
        {"id": kind, "kind": kind, "target": target, "value": 7 if kind == "add_theme" else "x",
         "by": "A", "why": "w", "at": "2026-10-01T10:00:00Z"}
        for kind in get_args(DecisionKind)
    ]  # fmt: skip
    written = "\n".join(json.dumps(line) for line in lines)
    small = make({"a.txt": NEW, "../decisions.jsonl": written})
    told = changes(small)
    assert [one.decision.kind for one in told.not_applicable if not one.reason] == []
    assert sorted(one.decision.kind for one in told.not_applicable) == sorted(
        get_args(DecisionKind)
    )
    assert told.applied == ()


def test_a_disposition_is_one_of_the_profiles_and_the_last_one_holds(make: Make) -> None:
    decisions: list[dict[str, object]] = [
        {"id": "d1", "value": "not_accepted", "at": "2026-10-01T10:00:00Z"},
        {"id": "d2", "value": {"reason": "see above"}, "at": "2026-10-04T10:00:00Z"},
        {"id": "d3", "value": 7, "at": "2026-10-03T10:00:00Z"},
        {"id": "d4", "value": "accepted", "at": "2026-10-02T10:00:00Z"},
        {"id": "d5", "value": "Withdrawn", "at": "2026-10-05T10:00:00Z"},
    ]
    written = "\n".join(
        json.dumps({"kind": "dispose", "target": "C-0001", "by": "A", **one})
        for one in reversed(decisions)
    )
    small = make({"a.txt": NEW, "../decisions.jsonl": written})
    told = changes(small)
    assert [one.id for one in told.applied] == ["d1", "d4"]
    assert [one.decision.id for one in told.not_applicable] == ["d3", "d2", "d5"]
    assert told.not_applicable[2].reason == "there is no disposition 'Withdrawn'; write withdrawn"
    assert small.files.everything["C-0001"].fate != "not_reflected"


def test_a_transcribed_text_may_hold_any_kind_of_line_end(make: Make) -> None:
    text = "Voluntarios\u2028mantienen esta red viva\u0085y nadie les paga."
    line = {"id": "d1", "kind": "transcribe", "target": "C-0001", "by": "A",
            "value": {"text": text, "author": "A"}, "at": "2026-10-01T10:00:00Z"}  # fmt: skip
    small = make({"a.txt": "x", "../decisions.jsonl": json.dumps(line, ensure_ascii=False)})
    assert [one.id for one in changes(small).applied] == ["d1"]


def test_a_text_that_is_not_taken_up_leaves_its_copies_in_the_document(make: Make) -> None:
    text = (
        "Community networks need shared towers, because a village cannot pay for one of its own "
        "and the operators have no reason to build there."
    )
    first = make({"a.txt": text, "b.txt": text})
    [one, two] = first.files.record.contributions
    assert (one.fate, two.fate) == ("reflected", "same_text_as")
    decision = {
        "id": "d1", "kind": "dispose", "target": one.reference, "by": "A. Secretary",
        "at": "2026-06-01T00:00:00Z", "value": {"disposition": "duplicate", "reason": "sent twice"},
    }  # fmt: skip
    line = json.dumps(decision) + "\n"
    (first.forum / "decisions.jsonl").write_text(line, encoding="utf-8")
    [one, two] = first.again().files.record.contributions
    assert (one.fate, two.fate) == ("not_reflected", "reflected")
