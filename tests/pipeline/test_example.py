"""The example forum, from its folder to its document: what the promises say, looked up again."""

import csv
import html
import io
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bpforum.verify import verify_run
from tests.pipeline.conftest import REPOSITORY, Compiled

UNFIXED = ("manifest.json", "changes.json")


def load(example: Compiled, name: str) -> Any:
    return json.loads(example.files.files[name])


def test_every_promise_that_can_be_checked_from_the_files_holds(example: Compiled) -> None:
    assert verify_run(Path(str(example.result.folder))) == []


def test_everything_received_has_one_fate(example: Compiled) -> None:
    text = example.files.files["ledger.csv"].decode()
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    record = load(example, "record.json")
    references = [line["reference"] for line in lines]
    assert len(lines) == len(set(references)) == example.result.received == 69
    assert sorted(references) == sorted(
        one["reference"] for one in (*record["contributions"], *record["comments"])
    )
    assert all(line["fate"] for line in lines)


def test_fates_are_those_that_the_examples_readme_expects(example: Compiled) -> None:
    lines = {one.external_id: one for one in example.files.everything.values()}

    def fates(*names: str) -> Counter[str | None]:
        return Counter(lines[name].fate for name in names)

    used = ("reflected", "listed")
    assert lines["oasis-mesh-collective.docx"].fate == "superseded_by"
    assert lines["oasis-mesh-collective-rev1.docx"].fate in used
    assert fates("highlands-technicians-circle.docx", "2026-08-12-highlands-circle.eml")[
        "same_text_as"
    ] == 1  # fmt: skip
    campaign = fates(
        "2026-08-24-keep-the-bands-open.eml", "2026-08-25-keep-the-bands-open.eml",
        "2026-08-25-please-keep-bands-open.eml", "campaign-letter-trentino.txt",
        "campaign-letter-karoo.txt", "2026-08-27-bands.eml",
    )  # fmt: skip
    assert campaign["same_text_as"] == 5
    assert lines["a-harbour-network.txt"].fate == "counted"
    assert lines["2026-08-20-see-attached.eml"].fate == "not_substantive"
    assert lines["2026-08-20-see-attached.eml/coastal-corridor.txt"].fate in used
    for broken in ("upload-interrupted.docx", "not-really-text.txt", "answers-by-spreadsheet.xlsx"):
        assert lines[broken].fate == "quarantined"
        assert lines[broken].reasons[0].remedy
    assert lines["test.txt"].fate == "not_substantive"
    assert lines["evaluation-preview.txt"].fate == "held"
    assert lines["letter-before-the-call.txt"].fate == "held"
    assert lines["opening-call.txt"].kind == "transcript"
    assert lines["opening-call.txt"].fate == "listed"
    late = {one.external_id for one in lines.values() if "received after the date" in one.flags}
    assert late == {"caribbean-spectrum-office.txt", "2026-09-22-kanopi.eml"}
    unused = [
        name
        for name, one in lines.items()
        if one.source == "survey" and one.fate not in used and name not in ("109", "110")
    ]
    assert unused == []


def test_what_the_examples_readme_forbids_is_nowhere_in_public(example: Compiled) -> None:
    table = (REPOSITORY / "examples" / "README.md").read_text(encoding="utf-8")
    rows = table.split("## What must never be found in `public/`")[1].split("## ")[0]
    forbidden = [
        words
        for row in rows.splitlines()
        if row.startswith("| `")
        for words in re.findall(r"`([^`]+)`", row.split("|")[1])
    ]
    assert len(forbidden) > 25
    searched = {
        path: plain(path, data)
        for path, data in example.files.files.items()
        if path.startswith("public/")
    }
    assert len(searched) >= 7
    found = [
        (words, path) for words in forbidden for path, text in searched.items() if words in text
    ]
    assert found == []


def plain(path: str, data: bytes) -> str:
    if path.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            text = "".join(package.read(name).decode() for name in package.namelist())
        return text + html.unescape(re.sub(r"<[^>]+>", "", text))
    text = data.decode()
    return text + html.unescape(re.sub(r"<[^>]+>", "", text))


def test_every_quotation_stands_in_its_contribution_at_its_place(example: Compiled) -> None:
    """Independent of our own checks: from the JSON files, and from what a reader sees."""
    record = load(example, "record.json")
    texts = {one["reference"]: one["text"] for one in record["contributions"]}
    for view in ("", "public/"):
        outcome = load(example, view + "outcome.json")
        page = plain("outcome.html", example.files.files[view + "outcome.html"])
        word = plain("outcome.docx", example.files.files[view + "outcome.docx"])
        quotations = 0
        for section in outcome["sections"]:
            for paragraph in section["paragraphs"]:
                for run in paragraph["runs"]:
                    if run["style"] != "quote":
                        continue
                    citation = paragraph["citations"][run["citation"]]
                    stored = texts[citation["contribution"]][citation["start"] : citation["end"]]
                    pattern = ".*".join(
                        re.escape(piece) for piece in re.split(r"\[name withheld\]", run["text"])
                    )
                    assert re.fullmatch(pattern, stored, re.DOTALL)
                    assert run["text"] in paragraph["text"]
                    assert squeezed(run["text"]) in squeezed(page)
                    assert squeezed(run["text"]) in squeezed(word)
                    quotations += 1
        assert quotations > 60


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_a_passage_stands_in_one_place_and_is_exactly_its_span(example: Compiled) -> None:
    record, themes = load(example, "record.json"), load(example, "themes.json")
    texts = {one["reference"]: one["text"] for one in record["contributions"]}
    placed = [p for theme in themes["themes"] for p in theme["passages"]] + themes["unplaced"]
    assert max(Counter(p["id"] for p in placed).values()) == 1
    assert all(texts[p["contribution"]][p["start"] : p["end"]] == p["text"] for p in placed)
    assert all(p["kind"] for p in themes["unplaced"])
    table = pq.read_table(io.BytesIO(example.files.files["passages.parquet"])).to_pylist()
    assert {row["id"] for row in table} == {p["id"] for p in placed}


