"""Filing by the API: once by its key, changed by who has its token, refused in plain codes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bpforum.pipeline import compile_forum
from bpforum.web.site import Site
from models.run import CompileRequest
from tests.web.api.conftest import Call
from tests.web.conftest import Clock

KEY = "k" * 22
CONTRIBUTION = {
    "kind": "contribution", "form": "api-1", "call": "call-1", "filer": {"name": "Ada"},
    "consent": "full",
    "answers": [{"question": "q1", "text": "Training works where people stay on."}],
}  # fmt: skip
NOTE = {
    "kind": "note", "form": "api-1", "session": "opening", "filer": {"name": "Ray"},
    "lines": [{"kind": "issue", "text": "Fees are too high."}],
}  # fmt: skip


def test_a_contribution_is_filed_once_and_changed(call: Callable[..., Call], site: Site) -> None:
    send = call()
    made = send("POST", "/filings", {"filing": CONTRIBUTION}, idempotency_key=KEY)
    assert made.status_code == 201, made.text
    assert made.json()["receipt"]["reference"] == "C-0001"
    again = send("POST", "/filings", {"filing": CONTRIBUTION}, idempotency_key=KEY)
    assert (again.status_code, again.json()["receipt"]["reference"]) == (200, "C-0001")
    assert len(site.store.submissions()) == 1
    path = made.headers["location"].removeprefix("/api/v1")
    told = send("GET", path)
    assert told.json()["filing"]["answers"][0]["question"] == "q1"
    other = {"filing": {**CONTRIBUTION, "title": "Mended"}}
    assert send("PUT", path, other).status_code == 428
    changed = send("PUT", path, other, if_match=told.headers["etag"])
    assert changed.status_code == 200, changed.text
    assert send("GET", path).json()["filing"]["title"] == "Mended"
    assert send("PUT", path, other, if_match=told.headers["etag"]).json()["code"] == "stale"
    first, second = site.store.submissions()
    assert first.superseded_by == second.reference


def test_an_address_is_kept_apart(call: Callable[..., Call], site: Site) -> None:
    wish = {"filing": CONTRIBUTION, "email": "ada@example.org"}
    call()("POST", "/filings", wish, idempotency_key=KEY)
    (one,) = site.store.submissions()
    assert b"ada@" not in site.store.blob(one.digest)
    assert "ada@" not in str(one.fields)


@pytest.mark.parametrize(
    ("filing", "status", "code"),
    [
        ({**CONTRIBUTION, "call": "other"}, 422, "no_such_call"),
        ({**CONTRIBUTION, "call": None}, 422, "no_call"),
        ({**CONTRIBUTION, "answers": [{"text": 1}]}, 422, "invalid"),
        ({**CONTRIBUTION, "password": "x"}, 422, "invalid"),
        ({**CONTRIBUTION, "consent": ""}, 422, "unfilled"),
        ({**CONTRIBUTION, "filer": {}}, 422, "unfilled"),
        ({**CONTRIBUTION, "answers": []}, 422, "unfilled"),
        (
            {"kind": "comment", "form": "x", "target": {"scope": "whole", "document": "v9"}},
            422,
            "no_form",
        ),
        (NOTE, 403, "not_allowed"),
    ],
)
def test_what_cannot_be_filed(
    call: Callable[..., Call], filing: Any, status: int, code: str
) -> None:
    answer = call()("POST", "/filings", {"filing": filing}, idempotency_key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_key_is_needed(call: Callable[..., Call]) -> None:
    assert call()("POST", "/filings", {"filing": CONTRIBUTION}).json()["code"] == "key_required"


def test_a_note_is_filed_with_a_rapporteurs_token(call: Callable[..., Call], site: Site) -> None:
    made = call("rapporteur")("POST", "/filings", {"filing": NOTE}, idempotency_key=KEY)
    assert made.status_code == 201
    (one,) = site.store.submissions()
    assert one.fields["kind"] == "note"


def test_after_the_close_only_as_the_late_policy_allows(
    call: Callable[..., Call], clock: Clock, site: Site
) -> None:
    toml = site.folder / "forum.toml"
    toml.write_text(toml.read_text().replace("[[sessions]]", "", 0).replace(
        'title = "Call for contributions"',
        'title = "Call for contributions"\nlate_policy = "refuse"',
    ))  # fmt: skip
    clock.go_on(days=200)
    answer = call()("POST", "/filings", {"filing": CONTRIBUTION}, idempotency_key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def test_a_comment_is_filed_on_a_published_version(
    call: Callable[..., Call], site: Site, folder: Path, clock: Clock
) -> None:
    (folder / "inbox" / "a.txt").write_text("Training helps. We have seen this every year since.")
    done = compile_forum(CompileRequest(folder=str(folder), out=str(site.outputs)))
    run = {"run": Path(str(done.folder)).name, "label": "Draft I"}
    assert call("coordinator")("POST", "/publications", run).status_code == 201
    text = call()("GET", "/publications/v1/outcome.json").json()
    paragraph = next(p for s in text["sections"] for p in s["paragraphs"] if p["n"])
    wish = {
        "kind": "comment", "form": "api-1", "filer": {"name": "Dana"}, "consent": "full",
        "answers": [{"text": "Say who pays."}],
        "target": {
            "scope": "paragraph", "document": "v1", "paragraph": paragraph["id"],
            "proposed_wording": "Shorter.",
        },
    }  # fmt: skip
    made = call()("POST", "/filings", {"filing": wish}, idempotency_key="c" * 22)
    assert made.status_code == 201, made.text
    lost = {**wish, "target": {**wish["target"], "paragraph": "nowhere"}}  # type: ignore[dict-item]
    answer = call()("POST", "/filings", {"filing": lost}, idempotency_key="d" * 22)
    assert (answer.status_code, answer.json()["code"]) == (422, "unfilled")
    assert " " in answer.json()["errors"][0]["message"]


def test_a_registration_is_private(call: Callable[..., Call], site: Site) -> None:
    toml = site.folder / "forum.toml"
    toml.write_text(toml.read_text().replace(
        'title = "Call for contributions"',
        'title = "Call for contributions"\nform = [ { name = "surname" } ]',
    ))  # fmt: skip
    wish = {"call": "call-1", "answers": {"surname": "Quist"}}
    made = call()("POST", "/registrations", wish, idempotency_key=KEY)
    assert made.status_code == 201, made.text
    assert "Quist" not in made.text
    (kept,) = site.store.filings.registrations.all()
    assert kept.answers == {"surname": "Quist"}
    wrong = {"call": "call-1", "answers": {"hotel": "x"}}
    assert call()("POST", "/registrations", wrong, idempotency_key=KEY).status_code == 422
    assert site.store.submissions() == ()
