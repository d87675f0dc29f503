"""A forum compiled with a language model: what it adds, and that people outrank it."""

import html
import json
import re
import shutil
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bpforum.store import open_store
from bpforum.verify import verify_files
from tests.builders.language_model import NAME, ROOFS, LanguageModel, Prompt
from tests.builders.loopback import Reply
from tests.pipeline.conftest import Compiled, Make, compiled, decide, fixed, summaries


def text_of_docx(data: bytes) -> str:
    with zipfile.ZipFile(BytesIO(data)) as package:
        return html.unescape(re.sub(r"<[^>]+>", "", package.read("word/document.xml").decode()))


def without_machine_text(run: Compiled, view: str) -> list[tuple[str, str]]:
    """The paragraphs that a run without a model has too, with the same words.

    Annex 6 counts what is cited, and machine text cites too.
    """
    added = ("_sum", "_sum_is", "_label", "method_model", "annex_6_what")
    return [
        (one.id, one.text)
        for one in run.files.outcome(view).paragraphs
        if not one.id.endswith(added)
    ]


def test_a_summary_and_a_label_are_added_and_marked(make: Make, model: LanguageModel) -> None:
    run = make(ROOFS)
    assert verify_files(run.files.files) == []
    for view in ("", "public/"):
        outcome = run.files.outcome(view)
        [summary] = summaries(outcome)
        assert summary.made_by == f"machine: {NAME}"
        assert summary.flags == (f"machine text by {NAME}, not edited by a person",)
        assert len([r for r in summary.runs if r.style == "cite"]) == 3
        page = run.files.files[f"{view}outcome.html"].decode()
        assert f'id="{summary.id}" data-made-by="model"' in page
        for face in (page, text_of_docx(run.files.files[f"{view}outcome.docx"])):
            assert summary.flags[0] in face.replace("\u00a0", " ")
            assert "In short, written by a language model" in face
            assert f"written by a language model ({NAME})" in face
    [theme] = [one for one in run.files.themes.themes if one.suggested_label]
    assert (theme.suggested_label, theme.suggested_by) == ("Shared masts and roofs", NAME)
    assert theme.label != theme.suggested_label
    [prompt] = [one for one in run.files.outcome().paragraphs if one.id.endswith("_label")]
    assert (prompt.role, "Shared masts and roofs" in prompt.text) == ("prompt", True)
    public = [data for name, data in run.files.files.items() if name.startswith("public/")]
    assert not any(b"Shared masts and roofs" in data for data in public)
    told = run.files.manifest.assistance
    assert told is not None
    assert (told.model, told.themes, told.answered, told.left_out) == (NAME, 2, 2, {})
    assert (told.sentences, told.kept, told.labels) == (6, 6, 1)


def test_what_is_asked_once_is_not_asked_again_and_the_bytes_are_the_same(
    make: Make, model: LanguageModel
) -> None:
    first = make(ROOFS)
    asked = len(model.asked)
    assert asked == 1, "both documents may draw on the same passages: one question"
    model.write = lambda prompt: Reply(status=500)
    second = first.again()
    assert len(model.asked) == asked
    assert fixed(first) == fixed(second)
    assert first.files.manifest.snapshot == second.files.manifest.snapshot
    assert first.files.manifest.assistance == second.files.manifest.assistance
    assert second.result.attention == ()


def test_another_passage_asks_anew(make: Make, model: LanguageModel) -> None:
    make(ROOFS)
    make({"island.txt": "On the island masts on the roofs of schools fall in each storm."})
    assert len(model.asked) == 2


