"""A model that fails costs the document nothing, and is told of."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from bpforum.verify import verify_files
from tests.builders.language_model import NAME, ROOFS, LanguageModel, good
from tests.builders.loopback import Reply
from tests.pipeline.conftest import Make, fixed, summaries

FAILURES: dict[str, Any] = {
    "unauthorised": Reply(status=401),
    "overloaded": Reply.json({}, 429, Retry_After="3600"),
    "broken": Reply(status=500),
    "nonsense": "Lorem ipsum.",
    "empty": "",
    "cut off": Reply(b'{"id": "x"', headers={"Content-Type": "application/json"}),
    "not UTF-8": Reply(b"\xff\xfe", headers={"Content-Type": "application/json"}),
    "ten megabytes": "x" * 10 * 2**20,
    "closed": Reply(resets=True),
    "silent": Reply(stalls=60),
    "endless": Reply(b" " * 9_999, drips=0.05),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_model_that_fails_is_told_of_and_the_document_is_made_without_it(
    make: Make, model: LanguageModel, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("BPFORUM_LLM_SECONDS", "1")
    model.write = lambda prompt: FAILURES[name]
    run = make(ROOFS)
    assert verify_files(run.files.files) == []
    assert summaries(run.files.outcome()) == summaries(run.files.outcome("public/")) == []
    [said] = run.result.attention
    assert run.files.manifest.problems == (said,)
    assert NAME in said
    assert model.server.url.removeprefix("http://") in said
    assert "1 of 1 questions" in said
    assert "unset BPFORUM_LLM_URL" in said
    told = run.files.manifest.assistance
    assert told is not None
    assert (told.answered, told.sentences) == (0, 0)


def test_what_was_missing_is_asked_for_in_the_next_run(make: Make, model: LanguageModel) -> None:
    model.write = lambda prompt: Reply(status=500)
    assert make(ROOFS).result.attention
    model.write = good
    run = make(ROOFS)
    assert run.result.attention == ()
    assert summaries(run.files.outcome())


QUESTIONS = """
[[calls]]
id = "call"
title = "Call"
questions = [ { id = "q1", text = "What of roofs?" }, { id = "q2", text = "What of money?" },
  { id = "q3", text = "What of law?" }, { id = "q4", text = "What of water?" },
  { id = "q5", text = "What of schools?" }, { id = "q6", text = "What of storms?" } ]
[[sources]]
id = "answers"
kind = "csv"
path = "answers.csv"
call = "call"
columns = { external_id = "id" }
questions = { q1 = "a", q2 = "b", q3 = "c", q4 = "d", q5 = "e", q6 = "f" }
"""


SAID = (
    "Nobody warned us about the {} when we began.",
    "A cousin of mine looks after the {} on Sundays, for a meal.",
    "Last year the whole meeting was about the {} and little else was decided.",
    "Ask the women who run the market: the {} decides whether the radio works.",
    "Our book has a page on the {} for each month since 2019.",
)


def answers() -> str:
    """One row for each of five people, each with an answer to each of six questions."""
    subjects = ("roofs", "money", "law", "water", "schools", "storms")
    rows = [[str(n), *(said.format(one) for one in subjects)] for n, said in enumerate(SAID)]
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    return "\n".join(["id,a,b,c,d,e,f", *lines])


def test_after_three_failures_in_a_row_it_is_not_asked_again(
    tmp_path: Path, make: Make, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "answers.csv").write_text(answers(), encoding="utf-8")
    monkeypatch.setenv("BPFORUM_LLM_SECONDS", "0.5")
    model.write = lambda prompt: Reply(stalls=60)
    started = time.monotonic()
    run = make({}, toml=QUESTIONS)
    assert len(model.asked) == 3
    assert time.monotonic() - started < 60
    [said] = run.result.attention
    assert "of 6 questions: no whole answer within" in said


def test_one_wrong_key_is_enough_and_so_is_the_time_for_all(
    tmp_path: Path, make: Make, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "answers.csv").write_text(answers(), encoding="utf-8")
    model.write = lambda prompt: Reply(status=401)
    [said] = make({}, toml=QUESTIONS).result.attention
    assert (len(model.asked), "BPFORUM_LLM_KEY" in said) == (1, True)
    monkeypatch.setenv("BPFORUM_LLM_TOTAL_SECONDS", "1e-9")
    [said] = make({}, toml=QUESTIONS).result.attention
    assert (len(model.asked), "the time for it was over" in said) == (1, True)


def test_each_theme_is_asked_about_with_its_own_passages_and_question(
    tmp_path: Path, make: Make, model: LanguageModel
) -> None:
    (tmp_path / "forum").mkdir()
    (tmp_path / "forum" / "answers.csv").write_text(answers(), encoding="utf-8")
    run = make({}, toml=QUESTIONS)
    assert verify_files(run.files.files) == []
    assert len(model.prompts) == 6
    for prompt in model.prompts:
        subject = json.loads(prompt.data)["question of the call"].split()[-1].rstrip("?")
        assert all(subject in text for _, text in prompt.passages)


def test_without_the_packages_the_document_is_made_and_says_so(
    make: Make, model: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bpforum.assist.service.is_installed", lambda: False)
    run = make(ROOFS)
    [said] = run.result.attention
    assert "pip install 'bpforum[llm]'" in said
    assert model.asked == []
    assert run.files.manifest.problems == (said,)


@pytest.mark.parametrize("texts", [{}, {"one.txt": "Masts on roofs are cheaper than towers."}])
def test_a_forum_with_nothing_to_sum_up_asks_nothing(
    make: Make, model: LanguageModel, texts: dict[str, str]
) -> None:
    run = make(texts)
    assert verify_files(run.files.files) == []
    assert (model.asked, run.result.attention) == ([], ())
    assert fixed(run) == fixed(run.again())
