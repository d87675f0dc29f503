"""`bpforum verify` finds what somebody changed afterwards, also when they were clever about it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bpforum.cli import app
from bpforum.run_folder import MANIFEST, entry
from bpforum.verify import Finding, verify_files
from tests.pipeline.conftest import Compiled

Files = dict[str, bytes]


def plant(example: Compiled, change: Callable[[Files], None], *, sealed: bool) -> list[Finding]:
    """Findings after `change`; `sealed`: whoever changed it also mended the manifest."""
    files = dict(example.files.files)
    change(files)
    if sealed:
        manifest = json.loads(files.pop(MANIFEST))
        manifest["files"] = [
            entry(path, data).model_dump(mode="json") for path, data in sorted(files.items())
        ]
        files[MANIFEST] = json.dumps(manifest).encode()
    return verify_files(files)


def edit_json(files: Files, name: str, change: Callable[[Any], None]) -> None:
    value = json.loads(files[name])
    change(value)
    files[name] = (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def quotations(outcome: Any) -> Any:
    return next(
        (paragraph, run)
        for section in outcome["sections"]
        for paragraph in section["paragraphs"]
        for run in paragraph["runs"]
        if run["style"] == "quote"
    )


def test_an_untouched_run_is_fine(example: Compiled) -> None:
    assert plant(example, lambda files: None, sealed=True) == []


def test_any_changed_file_is_found(example: Compiled) -> None:
    for name in example.files.files:
        if name == MANIFEST:
            continue

        def change(files: Files, name: str = name) -> None:
            files[name] += b" "

        findings = plant(example, change, sealed=False)
        assert any(name in finding.message for finding in findings), name


def test_a_missing_and_an_added_file_are_found(example: Compiled) -> None:
    def change(files: Files) -> None:
        del files["balance.json"]
        files["public/extra.txt"] = b"x"

    messages = [finding.message for finding in plant(example, change, sealed=False)]
    assert "balance.json is missing" in messages
    assert "public/extra.txt is not in the manifest" in messages


@pytest.mark.parametrize("view", ["", "public/"])
def test_a_changed_quotation_is_found(example: Compiled, view: str) -> None:
    def change(outcome: Any) -> None:
        paragraph, run = quotations(outcome)
        changed = run["text"].replace("the", "all the", 1) + " indeed"
        paragraph["text"] = paragraph["text"].replace(run["text"], changed)
        run["text"] = changed

    findings = plant(
        example, lambda files: edit_json(files, view + "outcome.json", change), sealed=True
    )
    assert any(f.promise == 2 and "quotation" in f.message for f in findings)
    assert any(f.promise == 3 for f in findings)


def test_a_citation_moved_to_other_words_is_found(example: Compiled) -> None:
    def change(outcome: Any) -> None:
        paragraph, run = quotations(outcome)
        paragraph["citations"][run["citation"]]["start"] += 1

    findings = plant(example, lambda f: edit_json(f, "outcome.json", change), sealed=True)
    assert any(f.promise == 2 for f in findings)


def test_a_dropped_contribution_is_found(example: Compiled) -> None:
    """Out of the record, and out of the ledger, and the manifest mended."""

    def from_record(files: Files) -> None:
        edit_json(files, "record.json", lambda record: record["contributions"].pop(3))

    def from_both(files: Files) -> None:
        from_record(files)
        lines = files["ledger.csv"].split(b"\r\n")
        del lines[4]
        files["ledger.csv"] = b"\r\n".join(lines)

    for change in (from_record, from_both):
        assert any(f.promise == 1 for f in plant(example, change, sealed=True))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b",reflected,", b",listed,"), (b",quarantined,", b",,"),
        (b",same_text_as,C-", b",same_text_as,C-9"),
    ],
)  # fmt: skip
def test_an_unbalanced_ledger_is_found(example: Compiled, old: bytes, new: bytes) -> None:
    def change(files: Files) -> None:
        assert old in files["ledger.csv"]
        files["ledger.csv"] = files["ledger.csv"].replace(old, new, 1)

    assert any(f.promise == 1 for f in plant(example, change, sealed=True))


def test_a_line_that_stands_twice_is_found(example: Compiled) -> None:
    def change(files: Files) -> None:
        lines = files["ledger.csv"].split(b"\r\n")
        files["ledger.csv"] = b"\r\n".join([*lines[:3], lines[2], *lines[3:]])

    assert any("fates" in f.message for f in plant(example, change, sealed=True))


def test_copied_words_that_are_cited_and_a_text_in_two_groups_are_found(example: Compiled) -> None:
    def cite(themes: Any) -> None:
        placed = [p for theme in themes["themes"] for p in theme["passages"]]
        next(p for p in placed if p["duplicate_of"])["cited"] = True

    def join(themes: Any) -> None:
        one, other = themes["duplicates"][:2]
        one["members"].append(other["members"][0])

    def swap(themes: Any) -> None:
        group = themes["duplicates"][0]
        themes["duplicates"].append({**group, "representative": group["members"][0]})

    for change in (cite, join, swap):

        def planted(files: Files, change: Any = change) -> None:
            edit_json(files, "themes.json", change)

        findings = plant(example, planted, sealed=True)
        assert any(f.check == "same texts are counted, not quoted" for f in findings)


def test_a_passage_in_two_themes_is_found(example: Compiled) -> None:
    def change(themes: Any) -> None:
        themes["themes"][0]["passages"].append(themes["themes"][1]["passages"][0])

    findings = plant(example, lambda f: edit_json(f, "themes.json", change), sealed=True)
    assert any("places" in f.message for f in findings)


def test_a_members_text_or_a_withheld_name_in_public_is_found(example: Compiled) -> None:
    members = next(
        one for one in example.files.everything.values() if one.audience == "members"
    )  # fmt: skip
    withheld = next(
        one for one in example.files.everything.values() if one.consent.scope == "name_withheld"
    )

    def change(files: Files) -> None:
        words = " ".join(members.text.split()[20:40])
        files["public/practices.json"] += f"{words} {withheld.lead.name}".encode()

    messages = [f.message for f in plant(example, change, sealed=True) if f.promise == 9]
    assert any("holds words of " + members.reference in message for message in messages)
    assert any("names who sent " + withheld.reference in message for message in messages)


def test_damaged_files_are_findings_and_not_a_crash(example: Compiled) -> None:
    names = ("record.json", "ledger.csv", "outcome.json", "themes.json", "public/outcome.docx")
    for name in (*names, MANIFEST):

        def change(files: Files, name: str = name) -> None:
            files[name] = b"\xff{"

        assert plant(example, change, sealed=False), name


def test_the_command_ends_with_one_and_says_what_is_wrong(
    copy_of_example: Compiled, tmp_path: Path
) -> None:
    run = Path(str(copy_of_example.again().result.folder))
    assert CliRunner().invoke(app, ["verify", str(run)]).exit_code == 0
    assert CliRunner().invoke(app, ["verify", str(run.parent)]).exit_code == 0
    path = run / "outcome.html"
    path.write_bytes(path.read_bytes().replace(b"</h1>", b"!</h1>", 1))
    answer = CliRunner().invoke(app, ["verify", str(run), "--json"])
    assert answer.exit_code == 1
    assert "outcome.html" in answer.output