def test_without_a_model_the_document_is_what_it_was(
    make: Make, model: LanguageModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assisted = make(ROOFS)
    monkeypatch.delenv("BPFORUM_LLM_URL")
    monkeypatch.delenv("BPFORUM_LLM_MODEL")
    asked = len(model.asked)
    plain = assisted.again()
    assert len(model.asked) == asked
    assert plain.files.manifest.assistance is None
    assert plain.files.manifest.snapshot != assisted.files.manifest.snapshot
    elsewhere = tmp_path / "never"
    shutil.copytree(assisted.forum, elsewhere, ignore=shutil.ignore_patterns(".bpforum"))
    never = compiled(elsewhere, tmp_path / "never-out")
    assert {n: d for n, d in fixed(plain).items() if "received_at" not in n}.keys() == (
        fixed(never).keys()
    )
    for view in ("", "public/"):
        texts = [(p.id, p.text) for p in never.files.outcome(view).paragraphs]
        assert texts == [(p.id, p.text) for p in plain.files.outcome(view).paragraphs]
        assert without_machine_text(assisted, view) == without_machine_text(never, view)


def test_a_persons_words_replace_the_summary_and_it_is_never_made_again(
    make: Make, model: LanguageModel
) -> None:
    run = make(ROOFS)
    [summary] = summaries(run.files.outcome())
    decide(run, "edit_paragraph", summary.id, "Roofs of schools carry the masts.", "R. Editor")
    asked = len(model.asked)
    for _ in range(2):
        edited = make({"island.txt": "On the island masts on roofs of schools fall in storms."})
        assert len(model.asked) == asked
        assert verify_files(edited.files.files) == []
        for view in ("", "public/"):
            [own] = [p for p in edited.files.outcome(view).paragraphs if p.id == summary.id]
            assert own.text.startswith("Roofs of schools carry the masts.")
            assert (own.made_by, own.flags) == ("R. Editor", ())
            assert {c.passage for c in own.citations} == {c.passage for c in summary.citations}
            assert summaries(edited.files.outcome(view)) == []
            page = edited.files.files[f"{view}outcome.html"]
            assert b"machine text" not in page
            assert b"language model" not in page
        assert edited.result.attention == ()
    assert summary.id in json.loads(edited.files.files["changes.json"])["new_evidence"]


def test_a_persons_summary_stays_where_no_model_is_set_up_any_more(
    make: Make, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make(ROOFS)
    [summary] = summaries(run.files.outcome())
    decide(run, "edit_paragraph", summary.id, "Roofs of schools carry the masts.", "R. Editor")
    for name in ("URL", "MODEL", "KEY"):
        monkeypatch.delenv(f"BPFORUM_LLM_{name}")
    kept = run.again()
    # And a store that never saw what the model answered.
    (run.forum / "decisions.jsonl").write_bytes(kept.files.files["decisions.jsonl"])
    shutil.rmtree(run.forum / ".bpforum")
    for again in (kept, run.again()):
        assert verify_files(again.files.files) == []
        for view in ("", "public/"):
            [own] = [p for p in again.files.outcome(view).paragraphs if p.id == summary.id]
            assert own.text.startswith("Roofs of schools carry the masts.")
            assert own.made_by == "R. Editor"
            assert own.citations


def test_a_theme_that_a_person_named_gets_no_other_label(make: Make, model: LanguageModel) -> None:
    run = make(ROOFS)
    theme = next(one.id for one in run.files.themes.themes if one.suggested_label)
    decide(run, "rename", theme, "Roofs", "R. Editor")
    again = run.again()
    [named] = [one for one in again.files.themes.themes if one.id == theme]
    assert (named.label, named.suggested_label, named.suggested_by) == ("Roofs", "", "")


def test_a_dry_run_asks_and_keeps_what_it_was_answered(make: Make, model: LanguageModel) -> None:
    run = make(ROOFS)
    (run.forum / "inbox" / "island.txt").write_text("On the island masts on roofs fall down.")
    from bpforum.pipeline import compile_forum
    from models.run import CompileRequest

    told: list[str] = []
    request = CompileRequest(folder=str(run.forum), out=str(run.out), dry_run=True)
    assert compile_forum(request, tell=told.append).folder is None
    assert f"Asking {NAME} about themes, 1 of 1" in told
    asked = len(model.asked)
    run.again()
    assert len(model.asked) == asked


def test_answers_are_kept_without_what_was_asked(make: Make, model: LanguageModel) -> None:
    run = make(ROOFS)
    theme = next(one.id for one in run.files.themes.themes if one.suggested_label)
    with open_store(run.forum) as store:
        kept = store.last_answer(theme, "public")
    assert kept is not None
    assert kept.sources == ("C-0001", "C-0002", "C-0003", "C-0004")
    assert model.prompts[0].instructions[:40] not in kept.model_dump_json()


TONGUES = {
    "es": (
        "Pusimos antenas en los techos de las escuelas, y los maestros guardan las llaves.",
        "Las antenas en los techos de las escuelas cuestan menos que una torre en la montaña.",
        "Las antenas están en los techos de las escuelas, donde “guardan las llaves”.",
        "Todos apoyan las antenas en los techos de las escuelas.",
        "texto de máquina",
        "Spanish",
    ),
    "fr": (
        "Nous avons mis des antennes sur les toits des écoles, et les maîtres gardent les clés.",
        "Les antennes sur les toits des écoles coûtent moins cher qu’une tour en montagne.",
        "Les antennes sont sur les toits des écoles, où ils «\u00a0gardent les clés\u00a0».",
        "Tous approuvent les antennes sur les toits des écoles.",
        "texte de machine",
        "French",
    ),
}


@pytest.mark.parametrize("tongue", TONGUES)
def test_it_writes_in_the_documents_language(make: Make, model: LanguageModel, tongue: str) -> None:
    one, two, sentence, refused, marked, language = TONGUES[tongue]

    def write(prompt: Prompt) -> dict[str, Any]:
        [source] = [key for key, text in prompt.passages if text == one]
        return {"sentences": [prompt.sentence(words, source) for words in (sentence, refused)]}

    model.write = write
    head = make({"one.txt": one, "two.txt": two}).forum / "forum.toml"
    told = head.read_text(encoding="utf-8").replace("cycle", f'languages = ["{tongue}"]\ncycle', 1)
    head.write_text(told, encoding="utf-8")
    run = compiled(head.parent, head.parent.parent / "out")
    assert verify_files(run.files.files) == []
    assert f"words of {language}" in model.prompts[-1].instructions
    [summary] = summaries(run.files.outcome())
    assert marked in summary.flags[0]
    assert [one.style for one in summary.runs].count("quote") == 1
    assert run.files.manifest.assistance is not None
    assert run.files.manifest.assistance.left_out == {"a count that nobody counted": 2}
