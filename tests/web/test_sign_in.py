"""Signing in by a one-time link, sessions that end, and forms from elsewhere."""

from collections.abc import Callable

import pytest

from bpforum.errors import StoreError
from bpforum.web.site import Site
from tests.web.conftest import Browser, Clock, invite


def test_a_link_signs_in_once(site: Site, visitor: Browser) -> None:
    account = invite(site, "administrator", name="Ada")
    token = site.store.accounts.make_link(account.id, at=site.now(), by="test")
    # Programs that look through mails follow links: that must not use it up.
    assert "Sign me in" in visitor.get(f"/sign-in/{token}").text
    assert "Sign me in" in visitor.get(f"/sign-in/{token}").text
    assert visitor.post(f"/sign-in/{token}", {"next": "/people"}).headers["location"] == "/people"
    assert "Ada" in visitor.get("/people").text
    assert visitor.post(f"/sign-in/{token}").status_code == 410


def test_a_link_ends_after_three_days(site: Site, visitor: Browser, clock: Clock) -> None:
    account = invite(site, "reader", name="Ada")
    token = site.store.accounts.make_link(account.id, at=site.now(), by="test")
    clock.go_on(days=3, seconds=1)
    assert visitor.get(f"/sign-in/{token}").status_code == 410
    assert visitor.post(f"/sign-in/{token}").status_code == 410


def test_a_session_ends_and_what_was_typed_is_kept(
    signed_in: Callable[..., Browser], clock: Clock
) -> None:
    browser = signed_in("administrator")
    assert browser.get("/people").status_code == 200
    clock.go_on(hours=12, seconds=1)
    answer = browser.post("/people", {"name": "Típed <Name>", "roles": "reader"})
    assert answer.status_code == 401
    assert 'name="name" value="Típed &lt;Name&gt;"' in answer.text
    assert 'action="/people"' in answer.text


def test_signing_out_ends_the_session_at_the_server(
    site: Site, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in("administrator")
    cookies = dict(browser.client.cookies)
    assert browser.post("/sign-out").status_code == 303
    browser.client.cookies.update(cookies)
    assert browser.get("/people").status_code == 303


def test_nobody_is_sent_to_another_site(site: Site, visitor: Browser) -> None:
    account = invite(site, "reader", name="Ada")
    for bad in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"):
        token = site.store.accounts.make_link(account.id, at=site.now(), by="test")
        assert visitor.post(f"/sign-in/{token}", {"next": bad}).headers["location"] == "/"


def test_a_form_from_elsewhere_changes_nothing(
    site: Site, signed_in: Callable[..., Browser]
) -> None:
    browser = signed_in("administrator")
    browser.get("/people")
    fields = {"name": "Eve", "roles": "administrator"}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert browser.post("/people", fields, headers=headers).status_code == 403
    assert browser.post("/people", {**fields, "form_token": "0" * 64}).status_code == 403
    assert [one.name for one in site.store.accounts.all()] == ["Ada Tester"]


def test_roles_are_looked_at(signed_in: Callable[..., Browser]) -> None:
    answer = signed_in("coordinator").get("/people")
    assert answer.status_code == 403
    assert "administrator" in answer.text


def test_people_are_invited_with_a_link_that_works(
    site: Site, signed_in: Callable[..., Browser], visitor: Browser
) -> None:
    browser = signed_in("administrator")
    wrong = browser.post("/people", {"name": "", "email": "no address", "organisation": "Öff"})
    assert wrong.status_code == 422
    assert wrong.text.count("Write a name") == 2  # on top and at the field
    assert 'value="no address"' in wrong.text
    assert 'value="Öff"' in wrong.text
    done = browser.post(
        "/people", {"name": "Bo", "email": "Bo@Example.org", "roles": ["rapporteur", "reader"]}
    )
    link = done.text.partition("/sign-in/")[2].partition("<")[0]
    assert visitor.post(f"/sign-in/{link}").status_code == 303
    assert "Bo" in visitor.get("/account").text
    again = browser.post("/people", {"name": "Bo", "email": "bo@example.org", "roles": "reader"})
    assert "has an account already" in again.text


def test_somebody_can_always_give_roles(site: Site, signed_in: Callable[..., Browser]) -> None:
    browser = signed_in("administrator")
    only = site.store.accounts.all()[0]
    assert browser.post(f"/people/{only.id}/close").status_code == 409
    assert browser.post(f"/people/{only.id}/roles", {"roles": "reader"}).status_code == 409
    with pytest.raises(StoreError):
        site.store.accounts.close(only.id, at=site.now(), by="test")
    invite(site, "administrator", name="Second")
    assert browser.post(f"/people/{only.id}/close").status_code == 303
    assert browser.get("/people").status_code == 303  # and is signed out


def test_too_many_tries_are_slowed_down(visitor: Browser) -> None:
    answers = [visitor.post(f"/sign-in/guess{n}").status_code for n in range(22)]
    assert answers[:20] == [410] * 20
    assert answers[20:] == [429, 429]


def test_no_token_and_no_name_is_in_the_audit_chain(site: Site, visitor: Browser) -> None:
    account = invite(site, "reader", name="Zebulon Quist")
    token = site.store.accounts.make_link(account.id, at=site.now(), by="test")
    visitor.post(f"/sign-in/{token}")
    database = (site.folder / ".bpforum" / "store.sqlite").read_bytes()
    wal = (site.folder / ".bpforum" / "store.sqlite-wal").read_bytes()
    assert token.encode() not in database + wal
    assert site.store.verify_chain() is None
