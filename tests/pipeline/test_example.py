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
from models.contribution import Contribution
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
    assert len(lines) == len(set(references)) == example.result.received == 88
    assert sorted(references) == sorted(
        one["reference"] for one in (*record["contributions"], *record["comments"])
    )
    assert all(line["fate"] for line in lines)
    assert not any(".." in line["reason"] for line in lines)


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
    for broken in ("upload-interrupted.docx", "not-really-text.txt", "visits-to-villages.csv"):
        assert lines[broken].fate == "quarantined"
        reason = lines[broken].reasons[0]
        assert reason.remedy or "declare it in forum.toml" in reason.message
    assert lines["test.txt"].fate == "not_substantive"
    assert lines["evaluation-preview.txt"].fate == "held"
    assert lines["letter-before-the-call.txt"].fate == "held"
    assert lines["opening-call.txt"].kind == "transcript"
    assert lines["opening-call.txt"].fate == "listed"
    late = {one.external_id for one in lines.values() if "received after the date" in one.flags}
    assert late == {
        "caribbean-spectrum-office.txt", "2026-09-22-kanopi.eml",
        "proposal-one-form.docx", "proposal-mast-heights.txt",
    }  # fmt: skip
    assert lines["proposal-one-form.docx"].fate in used
    assert lines["proposal-mast-heights.txt"].fate == "refused"
    assert lines["island-states-secretariat-fr.txt"].fate == "language_version_of"
    assert lines["roof-cinema.txt"].fate == "withdrawn"
    assert lines["110"].fate == "not_substantive"
    for name in (
        "kettle-hill-electricity.pdf", "vaitoa-radiogram.pdf", "joint-roofs-and-poles.txt",
        "federacion-de-altura.zip/declaracion.txt", "federacion-de-altura.zip/anexo/la-llave.txt",
        "networks-list.mbox/between-the-lines@example.net",
        "networks-list.mbox/re-ladders@example.org", "networks-list.mbox/carnes@example.org",
        *(f"answers-by-spreadsheet.xlsx/row-{n}" for n in (1, 2, 3)),
        "lagoon-relay-corrigendum.txt", "kivu-tarif-deuxieme-envoi.txt", "evening-drill-chat.txt",
    ):  # fmt: skip
        assert lines[name].fate in used, name
    unused = [
        name
        for name, one in lines.items()
        if one.source == "survey" and one.fate not in used and name not in ("109", "110")
    ]
    assert unused == []


def by_name(example: Compiled) -> dict[str, Contribution]:
    return {one.external_id: one for one in example.files.everything.values()}


def test_decisions_are_about_what_the_examples_readme_says(example: Compiled) -> None:
    readme = (REPOSITORY / "examples" / "README.md").read_text(encoding="utf-8")
    rows = readme.split("## What people have decided")[1].split("## ")[0]
    told = dict(re.findall(r"^\| `([\w-]+)` \| `\w+/([^`]+)` \|", rows, re.MULTILINE))
    decisions = [json.loads(line) for line in example.files.files["decisions.jsonl"].splitlines()]
    names = {one.reference: name for name, one in by_name(example).items()}

    assert {one["id"]: names[one["target"].split("/")[0]] for one in decisions} == told
    assert load(example, "changes.json")["not_applicable"] == []


def test_a_pdf_is_whole_and_without_its_footer(example: Compiled) -> None:
    one = by_name(example)["kettle-hill-electricity.pdf"]
    own = [b for b in one.blocks if b.kind in ("heading", "paragraph")]
    text = "\n".join(one.text[block.start : block.end] for block in own)

    assert "and the cooperative said yes" in text
    assert "auditors' own car. Registers used to be kept" in text
    assert "page 1" not in text
    assert [one.text[b.start : b.end] for b in own if b.kind == "heading"][2:] == [
        "Who does the daily work", "Which rules hinder", "One practice"
    ]  # fmt: skip


def test_what_a_person_transcribed_is_quoted_as_transcribed(example: Compiled) -> None:
    one = by_name(example)["vaitoa-radiogram.pdf"]
    quotes = [
        paragraph.text
        for paragraph in example.files.outcome("public/").paragraphs
        if any(citation.contribution == one.reference for citation in paragraph.citations)
    ]
    assert one.text.startswith("No mail boat since June")
    assert quotes
    assert all("as transcribed" in text for text in quotes)


def test_answers_between_quoted_questions_answer_them(example: Compiled) -> None:
    one = by_name(example)["networks-list.mbox/between-the-lines@example.net"]
    own = {b.question: one.text[b.start : b.end] for b in one.blocks if b.kind == "paragraph"}

    assert own["q1"].startswith("With us it is the allotment gardens.")
    assert "q3" in own


def test_a_joint_contribution_is_named_with_all_its_organisations(example: Compiled) -> None:
    one = by_name(example)["joint-roofs-and-poles.txt"]
    page = plain("outcome.html", example.files.files["public/outcome.html"])

    assert [who.role for who in one.contributors] == ["lead", "joint", "joint", "co_sponsor"]
    assert len({who.group for who in one.contributors[:3]}) == 3
    for who in one.contributors:
        assert who.organisation in page


def test_a_found_revision_is_a_suggestion_and_a_corrigendum_is_told(example: Compiled) -> None:
    lines = by_name(example)
    before, after = lines["kivu-services-numeriques.txt"], lines["kivu-tarif-deuxieme-envoi.txt"]
    correction = lines["lagoon-relay-corrigendum.txt"]

    assert f"may revise {before.reference}: confirm" in after.flags
    assert before.fate in ("reflected", "listed")
    assert f"corrected by {correction.reference}" in lines["lagoon-relay.txt"].flags


def test_a_proposal_has_its_place_and_both_texts(example: Compiled) -> None:
    [proposal] = load(example, "record.json")["proposals"]

    assert proposal["contribution"] == by_name(example)["proposal-one-form.docx"].reference
    assert proposal["symbol"] == "MOD"
    assert proposal["instrument"].startswith("Recommendation 7")
    assert proposal["provision"] == "4.1"
    assert "every quarter" in proposal["base_text"]
    assert "every quarter" not in proposal["new_text"]


def test_only_a_confirmed_speaker_is_named(example: Compiled) -> None:
    captions = by_name(example)["evening-drill.vtt"].reference
    quotes = [
        paragraph.text
        for paragraph in example.files.outcome("public/").paragraphs
        if any(citation.contribution == captions for citation in paragraph.citations)
    ]
    named = [text for text in quotes if "Petronella Asare-Quist, Adom Ridge Network" in text]

    assert quotes == named  # what the other one said is not quoted before that is confirmed
    assert len(named) == 1
    assert "switch the whole mesh off" in named[0]


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
    assert result.received == 88


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
    assert sum(one["id"].startswith("ln_") and one["basis"] == "form" for one in practices) == 8
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
