"""What people are told by mail: links to sign in, receipts, runs, answers, publications."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bpforum.mailing.delivery import ToFolder
from bpforum.mailing.noticing import Noticing
from bpforum.mailing.rounds import deliver
from bpforum.settings import Settings
from bpforum.web.site import Site
from models.notice import ROOMS
from models.run_request import RunFailure, RunOutcome
from models.session import Session
from tests.web.conftest import Browser, Clock

BASE = "https://forum.example.org"


@pytest.fixture
def post(site: Site, clock: Clock, tmp_path: Path) -> Callable[[], list[str]]:
    """Sends what is due, and gives the mails that came of it, each once."""
    folder, seen = tmp_path / "mail", set[str]()

    def send() -> list[str]:
        deliver(site.store, site.forum, Settings(), ToFolder(folder), at=clock())
        fresh = sorted({one.name for one in folder.glob("*.eml")} - seen)
        seen.update(fresh)
        return [(folder / name).read_text() for name in fresh]

    return send


def staff(site: Site, *roles: str, email: str) -> None:
    site.store.accounts.invite(email, email, roles, at=site.now(), by="test")  # type: ignore[arg-type]


def test_a_link_to_sign_in_comes_by_mail(
    site: Site, visitor: Browser, post: Callable[[], list[str]], clock: Clock
) -> None:
    staff(site, "coordinator", email="ada@example.org")
    told = visitor.post("/sign-in", {"email": " ADA@example.org ", "next": "/account"})
    unknown = visitor.post("/sign-in", {"email": "eve@example.org"})
    assert told.status_code == unknown.status_code == 200
    said = re.sub(r'value="[^"]*"', "", told.text)
    assert said == re.sub(r'value="[^"]*"', "", unknown.text)  # it tells nobody who has an account
    (mail,) = post()
    link = re.search(
        r"http://testserver(/sign-in/\S+)", mail.replace("=\n", "").replace("=3D", "=")
    )
    assert link
    token = link[1].partition("?")[0]
    assert visitor.get(link[1]).status_code == 200
    assert visitor.post(token, {"next": "/account"}).headers["location"] == "/account"
    visitor.post("/sign-in", {"email": "ada@example.org"})
    clock.go_on(hours=2)
    late = re.search(r"/sign-in/[\w-]{40,}", post()[0].replace("=\n", ""))
    assert late
    assert visitor.get(late[0]).status_code == 410


def test_runs_are_told_once_with_their_counts(
    site: Site, post: Callable[[], list[str]], clock: Clock
) -> None:
    staff(site, "secretariat", email="sam@example.org")
    staff(site, "rapporteur", email="ray@example.org")
    requests = site.store.run_requests
    for end in ("done", "failed"):
        made = requests.add("compile", by="Sam", trigger="page", at=clock())
        assert requests.claim(end, at=clock(), lease=timedelta(minutes=5))
        requests.finish(
            made.id, end, at=clock(),
            outcome=RunOutcome(folder="x", received=9, fates={"reflected": 4, "listed": 3})
            if end == "done" else None,
            failure=RunFailure(code="x", words="The disk is full.") if end == "failed" else None,
        )  # fmt: skip
    noticing = Noticing(site.store, site.forum, site.folder, BASE, rooms=True)
    assert noticing.look(at=clock()) == 4
    assert noticing.look(at=clock()) == 0
    assert [one[0].notice.to for one in site.store.outbox.due(at=clock())] == [ROOMS, ROOMS]
    clock.go_on(hours=1)
    (mail,) = post()
    assert "sam@example.org" in mail
    assert "7 of 9" in mail
    assert "The disk is full." in mail


def test_sessions_without_a_note_are_reminded_of_once_a_day(
    site: Site, clock: Clock, post: Callable[[], list[str]]
) -> None:
    staff(site, "rapporteur", email="ray@example.org")
    noticing = Noticing(site.store, site.forum, site.folder, BASE)
    sessions = [Session(id="opening", title="Opening"), Session(id="closing", title="Closing")]
    assert noticing.remind(sessions, at=clock()) == 2
    assert noticing.remind(sessions, at=clock()) == 0
    clock.go_on(days=1)
    assert noticing.remind(sessions, at=clock()) == 2
    (mail,) = post()
    assert mail.count(f"{BASE}/note?session=3Dopening") + mail.count("/note?session=opening") == 2


def test_a_receipt_comes_by_mail_where_an_address_was_given(
    site: Site, visitor: Browser, post: Callable[[], list[str]]
) -> None:
    page = visitor.get("/calls/call-1/contribute").text
    key = re.search(r'name="(\w*key\w*)" value="([^"]+)"', page)
    assert key
    fields = {
        key[1]: key[2], "name": "Ada", "email": "ada@example.org", "consent": "full",
        "answer-q1": "Training works where people stay on for years.", "act": "send",
    }  # fmt: skip
    filed = visitor.post("/calls/call-1/contribute", fields)
    assert filed.status_code == 303, filed.text
    (mail,) = post()
    assert "C-0001" in mail
    assert "/filed/" in mail
    (one,) = site.store.submissions()
    assert b"ada@" not in site.store.blob(one.digest)
