"""`bpforum verify` finds machine text that was forged, also when the files fit together."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bpforum.deliverables import faces
from bpforum.run_folder import MANIFEST, entry
from bpforum.verify import Finding, verify_files
from models.outcome import Outcome
from tests.builders.language_model import NAME, ROOFS, LanguageModel, Prompt
from tests.pipeline.conftest import Compiled, Make, decide

CHECK = "machine text rests on what it cites"


def answer(prompt: Prompt) -> dict[str, Any]:
    return {"sentences": [
        prompt.about(0),
        prompt.sentence(f"It is written that “{prompt.quote(1, 5)}” of masts on roofs.", "p2"),
    ]}  # fmt: skip


@pytest.fixture
def run(make: Make, model: LanguageModel) -> Compiled:
    model.write = answer
    made = make(ROOFS)
    assert verify_files(made.files.files) == []
    return made


def forged(run: Compiled, view: str, change: Callable[[Any], None]) -> list[Finding]:
    """Findings after `change` of the summary, with all that is rendered from it made anew."""
    files = dict(run.files.files)
    outcome = json.loads(files[view + "outcome.json"])
    [summary] = [
        paragraph
        for section in outcome["sections"]
        for paragraph in section["paragraphs"]
        if paragraph["made_by"] == f"machine: {NAME}"
    ]
    change(summary)
    summary["text"] = "".join(run["text"] for run in summary["runs"])
    again = faces(Outcome.model_validate(outcome))
    files |= {view + name: data for name, data in again.items()}
    manifest = json.loads(files.pop(MANIFEST))
    manifest["files"] = [
        entry(path, data).model_dump(mode="json") for path, data in sorted(files.items())
    ]
    files[MANIFEST] = json.dumps(manifest).encode()
    return verify_files(files)


def cites(summary: Any) -> list[int]:
    return [n for n, run in enumerate(summary["runs"]) if run["style"] == "cite"]


def without_its_citation(summary: Any) -> None:
    del summary["runs"][cites(summary)[-1]]


def with_one_more_sentence(summary: Any) -> None:
    summary["runs"].append({"text": " Masts on roofs are the future.", "style": "plain"})


def with_a_sentence_before(summary: Any) -> None:
    summary["runs"][0]["text"] = "Masts on roofs are cheap. " + summary["runs"][0]["text"]


def with_everybody(summary: Any) -> None:
    summary["runs"][0]["text"] = "Everybody agrees on " + summary["runs"][0]["text"]


def with_a_number(summary: Any) -> None:
    summary["runs"][0]["text"] = summary["runs"][0]["text"].rstrip().rstrip(".") + " in 2031."


def with_other_words(summary: Any) -> None:
    summary["runs"][0]["text"] = "Satellites orbit quietly above distant vendors of gold."


def with_an_invented_passage(summary: Any) -> None:
    for citation in summary["citations"]:
        citation["passage"] = "pffffffffffff"


def with_a_passage_elsewhere(summary: Any) -> None:
    summary["citations"][0]["end"] -= 5


def with_unmarked_quotation(summary: Any) -> None:
    at = next(n for n, run in enumerate(summary["runs"]) if run["style"] == "quote")
    summary["runs"][at]["style"] = "plain"
    summary["runs"][at]["text"] = "masts are wonderful"


def with_an_altered_quotation(summary: Any) -> None:
    at = next(n for n, run in enumerate(summary["runs"]) if run["style"] == "quote")
    summary["runs"][at]["text"] = summary["runs"][at]["text"][:-1] + "x"


def unmarked(summary: Any) -> None:
    summary["flags"] = []


def as_a_persons(summary: Any) -> None:
    summary["made_by"], summary["flags"] = "A. Coordinator", []


def as_plain_machine(summary: Any) -> None:
    summary["made_by"], summary["flags"] = "machine", []


def as_fixed_words(summary: Any) -> None:
    summary["made_by"], summary["flags"] = "template", []


FORGERIES = (
    without_its_citation, with_one_more_sentence, with_a_sentence_before, with_everybody,
    with_a_number, with_other_words, with_an_invented_passage, with_a_passage_elsewhere,
    with_unmarked_quotation, with_an_altered_quotation, unmarked, as_a_persons, as_plain_machine,
    as_fixed_words,
)  # fmt: skip


def test_a_forged_summary_is_found(run: Compiled) -> None:
    for view in ("", "public/"):
        assert forged(run, view, lambda summary: None) == []
        for change in FORGERIES:
            found = forged(run, view, change)
            wanted = 2 if change is with_an_altered_quotation else CHECK
            assert any(wanted in (one.promise, one.check) for one in found), (view, change)


def test_a_summary_that_a_person_decided_on_is_the_persons(run: Compiled) -> None:
    target = next(one.id for one in run.files.outcome().paragraphs if one.model)
    decide(run, "edit_paragraph", target, "Everybody wants masts, says the chair.", "A. Chair")
    again = run.again()
    assert verify_files(again.files.files) == []
    [own] = [one for one in again.files.outcome().paragraphs if one.id == target]
    assert own.made_by == "A. Chair"


def test_nobody_signs_as_a_machine(run: Compiled) -> None:
    target = next(one.id for one in run.files.outcome().paragraphs if one.model)
    decide(run, "edit_paragraph", target, "Everybody agrees.", f"machine: {NAME}")
    again = run.again()
    assert verify_files(again.files.files) == []
    assert any("signed as if a machine" in said for said in again.result.attention)
    assert not any("Everybody" in one.text for one in again.files.outcome().paragraphs)
