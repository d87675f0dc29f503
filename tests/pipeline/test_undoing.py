"""Undoing: what is taken back leaves no trace in the document, whatever it was."""

from datetime import UTC, datetime
from typing import Any

from bpforum.deciding import record_decision
from bpforum.verify import verify_files
from models.run import Changes
from tests.pipeline.conftest import Compiled, fixed


def changes(run: Compiled) -> Changes:
    return Changes.model_validate_json(run.files.files["changes.json"])


def decide(run: Compiled, kind: str, target: str, value: Any = None) -> str:
    now = datetime.now(UTC)
    return record_decision(run.forum, kind, target, value, "R. Inchausti", "b", None, now).id


def test_once_all_is_taken_back_the_document_is_as_if_nobody_had_decided(
    copy_of_example: Compiled,
) -> None:
    before = copy_of_example
    themes = before.files.themes.themes
    parting = [p.id for p in themes[4].passages[:2]]
    loose = [p.id for p in before.files.themes.unplaced if p.kind == "fits_no_theme"][:2]
    made = [
        decide(before, "rename", themes[0].id, "What it costs, and who pays"),
        decide(before, "merge", themes[2].id, themes[3].id),
        decide(before, "split", themes[4].id, {"label": "By doing", "passages": parting}),
        decide(before, "move", themes[5].passages[0].id, themes[0].id),
        decide(before, "add_theme", "new", {"label": "Customs", "passages": loose}),
        decide(before, "edit_paragraph", "summary_counts", "We read every contribution."),
        decide(before, "dispose", themes[6].passages[0].contribution, "out_of_scope"),
        decide(before, "accept_paragraph", "summary_counts"),
        decide(before, "remark", themes[0].id, "Is that one subject?"),
    ]
    first = before.again()
    assert {*made} <= {one.id for one in changes(first).applied}
    assert [t.label for t in first.files.themes.themes] != [t.label for t in themes]

    acts = [decide(before, "take_back", one) for one in made]
    second = first.again()
    told = changes(second)
    assert {*acts} <= {one.id for one in told.applied}
    assert {one.decision.id: one.overtaken_by for one in told.not_applicable}.items() >= dict(
        zip(made, acts, strict=True)
    ).items()
    as_it_was, now = fixed(before), fixed(second)
    assert {name for name in now if now[name] != as_it_was[name]} == {"decisions.jsonl"}
    # Each change of a theme is told with the decision that it goes back to.
    assert {one.by for one in told.themes} <= {*made, "machine"}
    assert {(one.change, one.by) for one in told.themes} >= {
        ("renamed", made[0]), ("new", made[1]), ("gone", made[2]), ("gone", made[4]),
    }  # fmt: skip
    assert verify_files(second.files.files) == []

    # And an undo is undone the same way.
    decide(before, "take_back", acts[0])
    third = second.again()
    assert third.files.themes.themes[0].label == "What it costs, and who pays"