def test_the_group_of_everyone_who_spoke_to_a_theme_is_heard_in_it(example: Compiled) -> None:
    """Where a group has a whole sentence to quote at all."""
    record = example.files.everything
    outcome = example.files.outcome()
    by_section = {section.id: section for section in outcome.sections}
    heard = spoke = 0
    for theme in example.files.themes.themes:
        section = by_section.get(f"th_{theme.id}".replace("-", "_"))
        if section is None or theme.set_aside:
            continue
        quoted = {
            record[citation.contribution].lead.group
            for paragraph in section.paragraphs
            if paragraph.role == "quote"
            for citation in paragraph.citations
        }
        may = {
            record[p.contribution].lead.group
            for p in theme.passages
            if record[p.contribution].fate in ("reflected", "listed")
            and record[p.contribution].kind == "contribution"
            and len(p.text.split()) >= 15
        } - {""}
        heard, spoke = heard + len(quoted & may), spoke + len(may)
    assert spoke > 20
    assert heard / spoke > 0.9


def test_the_same_input_gives_the_same_bytes(copy_of_example: Compiled) -> None:
    again = copy_of_example.again()
    before, after = copy_of_example.files.files, again.files.files
    assert before.keys() == after.keys()
    assert [p for p in before if before[p] != after[p] and p not in UNFIXED] == []
    assert again.result.fresh == 0
    assert again.files.manifest.snapshot == copy_of_example.files.manifest.snapshot


def test_a_forum_built_afresh_elsewhere_gives_the_same_bytes(
    example: Compiled, tmp_path: Path
) -> None:
    """No store to remember by, other file times, another folder."""
    import shutil

    from tests.pipeline.conftest import compiled

    forum = tmp_path / "elsewhere"
    shutil.copytree(
        REPOSITORY / "examples", forum, ignore=shutil.ignore_patterns(".bpforum"),
        copy_function=shutil.copyfile,
    )  # fmt: skip
    other = compiled(forum, tmp_path / "out")
    before, after = example.files.files, other.files.files
    assert [p for p in before if before[p] != after[p] and p not in UNFIXED] == []


def test_contact_data_is_masked_at_equal_length(example: Compiled) -> None:
    one = next(
        one for one in example.files.everything.values()
        if one.external_id == "glen-broadband-trust.txt"
    )  # fmt: skip
    assert "█" * 8 in one.text
    assert "@" not in one.text
    assert "7946" not in one.text


def test_a_dry_run_writes_nothing(copy_of_example: Compiled) -> None:
    from bpforum.pipeline import compile_forum
    from models.run import CompileRequest

    result = compile_forum(
        CompileRequest(
            folder=str(copy_of_example.forum), out=str(copy_of_example.out), dry_run=True
        )
    )
    assert result.folder is None
    assert not copy_of_example.out.exists()
    assert result.received == 69


def test_the_files_are_what_their_schemas_say(example: Compiled) -> None:
    import jsonschema

    from bpforum.schemas import FILES, schema

    for name in FILES:
        data = example.files.files[name]
        values = (
            [json.loads(line) for line in data.splitlines()]
            if name.endswith(".jsonl")
            else [json.loads(data)]
        )
        for value in values:
            jsonschema.validate(value, json.loads(schema(name)))


def test_what_rapporteurs_recorded_is_printed_within_each_sessions_rule(example: Compiled) -> None:
    practices = load(example, "public/practices.json")["proposed"]
    assert len(practices) == 8
    outcome = example.files.outcome("public/")
    printed = {
        paragraph.text: section.title
        for section in outcome.sections
        for paragraph in section.paragraphs
        if paragraph.role == "item"
    }
    by_group = next(words for words in printed if words.startswith("“Loans make villages plan"))
    assert "held by: Government" in by_group or "held by: government" in by_group
    closed = [w for w, where in printed.items() if where.startswith("When networks fail")]
    assert len(closed) == 4
    assert not any("held by" in words for words in closed)
    spectrum = [w for w in printed if "entered in a register" in w]
    assert spectrum
    assert all("Fjällnät Drift" in words for words in spectrum)


def test_the_public_ledger_tells_every_contributor_what_became_of_theirs(example: Compiled) -> None:
    def lines(name: str) -> dict[str, dict[str, str]]:
        text = example.files.files[name].decode()
        return {line["reference"]: line for line in csv.DictReader(io.StringIO(text, newline=""))}

    everything, public = lines("ledger.csv"), lines("public/ledger.csv")
    hidden = {ref for ref in everything if ref not in public}
    assert hidden == {
        one.reference
        for one in example.files.everything.values()
        if one.audience != "public" or "under embargo" in one.flags
    }
    assert len(hidden) == 3
    assert {line["external_id"] + line["reason"] for line in public.values()} == {""}
    cited = {
        citation.contribution
        for paragraph in example.files.outcome("public/").paragraphs
        for citation in paragraph.citations
    }
    for ref, line in public.items():
        assert (line["fate"] == "reflected") == (ref in cited and line["kind"] != "transcript"), ref
