"""The coordinator's review in a real browser: keys, drag, two at once, a phone, and no script."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from models.decision import Decision
from tests.browser.conftest import DESK, PHONE, Served, errors_of
from tests.builders.reviewed import COMMENTED, HUMAN, make_reviewed

OpenPage = Callable[..., Any]
PAGES = (
    "/review", f"/review/text?paragraph={HUMAN}", "/review/themes", "/review/comments",
    "/review/confirm", "/review/checks", "/review/checks?section=th_theme_2", "/review/decisions",
    "/review/source/C-0028",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A compiled forum and its pages: one for all tests of this file."""
    folder = tmp_path_factory.mktemp("served")
    forum = make_reviewed(folder)
    place = folder / "outputs" / "bpf-community-networks"
    (folder / "outputs").rename(folder / "made")
    place.mkdir(parents=True)
    (folder / "made").rename(place / "2026")
    pages = Served(forum)
    yield pages
    pages.stop()


@pytest.fixture(scope="module")
def sessions() -> dict[str, Any]:
    """Who is signed in already: only so many may be in a minute."""
    return {}


@pytest.fixture
def open_page(
    chromium: Any, served: Served, sessions: dict[str, Any]
) -> Iterator[Callable[..., Any]]:
    """Opens a page for a coordinator, in a browser of its own."""
    contexts = []

    def open_(path: str, viewport: dict[str, int], name: str = "Ada Tester", **more: Any) -> Any:
        context = chromium.new_context(viewport=viewport, storage_state=sessions.get(name), **more)
        contexts.append(context)
        page = context.new_page()
        if name not in sessions:
            page.goto(served.link("coordinator", name=name))
            page.click("main button")
            sessions[name] = context.storage_state()
        page.goto(served.address + path)
        return page

    yield open_
    for context in contexts:
        context.close()


def decided(served: Served, target: str = "") -> list[Decision]:
    with served.store() as store:
        return [one for one in store.decisions() if not target or one.target == target]


def test_no_page_is_closed_to_anybody(
    open_page: OpenPage, served: Served, closed_to_nobody: Callable[[Any], None]
) -> None:
    page = open_page("/review", DESK)
    told = errors_of(page)
    for path in PAGES:
        page.goto(served.address + path)
        closed_to_nobody(page)
    assert told == []


