"""`bpforum decide`: what can be told at once is told at once, and nothing wrong is recorded."""

import json
import shlex
from pathlib import Path
from typing import Any, get_args

import pytest
from typer.testing import CliRunner

from bpforum.cli import app
from bpforum.decision_forms import find_problem
from bpforum.decision_kinds import KINDS
from bpforum.ledger import disposition_codes
from bpforum.profiles import load_profile
from bpforum.store import open_store
from models.decision import DecisionKind
from tests.builders.groupings import decided, pid

CODES = disposition_codes(load_profile("igf", Path()))


@pytest.fixture
def forum(tmp_path: Path) -> Path:
    (tmp_path / "forum.toml").write_text(
        '[forum]\nid = "f"\ntitle = "F"\ncycle = "1"\n'
        '[[sources]]\nid = "inbox"\nkind = "folder"\npath = "inbox"\n'
    )
    return tmp_path


def decide(forum: Path, kind: str, target: str, value: str = "", why: str = "it is plain") -> Any:
    return CliRunner().invoke(
        app,
        ["decide", str(forum), "--kind", kind, "--target", target, "--value", value, "--by", "A",
         "--why", why],
    )  # fmt: skip


def test_the_help_lists_every_kind_with_an_example_that_is_well_formed() -> None:
    assert [one.kind for one in KINDS] == list(get_args(DecisionKind))
    shown = " ".join(CliRunner().invoke(app, ["decide", "--help"]).stdout.split())
    for one in KINDS:
        assert f"{one.kind}: {one.says}" in shown
        target, *rest = shlex.split(one.example)
        words = rest[0] if rest else None
        value = json.loads(words) if words and (words[0] in "{[" or words == "true") else words
        assert find_problem(decided(one.kind, target, value), CODES) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "target", "value", "words"),
    [
        ("must-link", pid(1), pid(2), "did you mean 'must_link'?"),
        ("tidy", "theme-1", "x", "write one of rename, merge"),
        ("rename", "theme-1", "", "--value: value must be the new label"),
        ("merge", "theme-1", "[1]", "--value"),
        ("split", "theme-1", '{"label": "A"}', '"passages"'),
        ("split", "theme-1", '{"label": "A", "passages": ["theme-2"]}', "is no passage's id"),
        ("move", "theme-1", "theme-2", "neither a passage's id"),
        ("move", pid(1), "", "a theme's id, or fits_no_theme"),
        ("pin", "C-0001", "", "is no passage's id"),
        ("must_link", pid(1), "C-0001", "is no passage's id"),
        ("cannot_link", pid(1), '{"holds": false}', '"passages"'),
        ("cannot_link", "theme-1", pid(2), "--target"),
        ("accept", "theme-9", "yes", "those of the proposed moves"),
        ("add_theme", "new", '{"label": "A", "colour": "red"}', "colour"),
        ("add_theme", "new", '{"label": "A", "id": "theme-4"}', "machine's own"),
        ("set_aside", "theme-1", "perhaps", "true or false"),
        ("set_kind", pid(1), "idea", "write one of issue, practice"),
        ("edit_paragraph", "summary_counts", " ", "the new text"),
        ("move", "C-0001", "not_substantive", "there is no submission 'C-0001'"),
    ],
)
def test_a_wrong_value_is_refused_at_once_and_not_recorded(
    forum: Path, kind: str, target: str, value: str, words: str
) -> None:
    answer = decide(forum, kind, target, value)
    assert answer.exit_code != 0
    assert words in str(answer.exception)
    with open_store(forum) as store:
        assert store.decisions() == ()


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("consent", "yes", "write one of full"), ("admit", "perhaps", "write one of accept"),
        ("hold", "maybe", "true or false"), ("dispose", "Withdrawn", "there is no disposition"),
        ("transcribe", {"text": "a"}, '"author"'), ("correct_text", "x", "write an object"),
        ("relate", {"kind": "likes", "to": "C-0002"}, '"kind" must be one of'),
        ("relate", {"kind": "revises"}, '"to" must be a reference'),
        ("relate", {"kind": "revises", "to": "C-0002", "holds": 1}, '"holds"'),
        ("link_statement", {}, '"statement"'),
    ],
)  # fmt: skip
def test_what_is_decided_of_submissions_has_its_form_too(
    kind: DecisionKind, value: Any, words: str
) -> None:
    assert words in find_problem(decided(kind, "C-0001", value), CODES)


def test_what_can_only_be_seen_when_compiling_is_recorded_and_said_so(forum: Path) -> None:
    answer = decide(forum, "must_link", pid(1), json.dumps([pid(2), pid(3)]))
    assert answer.exit_code == 0, answer.exception
    assert "recorded as d001" in answer.stdout
    assert f"whether {pid(1)} is there shows only then" in answer.stdout
    assert decide(forum, "set_aside", "theme-1", "false").exit_code == 0
    with open_store(forum) as store:
        assert [one.value for one in store.decisions()] == [[pid(2), pid(3)], False]
