"""The forms in a real browser, at their main path and at their worst moments."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Served, errors_of

OpenPage = Callable[..., Any]
CONTRIBUTE, NOTE = "/calls/call-1/contribute", "/note/new?session=opening"


def kept(served: Served) -> int:
    with served.store() as store:
        assert store.verify_chain() is None
        return store.count_submissions()


def fill_note(page: Any, words: str) -> None:
    page.fill("#issue-0", words)
    page.fill("[name=discussion]", "Most asked for a model agreement.")


def send(page: Any) -> str:
    """From a filled form to the receipt; the reference."""
    page.click("button[value=check]")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt .number")
    return str(page.inner_text(".receipt .number"))


def test_a_rapporteur_files_a_note_on_a_phone(open_page: OpenPage, served: Served) -> None:
    page = open_page("/note", PHONE, "rapporteur")
    page.fill("#q", "open")
    page.click("a.session")
    fill_note(page, "Masts stand idle.")
    page.click("[data-add=issue]")
    assert page.evaluate("document.activeElement.id") == "issue-1", "one goes on typing"
    page.fill("#issue-1", "Share them.")
    page.select_option("#issue-kind-1", "practice")
    before = kept(served)
    assert re.fullmatch(r"C-\d{4}", send(page))
    assert kept(served) == before + 1
    page.click("a[href$=edit]")
    assert page.input_value("#issue-1") == "Share them."


def test_the_connection_is_lost_while_typing_and_the_note_is_sent_once_when_it_is_back(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(NOTE, PHONE, "rapporteur")
    before = kept(served)
    page.fill("#issue-0", "Masts stand idle in the north.")
    page.context.set_offline(True)
    page.fill("[name=discussion]", "The line broke here.")
    page.wait_for_selector("[data-kept]:has-text('device')")
    page.click("button[value=check]")
    page.wait_for_selector("#unsent-told")
    assert "sent by itself" in page.inner_text("#unsent-told")
    assert kept(served) == before
    page.context.set_offline(False)
    page.wait_for_selector("#unsent-told a[href*='/filed/']", timeout=30_000)
    assert kept(served) == before + 1
    # Another page of this browser has nothing left to send.
    other = page.context.new_page()
    other.goto(served.address + "/note")
    other.wait_for_timeout(1500)
    assert kept(served) == before + 1
    page.click("#unsent-told a")
    page.wait_for_selector(".receipt .number")


def test_a_page_closed_without_a_network_is_sent_by_the_next_one(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(CONTRIBUTE, PHONE)
    before = kept(served)
    page.fill("[name=answer-q1]", "Written in a tunnel.")
    page.fill("[name=name]", "Bo Berg")
    page.check("[name=consent][value=full]")
    page.context.set_offline(True)
    page.click("button[value=check]")
    page.wait_for_selector("#unsent-told")
    page.close()
    context = page.context
    context.set_offline(False)
    later = context.new_page()
    later.goto(served.address + CONTRIBUTE)
    later.wait_for_selector("#unsent-told a[href*='/filed/']", timeout=30_000)
    assert kept(served) == before + 1


def test_what_was_filed_offline_and_cannot_be_taken_is_gone_on_with(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(CONTRIBUTE, PHONE)
    before = kept(served)
    page.fill("[name=answer-q1]", "No name was given in the tunnel.")
    page.context.set_offline(True)
    page.click("button[value=check]")
    page.wait_for_selector("#unsent-told")
    page.context.set_offline(False)
    page.wait_for_selector("#unsent-told a[href*='draft=']", timeout=30_000)
    page.click("#unsent-told a")
    assert page.input_value("[name=answer-q1]") == "No name was given in the tunnel."
    assert kept(served) == before


def test_the_session_ends_before_it_is_sent_and_nothing_is_lost(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(NOTE, PHONE, "rapporteur", name="Di Rapporteur")
    fill_note(page, "Typed before the session ended.")
    cookies = [one for one in page.context.cookies() if "session" not in one["name"]]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
    before = kept(served)
    page.click("button[value=check]")
    page.wait_for_selector("form.again")
    assert "no longer signed in" in page.inner_text("h1")
    other = page.context.new_page()
    other.goto(served.link("rapporteur", name="Di Again"))
    other.click("main button")
    page.click("form.again button")
    page.wait_for_selector("button[value=send]")
    assert "Typed before the session ended." in page.inner_text("main")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt .number")
    assert kept(served) == before + 1


@pytest.mark.parametrize("script", [True, False])
def test_the_enter_key_takes_no_line_away(open_page: OpenPage, script: bool) -> None:
    page = open_page(NOTE, PHONE, "rapporteur", java_script_enabled=script)
    page.fill("#issue-0", "The first.")
    page.click("[data-add=issue]")
    page.fill("#issue-1", "The second.")
    page.press("#issue-holder-1", "Enter")
    page.wait_for_selector("button[value=send]")
    assert "The first." in page.inner_text(".checked")
    assert "The second." in page.inner_text(".checked")


def test_a_file_is_refused_in_plain_words_and_the_rest_stays(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(CONTRIBUTE, DESK)
    page.fill("[name=answer-q1]", "See the letter.")
    page.fill("[name=name]", "Bo Berg")
    page.check("[name=consent][value=full]")
    page.set_input_files("#files", {"name": "run.exe", "mimeType": "text/plain",
                                    "buffer": b"MZ\x00\x00"})  # fmt: skip
    page.click("button[value=check]")
    page.wait_for_selector(".problems")
    assert "a program" in page.inner_text(".problems")
    assert "a program" in page.inner_text("#files-mistake")
    assert page.input_value("[name=answer-q1]") == "See the letter."
    page.set_input_files("#files", {"name": "letter.txt", "mimeType": "text/plain",
                                    "buffer": b"We share masts."})  # fmt: skip
    before = kept(served)
    page.click("button[value=check]")
    page.wait_for_selector("button[value=send]")
    assert "letter.txt" in page.inner_text(".checked")
    page.click("button[value=send]")
    page.wait_for_selector(".receipt .number")
    assert kept(served) == before + 2


def test_everything_works_without_javascript(open_page: OpenPage, served: Served) -> None:
    page = open_page("/note", PHONE, "rapporteur", java_script_enabled=False)
    page.fill("#q", "open")
    page.click("form.search button")
    page.click("a.session")
    page.fill("#issue-0", "Masts stand idle.")
    page.click("button[value=add-issue]")
    assert page.url.endswith("#issue-1")
    page.fill("#issue-1", "Share them.")
    page.click("button[value=save]")
    link = page.inner_text("code.copy")
    page.goto(link)
    assert page.input_value("#issue-1") == "Share them."
    before = kept(served)
    assert re.fullmatch(r"C-\d{4}", send(page))
    assert kept(served) == before + 1


def test_what_was_typed_comes_back_after_the_page_was_closed(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(CONTRIBUTE, DESK)
    page.fill("[name=answer-q2]", "Half a sentence that")
    page.check("[name=consent][value=name_withheld]")
    context = page.context
    page.close()
    again = context.new_page()
    again.goto(served.address + CONTRIBUTE)
    again.wait_for_selector(".unsent")
    assert "Half a sentence that" in again.inner_text(".unsent")
    assert again.input_value("[name=answer-q2]") == "", "it is offered, not put in by itself"
    again.click(".unsent button >> nth=0")
    assert again.input_value("[name=answer-q2]") == "Half a sentence that"
    assert again.is_checked("[name=consent][value=name_withheld]")


def test_a_note_that_was_typed_comes_back_to_its_own_session_alone(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(NOTE, PHONE, "rapporteur")
    page.fill("#issue-0", "Typed in the room.")
    page.click("[data-add=issue]")
    page.fill("#issue-1", "And a second thing.")
    context = page.context
    page.close()
    other = context.new_page()
    other.goto(served.address + "/note/new")
    assert other.locator(".unsent").count() == 0, "that was another session"
    other.goto(served.address + NOTE)
    other.click(".unsent button >> nth=0")
    assert other.input_value("#issue-1") == "And a second thing."


def test_one_goes_on_from_another_device_by_a_link(open_page: OpenPage, served: Served) -> None:
    page = open_page(CONTRIBUTE, DESK)
    page.fill("[name=answer-q1]", "Begun at the desk.")
    page.click("button[value=save]")
    link = page.inner_text("code.copy")
    phone = open_page("/about", PHONE)
    phone.goto(link)
    assert phone.input_value("[name=answer-q1]") == "Begun at the desk."


def test_who_one_is_is_remembered_only_if_asked(open_page: OpenPage, served: Served) -> None:
    page = open_page(CONTRIBUTE, DESK)
    page.fill("[name=name]", "Bo Berg")
    page.goto(served.address + "/practice")
    assert page.input_value("[name=name]") == ""
    page.fill("[name=name]", "Bo Berg")
    page.check("[data-remember]")
    page.goto(served.address + CONTRIBUTE)
    assert page.input_value("[name=name]") == "Bo Berg"


PAGES = [CONTRIBUTE, "/practice", "/note", NOTE, "/registrations"]


@pytest.mark.parametrize("path", PAGES)
def test_the_forms_are_for_everybody(
    open_page: OpenPage, closed_to_nobody: Callable[[Any], None], path: str
) -> None:
    page = open_page("/about", PHONE, "rapporteur", "secretariat")
    told = errors_of(page)
    page.goto(page.url.removesuffix("/about") + path)
    closed_to_nobody(page)
    assert told == []


def test_the_pages_in_between_are_for_everybody(
    open_page: OpenPage, violations: Callable[[Any], list[str]]
) -> None:
    page = open_page(NOTE, PHONE, "rapporteur")
    page.click("button[value=check]")
    page.wait_for_selector(".problems")
    assert violations(page) == [], "mistakes"
    fill_note(page, "Masts stand idle.")
    page.click("button[value=check]")
    page.wait_for_selector("button[value=send]")
    assert violations(page) == [], "answers"
    page.click("button[value=send]")
    page.wait_for_selector(".receipt")
    page.click("form[action$=check-link] button")
    page.wait_for_selector(".notice.good")
    assert violations(page) == [], "receipt"
    page.goto(page.inner_text(".notice.good code"))
    assert violations(page) == [], "checking"
