"""A form that was opened lately opens without a network; nobody sees what another person opened."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Served, errors_of
from tests.browser.test_forms import CONTRIBUTE, NOTE, kept

OpenPage = Callable[..., Any]
PAGES = """async () => {
  const pages = await caches.open("bpforum-pages");
  return (await pages.keys()).map((one) => new URL(one.url).pathname + new URL(one.url).search);
}"""
KEY = "input[name=key]"


@pytest.fixture
def opened(open_page: OpenPage) -> OpenPage:
    """Opens a page, and waits until it is kept."""

    def open_(path: str, *more: Any, **others: Any) -> Any:
        page = open_page(path, *more, **others)
        has(page, path)
        return page

    return open_


def has(page: Any, *paths: str) -> None:
    """Waits until just these pages are kept."""
    for _ in range(100):
        if sorted(page.evaluate(PAGES)) == sorted(paths):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"kept are {page.evaluate(PAGES)}, not {paths}")


def go(page: Any, served: Served, path: str) -> str:
    page.goto(served.address + path)
    return str(page.inner_text("body"))


def sign_out(page: Any, served: Served) -> None:
    page.goto(served.address + "/about")
    page.click("form[action='/sign-out'] button")
    page.wait_for_selector("a[href='/sign-in']")


def test_a_rapporteur_opens_the_form_without_a_network_and_it_is_filed_when_it_is_back(
    opened: OpenPage, served: Served, violations: Callable[[Any], list[str]]
) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae")
    before, key = kept(served), page.input_value(KEY)
    page.fill("[name=discussion]", "Half of it was typed before the line broke.")
    page.context.set_offline(True)
    page.close()
    again = page.context.new_page()
    told = errors_of(again)
    text = go(again, served, NOTE)
    assert "There is no network" in text
    assert again.input_value(KEY) != key
    assert len(again.input_value(KEY)) == len(key)
    assert again.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"
    assert violations(again) == []
    again.click(".unsent button >> nth=0")
    assert again.input_value("[name=discussion]").startswith("Half of it")
    again.fill("#issue-0", "Masts stand idle.")
    again.click("[data-add=issue]")
    again.fill("#issue-1", "Share them.")
    again.click("button[value=check]")
    again.wait_for_selector("#unsent-told")
    assert kept(served) == before
    again.context.set_offline(False)
    again.wait_for_selector("#unsent-told a[href*='/filed/']", timeout=30_000)
    again.click("#unsent-told a")
    again.wait_for_selector(".receipt .number")
    assert kept(served) == before + 1
    assert [one for one in told if "policy" in one.lower()] == []


def test_two_people_who_file_on_one_kept_page_file_twice(opened: OpenPage, served: Served) -> None:
    page = opened(CONTRIBUTE, PHONE)
    before = kept(served)
    page.context.set_offline(True)
    for name in ("Bo Berg", "Ann Lee"):
        go(page, served, CONTRIBUTE)
        page.fill("[name=answer-q1]", f"{name} wrote this in a tunnel.")
        page.fill("[name=name]", name)
        page.check("[name=consent][value=full]")
        page.click("button[value=check]")
        page.wait_for_selector("#unsent-told")
    page.context.set_offline(False)
    for _ in range(150):
        if kept(served) == before + 2:
            break
        page.wait_for_timeout(200)
    with served.store() as store:
        last = store.submissions()[before:]
        assert [one.superseded_by for one in last] == [None, None]


def test_with_a_network_what_is_kept_is_never_shown(opened: OpenPage, served: Served) -> None:
    page = opened(NOTE, PHONE, "rapporteur")
    for _ in range(2):
        text = go(page, served, NOTE)
        assert "There is no network" not in text
    toml = served.folder / "forum.toml"
    was = toml.read_text()
    try:
        toml.write_text(was.replace("Opening session", "Opening plenary"))
        assert "Opening plenary" in go(page, served, NOTE)
        has(page, NOTE)
        page.context.set_offline(True)
        assert "Opening plenary" in go(page, served, NOTE)
        page.context.set_offline(False)
        assert "There is no network" not in go(page, served, NOTE)
    finally:
        toml.write_text(was)


def test_only_forms_are_kept_and_everything_else_says_so_in_plain_words(
    opened: OpenPage, served: Served, closed_to_nobody: Callable[[Any], None]
) -> None:
    page = opened(NOTE, DESK, "rapporteur", "secretariat", "coordinator")
    for path in ("/", "/about", "/account", "/runs", "/setup", "/people", "/review", "/published"):
        page.goto(served.address + path)
    page.goto(served.address + "/note")
    page.goto(served.address + "/note?q=opening")
    page.goto(served.address + CONTRIBUTE)
    page.fill("[name=name]", "Bo Berg")
    page.click("button[value=save]")
    page.goto(page.inner_text("code.copy"))  # what was typed stands in it
    assert page.input_value("[name=name]") == "Bo Berg"
    has(page, NOTE, "/note", CONTRIBUTE)
    page.context.set_offline(True)
    text = go(page, served, "/runs")
    for words in ("No network", "Sin conexión", "Pas de réseau"):
        assert words in text
    assert "Ada Tester" not in text
    names = page.locator("nav li a").all_inner_texts()
    assert names == ["Call for contributions", "Which session?", "Session note: Opening session"]
    closed_to_nobody(page)
    page.click(f"nav a[href='{NOTE}']")
    page.wait_for_selector("#issue-0")
    page.goto(served.address + "/runs")
    page.context.set_offline(False)
    page.click("text=Try again")
    page.wait_for_selector("text=Ada Tester")


def test_who_signs_out_leaves_no_page_behind(opened: OpenPage, served: Served) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    sign_out(page, served)
    has(page)
    page.context.set_offline(True)
    for path in (NOTE, "/note", "/account"):
        text = go(page, served, path)
        assert "No network" in text
        assert "Rae Quist" not in page.content()
        assert page.locator("#issue-0").count() == 0


def test_who_signs_out_without_a_network_leaves_none_either(
    opened: OpenPage, served: Served
) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    page.context.set_offline(True)
    page.click("form[action='/sign-out'] button", no_wait_after=True)
    page.wait_for_timeout(1000)
    other = page.context.new_page()
    text = go(other, served, NOTE)
    assert "No network" in text
    assert "Rae Quist" not in other.content()


def test_a_session_that_ended_takes_its_pages_along(opened: OpenPage, served: Served) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    cookies = [one for one in page.context.cookies() if "session" not in one["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    go(page, served, "/about")
    has(page)


def test_the_next_person_sees_nothing_of_the_one_before(opened: OpenPage, served: Served) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    # The cookie is gone without a word, and somebody else signs in.
    page.context.clear_cookies()
    page.goto(served.link("rapporteur", name="Bo Berg"))
    page.click("main form button")
    page.wait_for_selector("text=Bo Berg")
    has(page)
    page.goto(served.address + CONTRIBUTE)
    has(page, CONTRIBUTE)
    page.context.set_offline(True)
    assert "No network" in go(page, served, NOTE)
    go(page, served, CONTRIBUTE)
    assert "Bo Berg" in page.content()
    assert "Rae Quist" not in page.content()


def test_what_was_typed_is_offered_to_who_typed_it_alone(opened: OpenPage, served: Served) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    page.fill("#issue-0", "Rae's own words.")
    page.wait_for_selector("[data-kept]:has-text(':')")
    sign_out(page, served)
    page.goto(served.link("rapporteur", name="Bo Berg"))
    page.click("main form button")
    page.goto(served.address + NOTE)
    page.wait_for_timeout(300)
    assert page.locator(".unsent").count() == 0
    sign_out(page, served)
    with served.store() as store:
        (account,) = [one for one in store.accounts.all() if one.name == "Rae Quist"][-1:]
        token = store.accounts.make_link(account.id, at=datetime.now(UTC), by="test")
    page.goto(f"{served.address}/sign-in/{token}")
    page.click("main form button")
    page.goto(served.address + NOTE)
    page.wait_for_selector(".unsent:has-text('own words')")


def test_what_waits_is_sent_by_who_comes_next_and_they_are_led_to_nothing_of_it(
    opened: OpenPage, served: Served
) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    before = kept(served)
    page.fill("#issue-0", "Filed by Rae without a network.")
    page.context.set_offline(True)
    page.click("button[value=check]")
    page.wait_for_selector("#unsent-told")
    page.goto("about:blank")
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.goto(served.link("rapporteur", name="Bo Berg"))
    page.click("main form button")
    page.goto(served.address + NOTE)
    page.wait_for_selector("#unsent-told.good", timeout=30_000)
    assert page.locator("#unsent-told a").count() == 0
    assert kept(served) == before + 1


def test_after_its_time_a_page_is_not_shown(opened: OpenPage, served: Served) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    until = page.evaluate(
        """async (path) => {
          const pages = await caches.open("bpforum-pages");
          const one = await pages.match(path);
          const until = one.headers.get("bpforum-keep-until");
          const headers = new Headers(one.headers);
          headers.set("bpforum-keep-until", new Date(Date.now() - 1000).toISOString());
          await pages.put(path, new Response(await one.text(), { headers }));
          return (Date.parse(until) - Date.now()) / 3600000;
        }""",
        NOTE,
    )
    assert 11.9 < until <= 12, "as long as the session lasts"
    page.context.set_offline(True)
    text = go(page, served, NOTE)
    assert "No network" in text
    assert page.locator("nav li a").count() == 0


def test_an_answer_that_was_asked_for_before_signing_out_is_not_kept_after_it(
    opened: OpenPage, served: Served
) -> None:
    page = opened(NOTE, PHONE, "rapporteur", name="Rae Quist")
    (worker,) = page.context.service_workers
    late = worker.evaluate(
        """async (path) => {
          const begun = turns;
          const answer = await fetch(path);
          await letGo();
          await keep(path, answer, await after(answer, begun));
          return (await (await caches.open(PAGES)).keys()).length;
        }""",
        NOTE,
    )
    assert late == 0
    assert page.evaluate(PAGES) == []


def test_twelve_forms_are_kept_and_no_file_that_none_of_them_needs(
    opened: OpenPage, served: Served
) -> None:
    page = opened(CONTRIBUTE, DESK, "rapporteur")
    (worker,) = page.context.service_workers
    paths = [f"/note/new?session=s{n}" for n in range(14)]
    for path in paths:
        worker.evaluate("(path) => visit(path)", path)
    has(page, *paths[-12:])
    held = page.evaluate(
        """async () => (await (await caches.open("bpforum-files")).keys())
             .map((one) => new URL(one.url).pathname)"""
    )
    names = sorted(one.rpartition("/")[2] for one in held)
    assert names == ["autosave.js", "mark.svg", "offline", "offline.js", "page.js", "style.css"]


def test_a_kept_page_whose_token_is_over_still_sends(opened: OpenPage, served: Served) -> None:
    page = opened(CONTRIBUTE, PHONE)
    before = kept(served)
    page.context.set_offline(True)
    go(page, served, CONTRIBUTE)
    page.fill("[name=answer-q1]", "Written long after.")
    page.fill("[name=name]", "Bo Berg")
    page.check("[name=consent][value=full]")
    page.click("button[value=check]")
    page.wait_for_selector("#unsent-told")
    page.context.clear_cookies()  # another visitor's cookie comes with the next page
    page.context.set_offline(False)
    page.wait_for_selector("#unsent-told a[href*='/filed/']", timeout=30_000)
    assert kept(served) == before + 1


def test_without_a_worker_everything_is_as_it_was(open_page: OpenPage, served: Served) -> None:
    page = open_page(CONTRIBUTE, PHONE, service_workers="block")
    told = errors_of(page)
    page.fill("[name=answer-q1]", "No worker here.")
    page.wait_for_selector("[data-kept]:has-text(':')")
    assert page.evaluate(PAGES) == []
    assert told == []


def test_the_page_for_everything_else_is_for_everybody(
    open_page: OpenPage, closed_to_nobody: Callable[[Any], None]
) -> None:
    closed_to_nobody(open_page("/offline", PHONE))