def test_keys_walk_accept_and_edit_without_loading_the_page(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page(f"/review/text?paragraph={HUMAN}", DESK)
    page.evaluate("window.same = true")
    page.keyboard.press("j")
    page.wait_for_selector(f"#evidence code:not(:text-is('{HUMAN}'))")
    page.keyboard.press("k")
    page.wait_for_selector(f"#evidence code:has-text('{HUMAN}')")
    assert page.evaluate("window.same") is True
    assert f"paragraph={HUMAN}" in page.url
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "text-edit"
    page.keyboard.type("jkae")
    assert page.input_value("#text-edit").endswith("jkae"), "keys are words while one types"
    page.fill("#text-edit", "A fund, and somebody who climbs.")
    page.click("text=Save the text")
    page.wait_for_selector("text=Edited by Ada Tester")
    page.wait_for_selector("#evidence del")
    page.keyboard.press("a")
    page.wait_for_selector("text=Accepted by Ada Tester")
    assert [one.kind for one in decided(served, HUMAN)][-2:] == [
        "edit_paragraph",
        "accept_paragraph",
    ]


def test_what_is_typed_is_not_left_by_mistake(open_page: OpenPage) -> None:
    page = open_page(f"/review/text?paragraph={COMMENTED}", DESK)
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", stay)
    page.keyboard.press("e")
    page.fill("#text-edit", "Half a sentence")
    page.click(".walk a[rel=next]")
    assert asked == ["What you typed is not saved. Leave it?"]
    assert page.input_value("#text-edit") == "Half a sentence"


def test_two_coordinators_on_one_paragraph_lose_nothing(
    open_page: OpenPage, served: Served
) -> None:
    path = "/review/text?paragraph=summary_counts"
    ada = open_page(path, DESK, name="Ada Osei")
    ben = open_page(path, DESK, name="Ben Marlow")
    ada.reload()
    ada.wait_for_selector(".presence:has-text('Ben Marlow')")
    for page, words in ((ada, "What Ada wrote."), (ben, "What Ben wrote.")):
        page.click("summary:has-text('Edit')")
        page.fill("#text-edit", words)
    ada.click("text=Save the text")
    ada.wait_for_selector(".para.selected:has-text('What Ada wrote.')")
    ben.click("text=Save the text")
    ben.wait_for_selector("h2:has-text('Somebody decided about this in the meantime')")
    assert ben.inner_text(".versions > section:nth-child(1) blockquote") == "What Ada wrote."
    assert ben.inner_text(".versions > section:nth-child(2) blockquote") == "What Ben wrote."
    assert ben.input_value("textarea") == "What Ben wrote."
    ben.fill("textarea", "What both wrote.")
    ben.click("text=Save mine")
    ben.wait_for_selector(".para.selected:has-text('What both wrote.')")
    made = [one.value for one in decided(served, "summary_counts")]
    assert made[-2:] == ["What Ada wrote.", "What both wrote."]


def test_a_passage_is_dragged_onto_a_theme_or_sent_there_by_keys(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page("/review/themes?theme=theme-1", DESK)
    one, two = [
        row.get_attribute("data-passage") for row in page.query_selector_all("[data-passage]")[:2]
    ]
    page.drag_and_drop(f"[data-passage={one}] .marks", "[data-drop=theme-4]")
    page.wait_for_selector(f"[data-passage={one}] :text('→')")
    assert decided(served, one)[-1].value == "theme-4"
    # The same by the keyboard alone.
    page.focus(f"[data-passage={two}] input[type=checkbox]")
    page.keyboard.press("Space")
    page.focus("#to")
    page.select_option("#to", "fits_no_theme")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-passage={two}] :text('→')")
    assert decided(served, two)[-1].value == "fits_no_theme"


def test_without_a_script_everything_is_there_on_a_phone(
    open_page: OpenPage, served: Served
) -> None:
    page = open_page("/review/text?section=th_theme_4", PHONE,
                     java_script_enabled=False)  # fmt: skip
    page.click(".para .n >> nth=2")
    page.click("a.to-evidence")
    page.click("summary:has-text('Remark')")
    page.fill("#text-remark", "Too long for a village meeting.")
    page.click("text=Leave the remark")
    assert "Too long for a village meeting." in page.inner_text("#evidence")
    page.click("text=Take it back")
    assert page.query_selector("#evidence > .remark") is None
    page.goto(served.address + "/review/comments?type=editorial")
    page.check("input[name=comments] >> nth=0")
    page.select_option("#many-disposition", "noted")
    page.click("text=Answer them")
    assert "Answered" in page.inner_text(".notice")
    page.goto(served.address + "/review/themes?theme=theme-2")
    page.check("input[name=passages] >> nth=0")
    page.select_option("#to", "theme-5")
    page.click("button[value=move]")
    assert "→" in page.inner_text("ul.passages")


def test_a_session_that_ended_keeps_what_was_typed(open_page: OpenPage, served: Served) -> None:
    page = open_page(f"/review/text?paragraph={COMMENTED}", DESK, name="Cleo Ward")
    page.click("summary:has-text('Edit')")
    page.fill("#text-edit", "Words that must not be lost.")
    page.context.clear_cookies(name="bpforum_session")
    page.click("text=Save the text")
    page.wait_for_selector("form.again")
    assert page.input_value("form.again [name=text]") == "Words that must not be lost."
    assert [one for one in decided(served, COMMENTED) if one.kind == "edit_paragraph"] == []
