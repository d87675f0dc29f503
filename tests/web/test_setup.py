"""The set-up page: every part of forum.toml by form, shown before it is written, never half."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bpforum.forum_file import load_forum
from bpforum.web.site import Site
from models.ids import digest
from tests.web.conftest import FORUM, Browser

HAND = FORUM.replace('cycle = "2026"', 'cycle = "2026"   # the year of the meeting')


@pytest.fixture
def secretary(folder: Path, signed_in: Callable[..., Browser]) -> Browser:
    (folder / "forum.toml").write_text(HAND)
    return signed_in("secretariat", name="Sam")


def write(browser: Browser, folder: Path, path: str, fields: dict[str, Any]) -> Any:
    """Sends a form, looks at the difference, and writes it."""
    shown = browser.post(path, fields)
    assert shown.status_code == 200, shown.text
    seen = digest((folder / "forum.toml").read_bytes())
    return browser.post(path, {**fields, "write": "yes", "seen": seen})


def head(**changed: str) -> dict[str, str]:
    return {
        "title": "Best Practice Forum on Tests", "cycle": "2026", "profile": "igf",
        "languages": "en, es", "timezone": "Africa/Nairobi", "contact": "bpf@example.org",
        **changed,
    }  # fmt: skip


def test_a_change_is_shown_and_then_written_and_comments_stay(
    secretary: Browser, folder: Path, site: Site
) -> None:
    fields = head(coordinators="Ada\nBo Ø", title="Forum “new”")
    shown = secretary.post("/setup/forum", fields)
    assert "+title = &#34;Forum “new”&#34;" in shown.text
    assert (folder / "forum.toml").read_text() == HAND
    assert write(secretary, folder, "/setup/forum", fields).status_code == 303
    after = (folder / "forum.toml").read_text()
    assert "# the year of the meeting" in after
    forum = load_forum(folder)
    assert forum.forum.coordinators == ("Ada", "Bo Ø")
    assert forum.forum.title == "Forum “new”"
    assert len(forum.calls[0].questions) == 2
    assert "Forum “new”" in secretary.get("/").text
    history = site.store.declarations.all()
    assert [one.by for one in history][1:] == ["by hand"]
    assert history[1].text == HAND
    assert "Sam" in secretary.get("/setup").text
    assert site.store.verify_chain() is None


def test_what_would_break_the_forum_is_not_written_and_is_told_at_its_field(
    secretary: Browser, folder: Path
) -> None:
    wrong = secretary.post("/setup/forum", head(timezone="Mars/Olympus", languages="english"))
    assert wrong.status_code == 422
    assert wrong.text.count("no time zone is called") == 2  # on top and at the field
    assert 'value="Mars/Olympus"' in wrong.text
    assert secretary.post("/setup/forum", head(title=" ")).text.count("Fill this in") == 2
    assert (folder / "forum.toml").read_text() == HAND


def test_a_call_is_extended_and_asks_another_question(secretary: Browser, folder: Path) -> None:
    page = secretary.get("/setup/calls/call-1").text
    assert 'value="2026-09-16T00:00"' in page  # in the forum's zone
    fields = {
        "title": "Call for contributions", "opens": "2026-05-01T03:00",
        "closes": "2026-09-16T00:00",
        "consent_notice": "What you send may be published with your name. (Notice 1)",
        "questions-rows": "4", "questions-0-id": "q1", "questions-0-text": "What works?",
        "questions-1-id": "q2", "questions-1-text": "What does not?",
        "questions-1-kind": "practice",
        "questions-2-id": "q3", "questions-2-text": "What next?",
        "extensions-rows": "1", "extensions-0-closes": "2026-09-30T23:59",
        "extensions-0-reason": "Power cuts",
    }  # fmt: skip
    assert write(secretary, folder, "/setup/calls/call-1", fields).status_code == 303
    (call,) = load_forum(folder).calls
    assert [one.id for one in call.questions] == ["q1", "q2", "q3"]
    assert call.last_close
    assert call.last_close.isoformat() == "2026-09-30T20:59:00+00:00"
    assert call.closes
    assert call.closes.isoformat() == "2026-09-15T21:00:00+00:00"
    gone = {**fields, "questions-rows": "3", "questions-0-gone": "yes"}
    write(secretary, folder, "/setup/calls/call-1", gone)
    assert [one.id for one in load_forum(folder).calls[0].questions] == ["q2", "q3"]


def test_a_call_gets_a_registration_form_and_a_rule_for_comments(
    secretary: Browser, visitor: Browser, folder: Path
) -> None:
    fields = {
        "title": "Call for contributions", "moderation": "after", "channels": "the form\nmail",
        "form-rows": "2", "form-0-name": "Family name",
        "form-1-name": "Category", "form-1-choices": "Member State\nSector Member",
    }  # fmt: skip
    write(secretary, folder, "/setup/calls/call-1", fields)
    (call,) = load_forum(folder).calls
    assert (call.moderation, call.channels) == ("after", ("the form", "mail"))
    assert [(one.name, one.choices) for one in call.form] == [
        ("Family name", ()), ("Category", ("Member State", "Sector Member")),
    ]  # fmt: skip
    assert "Sector Member" in visitor.get("/calls/call-1/register").text
    again = secretary.get("/setup/calls/call-1").text
    assert "Family name</summary>" in again
    assert "before they are shown" in again
    write(secretary, folder, "/setup/calls/call-1", {"title": "Call for contributions"})
    assert load_forum(folder).calls[0].form == ()
    assert "form" not in tomllib.loads((folder / "forum.toml").read_text())["calls"][0]


@pytest.mark.parametrize(
    ("section", "fields"),
    [
        ("sessions", {"id": "closing", "title": "Closing", "starts": "2026-07-01T10:00",
                      "attribution": "affiliation"}),
        ("sources", {"id": "survey", "kind": "csv", "path": "a.csv",
                     "columns": "text = Answer\nexternal_id = ID", "consent": "full"}),
        ("milestones", {"id": "freeze", "title": "Freeze", "due": "2026-10-01T12:00",
                        "owner": "Ada"}),
        ("calls", {"id": "call-2", "title": "Second call", "closes": "2027-01-01T00:00"}),
    ],
)  # fmt: skip
def test_entries_come_and_go(
    secretary: Browser, folder: Path, section: str, fields: dict[str, str]
) -> None:
    (folder / "a.csv").write_text("ID,Answer\n1,Yes\n")
    assert write(secretary, folder, f"/setup/{section}/new", fields).status_code == 303
    found = tomllib.loads((folder / "forum.toml").read_text())[section]
    assert found[-1]["id"] == fields["id"]
    load_forum(folder)
    again = secretary.post(f"/setup/{section}/new", fields)
    assert "with this id already" in again.text
    path = f"/setup/{section}/{fields['id']}"
    assert secretary.get(path).status_code == 200
    assert write(secretary, folder, path, {"remove": "yes"}).status_code == 303
    assert tomllib.loads((folder / "forum.toml").read_text()).get(section, []) == (
        tomllib.loads(HAND).get(section, [])
    )


def test_the_schedule_the_themes_and_the_label(secretary: Browser, folder: Path) -> None:
    assert "five fields" in secretary.post("/setup/schedule", {"cron": "daily"}).text
    write(secretary, folder, "/setup/schedule", {"cron": "0 6 * * 1"})
    write(secretary, folder, "/setup/themes", {
        "expected": "6, 20", "pinned-rows": "1", "pinned-0-id": "skills",
        "pinned-0-label": "Skills", "pinned-0-seeds": "training\nexercises",
    })  # fmt: skip
    write(secretary, folder, "/setup/outcome", {"label": "Draft II"})
    forum = load_forum(folder)
    assert forum.schedule
    assert forum.schedule.cron == "0 6 * * 1"
    assert forum.themes.expected == (6, 20)
    assert forum.themes.pinned[0].seeds == ("training", "exercises")
    assert forum.outcome.label == "Draft II"
    write(secretary, folder, "/setup/schedule", {"cron": ""})
    assert load_forum(folder).schedule is None


def test_two_people_at_once(secretary: Browser, folder: Path) -> None:
    seen = digest((folder / "forum.toml").read_bytes())
    write(secretary, folder, "/setup/outcome", {"label": "By somebody else"})
    late = secretary.post("/setup/forum", head(title="Mine", write="yes", seen=seen))
    assert late.status_code == 409
    assert "Somebody changed forum.toml meanwhile" in late.text
    assert "Mine" in late.text
    assert load_forum(folder).forum.title == "Best Practice Forum on Tests"
    assert load_forum(folder).outcome.label == "By somebody else"


def test_only_the_secretariat_sets_up(signed_in: Callable[..., Browser]) -> None:
    assert signed_in("coordinator").get("/setup").status_code == 403
