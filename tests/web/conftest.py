"""What the tests of the pages share: a forum, its pages, and browsers of people in their roles."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from bpforum.settings import Settings
from bpforum.store import Store, open_store
from bpforum.web.app import make_app
from bpforum.web.site import Site
from models.account import Account, Role

FORUM = """
[forum]
id = "bpf-test"
title = "Best Practice Forum on Tests"
cycle = "2026"
timezone = "Africa/Nairobi"
languages = ["en", "es"]
contact = "bpf@example.org"

[[calls]]
id = "call-1"
title = "Call for contributions"
opens = 2026-05-01T00:00:00Z
closes = 2026-09-15T21:00:00Z
consent_notice = "What you send may be published with your name. (Notice 1)"
questions = [
  { id = "q1", text = "What works?" },
  { id = "q2", text = "What does not?", kind = "practice" },
]

[[sessions]]
id = "opening"
title = "Opening session"
starts = 2026-06-01T12:00:00Z
attribution = "named"

[[sources]]
id = "inbox"
kind = "folder"
path = "inbox"
call = "call-1"
"""
NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is set on."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)


class Browser:
    """A browser without scripts: it keeps cookies, and sends forms with what they hold hidden."""

    def __init__(self, app: Any) -> None:
        self.client = TestClient(app, base_url="http://testserver", follow_redirects=False)
        self.token = ""

    def get(self, path: str, **more: Any) -> httpx.Response:
        """The answer; the form token of the page, if it has one, is remembered."""
        return self._seen(self.client.get(path, **more))

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Sends a form as the page last seen would."""
        if not self.token:
            self.get("/")
        fields = {"form_token": self.token, **(data or {})}
        return self._seen(self.client.post(path, data=fields, **more))

    def follow(self, response: httpx.Response) -> httpx.Response:
        """Goes where a redirect leads."""
        assert response.status_code == 303, response.text
        return self.get(response.headers["location"])

    def _seen(self, response: Any) -> httpx.Response:
        found = re.search(r'name="form_token" value="(\w+)"', response.text)
        self.token = found[1] if found else self.token
        answer: httpx.Response = response
        return answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A forum's folder."""
    made = tmp_path / "forum"
    (made / "inbox").mkdir(parents=True)
    (made / "forum.toml").write_text(FORUM)
    return made


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """Its store."""
    with open_store(folder) as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    """The pages' clock."""
    return Clock()


@pytest.fixture
def site(folder: Path, store: Store, clock: Clock, tmp_path: Path) -> Site:
    """What the pages are made from."""
    return Site(
        folder, store, Settings(sends_a_minute=1000), outputs=tmp_path / "outputs", clock=clock
    )


@pytest.fixture
def app(site: Site) -> Any:
    """The pages."""
    return make_app(site)


@pytest.fixture
def visitor(app: Any) -> Browser:
    """The browser of somebody who is not signed in."""
    return Browser(app)


@pytest.fixture
def signed_in(app: Any, site: Site) -> Callable[..., Browser]:
    """Makes the browser of somebody signed in with roles."""

    def make(*roles: Role, name: str = "Ada Tester", organisation: str = "") -> Browser:
        browser = Browser(app)
        account = invite(site, *roles, name=name, organisation=organisation)
        token = site.store.accounts.make_link(account.id, at=site.now(), by="test")
        assert browser.post(f"/sign-in/{token}", {"next": "/"}).status_code == 303
        return browser

    return make


def invite(
    site: Site, *roles: Role, name: str, organisation: str = "", at: datetime | None = None
) -> Account:
    """An account without an address."""
    return site.store.accounts.invite(
        name, "", roles, organisation=organisation, at=at or site.now(), by="test"
    )
