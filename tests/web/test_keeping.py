"""What a browser may keep for when there is no network: forms as they are first shown, no longer
than the session lasts, and told apart by whose they are."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bpforum.web.security.keeping import UNTIL, WHOSE
from tests.web.conftest import NOW, Browser, Clock

NOTE, CONTRIBUTE = "/note/new?session=opening", "/calls/call-1/contribute"
SignedIn = Callable[..., Browser]


@pytest.mark.parametrize("path", [NOTE, "/note", CONTRIBUTE, "/practice"])
def test_a_form_is_kept_as_long_as_the_session_lasts(
    signed_in: SignedIn, clock: Clock, path: str
) -> None:
    browser = signed_in("rapporteur")
    clock.go_on(hours=11)
    until = datetime.fromisoformat(browser.get(path).headers[UNTIL])
    assert until == NOW + timedelta(hours=12)


def test_without_a_session_it_is_kept_for_a_week(visitor: Browser) -> None:
    until = datetime.fromisoformat(visitor.get(CONTRIBUTE).headers[UNTIL])
    assert until == NOW + timedelta(days=7)


def test_nothing_else_is_kept(signed_in: SignedIn) -> None:
    browser = signed_in("rapporteur", "secretariat", "coordinator", "administrator")
    for path in ("/", "/about", "/account", "/runs", "/setup", "/people", "/note?q=x", "/offline"):
        page = browser.get(path)
        assert page.status_code == 200, path
        assert UNTIL not in page.headers, path
    page = browser.get(CONTRIBUTE)
    key = page.text.partition('name="key" value="')[2].partition('"')[0]
    for act in ("save", "check", "upload"):
        typed = browser.post(CONTRIBUTE, {"key": key, "act": act, "name": "Ann Lee"})
        assert "Ann Lee" in typed.text
        assert UNTIL not in typed.headers, act
    resumed = browser.get(f"{CONTRIBUTE}?draft={key}")
    assert "Ann Lee" in resumed.text
    assert UNTIL not in resumed.headers
    assert UNTIL not in browser.get(f"{CONTRIBUTE}?draft=nothing-by-that-name-at-all").headers


def test_an_answer_says_whose_it_is_and_not_who(signed_in: SignedIn, visitor: Browser) -> None:
    ada, ada_elsewhere = signed_in("rapporteur"), signed_in("rapporteur")
    said = [one.get("/about").headers[WHOSE] for one in (ada, ada_elsewhere, visitor)]
    assert len(set(said)) == 3
    assert said[2] == "nobody"
    assert ada.get(NOTE).headers[WHOSE] == said[0]
    ada.follow(ada.post("/sign-out"))
    assert ada.get("/about").headers[WHOSE] == "nobody"
    assert ada.get(NOTE, follow_redirects=True).headers[WHOSE] == "nobody"


def test_a_session_that_is_over_is_nobodys(signed_in: SignedIn, clock: Clock) -> None:
    browser = signed_in("rapporteur")
    clock.go_on(hours=13)
    assert browser.get("/about").headers[WHOSE] == "nobody"


def test_the_worker_may_speak_for_every_page_and_is_asked_for_anew(visitor: Browser) -> None:
    worker = visitor.get("/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert worker.headers["cache-control"] == "no-cache"
    assert "worker-src 'self'" in worker.headers["content-security-policy"]


def test_the_page_for_everything_else_has_nobodys_name(signed_in: SignedIn) -> None:
    page = signed_in("rapporteur", name="Rae Quist").get("/offline")
    assert "Rae" not in page.text
    assert "<form" not in page.text
    for words in ("No network", "Sin conexión", "Pas de réseau"):
        assert words in page.text
