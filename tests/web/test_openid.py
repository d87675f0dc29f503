"""Signing in by OpenID Connect, with a provider that answers over HTTP on this machine."""

import warnings
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from bpforum.settings import Settings
from bpforum.store import Store
from bpforum.web.app import make_app
from bpforum.web.security.openid import COOKIE
from bpforum.web.site import Site
from tests.web.conftest import Browser

pytest.importorskip("authlib", reason="the extra oidc is not installed")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what it is made of deprecates itself
    provider = pytest.importorskip("oidc_provider_mock")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


@pytest.fixture
def issuer() -> Iterator[str]:
    """A provider that knows three people."""
    people = [
        ("ada", {"email": "ada@example.org", "email_verified": True}),
        ("bo", {"email": "bo@example.org", "email_verified": False}),
        ("eve", {"email": "eve@example.org", "email_verified": True}),
    ]
    users = [provider.User(sub=name, claims=claims) for name, claims in people]
    with provider.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def browser(site: Site, issuer: str) -> Browser:
    """The pages' own end."""
    site.settings = Settings(
        openid_issuer=issuer, openid_client="bpforum", openid_secret=SecretStr("s" * 20),
        sends_a_minute=1000,
    )  # fmt: skip
    return Browser(make_app(site))


def go(browser: Browser, sub: str, path: str = "/sign-in/openid?next=/account") -> str:
    """Begins, says at the provider who it is, and gives the path to come back by."""
    away = browser.get(path)
    assert away.status_code == 303, away.text
    there = httpx.post(away.headers["location"], data={"sub": sub}, timeout=30)
    assert there.status_code in (302, 303), there.text
    parts = urlsplit(there.headers["location"])
    return f"{parts.path}?{parts.query}"


def invite(store: Store, site: Site, email: str) -> None:
    store.accounts.invite(email, email, ["reader"], at=site.now(), by="test")


def test_somebody_with_an_account_is_signed_in(browser: Browser, site: Site, store: Store) -> None:
    assert "Sign in with your organisation" in browser.get("/sign-in").text
    invite(store, site, "ada@example.org")
    answer = browser.get(go(browser, "ada"))
    assert answer.headers["location"] == "/account"
    assert "ada@example.org" in browser.get("/account").text


@pytest.mark.parametrize(("sub", "status"), [("eve", 403), ("bo", 502)])
def test_nobody_gets_an_account_by_it(
    browser: Browser, site: Site, store: Store, sub: str, status: int
) -> None:
    """Eve has none; Bo has one, but the provider does not vouch for the address."""
    invite(store, site, "bo@example.org")
    assert browser.get(go(browser, sub)).status_code == status
    assert browser.get("/account").status_code == 303


def test_an_answer_counts_only_in_the_browser_that_asked(
    browser: Browser, site: Site, store: Store
) -> None:
    invite(store, site, "ada@example.org")
    path = go(browser, "ada")
    other = Browser(browser.client.app)
    assert other.get(path).status_code == 502
    go(other, "eve")  # has begun one of its own
    assert other.get(path).status_code == 502
    state = parse_qs(urlsplit(path).query)["state"][0]
    assert browser.get(f"/sign-in/openid/back?state={state}&code=guess").status_code == 502


def test_a_cookie_that_was_changed_counts_for_nothing(
    browser: Browser, site: Site, store: Store
) -> None:
    invite(store, site, "ada@example.org")
    path = go(browser, "ada")
    kept = browser.client.cookies.get(COOKIE)
    browser.client.cookies.clear()
    browser.client.cookies.set(COOKIE, f"{kept}0")
    assert browser.get(path).status_code == 502


def test_nobody_is_sent_elsewhere_afterwards(browser: Browser, site: Site, store: Store) -> None:
    invite(store, site, "ada@example.org")
    path = go(browser, "ada", "/sign-in/openid?next=//evil.example")
    assert browser.get(path).headers["location"] == "/"


def test_a_provider_that_does_not_answer(site: Site) -> None:
    site.settings = Settings(openid_issuer="http://127.0.0.1:9", openid_client="bpforum")
    assert Browser(make_app(site)).get("/sign-in/openid").status_code == 502


def test_without_a_provider_there_is_no_such_page(visitor: Browser) -> None:
    assert visitor.get("/sign-in/openid").status_code == 404
    assert "your organisation" not in visitor.get("/sign-in").text
